from itertools import pairwise

import numpy as np
import pytest

from routing.geo import distance_m
from routing.network import RoadNetwork
from routing.paths import path
from routing.weights import Weights, free_flow, with_closed


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
