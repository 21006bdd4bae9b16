from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.geo import distance_m
from routing.hierarchy import hierarchy_of
from routing.live import LiveRoads
from routing.network import RoadNetwork
from routing.networkx_engine import NetworkxTravelTimes
from routing.paths import path, path_of
from routing.stops import Stops
from routing.weights import CLOSED, Weights, free_flow, with_closed
from tests.random_roads import networks, roads_and_weights, weights_of


@pytest.fixture
def bent_road():
    """One road east, then north: the corner is a shape point, not a node. 100 s to drive."""
    corner = np.array([[108.91, 34.20]])
    return RoadNetwork.from_arcs(
        [108.90, 108.91], [34.20, 34.21], [0], [1], [2000], [72], shapes={0: corner}
    )


def test_a_path_names_its_nodes_its_arcs_and_what_they_cost(small_town):
    found = path(small_town, free_flow(small_town), 0, 3)
    assert found.nodes.tolist() == [0, 1, 2, 3]
    assert small_town.tail[found.arcs].tolist() == [0, 1, 2]
    assert small_town.head[found.arcs].tolist() == [1, 2, 3]
    assert (found.travel_s, found.length_m) == (180.0, 1800.0)
    assert found.at_s.tolist() == [0, 100, 150, 180]


def test_there_is_no_path_where_there_is_no_way(small_town):
    assert path(small_town, free_flow(small_town), 3, 0) is None


def test_a_path_goes_round_a_closure(small_town):
    weights = free_flow(small_town)
    short_cut = path(small_town, weights, 1, 2).arcs
    assert path(small_town, with_closed(weights, short_cut), 1, 2).travel_s == 90
    assert path(small_town, with_closed(weights, [2, 3]), 1, 2) is None


def test_staying_where_one_is_takes_no_time_and_no_arc(small_town):
    found = path(small_town, free_flow(small_town), 2, 2)
    assert (found.nodes.tolist(), found.arcs.tolist(), found.travel_s) == ([2], [], 0)
    assert found.position_at(60) == small_town.position(2)


def test_a_path_follows_the_shape_of_the_road(bent_road):
    found = path(bent_road, free_flow(bent_road), 0, 1)
    assert found.lon.tolist() == [108.90, 108.91, 108.91]
    assert found.lat.tolist() == [34.20, 34.20, 34.21]
    # East is shorter than north here: a degree of longitude shrinks away from the equator.
    assert found.at_s == pytest.approx([0, 45.3, 100], abs=0.1)


def test_a_position_moves_along_the_path_and_stays_at_its_ends(bent_road):
    found = path(bent_road, free_flow(bent_road), 0, 1)
    start, end = bent_road.position(0), bent_road.position(1)
    assert found.position_at(-5) == found.position_at(0) == start
    assert found.position_at(100) == found.position_at(1e9) == end
    eastwards = found.position_at(20)
    assert (eastwards.lat, start.lon < eastwards.lon < end.lon) == (34.20, True)
    northwards = found.position_at(80)
    assert (northwards.lon, start.lat < northwards.lat < end.lat) == (108.91, True)


def test_a_vehicle_never_jumps(bent_road):
    found = path(bent_road, free_flow(bent_road), 0, 1)
    moments = [found.position_at(second) for second in range(101)]
    steps_m = [distance_m(a, b) for a, b in pairwise(moments)]
    assert max(steps_m) < 25


def test_arcs_whose_ends_coincide_share_their_time_evenly():
    here = np.array([[108.9, 34.2]])
    network = RoadNetwork.from_arcs(
        [108.9, 108.9], [34.2, 34.2], [0], [1], [0], [50], shapes={0: here}
    )
    found = path(network, Weights.of(np.array([8000], np.int32)), 0, 1)
    assert found.at_s.tolist() == [0, 4, 8]


def test_a_node_that_does_not_exist_is_refused(small_town):
    with pytest.raises(ValueError, match=r"\[1\] = 5 is not between 0 and 4"):
        path(small_town, free_flow(small_town), 0, 5)


