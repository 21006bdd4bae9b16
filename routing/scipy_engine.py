"""Answer travel times with scipy's Dijkstra: no preparation, right after any change of weights."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.network import RoadNetwork
from routing.search_graph import backward_graph, forward_graph
from routing.travel_times import node_numbers
from routing.turn_graph import turn_graph
from routing.weights import Weights, check_weights

BATCH_ENTRIES: Final = 500_000
"""Distances asked of scipy in one call. It fills a row of N for each search, and lets no other
Python thread run until the call returns: small batches bound both the memory and the stall."""


class ScipyTravelTimes:
    """`TravelTimes` by one whole search for each node on the smaller side of the matrix."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network: Final = network

    def matrix(
        self, origins: ArrayLike, destinations: ArrayLike, weights: Weights
    ) -> NDArray[np.float64]:
        """Return seconds, float64[O, D]; see `TravelTimes.matrix`."""
        check_weights(self.network, weights)
        from_nodes = node_numbers("origins", origins, self.network)
        to_nodes = node_numbers("destinations", destinations, self.network)
        sources, row_of_origin = np.unique(from_nodes, return_inverse=True)
        targets, row_of_destination = np.unique(to_nodes, return_inverse=True)
        if not (len(sources) and len(targets)):
            return np.empty((len(from_nodes), len(to_nodes)))
        # One arrives at a node over any turn: at any of its places in the turn graph.
        row, places = turn_graph(self.network).arrivals(targets)
        first = np.searchsorted(row, np.arange(len(targets)))
        if len(targets) < len(sources):
            # Many teams to one incident: one search from the incident, driving backwards.
            by_place = self._rows(places, sources, weights, backward=True)
            seconds = np.minimum.reduceat(by_place, first, axis=0).T
        else:
            by_place = self._rows(sources, places, weights, backward=False)
            seconds = np.minimum.reduceat(by_place, first, axis=1)
        return np.asarray(seconds[row_of_origin][:, row_of_destination])

    def _rows(
        self,
        sources: NDArray[np.int32],
        wanted: NDArray[np.int32],
        weights: Weights,
        *,
        backward: bool,
    ) -> NDArray[np.float64]:
        """Search from each source in batches; return seconds, [sources, wanted]."""
        from scipy.sparse.csgraph import dijkstra

        graph = (backward_graph if backward else forward_graph)(self.network, weights)
        seconds = np.empty((len(sources), len(wanted)))
        batch = max(1, BATCH_ENTRIES // self.network.node_count)
        for begin in range(0, len(sources), batch):
            rows = slice(begin, begin + batch)
            seconds[rows] = dijkstra(graph, directed=True, indices=sources[rows])[:, wanted]
        seconds /= 1000.0
        return seconds
