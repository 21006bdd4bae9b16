"""Words between the field and the engine come late, twice, or wait until they can be said."""

from dispatch.domain import events as e
from tests.simulators.hamlets import inject, run

START = 1721109600.0  # 14:00 in Xi'an
QUICK = {"sign": {"median_s": 1}, "turnout": {"median_s": 1}}


def by_action(entries, action):
    return [
        one.recorded_at
        for one in entries
        if isinstance(one.event, e.StepTaken)
        and (one.event.lifecycle, one.event.action) == ("instruction", action)
    ]


def test_in_radio_silence_crews_hear_nothing_and_take_up_what_still_stands(tmp_path) -> None:
    silence = [{"at_min": 4, "until_min": 8}]
    outcome, entries = run(
        tmp_path,
        crews=QUICK,
        script={"injects": [inject()]},
        faults={"radio_silence": silence},
    )
    assert outcome["faults"]["radio_silence"] > 0
    assert min(by_action(entries, "sign")) >= START + 8 * 60
    assert (outcome["reached"], outcome["violations"], outcome["open_at_end"]) == (1, 0, 0)


def test_what_was_said_while_the_broker_was_down_comes_afterwards_in_order(tmp_path) -> None:
    down = [{"at_min": 6, "until_min": 50}]
    outcome, entries = run(
        tmp_path, crews=QUICK, script={"injects": [inject()]}, faults={"broker_down": down}
    )
    arrived, begun = by_action(entries, "arrive"), by_action(entries, "begin")
    assert arrived
    assert min(arrived) >= START + 50 * 60
    assert len(arrived) == len(begun)
    assert (outcome["violations"], outcome["open_at_end"]) == (0, 0)


def test_what_is_said_twice_has_one_effect(tmp_path) -> None:
    once, said_once = run(tmp_path, script={"injects": [inject()]})
    folder = tmp_path / "twice"
    folder.mkdir()
    twice, said_twice = run(folder, script={"injects": [inject()]}, faults={"doubled_share": 1.0})
    assert twice["faults"]["doubled"] > 10
    assert twice["refused"] == once["refused"] == {}
    kinds = [type(one.event).__name__ for one in said_once]
    assert sorted(kinds) == sorted(type(one.event).__name__ for one in said_twice)


def test_a_dead_phone_is_one_teams_own(tmp_path) -> None:
    dead = [{"at_min": 0, "until_min": 600, "teams": ["H01-fire"]}]
    outcome, entries = run(tmp_path, script={"injects": [inject()]}, faults={"dead_phones": dead})
    sent = [one.event for one in entries if isinstance(one.event, e.InstructionGiven)]
    arrived = {
        one.event.subject_id
        for one in entries
        if isinstance(one.event, e.StepTaken) and one.event.action == "arrive"
    }
    silent = [one for one in sent if one.team_id.startswith("H01-fire")]
    assert silent
    assert not arrived & {one.instruction_id for one in silent}
    assert outcome["violations"] == 0