def assert_holds_together(network, weights, found):
    """A path is a chain of open arcs that makes no banned turn, with times that never fall."""
    assert found.nodes[:-1].tolist() == network.tail[found.arcs].tolist()
    assert found.nodes[1:].tolist() == network.head[found.arcs].tolist()
    assert (weights.travel_ms[found.arcs[found.shares > 0]] != CLOSED).all()
    driven = found.arcs.tolist()
    holds = range(network.ban_count) if weights.bans is None else np.flatnonzero(weights.bans)
    for turn in (list(network.banned_turn(ban)) for ban in holds):
        assert all(driven[k : k + len(turn)] != turn for k in range(len(driven)))
    assert (found.at_s[0], found.at_s[-1]) == (0, found.travel_s)
    assert (np.diff(found.at_s) >= 0).all()
    assert len(found.lon) == len(found.lat) == len(found.at_s)
    assert (np.diff(found.point_of) >= 0).all()
    assert (found.point_of[0], found.point_of[-1]) == (0, len(found.lon) - 1)
    for moment in (-1.0, *found.at_s.tolist(), found.travel_s / 3, found.travel_s + 1):
        here = found.position_at(moment)
        line = [float(np.interp(moment, found.at_s, one)) for one in (found.lon, found.lat)]
        assert [here.lon, here.lat] == line


@given(roads_and_weights(), st.data())
@settings(max_examples=150)
def test_a_path_is_as_fast_as_any_and_makes_no_banned_turn(roads, data):
    network, weights = roads
    node = st.integers(0, network.node_count - 1)
    origin, destination = data.draw(node), data.draw(node)
    [[seconds]] = NetworkxTravelTimes(network).matrix([origin], [destination], weights)
    found = path(network, weights, origin, destination)
    if found is None:
        assert np.isinf(seconds)
        return
    assert found.travel_s == seconds
    assert (found.nodes[0], found.nodes[-1]) == (origin, destination)
    assert_holds_together(network, weights, found)


def test_a_path_goes_round_a_banned_turn():
    """From 0 by 1 to 2 one may not turn at 1, but may come back to it from 3."""
    network = RoadNetwork.from_arcs(
        [0, 0.01, 0.02, 0.01], [0, 0, 0, 0.01], [0, 1, 1, 3], [1, 2, 3, 1], [1000] * 4, [36] * 4,
        turn_bans=[(0, 1)],
    )  # fmt: skip
    found = path(network, free_flow(network), 0, 2)
    assert (found.nodes.tolist(), found.travel_s) == ([0, 1, 3, 1, 2], 400)
    lawless = Weights.of(free_flow(network).travel_ms, np.zeros(1, bool))
    assert path(network, lawless, 0, 2).nodes.tolist() == [0, 1, 2]


def live(network, weights=None):
    hierarchy = hierarchy_of(network, "vehicles")
    return LiveRoads(hierarchy, free_flow(network) if weights is None else weights)


def along(arc, fraction, twin=-1):
    return Stops.along(np.array([arc], np.int32), np.array([twin], np.int32), np.array([fraction]))


@pytest.fixture
def street():
    """Two nodes and the street between, driven both ways: 1000 m to the east, 100 s."""
    return RoadNetwork.from_arcs(
        [108.90, 108.91], [34.2, 34.2], [0, 1], [1, 0], [1000, 1000], [36, 36]
    )


def test_a_path_begins_and_ends_where_the_places_are(small_town):
    """From a quarter of 0 -> 1 to a third of 2 -> 3: 75 s, 50 s and 10 s."""
    onward = int(np.flatnonzero(small_town.head == 3)[0])
    found = path_of(live(small_town), along(0, 0.25), along(onward, 1 / 3))
    assert found.nodes.tolist() == [0, 1, 2, 3]
    assert (found.begins_at, found.ends_at) == (0.25, pytest.approx(1 / 3))
    assert found.shares.tolist() == pytest.approx([0.75, 1, 1 / 3])
    assert found.lon.tolist() == pytest.approx([108.9025, 108.91, 108.92, 108.92 + 1 / 300])
    assert found.at_s.tolist() == [0, 75, 125, 135]
    assert found.point_of.tolist() == [0, 1, 2, 3]
    assert found.length_m == pytest.approx(750 + 500 + 100)


