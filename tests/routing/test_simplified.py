"""Without bends and dead ends the nearest are the same, also where a bend is closed."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.candidates import Candidates
from routing.hierarchy import Hierarchy
from routing.kernels import simplify
from routing.live import LiveRoads
from routing.network import RoadNetwork
from routing.scipy_engine import ScipyTravelTimes
from routing.simplified import SimplifiedRoads
from routing.stops import Stops
from routing.turn_graph import turn_graph
from routing.weights import CLOSED, Weights, free_flow
from tests.random_roads import TRAVEL_MS, networks, weights_of

NO_STREET, ONE_WAY, OTHER_WAY, BOTH_WAYS = range(4)


def network_of(nodes, streets):
    """Return a network of streets (tail, head, how it is driven)."""
    arcs = [(tail, head) for tail, head, driven in streets if driven & ONE_WAY]
    arcs += [(head, tail) for tail, head, driven in streets if driven & OTHER_WAY]
    tail, head = zip(*arcs, strict=True) if arcs else ((), ())
    none, ones = np.zeros(nodes), np.ones(len(arcs))
    return RoadNetwork.from_arcs(none, none, tail, head, ones, ones)


def live_roads(network, weights):
    usable = np.ones(network.arc_count, np.bool_)
    return LiveRoads(Hierarchy.of(turn_graph(network), usable), weights)


def simplified(network, doors):
    """Return the simplified roads to candidates at some nodes."""
    live = live_roads(network, free_flow(network))
    candidates = Candidates(live.hierarchy, Stops.at_nodes(network, doors))
    live.nearest(candidates, Stops.at_nodes(network, [0]), 1)
    (ready,) = live.searched._simplified.values()
    assert isinstance(ready, SimplifiedRoads)
    stays = live.hierarchy.rank[: network.node_count]
    return ready, np.flatnonzero(ready.at[stays] >= 0).tolist()


@st.composite
def winding_roads(draw):
    """Streets with many bends, dead ends and rings, driven both ways or one."""
    nodes = draw(st.integers(2, 14))
    node, driven = st.integers(0, nodes - 1), st.integers(NO_STREET, BOTH_WAYS)
    row = [(here, here + 1, draw(driven)) for here in range(nodes - 1)]
    network = network_of(nodes, row + draw(st.lists(st.tuples(node, node, driven), max_size=5)))
    return network, draw(weights_of(network))


@st.composite
def any_roads(draw):
    network = draw(networks(most_nodes=12, most_arcs=24))
    return network, draw(weights_of(network))


@given(st.one_of(winding_roads(), any_roads()), st.data())
@settings(max_examples=150)
def test_a_few_candidates_are_found_from_everywhere_and_after_any_change(roads, data):
    network, weights = roads
    nodes = np.arange(network.node_count)
    doors = data.draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4))
    live = live_roads(network, weights)
    candidates = Candidates(live.hierarchy, Stops.at_nodes(network, doors))
    arc = st.integers(0, max(0, network.arc_count - 1))
    changes = st.lists(st.tuples(arc, TRAVEL_MS), max_size=4 if network.arc_count else 0)
    travel_ms = weights.travel_ms.copy()
    for change in ([], data.draw(changes), data.draw(changes)):
        live.change([arc for arc, _ in change], [ms for _, ms in change], "changed")
        for arc, ms in change:
            travel_ms[arc] = ms if weights.travel_ms[arc] != CLOSED else CLOSED
        now = Weights.of(travel_ms, weights.bans)
        seconds = ScipyTravelTimes(network).matrix(doors, nodes, now)
        for node in nodes:
            soonest = np.argsort(seconds[:, node], kind="stable")
            wanted = [int(row) for row in soonest if np.isfinite(seconds[row, node])][:2]
            rows, times = live.nearest(candidates, Stops.at_nodes(network, [node]), 2)
            assert rows.tolist() == wanted
            assert times.tolist() == np.rint(seconds[wanted, node] * 1000).tolist()


def test_of_a_street_with_bends_only_its_doors_stay():
    network = network_of(8, [(here, here + 1, BOTH_WAYS) for here in range(7)])
    assert simplified(network, [1, 5])[1] == [1, 5]


def test_a_junction_stays_without_its_way_into_a_dead_end():
    arms = [(0, 1, BOTH_WAYS), (0, 2, BOTH_WAYS), (0, 3, BOTH_WAYS), (1, 4, BOTH_WAYS)]
    ready, stay = simplified(network_of(5, arms), [2, 3])
    assert stay == [0, 2, 3]
    # From the junction to either door, and from either door to the junction.
    assert len(ready.node) == 3 * simplify.ROADS + 2 * (2 + 1 + 1)
