"""Answer travel times with the compiled kernels: one engine searches, the other sweeps.

They share no way of finding an answer, so each checks the other; `LiveRoads` is both of them
together, for roads that change.
"""

from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.adjacency import Adjacency
from routing.candidates import Candidates, Doors
from routing.hierarchy import Hierarchy
from routing.kernels import FAR, dijkstra
from routing.live import LiveRoads
from routing.network import RoadNetwork
from routing.searched import UNREACHABLE
from routing.stops import Stops
from routing.travel_times import node_numbers
from routing.turn_graph import turn_graph
from routing.weights import CLOSED, Weights, check_weights


class DijkstraTravelTimes:
    """`TravelTimes` by one compiled search for each node on the smaller side of the matrix."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network: Final = network
        self._hierarchy: Final = _hierarchy(network)
        everything = np.ones(self._hierarchy.graph.arc_count, np.bool_)
        self._out: Final = Adjacency.outward(self._hierarchy, everything)
        self._in: Final = Adjacency.inward(self._hierarchy, everything)

    def matrix(
        self, origins: ArrayLike, destinations: ArrayLike, weights: Weights
    ) -> NDArray[np.float64]:
        """Return seconds, float64[O, D]; see `TravelTimes.matrix`."""
        check_weights(self.network, weights)
        begins = Stops.at_nodes(self.network, node_numbers("origins", origins, self.network))
        ends = node_numbers("destinations", destinations, self.network)
        leaving = Doors.of(self._hierarchy, begins, towards=False)
        reaching = Doors.of(self._hierarchy, Stops.at_nodes(self.network, ends), towards=True)
        arc_ms = np.minimum(self._hierarchy.graph.travel_ms(weights), FAR)
        backward = len(ends) < len(begins)
        roads, here, there = (
            (self._in, reaching, leaving) if backward else (self._out, leaving, reaching)
        )
        rows = np.full(
            (len(ends), len(begins)) if backward else (len(begins), len(ends)), FAR, np.int32
        )
        none = np.empty(0, np.int32)
        searched = roads.roads(arc_ms)
        for row in range(len(rows)):
            seeds = here.rank[here.row == row]
            best, _ = dijkstra.everywhere(
                *(roads.first, searched, seeds, np.zeros_like(seeds)),
                *(none, none, FAR - np.int32(1)),
            )
            np.minimum.at(rows[row], there.row, best[there.rank])
        return seconds_of(rows.T if backward else rows)


class HierarchyTravelTimes:
    """`TravelTimes` by sweeps down a contraction hierarchy, mended where weights differ."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network: Final = network
        self._hierarchy: Final = _hierarchy(network)
        self._lock: Final = Lock()
        self._live: LiveRoads | None = None
        self._weights: Weights | None = None

    def matrix(
        self, origins: ArrayLike, destinations: ArrayLike, weights: Weights
    ) -> NDArray[np.float64]:
        """Return seconds, float64[O, D]; see `TravelTimes.matrix`."""
        check_weights(self.network, weights)
        begins = Stops.at_nodes(self.network, node_numbers("origins", origins, self.network))
        ends = Stops.at_nodes(
            self.network, node_numbers("destinations", destinations, self.network)
        )
        with self._lock:
            live = self._live_by(weights)
            if len(begins) < len(ends):
                table = live.table_from(begins, Candidates(self._hierarchy, ends)).T
            else:
                table = live.table_to(Candidates(self._hierarchy, begins), ends)
        return seconds_of(table)

    def _live_by(self, weights: Weights) -> LiveRoads:
        """Return the roads with these weights in force."""
        before = self._weights
        if self._live is None or before is None or _bans_differ(before, weights):
            self._live = LiveRoads(self._hierarchy, _all_open(weights))
            before = _all_open(weights)
        differ = np.flatnonzero(before.travel_ms != weights.travel_ms)
        if len(differ):
            self._live.change(differ, weights.travel_ms[differ], weights.version)
        self._weights = weights
        return self._live


def _all_open(weights: Weights) -> Weights:
    """Return the weights with every arc open, so that any may be opened again."""
    return Weights(np.where(weights.travel_ms == CLOSED, 1, weights.travel_ms), "", weights.bans)


def _bans_differ(before: Weights, after: Weights) -> bool:
    """Return whether other turns are banned now; which arcs are open does not matter."""
    if before.bans is None or after.bans is None:
        return before.bans is not after.bans
    return not np.array_equal(before.bans, after.bans)


def _hierarchy(network: RoadNetwork) -> Hierarchy:
    graph = turn_graph(network)
    return Hierarchy.of(graph, np.ones(network.arc_count, np.bool_))


def seconds_of(travel_ms: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return milliseconds as seconds, `numpy.inf` where there is no way."""
    no_way = (travel_ms == UNREACHABLE) | (travel_ms >= FAR)
    return np.where(no_way, np.inf, travel_ms / 1000.0)
