"""Every pair of two whole countries: NetworkX between all junctions, and a proof for all nodes.

The reference is the turn-expanded graph of `networkx_engine`, which shares nothing with the
kernels. Between junctions NetworkX searches it, shortened to what lies between two of them. Times
to all other nodes are proved: they are shortest if and only if each is the least that any arc
into it allows.

On foot in Liechtenstein a fixed sample of junctions is searched from, and times from a fixed sample
of all nodes are proved; with CHIYUAN_EVERY_PAIR=1 it is all of both, which takes minutes.
"""

import os
from itertools import permutations

import networkx
import numpy as np
import pytest

from routing.build import import_roads
from routing.candidates import Candidates
from routing.hierarchy import hierarchy_of
from routing.kernel_engines import HierarchyTravelTimes
from routing.live import LiveRoads
from routing.metrics import Metric, metric_weights
from routing.networkx_engine import turn_expanded
from routing.searched import UNREACHABLE
from routing.stops import Stops
from routing.weights import CLOSED

EVERY_PAIR = os.environ.get("CHIYUAN_EVERY_PAIR") == "1"
FILES = {
    "monaco": "roads/monaco/monaco.osm.pbf",
    "liechtenstein": "roads/liechtenstein/liechtenstein-latest.osm.pbf",
}
SAMPLED = {} if EVERY_PAIR else {("liechtenstein", "foot"): 300}
"""Junctions from which NetworkX searches, where it does not from all."""
PROVED = 1_500
"""Nodes from which times are proved, where they are not from all."""
BATCH = 64
METRICS = {
    metric.metric_id: metric
    for metric in (
        Metric(
            "emergency",
            "emergency",
            {"primary": 1.1, "secondary": 1.1, "residential": 0.9, "service": 0.6, "track": 0.4},
            top_kmh=120,
            private_factor=0.6,
            against_one_way_factor=0.35,
            obeys_turn_bans=False,
        ),
        Metric("civil", "motorcar", {"motorway": 0.95, "service": 0.4}, other_factor=0.75),
        Metric(
            "heavy",
            "hgv",
            {"motorway": 0.85, "residential": 0.5, "service": 0.4, "track": 0.2},
            other_factor=0.65,
            top_kmh=90,
            private_factor=0.5,
            mass_t=18.0,
            height_m=3.8,
        ),
        Metric(
            "foot",
            "foot",
            {"motorway": 0, "motorway_link": 0},
            steady_kmh=4.0,
            private_factor=1.0,
            against_one_way_factor=1.0,
            obeys_turn_bans=False,
        ),
    )
}


@pytest.fixture(scope="module", params=sorted(FILES))
def country(request, shared_data):
    network, _ = import_roads(shared_data / FILES[request.param])
    return request.param, network, HierarchyTravelTimes(network)


@pytest.fixture(scope="module", params=sorted(METRICS))
def roads(request, country):
    """A country for one kind of traveller: its name, live roads, engine and reference."""
    name, network, engine = country
    weights = metric_weights(network, METRICS[request.param])
    live = LiveRoads(hierarchy_of(network, METRICS[request.param].group), weights)
    return (name, request.param), live, engine, turn_expanded(network, weights)


@pytest.mark.timeout(3600)
def test_between_all_junctions_times_are_those_of_networkx(roads):
    name, live, engine, expanded = roads
    states, graph = between_junctions(expanded)
    origins, wanted, junctions = searched(states, graph, SAMPLED.get(name))
    assert name in SAMPLED or np.array_equal(origins, junctions)
    assert (wanted != UNREACHABLE).mean() > 0.25
    network = live.hierarchy.graph.network
    here, there = Stops.at_nodes(network, origins), Stops.at_nodes(network, junctions)
    assert np.array_equal(live.table_to(Candidates(live.hierarchy, here), there), wanted)
    assert np.array_equal(live.table_from(here, Candidates(live.hierarchy, there)), wanted.T)
    seconds = engine.matrix(origins, junctions, live.weights)
    assert np.array_equal(seconds, np.where(wanted == UNREACHABLE, np.inf, wanted / 1000))


@pytest.mark.timeout(3600)
def test_to_every_node_times_are_the_least_that_any_arc_allows(roads):
    """Every arc takes some time, so there is only one set of such times."""
    _, live, _, expanded = roads
    network = live.hierarchy.graph.network
    definition = Definition(expanded, network.node_count)
    origins = np.arange(network.node_count)
    if not EVERY_PAIR:
        origins = np.random.default_rng(20261123).choice(origins, PROVED, replace=False)
    everywhere = Candidates(live.hierarchy, Stops.at_nodes(network, np.arange(network.node_count)))
    for begin in range(0, len(origins), BATCH):
        some = origins[begin : begin + BATCH]
        times = live.table_from(Stops.at_nodes(network, some), everywhere)
        definition.assert_holds(some, times)


