"""Rules about sensors that make no sense are refused, naming file, row and reason."""

from typing import Any

import pytest
from msgspec.structs import replace

from dispatch.profile.loader import load_profile
from dispatch.profile.sensor_proofs import problems_of_sensors

XIAN = load_profile("xian")


@pytest.mark.parametrize(
    ("table", "key", "wrong", "line"),
    [
        ("rules", "gas_leaking", {"clear_at": 20.0}, "clear_at: it differs from raise_at"),
        ("rules", "gas_leaking", {"clear_at": None}, "raise_at and clear_at: both or neither"),
        ("rules", "smoke_seen", {"quantity": "fumes"}, "unknown quantity 'fumes'"),
        ("rules", "road_flooded", {"kind": "puddle"}, "unknown kind 'puddle'"),
        ("rules", "road_flooded", {"priority": 9}, "priority 9 has no weight in profile.yaml"),
        ("rules", "slope_moving", {"clear_at": -3.0}, "clear_at: a rate is cleared between"),
        ("rules", "smoke_seen", {"trust": 1.5}, "trust: 1.5 is not 0 to 1"),
        ("quantities", "water_depth", {"least": 30.0}, "least: it lies below most"),
        ("quantities", "water_depth", {"also": {"cm": 0.0}}, "also: cm: more than nothing"),
        ("quantities", "rain_1h", {"silent_after_s": 0.0}, "silent_after_s: more than nothing"),
    ],
)
def test_a_wrong_row_is_named(table: str, key: str, wrong: dict[str, Any], line: str) -> None:
    rows = getattr(XIAN.sensors, table)
    rules = replace(XIAN.sensors, **{table: rows | {key: replace(rows[key], **wrong)}})
    (problem,) = problems_of_sensors(replace(XIAN, sensors=rules))
    assert problem.startswith(f"sensors.yaml: {table}: {key}: {line}")


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"kept_s": 60.0}, "sensors.yaml: kept_s: decisions look back 3600 s"),
        (
            {"damping": replace(XIAN.sensors.damping, crossings=1)},
            "sensors.yaml: damping: crossings: two at least",
        ),
    ],
)
def test_what_holds_for_all_is_proved_too(wrong: dict[str, Any], line: str) -> None:
    (problem,) = problems_of_sensors(replace(XIAN, sensors=replace(XIAN.sensors, **wrong)))
    assert problem.startswith(line)


def test_alarms_need_a_source_to_report_from() -> None:
    sources = {key: one for key, one in XIAN.sources.items() if key != "sensor"}
    (problem,) = problems_of_sensors(replace(XIAN, sources=sources))
    assert problem == "sensors.yaml: sources.yaml has no 'sensor' to report from"
