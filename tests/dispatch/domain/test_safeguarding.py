"""The safety of teams on scene: roll calls, a withdrawal each one acknowledges, mayday."""

from collections import Counter

import pytest

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain.safety import Hold
from tests.sentences import City, leader_of

TOWN = "610111001"


def step(order: str, action: str, **said: object) -> c.TakeStep:
    return c.TakeStep("instruction", order, action, c.Particulars(**said))


def clocks(city: City, order: str) -> set[str]:
    return {one.timer for one in city.area.deadlines.values() if one.subject_id == order}


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def fire(city: City) -> str:
    return city.a_fire()


@pytest.fixture
def order(city: City, fire: str) -> str:
    """Ten people of fire-1, at work."""
    made = city.order("fire-1", fire, "FIRE")
    city.team_does(made, "sign", "set_out", "arrive", "begin")
    return made


# --- roll call 点名


def test_the_roll_is_called_at_the_interval_of_the_kind_of_event(city: City, order: str) -> None:
    city.wait(899)
    assert city.area.instructions[order].safety.roll_called_at is None
    city.wait(1)
    asked = city.area.instructions[order]
    assert asked.safety.roll_called_at == city.clock.now()
    assert asked.awaits == ("roll_call",)
    assert asked.overdue == ()  # its moment has come; nobody is late


def test_where_a_team_is_in_no_danger_no_roll_is_called(city: City) -> None:
    order = city.order("medical-1", city.a_fire(kind="medical"), "MEDICAL")
    city.team_does(order, "sign", "set_out", "arrive")
    assert clocks(city, order) == {"instruction.feedback"}


def test_one_tap_says_that_all_are_safe_and_the_clock_begins_anew(city: City, order: str) -> None:
    city.wait(900)
    city.team_does(order, "answer_the_roll")
    safety = city.area.instructions[order].safety
    assert safety.headcount is not None
    assert (safety.headcount.safe, safety.headcount.differs_by) == (10, 0)
    assert (safety.roll_called_at, safety.rolls_missed) == (None, 0)
    city.wait(899)
    assert city.area.instructions[order].safety.roll_called_at is None
    city.wait(1)
    assert city.area.instructions[order].safety.roll_called_at is not None
    assert city.is_sound()


def test_a_roll_nobody_answers_is_missed_called_and_goes_up(city: City, order: str) -> None:
    city.wait(900 + 120)
    missed = city.area.instructions[order]
    assert missed.overdue == ("instruction.roll_call_answer",)
    assert missed.safety.rolls_missed == 1
    assert missed.call is not None
    assert missed.call.awaits == ("roll_call",)
    city.wait(60)
    assert city.area.instructions[order].told == (TOWN,)
    city.by("commander", step(order, "answer_the_roll", safe=10))
    found = city.area.instructions[order]
    assert (found.call, found.awaits, found.safety.rolls_missed) == (None, (), 0)


def test_a_count_that_is_not_even_goes_up_at_once_and_stays_until_it_is(
    city: City, order: str
) -> None:
    city.wait(900)
    city.team_does(order, "answer_the_roll", safe=8)
    short = city.area.instructions[order]
    assert short.safety.headcount is not None
    assert (short.safety.headcount.differs_by, short.awaits) == (2, ("headcount",))
    (told,) = city.events(oe.SupervisorTold)
    assert (told.place_code, told.awaits) == (TOWN, ("headcount",))
    refusal = city.refused("commander", step(order, "answer_the_roll", safe=8, elsewhere=2))
    assert refusal.field == "particulars.reason"
    there = "two are in hospital"
    city.by("commander", step(order, "answer_the_roll", safe=8, elsewhere=2, reason=there))
    assert city.area.instructions[order].awaits == ()


def test_nobody_is_counted_below_nothing(city: City, order: str) -> None:
    leader = leader_of(city.area.teams["fire-1"])
    assert city.refused(leader, step(order, "answer_the_roll", safe=-1)).code == "wrong_number"


def test_the_commander_calls_the_roll_at_any_time(city: City, order: str) -> None:
    city.by("commander", step(order, "call_the_roll"))
    assert "instruction.roll_call" not in clocks(city, order)
    first = city.area.instructions[order].safety.roll_called_at
    city.wait(60)
    city.by("commander", step(order, "call_the_roll"))
    assert city.area.instructions[order].safety.roll_called_at == first


def test_a_team_that_has_finished_is_asked_nothing_more(city: City, order: str) -> None:
    city.wait(900)
    city.team_does(order, "finish")
    done = city.area.instructions[order]
    assert (done.awaits, done.safety.roll_called_at) == ((), None)
    assert clocks(city, order) == set()
    assert city.is_sound()


def test_word_of_the_work_is_no_headcount(city: City, order: str) -> None:
    city.wait(900)
    leader = leader_of(city.area.teams["fire-1"])
    city.by(leader, c.ReportProgress(order, "at work"))
    assert city.area.instructions[order].awaits == ("roll_call",)


# --- withdrawal 撤离避险


def test_a_hold_orders_every_team_back_and_each_says_that_it_knows(
    city: City, fire: str, order: str
) -> None:
    second = city.order("fire-2", fire, "FIRE")
    city.team_does(second, "sign", "set_out")
    city.step("fire commander", fire, "safety_hold", reason="roof about to fall")
    assert {city.area.instructions[one].safety.hold for one in (order, second)} == {Hold.ORDERED}
    city.team_does(order, "acknowledge_hold")
    known = city.area.instructions[order]
    assert (known.safety.hold, known.awaits) == (Hold.SEEN, ("roll_call",))
    city.team_does(second, "acknowledge_hold")
    staying = city.area.instructions[second]
    assert (staying.safety.hold, staying.awaits) == (Hold.SEEN, ())
    assert city.is_sound()


