"""Micro-stations 微型消防站 and rescue capsules are forces and depots like others."""

from collections import Counter
from dataclasses import replace

from immutables import Map

from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.profile import SupplyNeed, TeamNeed
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position, distance_m
from simulators.city.model import City
from simulators.founding import director, found_from_city


def a_county(city: City) -> City:
    """The county of the city with the most micro-stations, and those above it."""
    level = {one.code: one for one in city.places}
    towns = Counter(
        level[level[one.place_code].parent].parent
        for one in city.teams
        if one.name.endswith("微型消防站")
    )
    county = towns.most_common(1)[0][0]
    below = {county}
    for _depth in range(2):
        below |= {one.code for one in city.places if one.parent in below}
    codes, above = below, level[county].parent
    while above:
        codes, above = codes | {above}, level[above].parent
    return replace(
        city,
        places=tuple(one for one in city.places if one.code in codes),
        teams=tuple(one for one in city.teams if one.place_code in codes),
        **dict.fromkeys(("depots", "stock", "shelters", "plans", "staff"), ()),
    )


def test_communities_have_micro_stations_and_the_nearest_goes_to_a_fire(city: City) -> None:
    stations = [one for one in city.teams if one.name.endswith("微型消防站")]
    assert len(stations) > 300
    assert all("FIRE" in one.capabilities for one in stations)
    small, profile = a_county(city), load_profile("xian")
    engine = Engine("county", MemoryLog(), profile, SimulatedClock(1.7e9))
    root = next(one.code for one in small.places if not one.parent)
    by = director(root)
    found_from_city(
        lambda command, actor: engine.handle(command, actor),
        small,
        name="一区",
        profile_id="xian",
        actor=by,
    )
    mine = next(one for one in small.teams if one.name.endswith("微型消防站"))
    home = Position(mine.lon, mine.lat)
    capsule = Depot("C-1", "救援胶囊", mine.place_code, home, Map({"extinguisher": Stock(8)}))
    engine.handle(c.RegisterDepots((capsule,)), by)
    fire = c.SendReport(
        *("r1", "fire", "grid", home),
        team_needs=(TeamNeed("FIRE", 1),),
        supply_needs=(SupplyNeed("extinguisher", 4),),
    )
    engine.handle(fire, Actor("grid-1", "GRID", mine.place_code))
    desk = RoadDesk(small.roads, profile.roads, max_off_road_m=profile.dispatch.max_off_road_m)
    chosen = [engine.area.incidents["I1"]]
    (made,) = recommend(engine.area, profile, desk.now, Sightings(), chosen, "optimal")
    (choice,) = made.teams
    assert engine.area.teams[choice.team_id].name.endswith("微型消防站")
    assert distance_m(engine.area.teams[choice.team_id].station, home) < 1_000
    assert [one.depot_id for one in made.depots] == ["C-1"]
