"""The contract every engine of travel times keeps, and that engines agree on real roads."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import scipy_engine
from routing.kernel_engines import DijkstraTravelTimes, HierarchyTravelTimes
from routing.network import RoadNetwork
from routing.networkx_engine import NetworkxTravelTimes
from routing.scipy_engine import ScipyTravelTimes
from routing.weights import CLOSED, Weights, free_flow, with_closed
from tests.random_roads import roads_and_weights

ENGINES = [NetworkxTravelTimes, ScipyTravelTimes, DijkstraTravelTimes, HierarchyTravelTimes]
EVERYBODY = [0, 1, 2, 3, 4]
INF = np.inf


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request):
    return request.param


def test_travel_times_of_a_small_town_are_right(engine, small_town):
    assert engine(small_town).matrix(EVERYBODY, EVERYBODY, free_flow(small_town)).tolist() == [
        [0, 100, 150, 180, INF],
        [50.001, 0, 50, 80, INF],
        [0.001, 100.001, 0, 30, INF],
        [INF, INF, INF, 0, INF],
        [70, 170, 220, 250, 0],
    ]


def test_rows_are_origins_and_columns_destinations(engine, small_town):
    times = engine(small_town).matrix([3, 2], [3, 0, 1], free_flow(small_town))
    assert times.tolist() == [[0, INF, INF], [30, 0.001, 100.001]]


def test_many_origins_to_one_destination_drive_towards_it(engine, small_town):
    times = engine(small_town).matrix([0, 1, 2, 3, 4], [3], free_flow(small_town))
    assert times.tolist() == [[180], [80], [30], [0], [250]]


def test_a_node_may_be_asked_for_twice(engine, small_town):
    times = engine(small_town).matrix([1, 1, 0], [2, 2, 2, 1], free_flow(small_town))
    assert times.tolist() == [[50, 50, 50, 0], [50, 50, 50, 0], [150, 150, 150, 100]]


def test_the_faster_of_two_parallel_arcs_is_driven(engine, small_town):
    slow, fast = np.flatnonzero((small_town.tail == 1) & (small_town.head == 2))
    weights = free_flow(small_town)
    times = engine(small_town)
    assert times.matrix([1], [2], weights).tolist() == [[50]]
    assert times.matrix([1], [2], with_closed(weights, fast)).tolist() == [[90]]
    assert times.matrix([1], [2], with_closed(weights, slow)).tolist() == [[50]]
    assert times.matrix([1], [2], with_closed(weights, [slow, fast])).tolist() == [[INF]]


def test_a_one_way_street_is_not_driven_backwards(engine, small_town):
    assert engine(small_town).matrix([3], [2], free_flow(small_town)).tolist() == [[INF]]


def test_a_closure_holds_from_the_next_question_and_its_end_too(engine, small_town):
    times, before = engine(small_town), free_flow(small_town)
    ring_road = np.flatnonzero((small_town.tail == 2) & (small_town.head == 0))
    assert times.matrix([1], [0], before).tolist() == [[50.001]]
    assert times.matrix([1], [0], with_closed(before, ring_road)).tolist() == [[100]]
    assert times.matrix([1], [0], before).tolist() == [[50.001]]


def test_weights_given_the_same_version_by_mistake_are_not_confused(engine, small_town):
    times = engine(small_town)
    for travel_ms in (5_000, 7_000):
        weights = Weights(np.full(8, travel_ms, np.int32), version="monday")
        assert times.matrix([0], [1], weights).tolist() == [[travel_ms / 1000]]


def test_with_every_road_closed_one_only_stays_where_one_is(engine, small_town):
    weights = with_closed(free_flow(small_town), np.arange(8))
    times = engine(small_town).matrix(EVERYBODY, EVERYBODY, weights)
    assert np.array_equal(times, np.where(np.eye(5, dtype=bool), 0, INF))


def test_a_network_without_arcs_is_answered(engine):
    empty = RoadNetwork.from_arcs([0, 1], [0, 0], [], [], [], [])
    assert engine(empty).matrix([0], [0, 1], free_flow(empty)).tolist() == [[0, INF]]


def test_nobody_asked_is_nothing_answered(engine, small_town):
    times, weights = engine(small_town), free_flow(small_town)
    assert times.matrix([], [1, 2], weights).shape == (0, 2)
    assert times.matrix([1, 2], [], weights).shape == (2, 0)


@pytest.mark.parametrize("node", [-1, 5])
def test_a_node_that_does_not_exist_is_refused_by_name(engine, small_town, node):
    times, weights = engine(small_town), free_flow(small_town)
    with pytest.raises(ValueError, match=rf"origins\[1\] = {node} is not between 0 and 4"):
        times.matrix([0, node], [0], weights)
    with pytest.raises(ValueError, match=rf"destinations\[0\] = {node} is not between"):
        times.matrix([0], [node], weights)


def test_weights_of_another_network_are_refused(engine, small_town):
    with pytest.raises(ValueError, match="the network has 8"):
        engine(small_town).matrix([0], [1], Weights.of(np.array([5], np.int32)))


def test_long_journeys_are_exact_to_the_millisecond(engine):
    nodes = 8  # twelve days: whatever takes longer is no journey by road
    ms = np.full(nodes - 1, 146_999_999, np.int32)
    chain = RoadNetwork.from_arcs(
        np.linspace(100, 101, nodes),
        np.full(nodes, 30.0),
        np.arange(nodes - 1),
        np.arange(1, nodes),
        ms,
        ms,
    )
    seconds = engine(chain).matrix([0], [nodes - 1], Weights.of(ms))
    assert int(np.rint(seconds[0, 0] * 1000)) == 146_999_999 * (nodes - 1)


def test_threads_may_ask_at_once(engine, small_town):
    times = engine(small_town)
    weights = [with_closed(free_flow(small_town), [arc]) for arc in range(8)]
    alone = [engine(small_town).matrix(EVERYBODY, EVERYBODY, w).tolist() for w in weights]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda w: times.matrix(EVERYBODY, EVERYBODY, w).tolist(), weights * 5)
        assert list(together) == alone * 5


def test_a_matrix_larger_than_one_batch_is_the_same(small_town, monkeypatch):
    whole = ScipyTravelTimes(small_town).matrix(EVERYBODY, EVERYBODY, free_flow(small_town))
    monkeypatch.setattr(scipy_engine, "BATCH_ENTRIES", 10)
    in_parts = ScipyTravelTimes(small_town).matrix(EVERYBODY, EVERYBODY, free_flow(small_town))
    assert np.array_equal(whole, in_parts)


@given(roads_and_weights())
@settings(max_examples=150)
def test_all_engines_give_the_same_answers(roads):
    network, weights = roads
    nodes = np.arange(network.node_count)
    matrices = [engine(network).matrix(nodes, nodes, weights) for engine in ENGINES]
    for found, other in pairwise(matrices):
        assert np.array_equal(found, other)


@given(roads_and_weights())
@settings(max_examples=150)
def test_every_answer_satisfies_the_definition_of_a_shortest_path(roads):
    network, weights = roads
    weights = Weights.of(weights.travel_ms, np.zeros(network.ban_count, np.bool_))
    nodes = np.arange(network.node_count)
    arc_ms = np.where(weights.travel_ms == CLOSED, INF, weights.travel_ms)
    for engine in ENGINES:
        travel_ms = np.rint(engine(network).matrix(nodes, nodes, weights) * 1000)
        assert not travel_ms.diagonal().any()
        for row, times in enumerate(travel_ms):
            through = times[network.tail] + arc_ms
            # No arc can shorten a time, and every node reached has an arc that explains its time.
            assert (through >= times[network.head]).all()
            witnessed = set(network.head[through == times[network.head]].tolist())
            assert {node for node in nodes.tolist() if times[node] < INF} - {row} <= witnessed


@pytest.fixture
def crossing():
    """A crossroads: from the south (0) to 1, and on to the west 2, the north 3 and the east 4.

    The way from the west to the north takes 60 s, from the east back 40 s, all others 10 s.
    """
    rows = [(0, 1, 100), (1, 2, 100), (1, 3, 100), (1, 4, 100), (2, 3, 600), (4, 1, 400)]
    tail, head, length_m = zip(*rows, strict=True)
    return lambda *bans: RoadNetwork.from_arcs(
        [0, 0, -1, 0, 1], [-1, 0, 0, 1, 0], tail, head, length_m, [36] * 6, turn_bans=bans
    )


def test_a_banned_turn_is_driven_round(engine, crossing):
    roads = crossing([0, 2])
    times = engine(roads).matrix([0, 1, 4], [1, 3], free_flow(roads))
    # Round by the east is 70 s; whoever begins at the junction, or comes from the east, may turn.
    assert times.tolist() == [[10, 70], [0, 10], [40, 50]]


def test_a_turn_banned_over_a_street_is_free_to_those_who_join_it_later(engine, crossing):
    # No going from the south to the east and straight back to the north.
    roads = crossing([0, 2], [0, 3, 5, 2])
    times = engine(roads).matrix([0, 1, 4], [3], free_flow(roads))
    assert times.tolist() == [[80], [10], [50]]


def test_a_banned_turn_that_does_not_hold_for_a_traveller_is_driven(engine, crossing):
    roads = crossing([0, 2])
    weights = Weights.of(free_flow(roads).travel_ms, np.array([False]))
    assert engine(roads).matrix([0], [3], weights).tolist() == [[20]]


@given(roads_and_weights(), st.data())
@settings(max_examples=50)
def test_one_destination_is_answered_as_in_the_whole_matrix(roads, data):
    network, weights = roads
    nodes = np.arange(network.node_count)
    target = data.draw(st.integers(0, network.node_count - 1))
    whole = ScipyTravelTimes(network).matrix(nodes, nodes, weights)
    assert np.array_equal(
        ScipyTravelTimes(network).matrix(nodes, [target], weights), whole[:, [target]]
    )
