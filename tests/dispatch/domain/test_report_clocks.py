"""The clocks of information reports: each met and missed, from each of the three moments."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from dispatch.domain import report_events as re
from dispatch.domain.information_reports import SheetKind
from dispatch.domain.profile import ClockFrom
from dispatch.domain.report_commands import WriteSheet
from tests.reporting import (
    TOWN,
    acknowledges,
    chain,
    confirmed,
    due_at,
    duty,
    ended,
    lines,
    report_of,
    sends,
)
from tests.sentences import NOON, City

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def local(day: int, hour: int) -> float:
    """A moment in Xi'an in November 2023, of which NOON is the 15th."""
    return datetime(2023, 11, day, hour, tzinfo=UTC).timestamp() - 8 * HOUR


def calls(city: City, chain_id: str) -> None:
    place_code = report_of(city, chain_id).place_code
    city.report_step(duty(place_code), chain_id, "phone", receiver="值班室")


def takes_the_call(city: City, chain_id: str) -> None:
    to_code = report_of(city, chain_id).to_code
    assert to_code is not None
    city.report_step(duty(to_code), chain_id, "phone", receiver="值班室")


# Line, timer, what begins it, what meets it, and the moments by which the limit is reckoned.
Begins = Callable[[City], None]


def a_fire(city: City) -> None:
    city.a_fire()


def hazmat(city: City) -> None:
    city.a_fire(kind="hazmat", occurred_at=NOON - 20 * MINUTE)


def serious(city: City) -> None:
    confirmed(city, city.a_fire(), "SERIOUS")
    calls(city, chain(city, "town_to_county"))


def major(city: City) -> None:
    fire = city.a_fire(occurred_at=NOON - 30 * MINUTE)
    confirmed(city, fire, "MAJOR")
    for line in ("town_to_county", "county_to_city.major", "city_to_province"):
        calls(city, chain(city, line))


def work_safety(city: City) -> None:
    hazmat(city)
    confirmed(city, "I1", "GENERAL")
    calls(city, chain(city, "town_to_county"))


def serious_work_safety(city: City) -> None:
    hazmat(city)
    confirmed(city, "I1", "SERIOUS")
    calls(city, chain(city, "town_to_county"))
    calls(city, chain(city, "county_to_city.safety"))


def illness(city: City) -> None:
    city.a_fire(kind="health", discovered_at=NOON - 40 * MINUTE)
    for line in ("town_to_county", "health.county_to_city", "health.city_to_province"):
        if line in lines(city):
            calls(city, chain(city, line))


def swine_fever(city: City) -> None:
    city.a_fire(kind="animal_disease")
    calls(city, chain(city, "town_to_county"))
    calls(city, chain(city, "animal.county_to_province"))


def landslide(city: City) -> None:
    city.a_fire(kind="geological", discovered_at=NOON - 10 * MINUTE)
    confirmed(city, "I1", "SERIOUS")
    for line in ("natural_disaster.town_to_county", "natural_disaster.county_to_city"):
        calls(city, chain(city, line))


CLOCKS: tuple[tuple[str, str, Begins, str, float], ...] = (
    ("town_to_county", "duty_to_lead", a_fire, "tell_leader", NOON + 10 * MINUTE),
    ("town_to_county", "duty_to_lead.written", a_fire, "submit", NOON + 30 * MINUTE),
    ("town_to_county", "town_to_county.phone", a_fire, "phone", NOON + 30 * MINUTE),
    ("town_to_county", "town_to_county.written", a_fire, "send", NOON + HOUR),
    ("county_to_city.major", "county_to_city.written", major, "send", NOON + HOUR),
    ("county_to_city", "county_to_city.phone", serious, "phone", NOON + 30 * MINUTE),
    ("county_to_city", "county_to_city.written", serious, "send", NOON + HOUR),
    ("county_to_city.safety", "safety_each_level", work_safety, "send", NOON + 2 * HOUR),
    ("city_to_province.safety", "safety_each_level", serious_work_safety, "send", NOON + 2 * HOUR),
    ("city_to_province", "city_to_province.written", major, "send", NOON + HOUR),
    (
        *("province_to_state_council", "major_to_state_council", major, "send"),
        NOON + 3.5 * HOUR,
    ),
    ("enterprise_to_county", "enterprise_to_county", hazmat, "take", NOON + 40 * MINUTE),
    ("health.site_to_county", "health.site_to_county", illness, "take", NOON + 80 * MINUTE),
    ("health.to_government", "health.to_government", illness, "send", NOON + 2 * HOUR),
    ("health.county_to_city", "health.county_to_city", illness, "send", NOON + 2 * HOUR),
    ("health.city_to_province", "health.city_to_province", illness, "send", NOON + 2 * HOUR),
    ("health.province_to_ministry", "health.province_to_ministry", illness, "send", NOON + HOUR),
    (
        *("animal.county_to_province", "animal.county_to_province", swine_fever, "send"),
        NOON + 2 * HOUR,
    ),
    (
        *("animal.province_to_ministry", "animal.province_to_ministry", swine_fever, "send"),
        NOON + HOUR,
    ),
    (
        *("animal.to_state_council", "animal.to_state_council", swine_fever, "send"),
        NOON + 4 * HOUR,
    ),
    (
        *("natural_disaster.town_to_county", "natural_disaster.first", landslide, "send"),
        NOON + 110 * MINUTE,
    ),
    (
        *("natural_disaster.city_to_province", "natural_disaster.city_check", landslide, "send"),
        NOON + 2 * HOUR,
    ),
)
IDS = [f"{line}-{timer}" for line, timer, *_rest in CLOCKS]


