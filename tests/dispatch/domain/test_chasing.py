"""An order nobody answers: the team is reminded, then telephoned, then those above are told."""

import pytest
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import order_events as oe
from dispatch.domain.places import AdminLevel
from dispatch.profile.loader import load_profile
from tests.sentences import City, leader_of

TOWN = "610111001"


@pytest.fixture
def city() -> City:
    made = City()
    brigade = replace(made.area.teams["fire-1"], contact="139 0000 0001")
    made.by("admin", c.EnrolTeams((brigade,)))
    return made


@pytest.fixture
def order(city: City) -> str:
    return city.order("fire-1", city.a_fire(kind="gas"), "FIRE")


def step(order: str, action: str, **said: object) -> c.TakeStep:
    return c.TakeStep("instruction", order, action, c.Particulars(**said))


def test_who_does_not_answer_is_reminded_then_called_then_those_above_are_told(
    city: City, order: str
) -> None:
    def state():
        return city.area.instructions[order]

    city.wait(59)
    assert state().reminders == 0
    city.wait(1)
    assert (state().reminders, state().awaits) == (1, ("sign",))
    city.wait(119)
    assert state().call is None
    city.wait(1)
    call = state().call
    assert call is not None
    assert (call.place_code, call.contact, call.awaits) == (TOWN, "139 0000 0001", ("sign",))
    city.wait(120)
    assert (state().state, state().told) == ("OVERDUE", ())
    city.wait(59)
    assert state().told == ()
    city.wait(1)
    assert state().told == (TOWN,)
    assert [one.awaits for one in city.events(oe.SupervisorTold)] == [("sign",)]
    assert city.is_sound()


def test_where_towns_have_nobody_on_watch_the_county_is_asked() -> None:
    xian = load_profile("xian")
    watch = replace(xian.roles["DUTY"], admin_levels=(AdminLevel.COUNTY, AdminLevel.CITY))
    city = City(profile=replace(xian, roles={**xian.roles, "DUTY": watch}))
    order = city.order("fire-1", city.a_fire(kind="gas"), "FIRE")
    city.wait(400)
    asked = city.area.instructions[order]
    assert asked.call is not None
    assert (asked.call.place_code, asked.told) == ("610111", ("610111",))


def test_the_lead_of_the_incident_is_who_supervises(city: City, order: str) -> None:
    incident = city.area.instructions[order].incident_id
    city.step("duty officer", incident, "start_verify")
    city.step("duty officer", incident, "confirm", evidence=("photo",))
    city.wait(400)
    (told,) = city.events(oe.SupervisorTold)
    assert told.place_code == city.area.incidents[incident].lead


@pytest.mark.parametrize("after_s", [0, 61, 181, 361])
def test_a_signature_ends_the_ladder_wherever_it_stands(
    city: City, order: str, after_s: float
) -> None:
    city.wait(after_s)
    city.team_does(order, "sign")
    known = len(city.events(oe.OrderReminded) + city.events(oe.CallAsked))
    city.wait(3600)
    signed = city.area.instructions[order]
    assert (signed.reminders, signed.call, signed.told, signed.awaits) == (0, None, (), ())
    assert len(city.events(oe.OrderReminded) + city.events(oe.CallAsked)) == known


def test_the_duty_officer_tells_how_the_call_went(city: City, order: str) -> None:
    leader = leader_of(city.area.teams["fire-1"])
    assert city.refused("duty officer", step(order, "record_reached", reason="在换装")).code == (
        "call_is_asked"
    )
    city.wait(181)
    assert city.refused("duty officer", step(order, "record_reached")).code == "input_missing"
    assert city.refused(leader, step(order, "record_reached", reason="在")).code == "role_may_not"
    city.by("duty officer", step(order, "record_reached", reason="在换装"))
    reached = city.area.instructions[order]
    assert (reached.call, reached.reminders) == (None, 0)
    city.wait(59)
    assert city.area.instructions[order].reminders == 0
    city.wait(1)
    assert city.area.instructions[order].reminders == 1  # it has not signed: the ladder begins anew


def test_a_team_that_is_not_reached_goes_up_at_once(city: City, order: str) -> None:
    city.wait(181)
    city.by("duty officer", step(order, "record_not_reached", reason="无人接听"))
    after = city.area.instructions[order]
    assert (after.call, after.told) == (None, (TOWN,))
    city.wait(300)
    assert len(city.events(oe.SupervisorTold)) == 1


def test_feedback_that_is_due_climbs_the_same_ladder_and_word_ends_it(city: City) -> None:
    order = city.order("fire-1", city.a_fire(kind="alarm"), "FIRE")
    city.team_does(order, "sign", "set_out", "arrive")
    city.wait(1800)
    late = city.area.instructions[order]
    assert (late.overdue, late.reminders) == (("instruction.feedback",), 1)
    city.wait(120)
    call = city.area.instructions[order].call
    assert call is not None
    assert call.awaits == ("feedback",)
    city.wait(180)
    assert city.area.instructions[order].told == (TOWN,)
    leader = leader_of(city.area.teams["fire-1"])
    city.by(leader, c.ReportProgress(order, "二楼已搜"))
    told = city.area.instructions[order]
    assert (told.reminders, told.call, told.told, told.awaits) == (0, None, (), ())
    city.wait(1799)
    assert city.area.instructions[order].reminders == 0
    city.wait(1)
    assert city.area.instructions[order].reminders == 1
    assert city.area.instructions[order].overdue == ("instruction.feedback",)
    assert city.is_sound()


def test_progress_is_a_step_like_any_other_too(city: City, order: str) -> None:
    city.team_does(order, "sign", "set_out", "arrive")
    leader = leader_of(city.area.teams["fire-1"])
    city.by(leader, step(order, "progress", reason="已控制", evidence=("a.jpg",)))
    (told,) = city.events(oe.ProgressReported)
    assert (told.text, told.evidence) == ("已控制", ("a.jpg",))


def test_a_commander_may_remind_by_hand(city: City, order: str) -> None:
    city.by("commander", step(order, "remind"))
    assert city.area.instructions[order].reminders == 1


def test_an_order_that_is_called_off_owes_nothing(city: City, order: str) -> None:
    city.wait(200)
    city.by("duty officer", step(order, "cancel", reason="误报"))
    over = city.area.instructions[order]
    assert (over.call, over.awaits) == (None, ())
    assert not [key for key in city.area.deadlines if f"/{order}/" in key]
    assert city.is_sound()


def test_what_was_delivered_is_delivered_once_by_whatever_channel(city: City, order: str) -> None:
    city.team_does(order, "deliver")
    at = city.area.instructions[order].reached["DELIVERED"]
    city.wait(10)
    city.team_does(order, "deliver")
    city.team_does(order, "sign")
    city.team_does(order, "deliver")
    delivered = city.area.instructions[order]
    assert (delivered.state, delivered.reached["DELIVERED"]) == ("SIGNED", at)
    steps = [one for one in city.events() if getattr(one, "action", "") == "deliver"]
    assert len(steps) == 1