def between_junctions(expanded):
    """Return the states at junctions, and a graph of their numbers with the way between as `ms`.

    A mere point along a street has one neighbour on either side, and all traffic passes.
    """
    bound = {node for node, behind in expanded if behind}

    def is_junction(state):
        ahead, behind = set(expanded.succ[state]) - {state}, set(expanded.pred[state]) - {state}
        passed = ahead == behind or len(ahead) == len(behind) == 1
        return (ahead or behind) and not (
            state[0] not in bound and len(ahead | behind) == 2 and passed
        )

    states = sorted(state for state in expanded if is_junction(state))
    number = {state: place for place, state in enumerate(states)}
    graph = networkx.DiGraph()
    graph.add_nodes_from(number.values())
    for state, place in number.items():
        for here, step in expanded.succ[state].items():
            before, takes_ms = state, step["travel_ms"]
            while here not in number:
                [onward] = set(expanded.succ[here]) - {before, here}
                takes_ms += expanded[here][onward]["travel_ms"]
                before, here = here, onward
            if number[here] != place and takes_ms < ms(graph, place, number[here]):
                graph.add_edge(place, number[here], ms=takes_ms)
    return states, graph


def searched(states, graph, sampled):
    """Return o origins, the times int32[o, d] that NetworkX finds, and all d junctions.

    A junction with one or two neighbours is not searched: whoever comes from it or goes to it
    passes one of them. It is taken out, with the way through it instead, and put back at the end.
    """
    graph, taken_out = graph.copy(), []
    few = [one for one in graph if len(neighbours(graph, one)) <= 2]
    while few:
        one = few.pop()
        if one not in graph:
            continue
        ways = [(to, ms(graph, one, to), ms(graph, to, one)) for to in neighbours(graph, one)]
        for (before, _, back), (after, out, _) in permutations(ways, 2):
            if back + out < ms(graph, before, after):
                graph.add_edge(before, after, ms=back + out)
        graph.remove_node(one)
        taken_out.append((one, ways))
        few += [to for to, _, _ in ways if len(neighbours(graph, to)) <= 2]
    starts = list(graph)
    if sampled is not None:
        starts = np.random.default_rng(20261123).choice(starts, sampled, replace=False).tolist()
    times = np.full((len(states), len(states)), np.inf)
    for start in starts:
        found = networkx.single_source_dijkstra_path_length(graph, start, weight="ms")
        times[start, list(found)] = list(found.values())
    known = set(starts)
    for one, ways in reversed(taken_out):
        for to, _, back in ways:
            times[:, one] = np.minimum(times[:, one], times[:, to] + back)
        if known.issuperset(to for to, _, _ in ways):
            known.add(one)
            for to, out, _ in ways:
                times[one] = np.minimum(times[one], times[to] + out)
            times[one, one] = 0
    # One sets out with nothing driven yet, and arrives at a junction in whatever state.
    rows = sorted(one for one in known if not states[one][1])
    junctions, first = np.unique([node for node, _ in states], return_index=True)
    times = np.minimum.reduceat(times[rows], first, axis=1)
    whole = np.where(np.isfinite(times), times, UNREACHABLE).astype(np.int32)
    return np.array([states[row][0] for row in rows]), whole, junctions


def neighbours(graph, node):
    return {*graph.succ[node], *graph.pred[node]}


def ms(graph, tail, head):
    step = graph.get_edge_data(tail, head)
    return np.inf if step is None else step["ms"]


class Definition:
    """What makes times shortest, on every edge of a turn-expanded graph of N nodes."""

    def __init__(self, expanded, nodes):
        states = sorted(expanded, key=lambda state: (state[1] != (), state))
        number = {state: place for place, state in enumerate(states)}
        edges = sorted(
            (number[head], number[tail], ms) for tail, head, ms in expanded.edges(data="travel_ms")
        )
        head, tail, ms = np.array(edges, np.int32).T
        self.node = np.array([node for node, _ in states])
        self.nodes = nodes
        # Times to a node that has several states say nothing of each: those are worked out.
        self.is_unknown = np.isin(self.node, self.node[nodes:])
        # The first edge into every state, the second edges, and so on.
        nth = np.arange(len(head)) - np.searchsorted(head, head)
        self.edges = [(head[nth == k], tail[nth == k], ms[nth == k]) for k in range(nth.max() + 1)]
        self.into_unknown = [
            (heads[into], tails[into], over[into])
            for heads, tails, over in self.edges
            if (into := self.is_unknown[heads]).any()
        ]

    def assert_holds(self, origins, found):
        """Check times int32[N, o] from o origins."""
        here = origins, np.arange(len(origins))
        times = np.full((len(self.node), len(origins)), CLOSED, np.int32)
        times[: self.nodes] = np.where(found == UNREACHABLE, CLOSED, found)
        times[self.is_unknown] = CLOSED
        times[here] = 0
        before = None
        while not np.array_equal(before, times[self.is_unknown]):
            before = times[self.is_unknown]
            shorten(times, times, self.into_unknown)
        definition = np.full_like(times, CLOSED)
        definition[here] = 0
        shorten(definition, times, self.edges)
        assert np.array_equal(times, definition)
        soonest = times[: self.nodes].copy()
        np.minimum.at(soonest, self.node[self.nodes :], times[self.nodes :])
        assert np.array_equal(np.where(soonest == CLOSED, UNREACHABLE, soonest), found)


def shorten(times, others, edges):
    """Let edges from states as far as `others` shorten the times of the states they lead to."""
    for heads, tails, ms in edges:
        times[heads] = np.minimum(times[heads], others[tails] + ms[:, None])
