import numpy as np
import pytest

from routing.build import import_roads
from routing.network import AGAINST_ONE_WAY, ANYBODY, FOOT, RoadNetwork
from routing.streets import lines, opposite_arcs


def roads(ends, nodes=4, **more):
    tail, head = zip(*ends, strict=True)
    ones = np.ones(len(ends))
    return RoadNetwork.from_arcs(
        108.9 + np.arange(nodes) / 100,
        np.full(nodes, 34.2),
        tail,
        head,
        more.pop("length_m", ones),
        ones,
        **more,
    )


def test_the_two_directions_of_a_street_find_each_other_and_a_one_way_street_none():
    network = roads([(0, 1), (1, 0), (1, 2), (2, 3), (3, 2)])
    assert opposite_arcs(network).tolist() == [1, 0, -1, 4, 3]


def test_of_two_streets_between_the_same_nodes_each_keeps_its_own_way_and_length():
    network = roads(
        [(0, 1), (0, 1), (0, 1), (1, 0), (1, 0), (1, 0)],
        way_id=[5, 6, 6, 6, 5, 6],
        length_m=[100, 300, 200, 200, 100, 300],
    )
    assert opposite_arcs(network).tolist() == [4, 5, 3, 2, 0, 1]


def test_only_the_arcs_asked_for_are_paired():
    network = roads([(0, 1), (1, 0)], access=[ANYBODY, FOOT | AGAINST_ONE_WAY])
    assert opposite_arcs(network).tolist() == [1, 0]
    kept = (network.access & AGAINST_ONE_WAY) == 0
    assert opposite_arcs(network, kept).tolist() == [-1, -1]


def test_arcs_drawn_differently_are_different_streets():
    north, south = np.array([[108.905, 34.21]]), np.array([[108.905, 34.19]])
    network = roads([(0, 1), (1, 0)], shapes={0: north, 1: south})
    assert opposite_arcs(network).tolist() == [-1, -1]
    network = roads([(0, 1), (1, 0)], shapes={0: north, 1: north})
    assert opposite_arcs(network).tolist() == [1, 0]


def test_a_ring_driven_both_ways_is_one_street_and_a_bare_ring_has_no_direction():
    ring = np.array([[108.91, 34.21], [108.92, 34.21], [108.93, 34.2]])
    network = roads([(0, 0), (0, 0), (1, 1), (1, 1)], shapes={0: ring, 1: ring[::-1]})
    assert opposite_arcs(network).tolist() == [1, 0, -1, -1]


def test_a_network_without_arcs_has_no_streets():
    network = RoadNetwork.from_arcs([108.9], [34.2], [], [], [], [])
    assert opposite_arcs(network).tolist() == []
    assert lines(network, np.arange(0)).first.tolist() == [0]


def test_lines_hold_the_ends_and_the_points_between_in_driving_order():
    bend = np.array([[108.903, 34.21], [108.907, 34.22]])
    network = roads([(0, 1), (1, 0), (1, 2)], shapes={0: bend, 1: bend[::-1]})
    drawn = lines(network, np.array([1, 2]))
    assert drawn.first.tolist() == [0, 4, 6]
    assert drawn.lon == pytest.approx([108.91, 108.907, 108.903, 108.9, 108.91, 108.92])
    assert drawn.lat == pytest.approx([34.2, 34.22, 34.21, 34.2, 34.2, 34.2])


def test_in_a_real_city_every_pair_joins_the_same_nodes_and_agrees(shared_data):
    network, _ = import_roads(shared_data / "roads/monaco/monaco.osm.pbf")
    opposite = opposite_arcs(network)
    paired = np.flatnonzero(opposite >= 0)
    assert len(paired) > network.arc_count / 2
    assert np.array_equal(opposite[opposite[paired]], paired)
    assert np.array_equal(network.tail[opposite[paired]], network.head[paired])
    assert np.array_equal(network.way_id[opposite[paired]], network.way_id[paired])
