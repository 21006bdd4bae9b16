"""Answer travel times with networkx: slow and plain, the reference every engine must equal."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.network import RoadNetwork
from routing.travel_times import node_numbers
from routing.weights import CLOSED, Weights, check_weights

if TYPE_CHECKING:
    from networkx import DiGraph


class NetworkxTravelTimes:
    """`TravelTimes` by one networkx search for each different origin.

    It shares no search code and no graph layout with the other engines, on purpose.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self.network: Final = network

    def matrix(
        self, origins: ArrayLike, destinations: ArrayLike, weights: Weights
    ) -> NDArray[np.float64]:
        """Return seconds, float64[O, D]; see `TravelTimes.matrix`."""
        from networkx import single_source_dijkstra_path_length

        check_weights(self.network, weights)
        from_nodes = node_numbers("origins", origins, self.network).tolist()
        to_nodes = node_numbers("destinations", destinations, self.network).tolist()
        graph = _digraph(self.network, weights)
        seconds = np.full((len(from_nodes), len(to_nodes)), np.inf)
        reached_from = {
            node: single_source_dijkstra_path_length(graph, node, weight="travel_ms")
            for node in set(from_nodes)
        }
        for row, origin in enumerate(from_nodes):
            for place, target in enumerate(to_nodes):
                travel_ms = reached_from[origin].get(target)
                if travel_ms is not None:
                    seconds[row, place] = travel_ms / 1000.0
        return seconds


@lru_cache(maxsize=2)
def _digraph(network: RoadNetwork, weights: Weights) -> "DiGraph[int]":
    import networkx

    graph: DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(range(network.node_count))
    arcs = zip(
        network.tail.tolist(), network.head.tolist(), weights.travel_ms.tolist(), strict=True
    )
    for tail, head, travel_ms in arcs:
        if travel_ms == CLOSED:
            continue
        known = graph.get_edge_data(tail, head)
        if known is None or travel_ms < known["travel_ms"]:
            graph.add_edge(tail, head, travel_ms=travel_ms)
    return graph
