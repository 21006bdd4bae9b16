"""A county of which only the calls are known: what is made up follows its calls."""

from collections import Counter

import numpy as np
import pytest

from dispatch.assignment.roads import RoadDesk
from routing.geo import Position, distance_m
from simulators.county import county_places, county_roads, county_teams
from simulators.recorded import RecordedCall
from simulators.venue import CountyPlace, FleetShare

BOUNDS = (-75.5, 40.0, -75.4, 40.1)
COUNTY = CountyPlace(
    root="C",
    name="Tiny County",
    stations=4,
    fleet=(
        FleetShare(name="Engine", capabilities=("FIRE",), teams=6, kinds=("fire",)),
        FleetShare(name="Medic", capabilities=("MEDICAL",), teams=5, kinds=("medical",)),
    ),
)


def _calls(township, kind, count, lon):
    return [
        RecordedCall(n, 0.0, kind, Position(lon=lon + n * 1e-3, lat=40.05), place_code=township)
        for n in range(count)
    ]


CALLS = _calls("EAST", "fire", 30, -75.42) + _calls("WEST", "medical", 10, -75.48)


def test_the_grid_joins_everything_and_its_lengths_are_those_on_the_ground():
    roads = county_roads(COUNTY, BOUNDS)
    assert roads.in_largest_part.all()
    tail, head = roads.tail[::7], roads.head[::7]
    for arc, (a, b) in enumerate(zip(tail.tolist(), head.tolist(), strict=True)):
        along_m = distance_m(roads.position(a), roads.position(b))
        assert roads.length_m[::7][arc] == pytest.approx(along_m, rel=1e-4)
    assert set(roads.speed_kmh.tolist()) == {40.0, 70.0}


def test_no_place_of_the_county_is_far_from_its_roads():
    desk = RoadDesk(county_roads(COUNTY, BOUNDS), max_off_road_m=360.0)
    rng = np.random.default_rng(5)
    for lon, lat in rng.uniform(BOUNDS[:2], BOUNDS[2:], (50, 2)).tolist():
        assert desk.node_of(Position(lon=lon, lat=lat)) is not None


def test_stations_and_teams_stand_where_the_calls_come_from():
    teams = county_teams(COUNTY, CALLS)
    assert Counter(team.capabilities for team in teams) == {("FIRE",): 6, ("MEDICAL",): 5}
    assert {team.place_code for team in teams if team.capabilities == ("FIRE",)} == {"EAST"}
    stations = Counter(team.station for team in teams if team.place_code == "EAST")
    assert sorted(stations.values()) == [2, 2, 2], "three of four stations, and like teams at each"
    assert len({team.team_id for team in teams}) == 11
    assert [place.code for place in county_places(COUNTY, CALLS)] == ["C", "EAST", "WEST"]


def test_teams_that_no_call_asks_for_are_refused():
    with pytest.raises(ValueError, match="no call is of the kinds of 'Medic'"):
        county_teams(COUNTY, CALLS[:30])
