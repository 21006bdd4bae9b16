"""Find the fastest way from here to there, and where along it somebody is after so many seconds."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.geo import Position
from routing.kernels import drawing
from routing.network import RoadNetwork
from routing.search_graph import forward_graph
from routing.travel_times import node_numbers
from routing.turn_graph import TurnGraph, turn_graph
from routing.weights import Weights, check_weights

if TYPE_CHECKING:
    from routing.live import LiveRoads
    from routing.searched import Way
    from routing.stops import Stops


class Line(NamedTuple):
    """How a path lies on the map."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    at_s: NDArray[np.float64]
    point_of: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Path:
    """A way to drive: n arcs, the n + 1 nodes at their ends, and its p points on the map.

    A way between places along streets drives its first and last arc only in part. Then the first
    node lies behind the start and the last one beyond the end, and neither is passed; everything
    else, the line, the times and the length, is of what is really driven. It is drawn when
    somebody asks for the line.
    """

    network: RoadNetwork
    weights: Weights
    start: int
    """The first node."""
    arcs: NDArray[np.int32]
    """[n] arcs driven, one after another."""
    begins_at: float
    """How far along the first arc one begins, 0 to 1 by its length as drawn."""
    ends_at: float
    """How far along the last arc one ends."""
    travel_s: float
    """Seconds from end to end, exact to the millisecond."""

    @cached_property
    def nodes(self) -> NDArray[np.int32]:
        """[n + 1] from the first arc's tail to the last one's head; one node without an arc."""
        return np.concatenate([np.array([self.start], np.int32), self.network.head[self.arcs]])

    @property
    def length_m(self) -> float:
        """Metres along the road."""
        return float((self.network.length_m[self.arcs] * self.shares).sum(dtype=np.float64))

    @property
    def lon(self) -> NDArray[np.float64]:
        """[p] WGS-84 longitudes of the line, ends included, with the arcs' own shapes."""
        return self._line.lon

    @property
    def lat(self) -> NDArray[np.float64]:
        """[p] latitudes of the same points."""
        return self._line.lat

    @property
    def at_s(self) -> NDArray[np.float64]:
        """[p] seconds after departure at each point, never falling, from 0 to `travel_s`."""
        return self._line.at_s

    @property
    def point_of(self) -> NDArray[np.intp]:
        """[n + 1] which point is at each node; an end of the line, where it is not driven up to."""
        return self._line.point_of

    @property
    def shares(self) -> NDArray[np.float64]:
        """How much of each arc is driven, [n], 0 to 1."""
        shares = np.ones(len(self.arcs))
        shares[:1] -= self.begins_at
        shares[-1:] -= 1.0 - self.ends_at
        return shares

    def position_at(self, elapsed_s: float) -> Position:
        """Return where one is `elapsed_s` seconds after departure; the ends before and after."""
        lon, lat, at_s, _ = self._line
        here = drawing.place_at(float(elapsed_s), at_s, lon, lat)
        return Position(lon=here[0], lat=here[1])

    @cached_property
    def _line(self) -> Line:
        network = self.network
        if not len(self.arcs):
            here = slice(self.start, self.start + 1)
            return Line(network.lon[here], network.lat[here], np.zeros(1), np.zeros(1, np.intp))
        drawn = drawing.drawn(
            *(self.arcs, self.begins_at, self.ends_at, self.weights.travel_ms, self.travel_s),
            *(network.tail, network.head, network.lon, network.lat),
            *(network.shape_first, network.shape_lon, network.shape_lat),
        )
        return Line(*drawn)


def path(network: RoadNetwork, weights: Weights, origin: int, destination: int) -> Path | None:
    """Return the fastest path from one node to another, or None where there is none.

    It makes no banned turn. Searches the whole network with scipy, so it costs as much as one row
    of a travel time matrix, and needs no preparation. Raises `ValueError` for a node that does not
    exist or weights of another network.
    """
    from scipy.sparse.csgraph import dijkstra

    check_weights(network, weights)
    node_numbers("origin and destination", [origin, destination], network)
    graph = turn_graph(network)
    times, came_from = dijkstra(
        forward_graph(network, weights), directed=True, indices=[origin], return_predecessors=True
    )
    # One may arrive over any turn.
    _, arrivals = graph.arrivals(np.array([destination], np.int32))
    here = int(arrivals[np.argmin(times[0, arrivals])])
    if not np.isfinite(times[0, here]):
        return None
    passed = [here]
    while passed[-1] != origin:
        passed.append(int(came_from[0, passed[-1]]))
    passed.reverse()
    travel_ms = graph.travel_ms(weights)
    arcs = np.array([_fastest_arc(graph, travel_ms, *pair) for pair in pairwise(passed)], np.int32)
    return path_along(network, weights, graph.node[passed], arcs)


def path_of(live: "LiveRoads", origin: "Stops", destination: "Stops") -> Path | None:
    """Return the fastest path between two places, one stop each, or None where there is none.

    It begins and ends where the places are, at a node or some way along an arc, and is right for
    the roads as they are at the moment of asking.
    """
    network = live.hierarchy.graph.network
    while True:
        weights = live.weights
        way = live.way(origin, destination)
        # A way and times that belong together: the roads may have changed between the two.
        if live.version == weights.version:
            break
    return None if way is None else path_driving(network, weights, origin, way)


def path_driving(network: RoadNetwork, weights: Weights, origin: "Stops", way: "Way") -> Path:
    """Return the path that a way found under these weights is, from its origin."""
    arcs, begins_at, ends_at = way.arcs, way.begins_at, way.ends_at
    if not len(arcs):
        return Path(network, weights, int(origin.node[0]), arcs, 0.0, 1.0, 0.0)
    # At the very end of an arc one does not drive it.
    if len(arcs) > 1 and begins_at == 1.0:
        arcs, begins_at = arcs[1:], 0.0
    if len(arcs) > 1 and ends_at == 0.0:
        arcs, ends_at = arcs[:-1], 1.0
    start = int(network.tail[arcs[0]])
    return Path(network, weights, start, arcs, begins_at, ends_at, way.travel_ms / 1000.0)


def path_along(
    network: RoadNetwork, weights: Weights, nodes: NDArray[np.int32], arcs: NDArray[np.int32]
) -> Path:
    """Return the path that drives `arcs` [n] through `nodes` [n + 1], which must fit together."""
    travel_s = int(weights.travel_ms[arcs].sum(dtype=np.int64)) / 1000.0
    return Path(network, weights, int(nodes[0]), arcs, 0.0, 1.0, travel_s)


def _fastest_arc(graph: TurnGraph, travel_ms: NDArray[np.int32], tail: int, head: int) -> int:
    """Return the network arc that is the fastest of the graph's arcs between two of its nodes."""
    arcs = np.arange(graph.first_out[tail], graph.first_out[tail + 1])
    arcs = arcs[graph.head[arcs] == head]
    return int(graph.arc[arcs[np.argmin(travel_ms[arcs])]])
