"""Live roads give the answers of the roads as they are, whatever was asked before."""

import os
import signal
import threading
import time
import warnings
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import edge_times
from routing.candidates import Candidates
from routing.hierarchy import Hierarchy
from routing.live import LiveRoads
from routing.network import RoadNetwork
from routing.scipy_engine import ScipyTravelTimes
from routing.searched import UNREACHABLE
from routing.stops import Stops
from routing.turn_graph import turn_graph
from routing.weights import CLOSED, Weights, free_flow
from tests.random_roads import TRAVEL_MS, networks, weights_of


def hierarchy_of(network, rank=None):
    return Hierarchy.of(turn_graph(network), np.ones(network.arc_count, np.bool_), rank)


def exact(network, weights):
    """Return the times between all nodes, int32[N, N]."""
    nodes = np.arange(network.node_count)
    seconds = ScipyTravelTimes(network).matrix(nodes, nodes, weights)
    return np.where(np.isfinite(seconds), np.rint(seconds * 1000), UNREACHABLE).astype(np.int32)


def assert_all_answers_are(live, wanted):
    nodes = len(wanted)
    everybody = Candidates(
        live.hierarchy, Stops.at_nodes(live.hierarchy.graph.network, range(nodes))
    )
    assert np.array_equal(live.table_to(everybody, everybody.stops), wanted)
    assert np.array_equal(live.table_from(everybody.stops, everybody), wanted.T)
    once = Candidates(live.hierarchy, everybody.stops, once=True)
    assert np.array_equal(live.table_to(once, everybody.stops), wanted)
    assert np.array_equal(live.table_from(everybody.stops, once), wanted.T)
    for node in range(nodes):
        stop = everybody.stops[node : node + 1]
        assert_ways_are_those_of_a_search(live, stop, everybody.stops)
        assert np.array_equal(live.times_to(everybody, stop), wanted[:, node])
        assert np.array_equal(live.times_from(stop, everybody), wanted[node])
        assert np.array_equal(live.times_to(once, stop), wanted[:, node])
        for roads in (live, live.searched):
            assert np.array_equal(roads.reach(stop), wanted[node])
        assert_sweeps_tell_of_everybody(live, everybody.stops, stop, wanted[:, node])
        assert_nearest_are(live, everybody, stop, wanted[:, node])


