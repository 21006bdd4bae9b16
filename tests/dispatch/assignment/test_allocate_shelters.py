"""Who shelters where: vulnerable people first, on foot or by bus, villages together."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.shelter_plan import EvacueeGroup, NoShelter, Ride, ShelterPlan
from dispatch.assignment.shelters import allocate_shelters
from dispatch.domain.shelters import Shelter, places_left
from dispatch.profile.loader import load_profile
from routing.geo import Position
from routing.network import RoadNetwork

PROFILE = load_profile("xian")
RULES = PROFILE.shelters
STEP_S = 828  # from one milestone to the next at 4 km/h: vulnerable people do not walk that far
MILESTONES = 8


@pytest.fixture(scope="module")
def desk() -> RoadDesk:
    """A straight road with a milestone every 920 m; whoever rides is as slow as who walks."""
    lon = np.array([109.0 + 0.01 * mile for mile in range(MILESTONES)])
    tail = [*range(MILESTONES - 1), *range(1, MILESTONES)]
    head = [*range(1, MILESTONES), *range(MILESTONES - 1)]
    lat, length, speed = np.full(MILESTONES, 34.2), [920.0] * len(tail), [4.0] * len(tail)
    return RoadDesk(RoadNetwork.from_arcs(lon, lat, tail, head, length, speed))


def at(mile: int) -> Position:
    return Position(lon=109.0 + 0.01 * mile, lat=34.2)


def shelter(name: str, mile: int, places: int, state: str = "OPEN") -> Shelter:
    return Shelter(name, name, "P", at(mile), places, capacities={"hours": places}, state=state)


def group(name: str, mile: int, people: int, vulnerable: int = 0) -> EvacueeGroup:
    return EvacueeGroup(name, at(mile), people, vulnerable)


def ask(
    desk: RoadDesk, shelters: list[Shelter], groups: list[EvacueeGroup], seats: int = 0
) -> ShelterPlan:
    return allocate_shelters(PROFILE, desk.now, shelters, groups, "hours", seats)


def told(plan: ShelterPlan) -> list[tuple[str, str, int, str]]:
    return [(one.group_id, one.shelter_id, one.people, one.by) for one in plan.choices]


def test_people_walk_to_the_nearest_shelter_with_room(desk: RoadDesk) -> None:
    shelters = [shelter("near", 1, 100), shelter("far", 2, 100)]
    plan = ask(desk, shelters, [group("a", 0, 40)])
    assert told(plan) == [("a", "near", 40, "walk")]
    assert plan.choices[0].travel_s == STEP_S
    assert (plan.unsheltered, plan.seats) == ((), 0)


def test_vulnerable_people_have_the_places_before_others(desk: RoadDesk) -> None:
    plan = ask(desk, [shelter("s", 0, 10)], [group("young", 0, 10), group("old", 0, 8, 8)])
    placed = {one.group_id: (one.people, one.vulnerable) for one in plan.choices}
    assert placed == {"old": (8, 8), "young": (2, 0)}
    assert [(one.group_id, one.people, one.reason) for one in plan.unsheltered] == [
        ("young", 8, NoShelter.NO_PLACES_LEFT)
    ]


def test_vulnerable_people_ride_where_others_walk_and_are_not_crowded_out(desk: RoadDesk) -> None:
    plan = ask(desk, [shelter("s", 1, 10)], [group("young", 1, 10), group("old", 0, 4, 4)], seats=9)
    assert ("old", "s", 4, "bus") in told(plan)
    assert ("young", "s", 6, "walk") in told(plan)


def test_who_cannot_walk_rides_as_far_as_the_seats_go(desk: RoadDesk) -> None:
    shelters, groups = [shelter("s", 3, 100)], [group("a", 0, 50)]
    plan = ask(desk, shelters, groups, seats=30)
    assert told(plan) == [("a", "s", 30, "bus")]
    assert plan.seats == 30
    assert [(one.people, one.reason) for one in plan.unsheltered] == [(20, NoShelter.NO_SEATS_LEFT)]


def test_nobody_rides_who_can_walk_farther(desk: RoadDesk) -> None:
    shelters = [shelter("near", 1, 10), shelter("walkable", 2, 10)]
    plan = ask(desk, shelters, [group("a", 0, 20)], seats=100)
    assert plan.seats == 0
    assert plan.unsheltered == ()


def test_a_village_stays_together_where_one_shelter_can_take_it(desk: RoadDesk) -> None:
    shelters = [shelter("near", 0, 10), shelter("large", 1, 40)]
    plan = ask(desk, shelters, [group("village", 0, 30)])
    assert told(plan) == [("village", "large", 30, "walk")]
    assert plan.split == ()


def test_a_village_no_shelter_can_take_is_split_and_said_to_be(desk: RoadDesk) -> None:
    shelters = [shelter("near", 0, 10), shelter("next", 1, 25)]
    plan = ask(desk, shelters, [group("village", 0, 30)])
    assert sum(one.people for one in plan.choices) == 30
    assert plan.split == ("village",)


def test_a_village_makes_room_where_both_stay_together_then(desk: RoadDesk) -> None:
    """The soonest for everybody would be to split the larger village between the two."""
    shelters = [shelter("large", 1, 30), shelter("small", 2, 20)]
    plan = ask(desk, shelters, [group("hamlet", 1, 20), group("village", 1, 30)])
    assert told(plan) == [("hamlet", "small", 20, "walk"), ("village", "large", 30, "walk")]
    assert plan.split == ()


def test_where_places_run_short_the_weightier_have_them(desk: RoadDesk) -> None:
    heavy = EvacueeGroup("heavy", at(1), 10, weight=8)
    plan = ask(desk, [shelter("s", 1, 12)], [group("light", 1, 10), heavy])
    assert {one.group_id: one.people for one in plan.choices} == {"heavy": 10, "light": 2}
    assert [(one.group_id, one.people) for one in plan.unsheltered] == [("light", 8)]


@pytest.mark.parametrize(
    ("shelters", "where", "reason"),
    [
        ([], at(0), NoShelter.NO_SHELTER_OPEN),
        ([shelter("s", 0, 9, "CLOSED")], at(0), NoShelter.NO_SHELTER_OPEN),
        ([shelter("s", 7, 9)], at(0), NoShelter.OUT_OF_REACH),
        ([shelter("s", 0, 9)], Position(lon=107.0, lat=33.0), NoShelter.OFF_THE_ROADS),
    ],
)
def test_who_finds_no_place_is_told_why(
    desk: RoadDesk, shelters: list[Shelter], where: Position, reason: NoShelter
) -> None:
    plan = ask(desk, shelters, [EvacueeGroup("a", where, 5, 2)], seats=100)
    assert [(one.people, one.vulnerable, one.reason) for one in plan.unsheltered] == [
        (5, 2, reason)
    ]


def test_nobody_to_shelter_is_a_plan_for_nobody(desk: RoadDesk) -> None:
    plan = ask(desk, [shelter("s", 0, 9)], [])
    assert (plan.choices, plan.unsheltered) == ((), ())


def test_shelters_that_must_be_opened_first_are_taken_when_it_is_worth_the_wait(
    desk: RoadDesk,
) -> None:
    shelters = [shelter("open", 2, 30), shelter("closed", 0, 100, "CLOSED")]
    asked = allocate_shelters(
        PROFILE, desk.now, shelters, [group("a", 0, 20), group("b", 1, 20)], "hours", 0, True
    )
    assert told(asked) == [("a", "closed", 20, "walk"), ("b", "open", 20, "walk")]
    assert asked.to_open == ("closed",)
    assert asked.choices[0].opening_s == PROFILE.timers["shelter.opening"].limit_s
    assert ask(desk, shelters, [group("a", 0, 20)]).to_open == ()


miles = st.integers(0, MILESTONES - 1)
some_shelters = st.lists(st.tuples(miles, st.integers(0, 40)), max_size=5)
some_groups = st.lists(
    st.tuples(miles, st.integers(1, 30), st.integers(0, 30)).map(
        lambda one: (one[0], one[1], min(one[1], one[2]))
    ),
    max_size=5,
)


@given(some_shelters, some_groups, st.integers(0, 60))
@settings(max_examples=80)
def test_everybody_is_in_the_plan_once_and_no_limit_is_broken(
    desk: RoadDesk,
    shelters: list[tuple[int, int]],
    groups: list[tuple[int, int, int]],
    seats: int,
) -> None:
    open_ones = [shelter(f"s{n}", *one) for n, one in enumerate(shelters)]
    leaving = [group(f"g{n}", *one) for n, one in enumerate(groups)]
    plan = ask(desk, open_ones, leaving, seats)
    for one in leaving:
        parts = [
            part for part in (*plan.choices, *plan.unsheltered) if part.group_id == one.group_id
        ]
        assert sum(part.people for part in parts) == one.people
        assert sum(part.vulnerable for part in parts) == one.vulnerable
    for one in open_ones:
        there = sum(part.people for part in plan.choices if part.shelter_id == one.shelter_id)
        assert there <= places_left(one, "hours", RULES)
    for part in plan.choices:
        walk_s = RULES.vulnerable_walk_max_s if part.vulnerable else RULES.walk_max_s
        assert part.travel_s <= (walk_s if part.by is Ride.WALK else RULES.bus_max_s)
    assert plan.seats == sum(part.people for part in plan.choices if part.by is Ride.BUS) <= seats
    assert plan == ask(desk, open_ones, leaving, seats)


@given(some_shelters, some_groups)
@settings(max_examples=60)
def test_no_plan_shelters_more_vulnerable_people(
    desk: RoadDesk, shelters: list[tuple[int, int]], groups: list[tuple[int, int, int]]
) -> None:
    """With seats for all, as many as a largest flow over the same ways could shelter."""
    open_ones = [shelter(f"s{n}", *one) for n, one in enumerate(shelters)]
    leaving = [group(f"g{n}", *one) for n, one in enumerate(groups)]
    plan = ask(desk, open_ones, leaving, seats=10_000)
    size = 2 + len(groups) + len(shelters)
    capacity = np.zeros((size, size), np.int32)
    for g, (mile, _, vulnerable) in enumerate(groups):
        capacity[0, 2 + g] = vulnerable
        for s, (there, places) in enumerate(shelters):
            capacity[2 + len(groups) + s, 1] = places
            if abs(mile - there) * STEP_S <= RULES.bus_max_s:
                capacity[2 + g, 2 + len(groups) + s] = 1_000
    most = maximum_flow(csr_array(capacity), 0, 1).flow_value
    assert sum(part.vulnerable for part in plan.choices) == most


@given(some_shelters, some_groups, st.integers(0, 60))
@settings(max_examples=60)
def test_whoever_is_split_could_not_be_taken_by_any_one_shelter_as_it_stands(
    desk: RoadDesk,
    shelters: list[tuple[int, int]],
    groups: list[tuple[int, int, int]],
    seats: int,
) -> None:
    open_ones = [shelter(f"s{n}", *one) for n, one in enumerate(shelters)]
    leaving = [group(f"g{n}", *one) for n, one in enumerate(groups)]
    plan = ask(desk, open_ones, leaving, seats)
    placed: Counter[str] = Counter()
    for one in plan.choices:
        placed[one.shelter_id] += one.people
    short = {one.group_id for one in plan.unsheltered}
    for split in set(plan.split) - short:
        parts = [one for one in plan.choices if one.group_id == split]
        people = sum(one.people for one in parts)
        (home,) = [one.position for one in leaving if one.group_id == split]
        for one in open_ones:
            own = sum(part.people for part in parts if part.shelter_id == one.shelter_id)
            free = places_left(one, "hours", RULES) - placed[one.shelter_id] + own
            miles_away = abs(one.position.lon - home.lon) / 0.01
            walks = miles_away * STEP_S <= RULES.vulnerable_walk_max_s
            assert not (walks and free >= people)