def meet(city: City, chain_id: str, how: str) -> None:
    place_code = report_of(city, chain_id).place_code
    match how:
        case "tell_leader":
            city.report_step(duty(place_code), chain_id, "tell_leader", receiver="带班领导")
        case "submit":
            city.by(duty(place_code), WriteSheet(chain_id, SheetKind.INITIAL))
            city.report_step(duty(place_code), chain_id, "submit")
        case "phone":
            calls(city, chain_id)
        case "take":
            takes_the_call(city, chain_id)
        case _:
            sends(city, chain_id)


@pytest.mark.parametrize(("line", "timer", "begins", "how", "due"), CLOCKS, ids=IDS)
def test_a_clock_that_is_met_alarms_nobody(
    line: str, timer: str, begins: Begins, how: str, due: float
) -> None:
    city = City()
    begins(city)
    chain_id = chain(city, line)
    assert due_at(city, chain_id, timer) == pytest.approx(due)
    city.wait(due - city.clock.now() - 1)
    meet(city, chain_id, how)
    city.wait(2)
    assert timer not in report_of(city, chain_id).overdue
    assert due_at(city, chain_id, timer) is None
    assert city.is_sound()


@pytest.mark.parametrize(("line", "timer", "begins", "how", "due"), CLOCKS, ids=IDS)
def test_a_clock_that_is_missed_marks_the_report_and_stays_on_record(
    line: str, timer: str, begins: Begins, how: str, due: float
) -> None:
    city = City()
    begins(city)
    chain_id = chain(city, line)
    city.wait(due - city.clock.now() + 1)
    assert timer in report_of(city, chain_id).overdue
    alarms = [one for one in report_of(city, chain_id).alarms if one.timer == timer]
    assert [one.at for one in alarms] == [pytest.approx(due)]
    meet(city, chain_id, how)  # late is better than never
    assert timer in report_of(city, chain_id).overdue
    assert city.is_sound()


def test_ten_minutes_after_the_county_heard_of_a_major_event_the_city_is_told() -> None:
    city = City()
    confirmed(city, city.a_fire(), "MAJOR")
    city.wait(5 * MINUTE)
    calls(city, "B1")
    chain_id = chain(city, "county_to_city.major")
    assert due_at(city, chain_id, "county_to_city.major") == NOON + 15 * MINUTE
    city.wait(10 * MINUTE)
    assert report_of(city, chain_id).overdue == ("county_to_city.major",)


def test_the_clocks_count_from_all_three_moments() -> None:
    rules, timers = City().profile.reporting, City().profile.timers
    counted = {timers[one].clock_from for one in rules.timers}
    assert {ClockFrom.OCCURRED, ClockFrom.DISCOVERED, ClockFrom.RECEIVED} <= counted
    assert {timer for _line, timer, *_rest in CLOCKS} <= rules.timers


def test_a_level_above_owes_nothing_before_it_has_heard_of_it() -> None:
    city = City()
    confirmed(city, city.a_fire(), "SERIOUS")
    assert lines(city) == {"town_to_county"}
    city.wait(20 * MINUTE)
    calls(city, "B1")
    chain_id = chain(city, "county_to_city")
    assert report_of(city, chain_id).received_at == NOON + 20 * MINUTE
    assert due_at(city, chain_id, "county_to_city.phone") == NOON + 50 * MINUTE


def test_a_sensitive_event_goes_up_whatever_its_grade() -> None:
    city = City()
    city.a_fire(sensitive=True)
    calls(city, "B1")
    calls(city, chain(city, "county_to_city"))
    assert "city_to_province" in lines(city)


def test_a_call_for_an_ambulance_is_not_reported() -> None:
    city = City()
    city.a_fire(kind="medical")
    assert not city.area.information_reports


