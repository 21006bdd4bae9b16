"""Draw small networks with every oddity a real map has, for property tests."""

import numpy as np
from hypothesis import strategies as st

from routing.network import RoadNetwork
from routing.weights import CLOSED, Weights

TRAVEL_MS = st.one_of(st.integers(1, 9), st.integers(1, 10**6), st.just(CLOSED))


@st.composite
def networks(draw, most_nodes=9, most_arcs=30):
    """Parallel arcs, self-loops, arcs of no length, parts nobody reaches, and banned turns."""
    nodes = draw(st.integers(1, most_nodes))
    node = st.integers(0, nodes - 1)
    rows = sorted(draw(st.lists(st.tuples(node, node), max_size=most_arcs)))
    tail, head = zip(*rows, strict=True) if rows else ((), ())
    ones = np.ones(len(rows))
    lengths = draw(st.lists(st.integers(0, 500), min_size=len(rows), max_size=len(rows)))
    plain = RoadNetwork.from_arcs(np.zeros(nodes), np.zeros(nodes), tail, head, ones, ones)
    walks = draw(st.lists(st.lists(st.integers(0, 10**6), min_size=2, max_size=4), max_size=4))
    bans = [turn for choices in walks if len(turn := _walk(plain, choices)) > 1]
    return RoadNetwork.from_arcs(
        np.zeros(nodes), np.zeros(nodes), tail, head, lengths, ones * 36, turn_bans=bans
    )


def _walk(network, choices):
    """Return arcs that follow one another, each picked by the next of some numbers."""
    if not network.arc_count:
        return []
    arcs = [choices[0] % network.arc_count]
    for choice in choices[1:]:
        node = network.head[arcs[-1]]
        ways_out = range(network.first_out[node], network.first_out[node + 1])
        if not ways_out:
            break
        arcs.append(ways_out[choice % len(ways_out)])
    return arcs


@st.composite
def weights_of(draw, network):
    travel_ms = draw(st.lists(TRAVEL_MS, min_size=network.arc_count, max_size=network.arc_count))
    bans = draw(st.lists(st.booleans(), min_size=network.ban_count, max_size=network.ban_count))
    return Weights.of(np.array(travel_ms, np.int32), np.array(bans, np.bool_))


@st.composite
def roads_and_weights(draw):
    network = draw(networks())
    return network, draw(weights_of(network))
