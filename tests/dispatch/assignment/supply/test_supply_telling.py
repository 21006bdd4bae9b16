"""What a plan of supplies says of itself: whence, at what cost, who else, who not, what lacks."""

from collections import Counter

import pytest
from immutables import Map
from msgspec.structs import replace

from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.assignment.supply.why_not import WhyNotDepot, why_not_depot
from dispatch.domain import commands as c
from dispatch.domain import supply_commands as sc
from dispatch.domain.depots import Agreement, Batch, Depot, Stock
from dispatch.domain.profile import Profile, SupplyNeed
from dispatch.domain.recommendations import CostTerm, DepotLeftOut, Recommendation
from dispatch.profile.loader import load_profile
from routing.geo import Position
from tests.dispatch.assignment.test_recommend import a_road_east
from tests.sentences import NOON, City

HOUR = 3600.0
LOADING_S = 1800.0
WEST, HERE, EAST, FAR = (Position(lon=lon, lat=34.27) for lon in (109.05, 109.06, 109.07, 109.09))


def depot(name: str, where: Position, **stock: int) -> Depot:
    shelves = Map({supply: Stock(count) for supply, count in stock.items()})
    return Depot(name, name, "610111001", where, shelves)


def with_limit(most: int, worth_s: int = 0) -> Profile:
    profile = load_profile("xian")
    costs = profile.dispatch.costs
    stability = replace(costs.stability, worth_s=worth_s)
    dispatch = replace(
        profile.dispatch, depots_per_incident=most, costs=replace(costs, stability=stability)
    )
    return replace(profile, dispatch=dispatch)


def a_city(*depots: Depot, most: int = 3, worth_s: int = 0) -> City:
    city = City(profile=with_limit(most, worth_s))
    city.by("admin", c.RegisterDepots(depots))
    return city


def wanting(city: City, where: Position = HERE, kind: str = "gas", **supplies: int) -> str:
    needs = tuple(SupplyNeed(supply, count) for supply, count in supplies.items())
    return city.a_fire(kind=kind, position=where, team_needs=(), supply_needs=needs)


def ask(city: City, *incidents: str, policy: str = "joint") -> list[Recommendation]:
    cstretchern = [city.area.incidents[one] for one in incidents]
    seen = Sightings(city.clock.now())
    roads = RoadDesk(a_road_east()).now
    return recommend(city.area, city.profile, roads, seen, cstretchern, policy)


def why(city: City, incident: str, depot_id: str, supply: str, *others: str) -> WhyNotDepot:
    cstretchern = [city.area.incidents[one] for one in (incident, *others)]
    roads, now = RoadDesk(a_road_east()).now, city.clock.now()
    return why_not_depot(
        city.area, city.profile, roads, now, cstretchern, incident, depot_id, supply, "optimal"
    )


def brought(made: Recommendation) -> list[tuple[str, str, int]]:
    return [(one.supply, one.depot_id, one.quantity) for one in made.depots]


def test_one_lorry_with_all_is_sent_for_rather_than_two_nearer_ones() -> None:
    city = a_city(
        depot("near", HERE, stretcher=5),
        depot("west", WEST, lamp=5),
        depot("all", EAST, stretcher=5, lamp=5),
    )
    (made,) = ask(city, wanting(city, stretcher=5, lamp=5))
    assert brought(made) == [("lamp", "all", 5), ("stretcher", "all", 5)]
    (trip,) = made.trips
    assert (trip.depot_id, trip.travel_s, trip.loading_s) == ("all", 92.0, LOADING_S)
    waited_s = LOADING_S + 92.0
    weight = city.profile.dispatch.priority_weights[city.profile.kinds["gas"].priority]
    assert trip.costs == {
        CostTerm.RESPONSE: weight * waited_s,
        CostTerm.TRIP: 300 + weight * waited_s / 4,
    }
    assert made.supplies_s == sum(trip.costs.values())
    assert made.supplies_proved
    assert [(one.supply, one.depot_id) for one in made.other_depots] == [
        ("lamp", "west"),
        ("stretcher", "near"),
    ]


def test_by_hand_each_supply_comes_from_its_nearest_depot() -> None:
    city = a_city(
        depot("near", HERE, stretcher=5),
        depot("west", WEST, lamp=5),
        depot("all", EAST, stretcher=5, lamp=5),
    )
    (made,) = ask(city, wanting(city, stretcher=5, lamp=5), policy="nearest")
    assert brought(made) == [("lamp", "all", 5), ("stretcher", "near", 5)]


