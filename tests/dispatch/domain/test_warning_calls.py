"""Every place called confirms, or is called again, and then those above are told 叫应."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain import duty_commands as dc
from dispatch.domain import warning_events as we
from dispatch.domain.actors import Actor
from dispatch.domain.refusals import Rejected
from dispatch.domain.warning_policy import Colour
from dispatch.domain.warning_review import reviewed
from dispatch.domain.warnings import MessageKind
from tests.warned import (
    COUNTY,
    COUNTY_DUTY,
    FEED,
    TOWN,
    TOWN_DUTY,
    VILLAGES,
    a_message,
    a_valley,
    call_step,
    head_of,
    the_call,
    the_warning,
)

SILENT, LATE, QUICK = VILLAGES


def test_who_does_not_answer_is_called_again_and_then_the_town_and_the_county_are_told() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.wait(600)
    call = the_call(city, SILENT)
    assert (call.state, call.times, call.missed) == ("CALLED_AGAIN", 2, 1)
    city.wait(300)
    assert (the_call(city, SILENT).state, the_call(city, SILENT).told) == ("ESCALATED", (TOWN,))
    city.wait(300)
    assert the_call(city, SILENT).told == (TOWN, COUNTY)
    city.wait(3600)
    assert the_call(city, SILENT).told == (TOWN, COUNTY, "6101")
    told = [one.told for one in city.events(we.CallEscalated) if one.call_id == f"W1/{SILENT}"]
    assert told == [TOWN, COUNTY, "6101"]
    assert city.is_sound()


def test_where_the_towns_duty_room_is_empty_the_county_is_told_in_the_same_minute() -> None:
    city = a_valley()
    people = (dc.SeatPlan("lead", "leader"), dc.SeatPlan("duty-far", "officer"))
    now = city.clock.now()
    roster = dc.PlanShifts(TOWN, (dc.ShiftPlan(now - 7200, now + 36_000, people),))
    city.by(Actor("lead", "DUTYLEAD", TOWN), roster)
    city.wait(1)  # the time to check in is long over
    city.by(FEED, a_message())
    city.wait(901)
    assert the_call(city, SILENT).told == (TOWN, COUNTY)


def test_an_answer_ends_the_ladder_wherever_it_stands() -> None:
    for seconds, state in ((1, "CALLED"), (601, "CALLED_AGAIN"), (901, "ESCALATED")):
        city = a_valley()
        city.by(FEED, a_message())
        city.wait(seconds)
        assert the_call(city, LATE).state == state
        city.by(head_of(LATE), call_step(LATE))
        assert the_call(city, LATE).state == "ANSWERED"
        assert not any(f"/{LATE}/" in one for one in city.area.deadlines)
        assert city.refused(head_of(LATE), call_step(LATE)).code == "wrong_state"


def test_the_town_answers_for_a_village_it_has_telephoned_and_nobody_from_next_door() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.by(TOWN_DUTY, call_step(SILENT, reason="王主任，电话确认"))
    call = the_call(city, SILENT)
    assert (call.answered_by, call.words) == ("duty-far", "王主任，电话确认")
    assert city.refused(head_of(QUICK), call_step(LATE)).code == "outside_jurisdiction"
    assert city.refused(TOWN_DUTY, call_step(COUNTY)).code == "outside_jurisdiction"
    assert city.refused(Actor("keeper", "KEEPER", LATE), call_step(LATE)).code == "role_may_not"
    assert city.refused(TOWN_DUTY, call_step("nowhere")).code == "unknown_warning_call"


def test_the_duty_room_may_call_again_and_tell_those_above_before_the_clock_does() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    city.by(TOWN_DUTY, call_step(SILENT, "call_again"))
    city.by(TOWN_DUTY, call_step(SILENT, "escalate"))
    assert the_call(city, SILENT).told == (TOWN,)
    city.wait(299)
    assert the_call(city, SILENT).told == (TOWN,)


def test_two_calls_unanswered_are_in_the_review_of_the_warning() -> None:
    city = a_valley()
    city.by(FEED, a_message())
    for who, place in ((COUNTY_DUTY, COUNTY), (TOWN_DUTY, TOWN), (head_of(QUICK), QUICK)):
        city.by(who, call_step(place))
    city.wait(12 * 3600)
    assert the_warning(city).state == "EXPIRED"
    review = reviewed(city.area.warning_calls.values())
    assert [one.place_code for one in review.unanswered] == [SILENT, LATE]
    assert {one.state for one in review.unanswered} == {"UNANSWERED"}
    assert (review.called, review.in_time, review.median_s) == (5, 3, 0.0)
    assert city.is_sound()


def test_who_was_silent_in_an_earlier_round_stays_on_record() -> None:
    city = a_valley()
    city.by(FEED, a_message(colour=Colour.ORANGE))
    city.wait(1000)
    city.by(FEED, a_message(2, MessageKind.UPDATE, about=(1,), colour=Colour.RED))
    assert (the_call(city, LATE).unanswered, the_call(city, LATE).times) == (1, 1)
    city.by(head_of(LATE), call_step(LATE))
    assert [one.place_code for one in reviewed(city.area.warning_calls.values()).late] == [LATE]


ACTIONS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([1, 200, 400, 700])),
    st.tuples(st.sampled_from(["answer", "relay", "call_again", "escalate"]), st.integers(0, 4)),
    st.tuples(st.just("update"), st.sampled_from(list(Colour))),
    st.tuples(st.just("cancel"), st.none()),
)


@settings(max_examples=60)
@given(st.sampled_from(list(Colour)), st.lists(ACTIONS, max_size=14))
def test_whatever_is_done_the_calls_agree_with_their_warning(
    colour: Colour, actions: list[tuple[str, object]]
) -> None:
    city, number = a_valley(), 1
    city.by(FEED, a_message(1, colour=colour))
    for action, what in actions:
        place = (COUNTY, TOWN, *VILLAGES)[what] if isinstance(what, int) and what < 5 else TOWN
        with suppress(Rejected):
            match action:
                case "wait":
                    city.wait(float(str(what)))
                case "update":
                    said = a_message(number + 1, MessageKind.UPDATE, about=(number,), colour=what)
                    number += 1
                    city.by(FEED, said)
                case "cancel":
                    city.by(FEED, a_message(99, MessageKind.CANCEL, about=(number,)))
                case _:
                    city.by(COUNTY_DUTY, call_step(place, action))
        assert city.is_sound()
    city.wait(13 * 3600)
    assert not any(one.is_open for one in city.area.warnings.values())
    assert not any(one.is_open for one in city.area.warning_calls.values())
    assert city.is_sound()