def test_who_has_not_acknowledged_is_called_and_goes_up(city: City, fire: str, order: str) -> None:
    city.step("fire commander", fire, "safety_hold")
    city.wait(60)
    silent = city.area.instructions[order]
    assert len(city.events(oe.HoldMissed)) == 1
    assert silent.call is not None
    assert silent.call.awaits == ("hold",)
    city.wait(60)
    assert city.area.instructions[order].told == (TOWN,)
    city.by("fire commander", step(order, "acknowledge_hold"))  # heard by radio
    assert city.area.instructions[order].awaits == ("roll_call",)


def test_a_team_that_calls_the_hold_itself_knows_of_it(city: City, fire: str, order: str) -> None:
    city.step(leader_of(city.area.teams["fire-1"]), fire, "safety_hold")
    assert city.area.instructions[order].safety.hold is Hold.SEEN
    assert city.is_sound()


def test_nobody_begins_work_during_a_hold(city: City, fire: str) -> None:
    order = city.order("fire-1", fire, "FIRE")
    city.team_does(order, "sign", "set_out", "arrive")
    city.step("fire commander", fire, "safety_hold")
    leader = leader_of(city.area.teams["fire-1"])
    assert city.refused(leader, step(order, "begin")).code == "not_on_safety_hold"


def test_all_are_told_to_go_on_whether_they_had_answered_or_not(
    city: City, fire: str, order: str
) -> None:
    second = city.order("fire-2", fire, "FIRE")
    city.step("fire commander", fire, "safety_hold")
    city.team_does(order, "acknowledge_hold")
    city.step("fire commander", fire, "resume", reason="secured")
    holds = {city.area.instructions[one].safety.hold for one in (order, second)}
    assert holds == {Hold.LIFTED}
    assert "instruction.hold_seen" not in clocks(city, second)
    city.team_does(order, "acknowledge_resume")
    assert city.area.instructions[order].safety.hold is Hold.NONE
    leader = leader_of(city.area.teams["fire-1"])
    assert city.refused(leader, step(order, "acknowledge_hold")).code == "hold_is_ordered"
    city.step("fire commander", fire, "safety_hold")
    assert city.area.instructions[order].safety.hold is Hold.ORDERED
    assert city.is_sound()


# --- mayday 紧急求救


def wanted(city: City, fire: str) -> Counter[str]:
    needs = city.area.incidents[fire].team_needs
    return Counter({need.capability: need.teams for need in needs})


def test_a_mayday_flags_the_order_and_the_incident_and_demands_rescue(
    city: City, fire: str, order: str
) -> None:
    before = wanted(city, fire)
    city.team_does(order, "mayday")
    calling = city.area.instructions[order].safety.mayday
    assert calling is not None
    assert city.area.incidents[fire].maydays == (order,)
    assert wanted(city, fire) - before == Counter({"RESCUE": 1, "MEDICAL": 1})
    assert city.is_sound()


def test_a_mayday_called_again_is_the_same_mayday(city: City, fire: str, order: str) -> None:
    city.team_does(order, "mayday")
    before = wanted(city, fire)
    city.wait(5)
    city.team_does(order, "mayday", reason="second floor, north side")
    calling = city.area.instructions[order].safety.mayday
    assert calling is not None
    assert (calling.called_at, calling.words) == (city.clock.now() - 5, "second floor, north side")
    assert wanted(city, fire) == before


def test_only_the_commander_clears_a_mayday_and_says_why(city: City, fire: str, order: str) -> None:
    before = wanted(city, fire)
    city.team_does(order, "mayday")
    over = step(order, "clear_mayday", reason="all three are out")
    assert city.refused("duty officer", over).code == "role_may_not"
    assert city.refused("commander", over).code == "commands_the_scene"  # a fire
    assert city.refused("fire commander", step(order, "clear_mayday")).code == "input_missing"
    city.by("fire commander", over)
    assert city.area.instructions[order].safety.mayday is None
    assert city.area.incidents[fire].maydays == ()
    assert wanted(city, fire) == before
    assert city.refused("fire commander", over).code == "mayday_stands"
    assert city.is_sound()


def test_those_who_were_sent_for_a_mayday_stay_wanted(city: City, fire: str, order: str) -> None:
    before = wanted(city, fire)
    city.team_does(order, "mayday")
    city.order("medical-1", fire, "MEDICAL")
    sent_for = wanted(city, fire)["MEDICAL"] - before["MEDICAL"]
    city.by("fire commander", step(order, "clear_mayday", reason="all are out"))
    assert sent_for == 1
    assert wanted(city, fire)["RESCUE"] == before["RESCUE"]


def test_nothing_is_over_while_a_mayday_stands(city: City, fire: str, order: str) -> None:
    city.team_does(order, "mayday")
    leader = leader_of(city.area.teams["fire-1"])
    assert city.refused(leader, step(order, "finish")).code == "no_mayday_stands"
    cancel = step(order, "cancel", reason="误报")
    assert city.refused("duty officer", cancel).code == "no_mayday_stands"
    said = {"reason": "a barbecue", "evidence": ("photo",)}
    assert city.cannot("duty leader", fire, "dismiss", **said).code == "no_mayday_stands"


def test_a_mayday_at_a_fire_under_control_takes_the_response_up_again(
    city: City, fire: str, order: str
) -> None:
    city.step("town office", fire, "start_first_response")
    city.step("town office", fire, "close_on_scene")
    city.team_does(order, "mayday")
    assert city.area.incidents[fire].state == "FIRST_RESPONSE"
    assert city.events(e.DemandsSet)