@pytest.mark.parametrize("policy", ["nearest", "optimal", "priced", "joint"])
def test_all_depots_are_told_of_with_why_they_bring_nothing(policy: str) -> None:
    old = Stock(5, batches=(Batch("A", 5, NOON - HOUR),))
    over = Agreement("旧公司", HOUR, NOON + HOUR)
    city = a_city(
        depot("near", HERE, stretcher=5),
        depot("farther", EAST, stretcher=5),
        depot("lamps", HERE, lamp=5),
        replace(depot("old", HERE), stock=Map({"stretcher": old})),
        replace(depot("over", HERE, stretcher=9), agreement=over),
        replace(depot("off", Position(lon=107.0, lat=33.0)), stock=Map({"stretcher": Stock(9)})),
        depot("promised", WEST, stretcher=4),
    )
    city.wait(2 * HOUR)
    other = wanting(city, stretcher=4, kind="rescue")
    city.by("city duty officer", sc.ReserveStock(other, "promised", "stretcher", 4))
    (made,) = ask(city, wanting(city, stretcher=5), policy=policy)
    assert brought(made) == [("stretcher", "near", 5)]
    left_out = {one.reason: (one.count, one.depot_ids) for one in made.depots_left_out}
    assert left_out == {
        DepotLeftOut.NOT_STOCKED: (2, ()),
        DepotLeftOut.EXPIRED: (1, ("old",)),
        DepotLeftOut.AGREEMENT_OVER: (1, ("over",)),
        DepotLeftOut.OFF_THE_ROADS: (1, ("off",)),
        DepotLeftOut.ALL_PROMISED: (1, ("promised",)),
    }
    told = len(made.depots) + len(made.other_depots)
    assert told + sum(count for count, _ in left_out.values()) == len(city.area.depots)


def test_what_goes_to_others_is_said_to_be_needed_there_and_is_what_is_short() -> None:
    city = a_city(depot("only", HERE, stretcher=5))
    urgent = wanting(city, stretcher=5, kind="rescue")
    later = wanting(city, stretcher=5)
    made = {one.incident_id: one for one in ask(city, urgent, later)}
    assert brought(made[urgent]) == [("stretcher", "only", 5)]
    short = made[later]
    assert [(one.reason, one.missing) for one in short.shortfalls] == [("all_needed_elsewhere", 5)]
    reasons = {one.reason: one.depot_ids for one in short.depots_left_out}
    assert reasons[DepotLeftOut.NEEDED_ELSEWHERE] == ("only",)


def test_no_more_depots_serve_an_incident_than_may_and_that_is_the_reason_told() -> None:
    some = [depot(f"depot-{at}", HERE, stretcher=2) for at in range(2, 6)]
    city = a_city(*some, most=2)
    (made,) = ask(city, wanting(city, stretcher=8))
    assert len(made.depots) == 2
    assert [(one.reason, one.missing) for one in made.shortfalls] == [("too_many_depots", 4)]
    assert [one.kind for one in made.shortfalls[0].helps][:2] == ["depot", "depot"]


def test_depots_that_come_anyway_bring_more_and_count_among_tstretcher_that_may() -> None:
    some = [
        depot(f"depot-{at}", where, stretcher=3) for at, where in ((2, FAR), (3, HERE), (4, HERE))
    ]
    city = a_city(*some, most=2)
    fire = wanting(city, stretcher=8)
    city.by("city duty officer", sc.ReserveStock(fire, "depot-2", "stretcher", 1))
    (made,) = ask(city, fire)
    assert brought(made) == [("stretcher", "depot-3", 3), ("stretcher", "depot-2", 2)]
    assert [one.depot_id for one in made.trips if CostTerm.TRIP in one.costs] == ["depot-3"]
    assert [(one.reason, one.missing) for one in made.shortfalls] == [("too_many_depots", 2)]
    city.by("city duty officer", sc.ReserveStock(fire, "depot-3", "stretcher", 1))
    (full,) = ask(city, fire)
    reasons = {one.reason: one.depot_ids for one in full.depots_left_out}
    assert reasons[DepotLeftOut.TOO_MANY_DEPOTS] == ("depot-4",)
    assert why(city, fire, "depot-4", "stretcher").reason is DepotLeftOut.TOO_MANY_DEPOTS


