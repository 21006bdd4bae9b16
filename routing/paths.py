"""Find the fastest way between two nodes, and where along it somebody is after so many seconds."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from routing.distances import distances_m
from routing.geo import Position
from routing.network import RoadNetwork
from routing.search_graph import forward_graph
from routing.travel_times import node_numbers
from routing.weights import Weights, check_weights


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way to drive: n nodes, the n - 1 arcs between them, and its p points on the map."""

    nodes: NDArray[np.int32]
    """[n] from the origin to the destination, both included."""
    arcs: NDArray[np.int32]
    """[n - 1] arcs driven, the fastest of each set of parallel ones."""
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

    def position_at(self, elapsed_s: float) -> Position:
        """Return where one is `elapsed_s` seconds after departure; the ends before and after."""
        lon = float(np.interp(elapsed_s, self.at_s, self.lon))
        return Position(lon=lon, lat=float(np.interp(elapsed_s, self.at_s, self.lat)))


def path(network: RoadNetwork, weights: Weights, origin: int, destination: int) -> Path | None:
    """Return the fastest path from one node to another, or None where there is none.

    Searches the whole network with scipy, so it costs as much as one row of a travel time matrix.
    Raises `ValueError` for a node that does not exist or weights of another network.
    """
    from scipy.sparse.csgraph import dijkstra

    check_weights(network, weights)
    node_numbers("origin and destination", [origin, destination], network)
    graph = forward_graph(network, weights)
    _, came_from = dijkstra(graph, directed=True, indices=[origin], return_predecessors=True)
    nodes = [int(destination)]
    while nodes[-1] != origin:
        before = int(came_from[0, nodes[-1]])
        if before < 0:
            return None
        nodes.append(before)
    nodes.reverse()
    arcs = np.array([_fastest_arc(network, weights, *pair) for pair in pairwise(nodes)], np.int32)
    return path_along(network, weights, np.array(nodes, np.int32), arcs)


def path_along(
    network: RoadNetwork, weights: Weights, nodes: NDArray[np.int32], arcs: NDArray[np.int32]
) -> Path:
    """Return the path that drives `arcs` [n - 1] through `nodes` [n], which must fit together."""
    travel_ms = weights.travel_ms[arcs].astype(np.int64)
    lon, lat, arc_of_leg = _line(network, nodes, arcs)
    legs_m = distances_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    legs_of_arc = np.bincount(arc_of_leg, minlength=len(arcs))
    line_m = np.bincount(arc_of_leg, weights=legs_m, minlength=len(arcs))
    # An arc's time is shared out by length; where its line has none, evenly.
    even = 1.0 / np.maximum(legs_of_arc, 1)
    share = np.where(
        line_m[arc_of_leg] > 0,
        legs_m / np.where(line_m > 0, line_m, 1.0)[arc_of_leg],
        even[arc_of_leg],
    )
    at_s = np.concatenate([[0.0], np.cumsum(share * travel_ms[arc_of_leg] / 1000.0)])
    travel_s = int(travel_ms.sum()) / 1000.0
    # The sum of many shares may miss the exact total by a rounding.
    at_s = np.minimum(at_s, travel_s)
    at_s[-1] = travel_s
    return Path(
        nodes=nodes,
        arcs=arcs,
        travel_s=travel_s,
        length_m=float(network.length_m[arcs].sum(dtype=np.float64)),
        lon=lon,
        lat=lat,
        at_s=at_s,
    )


def _fastest_arc(network: RoadNetwork, weights: Weights, tail: int, head: int) -> int:
    arcs = range(int(network.first_out[tail]), int(network.first_out[tail + 1]))
    parallel = (arc for arc in arcs if network.head[arc] == head)
    return min(parallel, key=lambda arc: (int(weights.travel_ms[arc]), arc))


def _line(
    network: RoadNetwork, nodes: NDArray[np.int32], arcs: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Return the points of a path, and for each leg between two points the arc (its place)."""
    lon, lat, arc_of_leg = [network.lon[nodes[:1]]], [network.lat[nodes[:1]]], []
    for place, arc in enumerate(arcs.tolist()):
        points = slice(network.shape_first[arc], network.shape_first[arc + 1])
        end = network.head[arc : arc + 1]
        lon += [network.shape_lon[points], network.lon[end]]
        lat += [network.shape_lat[points], network.lat[end]]
        arc_of_leg += [place] * (points.stop - points.start + 1)
    return np.concatenate(lon), np.concatenate(lat), np.array(arc_of_leg, np.intp)
