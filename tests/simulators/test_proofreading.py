"""Whoever writes a scenario is told of every mistake at once, with its field and line."""

from pathlib import Path

import pytest

import simulators
from dispatch.profile.loader import load_profile
from simulators.proofreading import proofread

LIBRARY = Path(simulators.__file__).parent / "drills"
SHIPPED = sorted(one for one in LIBRARY.glob("*.yaml") if ".mapping" not in one.name)
GOOD = """name: {zh: 小演练, en: Small}
area_id: drill-small
start: "2024-07-16T14:00:00+08:00"
duration_h: 1
place: {hamlet: {}}
script:
  injects:
    - at_min: 1
      name: {zh: 起火, en: Fire}
      report: {kind: fire, lon: 109.03, lat: 34.01}
      expect: [{action: incident_handling.start_verify, within_min: 5}]
"""


def faults(text: str) -> list[tuple[str, int | None]]:
    scenario, found = proofread(text, LIBRARY, load_profile("xian"))
    assert (scenario is None) == bool(found)
    return [(one.field, one.line) for one in found]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda one: one.stem)
def test_what_ships_has_no_mistakes(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8")) == []


def test_every_mistake_is_told_with_its_field_and_line() -> None:
    text = GOOD.replace("duration_h: 1", "duration_h: long\nweather: bad")
    text = text.replace("at_min: 1", "at_min: -1").replace("lat: 34.01", "lat: north")
    assert faults(text) == [
        ("duration_h", 4),
        ("weather", 5),
        ("script.injects[0].report.lat", 11),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "field", "line"),
    [
        ("kind: fire", "kind: dragon", "script.injects[0].report.kind", 10),
        ("start_verify", "sing", "script.injects[0].expect[0].action", 11),
        ("area_id: drill-small\n", "", "area_id", None),
        ("at_min: 1", "at_min: -1", "script.injects[0]", 8),
        ("{hamlet: {}}", "{hamlet: {}", "", 6),
        ("area_id: drill-small", "include: ../../etc/passwd", "include", 2),
        ("area_id: drill-small", "include: parts/nowhere.yaml", "include", 2),
        ("area_id: drill-small", f"area_id: {'[' * 50}x{']' * 50}", "", None),
        ("{zh: 起火, en: Fire}", "&a {zh: 起火, en: Fire}\n      summary: *a", "", 10),
    ],
)
def test_a_mistake_has_a_field_and_a_line(was: str, becomes: str, field: str, line: int) -> None:
    assert faults(GOOD) == []
    assert faults(GOOD.replace(was, becomes)) == [(field, line)]