def test_a_supplier_is_dearer_by_its_lead_time_alone() -> None:
    soon = replace(
        depot("soon", HERE, stretcher=5), agreement=Agreement("快公司", 60.0, NOON + HOUR)
    )
    late = replace(
        depot("late", HERE, stretcher=5), agreement=Agreement("慢公司", HOUR, NOON + HOUR)
    )
    city = a_city(soon, late, depot("own", FAR, stretcher=5))
    fire = wanting(city, stretcher=5)
    assert brought(ask(city, fire)[0]) == [("stretcher", "soon", 5)]
    assert brought(ask(city, fire, policy="nearest")[0]) == [("stretcher", "own", 5)]
    city.by("city duty officer", sc.ReserveStock(fire, "soon", "stretcher", 5))
    other = wanting(city, stretcher=5, kind="rescue")
    assert brought(ask(city, other)[0]) == [("stretcher", "own", 5)]


def test_what_is_wanted_by_a_moment_costs_nothing_until_then() -> None:
    city = a_city(depot("near", HERE, stretcher=5), depot("far", FAR, stretcher=5))
    later = city.a_fire(
        kind="gas",
        position=HERE,
        team_needs=(),
        supply_needs=(SupplyNeed("stretcher", 5, by_s=LOADING_S + 200.0),),
    )
    now = wanting(city, stretcher=5, kind="rescue")
    made = {one.incident_id: one for one in ask(city, later, now)}
    assert brought(made[now]) == [("stretcher", "near", 5)]
    assert brought(made[later]) == [("stretcher", "far", 5)]
    (trip,) = made[later].trips
    weight = city.profile.dispatch.priority_weights[city.profile.kinds["gas"].priority]
    assert trip.costs[CostTerm.LATENESS] == pytest.approx(weight * (trip.travel_s - 200.0))
    assert CostTerm.RESPONSE not in trip.costs


def test_what_is_promised_counts_for_what_is_wanted_soonest() -> None:
    city = a_city(depot("near", HERE, stretcher=9), depot("far", FAR, stretcher=9))
    needs = (SupplyNeed("stretcher", 4, by_s=10 * HOUR), SupplyNeed("stretcher", 3))
    fire = city.a_fire(kind="gas", position=HERE, team_needs=(), supply_needs=needs)
    city.by("city duty officer", sc.ReserveStock(fire, "far", "stretcher", 3))
    (made,) = ask(city, fire)
    assert brought(made) == [("stretcher", "far", 4)]  # it comes anyway, and soon enough


def test_why_not_says_what_forbids_it() -> None:
    city = a_city(depot("near", HERE, stretcher=5), depot("lamps", HERE, lamp=5))
    fire = wanting(city, stretcher=5)
    assert why(city, fire, "lamps", "stretcher").reason is DepotLeftOut.NOT_STOCKED
    assert not why(city, fire, "lamps", "lamp").is_wanted
    assert why(city, fire, "near", "stretcher").is_chosen


def test_why_not_forces_the_depot_and_says_who_would_lose() -> None:
    city = a_city(depot("near", HERE, stretcher=5), depot("far", FAR, stretcher=5))
    urgent, other = wanting(city, stretcher=5, kind="rescue"), wanting(city, stretcher=5)
    told = why(city, other, "near", "stretcher", urgent)
    weights = city.profile.dispatch.priority_weights
    one, two = (weights[city.profile.kinds[kind].priority] for kind in ("rescue", "gas"))
    away_s = 276.0
    assert (told.quantity, told.travel_s) == (5, 0.0)
    assert told.plan_costs_s == pytest.approx((one - two) * away_s * 1.25)
    assert Counter(loss.incident_id for loss in told.losses) == {urgent: 1, other: 1}
    loss = told.losses[0]
    assert loss.incident_id == urgent
    assert [(each.depot_id, each.quantity) for each in loss.before] == [("near", 5)]
    assert [(each.depot_id, each.quantity) for each in loss.after] == [("far", 5)]
    assert loss.costs_s == pytest.approx(one * away_s * 1.25)


@pytest.mark.parametrize(("worth_s", "comes"), [(919, "near"), (920, "farther")])
def test_a_proposal_is_changed_only_for_what_is_worth_it(worth_s: int, comes: str) -> None:
    # 92 seconds sooner are 736 weighted ones of priority 1, and a quarter more of the trip.
    city = a_city(depot("farther", EAST, stretcher=5), worth_s=worth_s)
    fire = wanting(city, stretcher=5)
    (first,) = ask(city, fire)
    city.by("system", c.MakeRecommendation(first))
    city.by("admin", c.RegisterDepots((depot("near", HERE, stretcher=5),)))
    (again,) = ask(city, fire)
    assert [one.depot_id for one in again.depots] == [comes]
