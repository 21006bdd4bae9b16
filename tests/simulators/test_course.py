"""What a drill's script says happens, the players are marked, and crews meet with what it does."""

from pathlib import Path

import pytest

from dispatch.domain import events as e
from dispatch.domain.sensor_messages import SensorAlarmed
from tests.simulators.hamlets import FIRE, inject, run

FAR = {"kind": "fire", "lon": 109.049, "lat": 34.028, "priority": 1}


def steps(entries, lifecycle):
    return [
        (one.event.action, one.recorded_at)
        for one in entries
        if isinstance(one.event, e.StepTaken) and one.event.lifecycle == lifecycle
    ]


def test_players_are_marked_for_what_they_do_in_time_late_and_not_at_all(tmp_path: Path) -> None:
    script = {
        "injects": [
            inject(
                expect=[
                    {"action": "incident_handling.start_verify", "within_min": 30, "points": 10},
                    {"action": "incident_handling.confirm", "within_min": 0.01, "points": 8},
                    {"action": "EvacuationOrdered", "within_min": 5, "points": 4},
                ]
            )
        ],
        "objectives": [
            {"name": {"zh": "", "en": ""}, "measure": "reached", "at_least": 1, "points": 6},
            {"name": {"zh": "", "en": ""}, "measure": "unmet", "at_most": -1, "points": 2},
            {"name": {"zh": "", "en": ""}, "measure": "no.such", "at_most": 1, "points": 0},
        ],
    }
    outcome, _ = run(tmp_path, script=script)
    assert [one["points"] for one in outcome["expected"]] == [10, 4, 0]
    assert outcome["expected"][2]["after_min"] is None
    assert [one["met"] for one in outcome["objectives"]] == [True, False, False]
    assert outcome["script_score"] == pytest.approx(100 * (10 + 4 + 6) / 30, abs=0.1)
    assert outcome["violations"] == 0


def test_facts_that_become_known_raise_the_grade_and_the_post_answers(tmp_path: Path) -> None:
    facts = {"known": {"dead": 3, "serious": 11}, "after_min": 3}
    expect = [{"action": "command_post.open_post", "within_min": 60}]
    outcome, _ = run(tmp_path, script={"injects": [inject(facts=facts, expect=expect)]})
    assert outcome["expected"][0]["points"] == 10
    assert outcome["open_at_end"] == 0
    assert (outcome["sent"], outcome["not_taken"]) == (1, 0), "an inject's report counts as well"


def test_a_crew_under_way_drives_round_what_is_closed_meanwhile(tmp_path: Path) -> None:
    crews = {"sign": {"median_s": 1}, "turnout": {"median_s": 1}}
    fire = inject(0, report=FAR)
    took = {}
    for name, closures in (
        ("open", []),
        ("closed", [{"at_min": 1, "lon": 109.035, "lat": 34.01, "radius_m": 1400, "factor": 9.0}]),
    ):
        folder = tmp_path / name
        folder.mkdir()
        script = {"injects": [fire], "closures": closures}
        outcome, entries = run(folder, crews=crews, script=script)
        took[name] = {
            one.event.subject_id: one.recorded_at
            for one in entries
            if isinstance(one.event, e.StepTaken)
            and (one.event.lifecycle, one.event.action) == ("instruction", "arrive")
        }
        assert outcome["violations"] == 0
    assert took["closed"].keys() == took["open"].keys()
    assert any(took["closed"][one] > took["open"][one] + 30 for one in took["open"])


def test_weather_begins_and_ends_and_a_closure_is_opened_again(tmp_path: Path) -> None:
    script = {
        "injects": [inject()],
        "weather": [{"at_min": 2, "until_min": 40, "condition": "rainstorm"}],
        "closures": [{"at_min": 3, "until_min": 30, "lon": 109.02, "lat": 34.01, "radius_m": 400}],
    }
    _, entries = run(tmp_path, script=script)
    begun = [one.event.measure for one in entries if isinstance(one.event, e.RoadMeasureOrdered)]
    asked = [one for one in begun if one.source == "drill"]
    assert [one.condition for one in asked] == ["rainstorm", None]
    assert [what for what, _ in steps(entries, "road_measure")].count("reopen") == 2


def test_a_sensor_that_crosses_its_limit_reports_by_itself(tmp_path: Path) -> None:
    sensor = {
        "sensor_id": "depth-1", "name": "立交桥下积水", "quantity": "water_depth", "unit": "m",
        "place": "H0102", "lon": 109.02, "lat": 34.0, "curve": [[0, 0.0], [10, 0.6], [30, 0.0]],
    }  # fmt: skip
    outcome, entries = run(tmp_path, script={"sensors": [sensor]})
    (alarm,) = [one.event for one in entries if isinstance(one.event, SensorAlarmed)]
    assert alarm.rule == "road_flooded"
    assert outcome["incidents"] == 1


def test_who_is_off_duty_is_not_sent_and_comes_back(tmp_path: Path) -> None:
    off = {"at_min": 1, "until_min": 45, "share": 1.0, "places": ["H02"]}
    stock = {"at_min": 1, "depot": "H01-depot", "supply": "hose", "counted": 1}
    script = {"injects": [inject()], "staffing": [off], "stock": [stock]}
    outcome, entries = run(tmp_path, script=script)
    sent = {one.event.team_id for one in entries if isinstance(one.event, e.InstructionGiven)}
    assert sent
    assert not {one for one in sent if one.startswith("H02")}
    went = [what for what, _ in steps(entries, "team_availability")]
    assert went.count("go_off_duty") == went.count("come_on_duty") == 6
    assert outcome["refused"] == {}


def test_parts_that_people_play_are_left_to_them(tmp_path: Path) -> None:
    outcome, entries = run(
        tmp_path, script={"injects": [inject()]}, simulated=["officers"], form="table_top"
    )
    assert (outcome["form"], outcome["reached"]) == ("table_top", 0)
    assert "sign" not in [what for what, _ in steps(entries, "instruction")]


def test_a_drill_without_notice_begins_at_a_moment_drawn_from_its_seed(tmp_path: Path) -> None:
    began = []
    for number, seed in enumerate((1, 1, 2)):
        folder = tmp_path / str(number)
        folder.mkdir()
        script = {"injects": [inject(0)]}
        _, entries = run(folder, form="no_notice", notice_h=6, seed=seed, script=script)
        began.append(
            next(one.recorded_at for one in entries if isinstance(one.event, e.ReportReceived))
        )
    assert began[0] == began[1] != began[2]
    assert FIRE["kind"] == "fire"
