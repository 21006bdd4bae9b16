"""Shelters: opened, filled, emptied, closed; nobody is counted twice and nobody is lost."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import shelter_commands as hc
from dispatch.domain.invariants import violations
from dispatch.domain.refusals import Rejected
from dispatch.domain.shelters import Shelter, capacity_of, places_left
from dispatch.profile.loader import load_profile
from routing.geo import Position
from tests.sentences import City

PROFILE = load_profile("xian")
RULES = PROFILE.shelters
HERE = Position(lon=109.061, lat=34.271)
SCHOOL = Shelter("school", "小学", "610111001601", HERE, 300, "CLASS_3")


@pytest.fixture
def city() -> City:
    made = City(profile=PROFILE)
    made.by("admin", c.RegisterShelters((SCHOOL,)))
    return made


def school(city: City) -> Shelter:
    return city.area.shelters["school"]


def step(action: str, **said: str) -> c.TakeStep:
    return c.TakeStep("shelter", "school", action, c.Particulars(**said))


def is_opened(city: City) -> None:
    city.by("duty officer", step("open"))
    city.by("grid worker", step("ready"))


# --- how many it can take


def test_a_stated_capacity_shrinks_with_the_length_of_the_stay_and_never_grows() -> None:
    stadium = replace(SCHOOL, shelter_class="CLASS_1")
    assert [capacity_of(stadium, mode, RULES) for mode in RULES.modes] == [300, 225, 150]


def test_an_effective_area_is_divided_by_what_a_person_needs() -> None:
    park = replace(SCHOOL, shelter_class="CLASS_1", effective_area_m2=2001.0)
    assert [capacity_of(park, mode, RULES) for mode in RULES.modes] == [4002, 1000, 667]


def test_what_is_stated_for_a_mode_counts() -> None:
    assert capacity_of(replace(SCHOOL, capacities={"days": 40}), "days", RULES) == 40


def test_a_class_is_fit_for_some_stays_only() -> None:
    square = replace(SCHOOL, shelter_class="TEMPORARY")
    assert capacity_of(square, "hours", RULES) > 0
    assert capacity_of(square, "days", RULES) == 0


def test_who_stays_longer_leaves_less_room_for_the_others() -> None:
    half = replace(SCHOOL, capacities={"hours": 300, "days": 100}, occupants={"days": 50})
    assert places_left(half, "hours", RULES) == 150
    assert places_left(half, "days", RULES) == 50


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": -1}, "capacity"),
        ({"effective_area_m2": -1.0}, "effective_area_m2"),
        ({"capacities": {"years": 3}}, "capacities"),
        ({"capacities": {"days": -3}}, "capacities"),
    ],
)
def test_a_shelter_that_cannot_be_is_refused(changes: dict[str, object], field: str) -> None:
    wrong = replace(SCHOOL, shelter_id="new", **changes)
    refusal = City(profile=PROFILE).refused("admin", c.RegisterShelters((wrong,)))
    assert refusal.field == f"shelters[0].{field}"


# --- from the key in the door to the key in the door


def test_people_are_admitted_once_it_is_open(city: City) -> None:
    admit = hc.AdmitEvacuees("school", "hours", 30, vulnerable=6)
    assert city.refused("grid worker", admit).code == "shelter_not_open"
    is_opened(city)
    city.by("grid worker", admit)
    assert (school(city).people, school(city).vulnerable) == (30, 6)
    assert places_left(school(city), "hours", RULES) == 270


def test_the_last_place_fills_it_and_a_departure_opens_it_again(city: City) -> None:
    is_opened(city)
    city.by("grid worker", hc.AdmitEvacuees("school", "hours", 300))
    assert school(city).state == "FULL"
    assert city.refused("grid worker", hc.AdmitEvacuees("school", "hours", 1)).code == (
        "shelter_not_open"
    )
    city.by("grid worker", hc.SeeEvacueesOff("school", "hours", 5))
    assert school(city).state == "OPEN"
    refusal = city.refused("grid worker", hc.AdmitEvacuees("school", "hours", 6))
    assert (refusal.code, refusal.field) == ("no_places_left", "people")


def test_it_is_closed_when_everybody_has_left(city: City) -> None:
    is_opened(city)
    city.by("grid worker", hc.AdmitEvacuees("school", "days", 3, vulnerable=1))
    city.by("duty officer", step("wind_down", reason="解除转移"))
    assert city.refused("grid worker", step("close")).code == "shelter_is_empty"
    city.by("grid worker", hc.SeeEvacueesOff("school", "days", 3, vulnerable=1))
    city.by("grid worker", step("close"))
    assert school(city).state == "CLOSED"
    assert city.is_sound()


def test_a_shelter_that_does_not_open_in_time_is_overdue_until_it_does(city: City) -> None:
    city.by("duty officer", step("open"))
    city.wait(PROFILE.timers["shelter.opening"].limit_s)
    assert school(city).overdue == ("shelter.opening",)
    city.by("grid worker", step("ready"))
    assert school(city).overdue == ()
    assert city.is_sound()


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (hc.AdmitEvacuees("school", "years", 1), "mode"),
        (hc.AdmitEvacuees("school", "weeks", 1), "mode"),
        (hc.AdmitEvacuees("school", "hours", 0), "people"),
        (hc.AdmitEvacuees("school", "hours", 2, vulnerable=3), "vulnerable"),
        (hc.AdmitEvacuees("school", "hours", 2, place_code="nowhere"), "place_code"),
        (hc.SeeEvacueesOff("school", "hours", 11), "people"),
        (hc.SeeEvacueesOff("school", "hours", 3, vulnerable=3), "vulnerable"),
        (hc.SeeEvacueesOff("school", "hours", 9, vulnerable=0), "vulnerable"),
    ],
)
def test_counts_that_cannot_be_are_refused(city: City, command: c.Command, field: str) -> None:
    is_opened(city)
    city.by("grid worker", hc.AdmitEvacuees("school", "hours", 10, vulnerable=2))
    assert city.refused("grid worker", command).field == field


def test_a_record_entered_anew_leaves_who_is_in_it(city: City) -> None:
    is_opened(city)
    city.by("grid worker", hc.AdmitEvacuees("school", "hours", 10))
    city.by("admin", c.RegisterShelters((replace(SCHOOL, name="第一小学"),)))
    assert (school(city).name, school(city).people, school(city).state) == ("第一小学", 10, "OPEN")


def test_a_duty_officer_of_another_county_does_not_open_it(city: City) -> None:
    assert city.refused("duty officer of Ziwu", step("open")).code == "outside_jurisdiction"


people = st.integers(0, 200)
modes = st.sampled_from(sorted(RULES.modes))


class Shelters(RuleBasedStateMachine):
    """Anybody is admitted and seen off at random; the engine refuses or counts."""

    def __init__(self) -> None:
        super().__init__()
        self.city = City(profile=PROFILE)
        self.city.by("admin", c.RegisterShelters((SCHOOL,)))

    def give(self, who: str, command: c.Command) -> None:
        try:
            self.city.by(who, command)
        except Rejected as refusal:
            told = refusal.reason
            assert told

    @rule(action=st.sampled_from(["open", "ready", "fill", "have_room", "wind_down", "close"]))
    def move(self, action: str) -> None:
        self.give("duty officer", step(action, reason="因为"))

    @rule(mode=modes, number=people, vulnerable=st.integers(0, 50))
    def admit(self, mode: str, number: int, vulnerable: int) -> None:
        self.give("grid worker", hc.AdmitEvacuees("school", mode, number, vulnerable))

    @rule(mode=modes, number=people, vulnerable=st.integers(0, 50))
    def see_off(self, mode: str, number: int, vulnerable: int) -> None:
        self.give("grid worker", hc.SeeEvacueesOff("school", mode, number, vulnerable))

    @rule(seconds=st.sampled_from([60.0, 4000.0]))
    def time_goes_by(self, seconds: float) -> None:
        self.city.wait(seconds)

    @invariant()
    def nobody_is_lost_and_nobody_is_crowded(self) -> None:
        assert violations(self.city.area) == ()
        here = school(self.city)
        taken = sum(n / capacity_of(here, mode, RULES) for mode, n in here.occupants.items())
        assert taken <= 1 + 1e-9


Shelters.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestShelters = Shelters.TestCase