def assert_sweeps_tell_of_everybody(live, stops, target, times):
    for asked in (stops[:1], stops[len(stops) // 2 :]):
        _, swept = live.swept_to(Candidates(live.hierarchy, asked), target)
        if swept is not None:
            for _ in range(2):  # to ask leaves the sweep as it was
                assert np.array_equal(live.times_beside(swept, stops.node), times)


def assert_ways_are_those_of_a_search(live, origin, places):
    for place in range(len(places)):
        there = places[place : place + 1]
        way, searched = live.way(origin, there), live.searched.way(origin, there)
        assert (way is None) == (searched is None)
        if way is not None and searched is not None:
            assert way.arcs.tolist() == searched.arcs.tolist()
            told = way.travel_ms, way.begins_at, way.ends_at
            assert told == (searched.travel_ms, searched.begins_at, searched.ends_at)


def assert_nearest_are(live, everybody, stop, times):
    order = [row for row in np.argsort(times, kind="stable") if times[row] != UNREACHABLE]
    for count in (1, 3, len(times)):
        rows, found = live.nearest(everybody, stop, count)
        assert rows.tolist() == order[:count]
        assert found.tolist() == times[order[:count]].tolist()


@st.composite
def changing_roads(draw):
    network = draw(networks(most_nodes=7, most_arcs=20))
    weights = draw(weights_of(network))
    arc = st.integers(0, max(0, network.arc_count - 1))
    some = st.lists(st.tuples(arc, TRAVEL_MS), max_size=5 if network.arc_count else 0)
    return network, weights, draw(st.lists(some, max_size=4))


@given(changing_roads())
@settings(max_examples=100)
def test_after_any_changes_all_answers_are_those_of_the_roads_as_they_are(roads):
    network, weights, changes = roads
    live = LiveRoads(hierarchy_of(network), weights)
    assert_all_answers_are(live, exact(network, weights))
    travel_ms = weights.travel_ms.copy()
    for turn, change in enumerate(changes):
        arcs = [arc for arc, _ in change]
        live.change(arcs, [ms for _, ms in change], version=f"change {turn}")
        for arc, ms in change:
            # Who may never use an arc is not let in by a change of its time.
            travel_ms[arc] = ms if weights.travel_ms[arc] != CLOSED else CLOSED
        assert live.version == f"change {turn}"
        assert np.array_equal(live.weights.travel_ms, travel_ms)
        assert_all_answers_are(live, exact(network, Weights.of(travel_ms, weights.bans)))


@given(networks(), st.data())
@settings(max_examples=60)
def test_any_order_of_contraction_gives_the_right_answers(network, data):
    nodes = turn_graph(network).node_count
    rank = np.array(data.draw(st.permutations(range(nodes))), np.int32)
    weights = data.draw(weights_of(network))
    live = LiveRoads(hierarchy_of(network, rank), weights)
    assert_all_answers_are(live, exact(network, weights))


@given(changing_roads(), st.integers(0, 3))
@settings(max_examples=40)
def test_mended_edges_are_those_laid_anew(roads, few):
    network, weights, changes = roads
    hierarchy = hierarchy_of(network)
    mended = LiveRoads(hierarchy, weights)
    for change in changes:
        mended.change([arc for arc, _ in change], [ms for _, ms in change], version="later")
        if len(change) > few:
            # Asked now and then, so that some changes are mended one by one and some together.
            mended.times_to(Candidates(hierarchy, Stops.at_nodes(network, [0])), stop(network, 0))
    laid = LiveRoads(hierarchy, weights)
    laid.change(np.arange(network.arc_count), mended.weights.travel_ms, version="at once")
    assert np.array_equal(edges_of(mended), edges_of(laid))


@given(changing_roads(), st.data())
@settings(max_examples=40)
def test_roads_laid_out_beside_others_answer_for_themselves(roads, data):
    network, weights, changes = roads
    live = LiveRoads(hierarchy_of(network), weights)
    other = data.draw(weights_of(network)).travel_ms
    # What the first may never use, nobody may: it is another time of the same traveller.
    then = Weights.of(np.where(weights.travel_ms == CLOSED, CLOSED, other), weights.bans)
    beside = LiveRoads(live.hierarchy, then, like=live)
    assert_all_answers_are(beside, exact(network, then))
    for turn, change in enumerate(changes):
        arcs, travel_ms = [arc for arc, _ in change], [ms for _, ms in change]
        (live if turn % 2 else beside).change(arcs, travel_ms, version=str(turn))
        for one in (live, beside):
            assert_all_answers_are(one, exact(network, one.weights))


def stop(network, node):
    return Stops.at_nodes(network, [node])


def edges_of(live):
    live._edges.wait()
    assert live._edges.ready()
    return np.stack([live._edges._up, live._edges._down])


def test_when_many_roads_change_answers_are_right_before_the_hierarchy_is(monkeypatch, chain):
    monkeypatch.setattr(edge_times, "MEND_AT_ONCE", 0)
    live = LiveRoads(hierarchy_of(chain), free_flow(chain))
    everybody = Candidates(live.hierarchy, Stops.at_nodes(chain, range(chain.node_count)))
    for factor in (2, 5, 3):
        live.change(np.arange(chain.arc_count), free_flow(chain).travel_ms * factor, f"×{factor}")
        wanted = [1000 * factor * node for node in range(chain.node_count)]
        assert live.times_from(stop(chain, 0), everybody).tolist() == wanted
        assert live.nearest(everybody, stop(chain, 9), 2)[1].tolist() == [0, 1000 * factor]
        assert live.table_from(stop(chain, 0), everybody)[:, 0].tolist() == wanted


@given(changing_roads())
@settings(max_examples=60)
def test_what_is_left_out_of_the_hierarchy_changes_no_answer(roads):
    network, weights, changes = roads
    live = LiveRoads(hierarchy_of(network), weights)
    for turn, change in enumerate(changes):
        live.change([arc for arc, _ in change], [ms for _, ms in change], version=str(turn))
        leave_out(live)
        assert_all_answers_are(live, exact(network, live.weights))


@pytest.mark.parametrize("beforehand", [True, False])
def test_edges_no_soonest_way_needs_are_left_out_until_a_road_changes(beforehand):
    # From 0 to 2 one is sooner there by 1 than by the road between them.
    network = RoadNetwork.from_arcs(
        [0, 0.01, 0.02], [0, 0.01, 0], [0, 0, 1], [1, 2, 2], [1000] * 3, [36, 3.6, 36]
    )
    live = LiveRoads(hierarchy_of(network), free_flow(network))
    everybody = Candidates(live.hierarchy, Stops.at_nodes(network, range(3)))
    in_all = 2 * live.hierarchy.edge_count
    assert edges_laid(live) == in_all
    if beforehand:
        live.leave_out()
    else:
        leave_out(live)
    assert edges_laid(live) < in_all
    live.change([2], [CLOSED], "closed")
    assert live.times_from(stop(network, 0), everybody).tolist() == [0, 100_000, 1_000_000]
    assert edges_laid(live) == in_all


def leave_out(live):
    """Sweep until it is worth knowing which edges are needed, and wait until it is known."""
    network = live.hierarchy.graph.network
    everybody = Candidates(live.hierarchy, Stops.at_nodes(network, range(network.node_count)))
    with patch.object(edge_times, "LEAVE_OUT_AFTER", 1):
        live.times_to(everybody, stop(network, 0))
    if live._edges._leaving is not None:  # there may be none
        live._edges._leaving.join()


def edges_laid(live):
    return len(live._edges._edges_up.head) + len(live._edges._edges_down.head)


@pytest.fixture
def chain():
    """Forty nodes in a row, a second apart."""
    tail = np.arange(39)
    return RoadNetwork.from_arcs(
        np.arange(40) / 1000, np.zeros(40), tail, tail + 1, np.full(39, 10), np.full(39, 36)
    )


def test_a_search_that_wanders_gives_way_to_the_sweep(monkeypatch, chain):
    monkeypatch.setattr("routing.live.MOST_REACHED", 5)
    live = LiveRoads(hierarchy_of(chain), free_flow(chain))
    far_off = Candidates(live.hierarchy, Stops.at_nodes(chain, [3, 0, 1, 1, 2] * 9))
    rows, times = live.nearest(far_off, stop(chain, 39), 2)
    assert rows.tolist() == [0, 5]
    assert times.tolist() == [36_000, 36_000]


def test_a_journey_longer_than_the_limit_is_out_of_reach(chain):
    live = LiveRoads(hierarchy_of(chain), free_flow(chain))
    times = live.reach(stop(chain, 0), limit_ms=2_500)
    assert times[:4].tolist() == [0, 1000, 2000, UNREACHABLE]


def test_a_forked_child_sweeps_with_a_second_thread_of_its_own(chain):
    live = LiveRoads(hierarchy_of(chain), free_flow(chain))
    everybody = Candidates(live.hierarchy, Stops.at_nodes(chain, range(chain.node_count)))
    targets = Stops.at_nodes(chain, [*range(chain.node_count)] * 2)  # enough for two threads
    wanted = live.table_to(everybody, targets)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 on, of threads and forks
        child = os.fork()
    if not child:
        signal.alarm(60)  # ends it, should it wait for a thread it has not got
        os._exit(0 if np.array_equal(live.table_to(everybody, targets), wanted) else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_child_forked_while_times_are_laid_lays_them_itself(monkeypatch, chain):
    live = LiveRoads(hierarchy_of(chain), free_flow(chain))
    everybody = Candidates(live.hierarchy, Stops.at_nodes(chain, range(chain.node_count)))
    customised, parent, may_go_on = edge_times.customised, os.getpid(), threading.Event()

    def slowly(*what):
        if os.getpid() == parent:
            may_go_on.wait(60)
        return customised(*what)

    monkeypatch.setattr(edge_times, "MEND_AT_ONCE", 0)
    monkeypatch.setattr(edge_times, "customised", slowly)
    live.change(np.arange(chain.arc_count), free_flow(chain).travel_ms * 2, "twice")
    while live._edges._stale:  # the thread has looked at what changed, and now takes its time
        time.sleep(0.001)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 on, of threads and forks
        child = os.fork()
    if not child:
        signal.alarm(60)  # ends it, should it wait for a thread it has not got
        times = live.table_to(everybody, Stops.at_nodes(chain, [39]))[:, 0]
        os._exit(0 if times.tolist() == [2000 * (39 - node) for node in range(40)] else 1)
    assert os.waitpid(child, 0)[1] == 0
    may_go_on.set()
    live._edges.wait()


def test_an_arc_that_does_not_exist_cannot_change(chain):
    live = LiveRoads(hierarchy_of(chain), free_flow(chain))
    with pytest.raises(ValueError, match=r"arcs\[1\] = 39 is not between 0 and 38"):
        live.change([3, 39], [5, 5], "no")


# Places along a street: the same network with every such place made a node of its own must give
# the same times.


@st.composite
def stops_on_roads(draw):
    network = draw(networks(most_nodes=6, most_arcs=14).filter(lambda roads: roads.arc_count))
    weights = draw(weights_of(network))
    count = draw(st.integers(1, 4))
    arcs, twins, fractions = [], [], []
    for _ in range(count):
        arc = draw(st.integers(0, network.arc_count - 1))
        back = np.flatnonzero(
            (network.tail == network.head[arc]) & (network.head == network.tail[arc])
        )
        arcs.append(arc)
        # The first way back is the twin, and the first way there is its twin in turn.
        there = np.flatnonzero(
            (network.tail == network.tail[arc]) & (network.head == network.head[arc])
        )
        paired = len(back) and there[0] == arc and back[0] != arc
        twins.append(int(back[0]) if paired else -1)
        fractions.append(draw(st.sampled_from([0.0, 0.25, 0.5, 1.0])))
    stops = Stops.along(np.array(arcs, np.int32), np.array(twins, np.int32), np.array(fractions))
    return network, weights, stops


def with_stops_as_nodes(network, weights, stops):
    """Return a network and weights in which stop k is node N + k, and may begin or end a journey.

    Nobody drives through such a node: it has a way out and a way in of its own, twice.
    """
    nodes, tails, heads = network.node_count, network.tail.tolist(), network.head.tolist()
    times, bans = weights.travel_ms.tolist(), []
    leaving, reaching = {}, {}  # (arc, stop) -> row

    def add(tail, head, whole_ms, share):
        tails.append(tail)
        heads.append(head)
        times.append(CLOSED if whole_ms == CLOSED else int(np.rint(share * whole_ms)))
        return len(tails) - 1

    count = len(stops)
    sides = [
        [(int(stops.arc[k]), float(stops.fraction[k]))]
        + ([(int(stops.twin[k]), 1 - float(stops.fraction[k]))] if stops.twin[k] >= 0 else [])
        for k in range(count)
    ]
    for k in range(count):
        for arc, share in sides[k]:
            whole = int(weights.travel_ms[arc])
            leaving[arc, k] = add(nodes + k, heads[arc], whole, 1 - share)
            reaching[arc, k] = add(tails[arc], nodes + count + k, whole, share)
        for other in range(count):
            if sides[k][0] == sides[other][0]:
                add(nodes + k, nodes + count + other, 0, 0.0)
            for arc, share in sides[k]:
                for that, further in sides[other]:
                    if arc == that and further > share:
                        whole = int(weights.travel_ms[arc])
                        add(nodes + k, nodes + count + other, whole, further - share)
    for ban in np.flatnonzero(weights.bans):
        turn = network.banned_turn(ban)
        firsts = [turn[0]] + [row for (arc, _), row in leaving.items() if arc == turn[0]]
        lasts = [turn[-1]] + [row for (arc, _), row in reaching.items() if arc == turn[-1]]
        bans += [(first, *turn[1:-1], last) for first in firsts for last in lasts]
    return tails, heads, times, bans


@given(stops_on_roads())
@settings(max_examples=120)
def test_places_along_a_street_are_as_far_as_nodes_there_would_be(roads):
    network, weights, stops = roads
    tails, heads, times, bans = with_stops_as_nodes(network, weights, stops)
    nodes, count = network.node_count, len(stops)
    total = nodes + 2 * count
    zeros, ones = np.zeros(total), np.ones(len(tails))
    order = np.argsort(tails, kind="stable")
    oracle = RoadNetwork.from_arcs(zeros, zeros, tails, heads, ones, ones, turn_bans=bans)
    # A share of no length takes no time, which weights do not allow: count in hundredths, and
    # let the one too many of each arc fall away.
    hundredths = np.array([CLOSED if ms == CLOSED else 100 * ms + 1 for ms in times])[order]
    seconds = ScipyTravelTimes(oracle).matrix(
        np.arange(nodes, nodes + count),
        np.arange(nodes + count, total),
        Weights.of(hundredths.astype(np.int32)),
    )
    reached = np.isfinite(seconds)
    wanted = np.full(seconds.shape, UNREACHABLE)
    wanted[reached] = np.rint(seconds[reached] * 1000) // 100
    live = LiveRoads(hierarchy_of(network), weights)
    places = Candidates(live.hierarchy, stops)
    assert np.array_equal(live.table_to(places, stops), wanted)
    for k in range(count):
        assert np.array_equal(live.times_to(places, stops[k : k + 1]), wanted[:, k])
        assert np.array_equal(live.times_from(stops[k : k + 1], places), wanted[k])
        assert_nearest_are(live, places, stops[k : k + 1], wanted[:, k])
        assert_ways_are_those_of_a_search(live, stops[k : k + 1], stops)
        for other in range(count):
            way = live.way(stops[k : k + 1], stops[other : other + 1])
            assert (way.travel_ms if way else UNREACHABLE) == wanted[k, other]
            if way:
                assert_way_is_legal(network, weights, way)


def assert_way_is_legal(network, weights, way):
    if way.travel_ms == 0:
        return  # one is there already
    arcs = way.arcs.tolist()
    assert (network.head[way.arcs[:-1]] == network.tail[way.arcs[1:]]).all()
    assert (weights.travel_ms[way.arcs] != CLOSED).all()
    for ban in np.flatnonzero(weights.bans):
        turn = list(network.banned_turn(ban))
        assert not any(arcs[k : k + len(turn)] == turn for k in range(len(arcs)))
