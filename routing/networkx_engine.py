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

State = tuple[int, tuple[int, ...]]
"""A node, and the arcs driven last."""


class NetworkxTravelTimes:
    """`TravelTimes` by one networkx search for each different origin.

    It shares no search code, no graph layout and no idea of banned turns with the other engines,
    on purpose.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self.network: Final = network

    def matrix(
        self, origins: ArrayLike, destinations: ArrayLike, weights: Weights
    ) -> NDArray[np.float64]:
        """Return seconds, float64[O, D]; see `TravelTimes.matrix`."""
        check_weights(self.network, weights)
        from_nodes = node_numbers("origins", origins, self.network).tolist()
        to_nodes = node_numbers("destinations", destinations, self.network).tolist()
        graph = turn_expanded(self.network, weights)
        seconds = np.full((len(from_nodes), len(to_nodes)), np.inf)
        soonest = {node: _soonest_from(graph, node) for node in set(from_nodes)}
        for row, origin in enumerate(from_nodes):
            for place, target in enumerate(to_nodes):
                travel_ms = soonest[origin].get(target)
                if travel_ms is not None:
                    seconds[row, place] = travel_ms / 1000.0
        return seconds


def _soonest_from(graph: "DiGraph[State]", node: int) -> dict[int, int]:
    from networkx import single_source_dijkstra_path_length

    soonest: dict[int, int] = {}
    reached = single_source_dijkstra_path_length(graph, (node, ()), weight="travel_ms")
    for (there, _), travel_ms in reached.items():
        soonest[there] = min(int(travel_ms), soonest.get(there, int(travel_ms)))
    return soonest


@lru_cache(maxsize=2)
def turn_expanded(network: RoadNetwork, weights: Weights) -> "DiGraph[State]":
    """Return a graph of states, `travel_ms` on its edges, in which no banned turn can be driven.

    A state is a node and, as far as any ban asks for it, the arcs driven last. A journey begins in
    a state without such arcs, and ends in any state of its destination.
    """
    import networkx

    holds = np.ones(network.ban_count, np.bool_) if weights.bans is None else weights.bans
    bans = {network.banned_turn(ban) for ban in np.flatnonzero(holds).tolist()}
    remembered = {arc for turn in bans for arc in turn}
    longest = max(map(len, bans), default=1)
    heads, times = network.head.tolist(), weights.travel_ms.tolist()
    graph: DiGraph[State] = networkx.DiGraph()
    states: list[State] = [(node, ()) for node in range(network.node_count)]
    graph.add_nodes_from(states)
    known = set(states)
    while states:
        node, behind = states.pop()
        for arc in range(int(network.first_out[node]), int(network.first_out[node + 1])):
            driven = (*behind, arc)
            if times[arc] == CLOSED or any(driven[k:] in bans for k in range(len(driven))):
                continue
            state = (heads[arc], driven[-(longest - 1) :] if arc in remembered else ())
            if state not in known:
                known.add(state)
                states.append(state)
            faster = graph.get_edge_data((node, behind), state)
            if faster is None or times[arc] < faster["travel_ms"]:
                graph.add_edge((node, behind), state, travel_ms=times[arc])
    return graph
