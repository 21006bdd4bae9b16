"""Whoever drives is on the road, and arrives when the roads say so."""

import pytest

from dispatch.assignment.roads import RoadDesk
from dispatch.domain.roads import Everywhere
from routing.build import import_roads
from routing.geo import Position, distance_m
from routing.paths import path
from simulators.driving import Drive, NoWayError
from tests.roadworks import a_measure

HERE, THERE = Position(lon=109.0, lat=34.0), Position(lon=109.025, lat=34.025)


@pytest.fixture
def roads(tiny):
    return RoadDesk(import_roads(tiny.folder / "roads")[0])


def test_the_way_is_as_fast_as_any(roads):
    origin, goal = roads.node_of(HERE), roads.node_of(THERE)
    best = path(roads.network, roads.weights, origin, goal)
    assert roads.now.way(origin, goal).travel_s == best.travel_s == 560.0
    assert Drive(roads, HERE, THERE, 0.0).travel_s == best.travel_s


def test_one_is_at_the_start_then_on_the_way_then_at_the_end(roads):
    drive = Drive(roads, HERE, THERE, 1000.0)
    assert drive.position_at(999.0) == HERE
    assert drive.position_at(drive.arrive_at) == THERE
    left_m = [distance_m(drive.position_at(1000.0 + s), THERE) for s in range(0, 561, 40)]
    assert left_m == sorted(left_m, reverse=True)


def test_a_journey_that_is_followed_is_the_same_journey(roads):
    followed, other = (Drive(roads, HERE, THERE, 0.0, followed=one) for one in (True, False))
    assert followed.travel_s == other.travel_s
    assert followed.position_at(200.0) == other.position_at(200.0)
    roads.enforce([a_measure(Everywhere())], overlay=1)
    with pytest.raises(NoWayError, match="no way"):
        Drive(roads, HERE, THERE, 0.0, followed=True)


def test_where_no_road_leads_there_is_no_way(roads):
    with pytest.raises(NoWayError, match="no road near"):
        Drive(roads, HERE, Position(lon=110.0, lat=34.0), 0.0)
    roads.enforce([a_measure(Everywhere())], overlay=1)
    with pytest.raises(NoWayError, match="no way"):
        Drive(roads, HERE, THERE, 0.0)