def test_a_path_is_cut_exactly_also_in_the_middle_of_a_bend(bent_road):
    whole = path(bent_road, free_flow(bent_road), 0, 1)
    found = path_of(live(bent_road), along(0, 0.2), along(0, 0.9))
    assert (found.travel_s, found.length_m) == (70, pytest.approx(1400))
    assert (len(found.lon), found.lon[1], found.lat[1]) == (3, 108.91, 34.20)
    for second in range(71):
        moment, same = found.position_at(second), whole.position_at(second + 20)
        assert distance_m(moment, same) < 0.01


def test_within_a_street_one_drives_in_either_direction(street):
    roads = live(street)
    there = path_of(roads, along(0, 0.2, twin=1), along(0, 0.7, twin=1))
    assert (there.arcs.tolist(), there.travel_s) == ([0], 50)
    back = path_of(roads, along(0, 0.7, twin=1), along(0, 0.2, twin=1))
    assert (back.arcs.tolist(), back.travel_s) == ([1], 50)
    assert there.lon.tolist() == pytest.approx(back.lon[::-1].tolist())


def test_against_a_one_way_street_one_drives_all_the_way_round(small_town):
    # Back to where one was on 0 -> 1: on by 2, and through 0 again.
    found = path_of(live(small_town), along(0, 0.5), along(0, 0.25))
    assert found.nodes.tolist() == [0, 1, 2, 0, 1]
    assert found.travel_s == 50 + 50 + 0.001 + 25
    assert found.shares.tolist() == [0.5, 1, 1, 0.25]


def test_a_path_to_where_one_is_stays_there(street):
    roads = live(street)
    here = path_of(roads, along(0, 0.3), along(0, 0.3))
    assert (here.travel_s, here.length_m) == (0, 0)
    assert here.position_at(9).lon == pytest.approx(108.903)
    at_node = path_of(roads, Stops.at_nodes(street, [1]), Stops.at_nodes(street, [1]))
    assert (at_node.nodes.tolist(), at_node.arcs.tolist()) == ([1], [])
    assert at_node.position_at(9) == street.position(1)


def test_an_arc_at_whose_very_end_one_stands_is_not_driven(small_town):
    roads = live(small_town)
    onward = int(np.flatnonzero(small_town.head == 3)[0])
    found = path_of(roads, along(0, 1.0), along(onward, 0.0))
    assert (found.nodes.tolist(), found.travel_s) == ([1, 2], 50)
    assert (found.begins_at, found.ends_at) == (0, 1)


def test_between_places_with_no_way_there_is_no_path(small_town):
    onward = int(np.flatnonzero(small_town.head == 3)[0])
    assert path_of(live(small_town), along(onward, 0.5), along(0, 0.5)) is None


def test_a_path_is_that_of_the_roads_as_they_are_now(small_town):
    roads = live(small_town)
    to = Stops.at_nodes(small_town, [2])
    short_cut = int(path_of(roads, Stops.at_nodes(small_town, [1]), to).arcs[0])
    roads.change([short_cut], CLOSED, "the bridge is gone")
    found = path_of(roads, Stops.at_nodes(small_town, [1]), to)
    assert (found.travel_s, short_cut in found.arcs) == (90, False)


@st.composite
def places_on_roads(draw):
    network = draw(networks(most_nodes=6, most_arcs=14).filter(lambda roads: roads.arc_count))
    place = st.one_of(
        st.integers(0, network.node_count - 1).map(lambda node: Stops.at_node(network, node)),
        st.builds(along, st.integers(0, network.arc_count - 1), st.floats(0, 1)),
    )
    return network, draw(weights_of(network)), draw(place), draw(place)


@given(places_on_roads())
@settings(max_examples=150)
def test_a_path_between_any_places_is_the_way_that_live_roads_reckon_with(roads):
    network, weights, origin, destination = roads
    asked = live(network, weights)
    way = asked.way(origin, destination)
    found = path_of(asked, origin, destination)
    if way is None:
        assert found is None
        return
    assert found.travel_s == way.travel_ms / 1000
    assert_holds_together(network, weights, found)
