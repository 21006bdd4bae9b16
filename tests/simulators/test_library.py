"""The drills that ship come out as their files say, each tried small in the made-up hamlet."""

from pathlib import Path
from typing import Any

import pytest

import simulators
from simulators.drill import run_drill
from simulators.scenario import load_scenario

DRILLS = Path(simulators.__file__).parent / "drills"


WARNED = (  # the hamlet's county warns its two towns, and moves a village of each out
    "script.alerts.0.issuer=HC",
    "script.alerts.0.places=[H01, H02]",
    "script.alerts.0.evacuate=[H0101, H0201]",
)


OF_PLANS = {"checklist.urgent", "checklist.step", "plan.acknowledge"}


def tried(name: str, *changes: str) -> dict[str, Any]:
    """Run a drill of the library in a hamlet laid about its first inject; nothing else differs."""
    path = DRILLS / f"{name}.yaml"
    script = load_scenario(path).script
    at = next((one.report for one in script.injects if one.report is not None), None)
    lon, lat = (109.0, 34.0) if at is None else (at.lon - 0.0215, at.lat - 0.0105)
    place = f"place={{hamlet: {{lon: {lon}, lat: {lat}}}}}"
    outcome = run_drill(path, changes=[place, *changes], check_every=200)
    assert outcome["violations"] == 0
    return outcome


def points(outcome: dict[str, Any]) -> dict[str, float]:
    """Return the share of its points that each expected action brought."""
    return {one["action"]: one["points"] / one["of"] for one in outcome["expected"]}


@pytest.mark.parametrize(
    ("name", "hours"), [("quiet-tuesday", 0.15), ("heatwave", 0.2), ("snow", 0.15)]
)
def test_on_days_of_many_small_events_everybody_is_reached(name: str, hours: float) -> None:
    outcome = tried(name, f"duration_h={hours}", "calls.streams.0.per_hour.medical=10")
    assert outcome["incidents"] > 1
    assert outcome["unmet"] == 0
    assert outcome["script_score"] >= 50


@pytest.mark.parametrize("name", ["hazmat-release", "forest-fire", "crowd-crush"])
def test_a_grave_event_is_answered_graded_and_commanded_in_time(name: str) -> None:
    changes = ["calls={}", "script.sensors=[]"] if name == "hazmat-release" else []
    outcome = tried(name, *changes)
    marks = points(outcome)
    assert marks["incident_handling.start_verify"] == marks["GradeSet"] == 1.0
    assert min(marks["command_post.open_post"], marks["InstructionGiven"]) >= 0.5
    assert outcome["reached"] == outcome["incidents"]


def test_those_who_call_of_one_crush_are_one_incident() -> None:
    outcome = tried("crowd-crush")
    assert outcome["calls"] == 3
    assert outcome["incidents"] <= 2


def test_at_the_table_everything_is_decided_and_nobody_drives_out() -> None:
    outcome = tried("table-top")
    assert outcome["reached"] == 0
    assert set(points(outcome).values()) == {1.0}, outcome["expected"]
    assert outcome["script_score"] == 100


def test_without_notice_and_with_faults_crews_are_there_all_the_same() -> None:
    outcome = tried("no-notice")
    assert outcome["faults"]["lost"] + outcome["faults"]["late"] > 0
    assert points(outcome)["instruction.arrive"] > 0
    assert outcome["reached"] == outcome["incidents"]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("gas-blast", ["script.injects.1.report.place=null"]),
        ("qinling-rainstorm", [*WARNED, "calls={}"]),
        ("earthquake-2022", ["calls={}"]),
    ],
)
def test_from_the_village_up_to_the_city_and_back(name: str, changes: list[str]) -> None:
    outcome = tried(name, "script.injects.0.report.place=null", *changes)
    marks = points(outcome)
    assert min(marks["EvacuationOrdered"], marks["command_post.open_post"]) == 1.0
    assert (outcome["open_at_end"], outcome["refused"]) == (0, {})
    # Plans were activated; those they name know of it in time, and no step of theirs is overdue.
    assert not OF_PLANS & outcome["deadlines_passed"].keys()
    assert outcome["script_score"] == 100