def test_follow_ups_of_a_serious_event_are_due_at_eight_and_at_five_local_time() -> None:
    city = City()
    confirmed(city, city.a_fire(), "SERIOUS")
    sends(city, "B1")
    assert due_at(city, "B1", "information_report.followup") == local(15, 17)
    city.wait(local(15, 16) - NOON)
    sends(city, "B1", "FOLLOWUP")  # an hour before it is due: it counts
    assert due_at(city, "B1", "information_report.followup") == local(16, 8)
    city.wait(18 * HOUR)
    assert due_at(city, "B1", "information_report.followup") == local(16, 17)
    assert "information_report.followup" in report_of(city, "B1").overdue
    assert city.is_sound()


def test_a_follow_up_long_before_its_hour_leaves_that_hour_due() -> None:
    city = City()
    confirmed(city, city.a_fire(), "SERIOUS")
    sends(city, "B1")
    city.wait(HOUR)
    sends(city, "B1", "FOLLOWUP")
    assert due_at(city, "B1", "information_report.followup") == local(15, 17)


def test_a_long_event_is_followed_up_daily() -> None:
    city = City()
    city.a_fire()
    sends(city, "B1")
    # Open for a day on the 16th at noon: from then on every morning.
    assert due_at(city, "B1", "information_report.followup") == local(17, 8)


def test_an_event_that_turns_grave_is_followed_up_sooner() -> None:
    city = City()
    fire = city.a_fire()
    sends(city, "B1")
    confirmed(city, fire, "SERIOUS")
    assert due_at(city, "B1", "information_report.followup") == local(15, 17)
    assert len(city.events(re.FollowupDue)) == 1


def test_follow_ups_end_with_the_response_and_the_final_report_is_due() -> None:
    city = City()
    fire = city.a_fire()
    sends(city, "B1")
    ended(city, fire)
    assert due_at(city, "B1", "information_report.followup") is None
    assert due_at(city, "B1", "information_report.final") == NOON + DAY


def test_disaster_figures_are_reported_daily_even_when_there_is_nothing_new() -> None:
    city = City()
    landslide(city)
    own, up = chain(city, "natural_disaster.town_to_county"), "natural_disaster.zero_report"
    sends(city, own)
    assert due_at(city, own, up) == NOON + DAY
    city.wait(DAY - 1)
    sends(city, own, "ZERO")
    assert due_at(city, own, up) == NOON + 2 * DAY - 1
    city.wait(DAY)
    assert up in report_of(city, own).overdue
    assert due_at(city, own, up) == NOON + 3 * DAY - 1
    county = chain(city, "natural_disaster.county_to_city")
    sends(city, county)
    assert due_at(city, county, "information_report.followup") == local(18, 9)
    assert due_at(city, county, "natural_disaster.city_check") is not None
    acknowledges(city, county)
    assert due_at(city, county, "natural_disaster.city_check") is None


def test_disaster_figures_end_with_verified_figures() -> None:
    city = City()
    city.a_fire(kind="geological")
    confirmed(city, "I1", "GENERAL")
    own = chain(city, "natural_disaster.town_to_county")
    sends(city, own)
    city.step("town office", "I1", "close_on_scene")
    city.step("town office", "I1", "terminate_response")
    assert report_of(city, own).asked == "VERIFIED"
    assert city.refused(duty(TOWN), WriteSheet(own, SheetKind.FINAL)).code == "wrong_sheet"
    sends(city, own, "VERIFIED")
    acknowledges(city, own)
    assert report_of(city, own).state == "CLOSED"
    assert report_of(city, own).sheets[-1].title == "西安市灞桥区地质灾害（事件）灾情核报"


@pytest.mark.parametrize(
    ("kind", "timer", "days"),
    [
        ("hazmat", "casualty_amend", 30),
        ("fire", "casualty_amend.traffic_fire", 7),
        ("road_traffic", "casualty_amend.traffic_fire", 7),
        ("geological", None, 0),
    ],
)
def test_casualties_are_amended_for_so_long_after_the_event(
    kind: str, timer: str | None, days: int
) -> None:
    city = City()
    fire = city.a_fire(kind=kind, occurred_at=NOON - HOUR)
    chain_id = chain(city, "town_to_county")
    sends(city, chain_id)
    ended(city, fire)
    sends(city, chain_id, "FINAL")
    acknowledges(city, chain_id)
    if timer is None:
        assert report_of(city, chain_id).state == "CLOSED"
    else:
        assert due_at(city, chain_id, timer) == NOON - HOUR + days * DAY
        assert report_of(city, chain_id).state == "ACKNOWLEDGED"
