"""Find the fastest way from here to there, and where along it somebody is after so many seconds."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.geo import Position
from routing.kernels.drawing import line
from routing.network import RoadNetwork
from routing.search_graph import forward_graph
from routing.travel_times import node_numbers
from routing.turn_graph import TurnGraph, turn_graph
from routing.weights import Weights, check_weights

if TYPE_CHECKING:
    from routing.live import LiveRoads
    from routing.searched import Way
    from routing.stops import Stops


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way to drive: n arcs, the n + 1 nodes at their ends, and its p points on the map.

    A way between places along streets drives its first and last arc only in part. Then the first
    node lies behind the start and the last one beyond the end, and neither is passed; everything
    else, the line, the times and the length, is of what is really driven.
    """

    nodes: NDArray[np.int32]
    """[n + 1] from the first arc's tail to the last one's head; one node where there is no arc."""
    arcs: NDArray[np.int32]
    """[n] arcs driven, one after another."""
    begins_at: float
    """How far along the first arc one begins, 0 to 1 by its length as drawn."""
    ends_at: float
    """How far along the last arc one ends."""
    travel_s: float
    """Seconds from end to end, exact to the millisecond."""
    length_m: float
    """Metres along the road."""
    lon: NDArray[np.float64]
    """[p] WGS-84 longitudes of the line, ends included, with the arcs' own shapes."""
    lat: NDArray[np.float64]
    """[p] latitudes of the same points."""
    at_s: NDArray[np.float64]
    """[p] seconds after departure at each point, never falling, from 0 to `travel_s`."""
    point_of: NDArray[np.intp]
    """[n + 1] which point is at each node; an end of the line, where that is not driven up to."""

    @property
    def shares(self) -> NDArray[np.float64]:
        """How much of each arc is driven, [n], 0 to 1."""
        return _shares(len(self.arcs), self.begins_at, self.ends_at)

    def position_at(self, elapsed_s: float) -> Position:
        """Return where one is `elapsed_s` seconds after departure; the ends before and after."""
        lon = float(np.interp(elapsed_s, self.at_s, self.lon))
        return Position(lon=lon, lat=float(np.interp(elapsed_s, self.at_s, self.lat)))


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
    if not len(way.arcs):
        return path_along(network, weights, origin.node, way.arcs)
    arcs, begins_at, ends_at = way.arcs, way.begins_at, way.ends_at
    # At the very end of an arc one does not drive it.
    if len(arcs) > 1 and begins_at == 1.0:
        arcs, begins_at = arcs[1:], 0.0
    if len(arcs) > 1 and ends_at == 0.0:
        arcs, ends_at = arcs[:-1], 1.0
    nodes = np.concatenate([network.tail[arcs[:1]], network.head[arcs]])
    driven_ms = weights.travel_ms[arcs] * _shares(len(arcs), begins_at, ends_at)
    return _drawn(network, nodes, arcs, (begins_at, ends_at), driven_ms, way.travel_ms)


def path_along(
    network: RoadNetwork, weights: Weights, nodes: NDArray[np.int32], arcs: NDArray[np.int32]
) -> Path:
    """Return the path that drives `arcs` [n] through `nodes` [n + 1], which must fit together."""
    driven_ms = weights.travel_ms[arcs].astype(np.float64)
    return _drawn(network, nodes, arcs, (0.0, 1.0), driven_ms, int(driven_ms.sum()))


def _fastest_arc(graph: TurnGraph, travel_ms: NDArray[np.int32], tail: int, head: int) -> int:
    """Return the network arc that is the fastest of the graph's arcs between two of its nodes."""
    arcs = np.arange(graph.first_out[tail], graph.first_out[tail + 1])
    arcs = arcs[graph.head[arcs] == head]
    return int(graph.arc[arcs[np.argmin(travel_ms[arcs])]])


def _shares(count: int, begins_at: float, ends_at: float) -> NDArray[np.float64]:
    shares = np.ones(count)
    shares[:1] -= begins_at
    shares[-1:] -= 1.0 - ends_at
    return shares


def _drawn(
    network: RoadNetwork,
    nodes: NDArray[np.int32],
    arcs: NDArray[np.int32],
    ends: tuple[float, float],
    driven_ms: NDArray[np.float64],
    travel_ms: int,
) -> Path:
    """Return a path with its line and times: of arc k what is driven takes `driven_ms` [n]."""
    count = len(arcs)
    begin, end = ends[0], count - 1 + ends[1]
    if count:
        along, lon, lat = line(
            *(arcs, network.tail, network.head, network.lon, network.lat),
            *(network.shape_first, network.shape_lon, network.shape_lat),
        )
        between = (along > begin) & (along < end)
        points = np.concatenate([[begin], along[between], [end]])
        # Where points lie in one place, an end is the first or the last of them: that is exact.
        lon, lat = np.interp(points, along, lon), np.interp(points, along, lat)
    else:
        points, lon, lat = np.zeros(1), network.lon[nodes], network.lat[nodes]
    knots = np.concatenate([[begin], np.arange(1, count), [end]])[: count + 1]
    at_s = np.concatenate([[0.0], np.cumsum(driven_ms / 1000.0)])
    # The sum of many may miss the exact total by a rounding.
    at_s = np.minimum(at_s, travel_ms / 1000.0)
    at_s[-1] = travel_ms / 1000.0
    point_of = np.searchsorted(points, np.arange(count + 1), side="right") - 1
    point_of[0], point_of[-1] = 0, len(points) - 1
    return Path(
        nodes=nodes,
        arcs=arcs,
        begins_at=ends[0],
        ends_at=ends[1],
        travel_s=travel_ms / 1000.0,
        length_m=float((network.length_m[arcs] * _shares(count, *ends)).sum(dtype=np.float64)),
        lon=lon,
        lat=lat,
        at_s=np.interp(points, knots, at_s),
        point_of=point_of,
    )
