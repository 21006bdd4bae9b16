"""Duty by a roster: who is there, who is not called, what nobody came to, what is signed for."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.domain import commands as c
from dispatch.domain import duty_commands as dc
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Particulars
from dispatch.domain.duty import answering_room, is_manned, may_be_called, on_duty
from dispatch.domain.refusals import Rejected
from dispatch.domain.shifts import THERE, Shift
from dispatch.engine.engine import Committed
from dispatch.profile.loader import load_profile
from dispatch.store.codec import decode_area, encode, recorded_of, state_hash
from tests.sentences import NOON, PEOPLE, City

TOWN, COUNTY = "610111001", "610111"
HOUR = 3600.0
PROFILE = load_profile("xian")
LEAD, OFFICER = PEOPLE["duty leader"], PEOPLE["duty officer"]
NIGHT_LEAD, NIGHT = Actor("night-lead", "DUTYLEAD", TOWN), Actor("night", "DUTY", TOWN)


def a_shift(begins_h: float, leader: str, *officers: str, hours: float = 12) -> dc.ShiftPlan:
    people = (dc.SeatPlan(leader, "leader"), *(dc.SeatPlan(one, "officer") for one in officers))
    begins_at = NOON + begins_h * HOUR
    return dc.ShiftPlan(begins_at, begins_at + hours * HOUR, people)


def a_roster(city: City) -> None:
    """Noon to midnight by the leader and the officer, midnight to noon by those of the night."""
    day, night = a_shift(0, "lead", "duty"), a_shift(12, "night-lead", "night")
    city.by(LEAD, dc.PlanShifts(TOWN, (day, night)))


def step(shift_id: str, action: str, reason: str = "") -> c.TakeStep:
    return c.TakeStep("shift", shift_id, action, Particulars(reason=reason))


def checks_in(city: City, who: Actor, shift_id: str = "Z1") -> Committed:
    return city.by(who, step(shift_id, "check_in"))


def shift(city: City, shift_id: str = "Z1") -> Shift:
    return city.area.shifts[shift_id]


def here(city: City, place_code: str = TOWN) -> tuple[str, ...]:
    return on_duty(city.area, place_code, city.clock.now())


def called(city: City, who: Actor) -> bool:
    return may_be_called(city.area, city.profile, who, city.clock.now())


def handed_over(city: City) -> None:
    """The night takes over from the day, both sign."""
    city.wait(11.5 * HOUR)
    checks_in(city, NIGHT, "Z2")
    city.by(OFFICER, step("Z1", "hand_over"))
    city.by(OFFICER, step("Z1", "sign", "one fire, nearly out"))
    city.by(NIGHT, step("Z1", "sign"))


def test_where_there_is_no_roster_everybody_is_called_as_ever() -> None:
    city = City()
    assert here(city) == ()
    assert is_manned(city.area, TOWN, city.clock.now())
    assert called(city, OFFICER)


def test_who_is_off_duty_is_not_called() -> None:
    city = City()
    a_roster(city)
    checks_in(city, OFFICER)
    assert here(city) == ("duty",)
    checks_in(city, LEAD)
    assert here(city) == ("lead", "duty")
    assert not called(city, NIGHT)
    assert called(city, OFFICER)
    assert called(city, PEOPLE["town office"])  # keeps no seat of a roster
    assert called(city, PEOPLE["county duty officer"])  # no roster there


def test_until_somebody_has_to_have_come_those_who_should_are_called() -> None:
    city = City()
    a_roster(city)
    assert here(city) == ("lead", "duty")
    city.wait(601.0)
    assert shift(city).state == "UNMANNED"
    assert here(city) == ()
    assert called(city, NIGHT)  # nobody is there: everybody is called


def test_a_shift_nobody_came_to_is_told_to_its_place_and_then_upwards() -> None:
    city = City()
    a_roster(city)
    city.wait(601.0)
    assert shift(city).told == (TOWN,)
    city.wait(600.0)
    assert shift(city).told == (TOWN, COUNTY)
    city.wait(1200.0)
    assert shift(city).told == (TOWN, COUNTY, "6101", "61")
    checks_in(city, OFFICER)
    assert shift(city).state == "ON_DUTY"
    assert shift(city).overdue == ("shift.check_in",)
    assert "shift/Z1/shift.check_in" not in city.area.passed


def test_a_shift_nobody_ever_came_to_is_on_record() -> None:
    city = City()
    a_roster(city)
    city.wait(12.5 * HOUR)
    assert (shift(city).state, shift(city).is_open) == ("MISSED", False)
    assert city.area.shifts_at[TOWN] == ("Z2",)
    assert city.is_sound()


def test_only_who_is_on_the_roster_checks_in_once_and_not_hours_before() -> None:
    city = City()
    a_roster(city)
    assert city.refused(NIGHT, step("Z1", "check_in")).code == "is_on_the_roster"
    assert city.refused(NIGHT, step("Z2", "check_in")).code == "is_not_too_early"
    elsewhere = Actor("duty", "DUTY", COUNTY)
    assert city.refused(elsewhere, step("Z1", "check_in")).code == "is_on_the_roster"
    checks_in(city, OFFICER)
    assert city.refused(OFFICER, step("Z1", "check_in")).code == "has_not_checked_in"


def test_who_stands_in_is_called_and_who_is_absent_is_not() -> None:
    city = City()
    a_roster(city)
    city.by(OFFICER, dc.RecordAbsence("Z1", "duty", "a fever", "night", "139"))
    assert here(city) == ("lead", "night")
    assert city.refused(OFFICER, step("Z1", "check_in")).code == "is_on_the_roster"
    checks_in(city, NIGHT)
    assert here(city) == ("night",)
    (sick, stand_in) = shift(city).people[1:]
    assert (sick.absent, stand_in.stands_in_for, stand_in.seat) == ("a fever", "duty", "officer")
    again = dc.RecordAbsence("Z1", "lead", "sick too", "night")
    assert city.refused(LEAD, again).code == "already_seated"
    assert city.refused(LEAD, dc.RecordAbsence("Z1", "lead", " ")).field == "reason"
    assert city.refused(LEAD, dc.RecordAbsence("Z1", "nobody", "why")).code == "unknown_person"


def test_who_has_duty_keeps_it_until_relieved_however_late() -> None:
    city = City()
    a_roster(city)
    checks_in(city, OFFICER)
    city.wait(13 * HOUR)
    assert here(city) == ("duty",)  # the night did not come
    assert "shift/Z1/shift.relief" in city.area.passed
    assert TOWN in shift(city).told
    refusal = city.refused(OFFICER, step("Z1", "hand_over"))
    assert refusal.code == "relief_is_there"


def test_duty_is_handed_over_with_what_is_open_and_signed_by_both() -> None:
    city = City()
    a_roster(city)
    checks_in(city, OFFICER)
    fire = city.a_fire()
    handed_over(city)
    after = shift(city)
    assert (after.state, after.is_open) == ("HANDED_OVER", False)
    assert here(city) == ("night",)
    assert after.handover is not None
    assert ("incident", fire) in {(one.what, one.subject_id) for one in after.handover.items}
    assert after.handover.signatures["outgoing"].words == "one fire, nearly out"
    assert after.handover.signatures["incoming"].name == "night"
    assert not called(city, OFFICER)
    assert city.is_sound()


def test_nobody_signs_for_less_than_there_is() -> None:
    city = City()
    a_roster(city)
    checks_in(city, OFFICER)
    city.wait(11.5 * HOUR)
    checks_in(city, NIGHT, "Z2")
    city.by(OFFICER, step("Z1", "hand_over"))
    city.by(OFFICER, step("Z1", "sign"))
    fire = city.a_fire()
    refusal = city.refused(NIGHT, step("Z1", "sign"))
    assert refusal.code == "list_is_complete"
    assert fire in refusal.reason
    city.by(NIGHT, step("Z1", "list_again"))
    handover = shift(city).handover
    assert handover is not None
    assert handover.signatures == {}  # what was signed was another list
    city.by(NIGHT, step("Z1", "sign"))
    city.by(OFFICER, step("Z1", "sign"))
    assert shift(city).state == "HANDED_OVER"


def test_two_people_sign_and_both_are_on_duty() -> None:
    city = City()
    both = a_shift(12, "night-lead", "duty", "night")
    city.by(LEAD, dc.PlanShifts(TOWN, (a_shift(0, "lead", "duty"), both)))
    checks_in(city, OFFICER)
    city.wait(11.5 * HOUR)
    checks_in(city, OFFICER, "Z2")
    city.by(OFFICER, step("Z1", "hand_over"))
    assert city.refused(LEAD, step("Z1", "sign")).code == "is_of_either_side"
    city.by(OFFICER, step("Z1", "sign"))
    assert city.refused(OFFICER, step("Z1", "sign")).code == "signs_for_one_side"
    city.by(OFFICER, step("Z1", "break_off", "an alarm comes in"))
    assert (shift(city).state, shift(city).handover) == ("ON_DUTY", None)


def test_duty_that_nobody_follows_is_stood_down_by_a_leader_with_a_reason() -> None:
    city = City()
    a_roster(city)
    checks_in(city, LEAD)
    refusal = city.refused(LEAD, step("Z1", "stand_down", "the storm is over"))
    assert refusal.code == "nobody_follows"
    city.by(LEAD, step("Z2", "cancel", "the storm is over"))
    city.by(LEAD, step("Z1", "stand_down", "the storm is over"))
    assert city.area.shifts_at.get(TOWN) is None
    assert is_manned(city.area, TOWN, city.clock.now())  # no roster any more, as before it


def test_a_roster_is_refused_as_a_whole_and_says_what_is_wrong() -> None:
    city = City()
    a_roster(city)
    for plans, code in (
        ((), "wrong_number"),
        ((a_shift(6, "lead", "duty"),), "shifts_overlap"),
        ((a_shift(24, "lead", "duty"), a_shift(30, "lead", "duty")), "shifts_overlap"),
        ((a_shift(24, "lead", "duty", hours=25),), "wrong_window"),
        ((a_shift(-24, "lead", "duty"),), "wrong_window"),
        ((a_shift(24, "lead"),), "wrong_number"),
        ((a_shift(24, "lead", "a", "b", "c"),), "wrong_number"),
        ((a_shift(24, "lead", "lead"),), "stands_twice"),
        ((dc.ShiftPlan(NOON, NOON + HOUR * 99, (dc.SeatPlan("x", "cook"),)),), "wrong_window"),
    ):
        assert city.refused(LEAD, dc.PlanShifts(TOWN, plans)).code == code
    good = (a_shift(24, "lead", "duty"),)
    assert city.refused(OFFICER, dc.PlanShifts(TOWN, good)).code == "role_may_not"
    assert city.refused(LEAD, dc.PlanShifts(COUNTY, good)).code == "outside_jurisdiction"
    village = dc.PlanShifts("610111001601", good)
    assert city.refused(LEAD, village).code == "wrong_place"


def test_a_call_goes_past_a_duty_room_with_nobody_in_it() -> None:
    city = City()
    at = city.clock.now
    assert answering_room(city.area, city.profile, "610111001601", at()) == TOWN
    a_roster(city)
    city.wait(601.0)
    assert answering_room(city.area, city.profile, "610111001601", at()) == COUNTY
    checks_in(city, OFFICER)
    assert answering_room(city.area, city.profile, "610111001601", at()) == TOWN


def test_the_roster_survives_the_log_and_a_snapshot() -> None:
    city = City()
    a_roster(city)
    checks_in(city, OFFICER)
    city.by(LEAD, dc.RecordAbsence("Z2", "night-lead", "away", "lead"))
    city.a_fire()
    handed_over(city)
    again = City(log=city.log).area
    assert state_hash(again) == state_hash(city.area)
    assert decode_area(encode(city.area)) == city.area
    types = {one.event_type for one in city.log.read(city.engine.area_id)}
    assert types >= {"ShiftPlanned", "CheckedIn", "AbsenceRecorded", "ShiftHandoverSigned"}
    for one in city.log.read(city.engine.area_id):
        recorded_of(one)


PEOPLE_OF_TOWN = (LEAD, OFFICER, NIGHT_LEAD, NIGHT, PEOPLE["town office"], PEOPLE["county"])
ACTIONS = (
    *("check_in", "hand_over", "list_again", "sign", "sign"),
    *("break_off", "stand_down", "cancel"),
)
deeds = st.one_of(
    st.tuples(st.sampled_from(PEOPLE_OF_TOWN), st.sampled_from(ACTIONS), st.integers(1, 4)),
    st.sampled_from([60.0, 700.0, 5 * HOUR, 11.6 * HOUR]),
    st.sampled_from(["a fire", "somebody is ill"]),
)


@settings(max_examples=60)
@given(st.lists(deeds, max_size=25))
def test_no_duty_room_is_left_without_a_word_whatever_people_do(walk: list[Any]) -> None:
    city = City(profile=PROFILE)
    a_roster(city)
    city.by(
        LEAD, dc.PlanShifts(TOWN, (a_shift(24, "lead", "duty"), a_shift(36, "night-lead", "x")))
    )
    for deed in walk:
        before = here(city)
        if isinstance(deed, float):
            city.wait(deed)
        else:
            with suppress(Rejected):
                _do(city, deed)
        assert city.is_sound()
        kept = [one for one in city.area.shifts.values() if one.state in THERE]
        # Whoever is there stays until a leader stands them down, they leave, or others sign.
        if before and isinstance(deed, float) and kept:
            assert set(here(city)) == {name for one in kept for name in one.there} or not any(
                one.there for one in kept
            )
    again = City(log=city.log, profile=PROFILE).area
    assert state_hash(again) == state_hash(city.area)


def _do(city: City, deed: Any) -> None:
    if deed == "a fire":
        city.a_fire()
    elif deed == "somebody is ill":
        city.by(LEAD, dc.RecordAbsence("Z1", "duty", "a fever", "night"))
    else:
        who, action, number = deed
        city.by(who, step(f"Z{number}", action, "as it is"))
