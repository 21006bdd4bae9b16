"""Lay out a network and its weights as the sparse matrices that scipy's searches want.

Banned turns are respected by searching the turn graph. Parallel arcs become the fastest of them,
self-loops and closed arcs are left out: none of this can change a shortest path, since every arc
takes at least a millisecond.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from routing.network import RoadNetwork
from routing.turn_graph import turn_graph
from routing.weights import CLOSED, Weights

if TYPE_CHECKING:
    from scipy.sparse import csr_array

KEPT_GRAPHS = 4
"""Graphs remembered: a few weights being compared for each of the few networks of a process."""

# Keyed by the objects themselves, not by version: two weights that were given the same version by
# mistake are still two graphs.


@lru_cache(maxsize=KEPT_GRAPHS)
def forward_graph(network: RoadNetwork, weights: Weights) -> "csr_array[Any]":
    """Return [X, X] float64 milliseconds, an entry for each pair of nodes an open arc joins."""
    return _graph(network, weights, *_arcs_by_pair(network))


@lru_cache(maxsize=KEPT_GRAPHS)
def backward_graph(network: RoadNetwork, weights: Weights) -> "csr_array[Any]":
    """Return the same with every arc turned round."""
    return _graph(network, weights, *_arcs_by_pair(network, backward=True))


@lru_cache(maxsize=KEPT_GRAPHS)
def _arcs_by_pair(
    network: RoadNetwork, backward: bool = False
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int32], NDArray[np.int32]]:
    """Sort the arcs so that parallel ones lie together; weights do not matter, so once is enough.

    Returns the sorted arc numbers, where each group starts in them, and each group's two nodes.
    """
    graph = turn_graph(network)
    start, end = (graph.head, graph.tail) if backward else (graph.tail, graph.head)
    order = np.lexsort((end, start))
    order = order[start[order] != end[order]]
    begins, ends = start[order], end[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = (begins[1:] != begins[:-1]) | (ends[1:] != ends[:-1])
    first = np.flatnonzero(is_first)
    return order, first, begins[first], ends[first]


def _graph(
    network: RoadNetwork,
    weights: Weights,
    order: NDArray[np.intp],
    first: NDArray[np.intp],
    begins: NDArray[np.int32],
    ends: NDArray[np.int32],
) -> "csr_array[Any]":
    from scipy.sparse import csr_array

    graph = turn_graph(network)
    nodes = graph.node_count
    travel_ms = graph.travel_ms(weights)
    # `reduceat` of nothing is an error, and a network may have no arcs.
    fastest = np.minimum.reduceat(travel_ms[order], first) if len(first) else np.empty(0)
    is_open = fastest < CLOSED
    first_out = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(begins[is_open], minlength=nodes), out=first_out[1:])
    entries = (fastest[is_open].astype(np.float64), ends[is_open], first_out)
    return csr_array(entries, shape=(nodes, nodes))
