"""Answer for one kind of traveller by searching: Dijkstra, with nothing prepared.

Right for any weights, at once: to lay out a city's roads takes a few milliseconds, and a closed
road is one number. A search that may stop hardly leaves the quarter; one of the whole city takes
some twenty milliseconds for 300,000 nodes.
"""

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from routing.adjacency import Adjacency
from routing.candidates import Doors, Side
from routing.edge_times import EdgeTimes
from routing.hierarchy import Hierarchy
from routing.kernels import FAR, dijkstra, nearest, sweep
from routing.kernels.roads import set_times
from routing.simplified import SimplifiedRoads
from routing.stops import NOWHERE, Stops
from routing.weights import CLOSED, Weights

UNREACHABLE: Final = -1
"""The answer, in place of milliseconds, where there is no way."""

NO_LIMIT_MS: Final = int(FAR) - 1

Times = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """What is driven from one stop to another: n network arcs, the ends perhaps only in part."""

    arcs: NDArray[np.int32]
    begins_at: float
    """How far along the first arc one begins, 0 to 1."""
    ends_at: float
    """How far along the last arc one ends."""
    travel_ms: int


FoundWay = tuple[Times, float, float, int]
"""Graph arcs of a way, where along the first and last it begins and ends, how long it takes."""


class SearchedRoads:
    """One metric of one network under given weights, or, by `put`, under others as time goes by.

    Times are int32 milliseconds, `UNREACHABLE` where there is no way. Arcs that the weights given
    at the beginning close stay closed: they are not part of this traveller's roads. Any number of
    threads may ask as long as none calls `put` or `nearest`.
    """

    def __init__(
        self, hierarchy: Hierarchy, weights: Weights, *, like: "SearchedRoads | None" = None
    ) -> None:
        """Lay the roads out; `like` is the same traveller's roads, to share what stays the same."""
        self.hierarchy: Final = hierarchy
        self.bans: Final = weights.bans
        self.arc_ms: Final[Times] = np.minimum(hierarchy.graph.travel_ms(weights), FAR)
        if like is None:
            self._shut: NDArray[np.bool_] = (self.arc_ms >= FAR).copy()
            self._out = Adjacency.outward(hierarchy, ~self._shut)
            self._in = Adjacency.inward(hierarchy, ~self._shut)
        else:
            self._shut, self._out, self._in = like._shut, like._out, like._in
        self._out_roads: Final = self._out.roads(self.arc_ms)
        self._in_roads: Final = self._in.roads(self.arc_ms)
        self._simplified: WeakKeyDictionary[Side, SimplifiedRoads] = WeakKeyDictionary()

    @property
    def travel_ms(self) -> NDArray[np.int32]:
        """[M] the travel times of the network's arcs as they are now, `CLOSED` where closed."""
        travel_ms = self.arc_ms[: self.hierarchy.graph.network.arc_count].copy()
        travel_ms[travel_ms >= FAR] = CLOSED
        return travel_ms

    def put(self, arcs: NDArray[np.int32], travel_ms: NDArray[np.int32]) -> NDArray[np.int32]:
        """Put new times of n network arcs in force; return the hierarchy's edges above them."""
        graph = self.hierarchy.graph
        edges: NDArray[np.int32] = set_times(
            *(arcs, travel_ms, graph.copy_first, graph.copy, self._shut, self.arc_ms),
            *(self._out.at, self._out_roads, self._in.at, self._in_roads, self.hierarchy.edge),
        )
        for ready in self._simplified.values():
            ready.mend(arcs, graph)
        return edges

    def times(self, side: Side, places: Stops, other: Stops, *, towards: bool) -> Times:
        """Return the times between the places of a side and one other stop: int32[n]."""
        seeds = Doors.of(self.hierarchy, other, towards=towards)
        best, _ = self._everywhere(seeds, None, towards=towards)
        doors = side.doors
        times: Times = sweep.at_doors(
            *(best, side.first, doors.rank, doors.arc, doors.share, self.arc_ms)
        )
        return with_street(times, places, other, self.arc_ms, towards=towards)

    def reach(
        self, origins: Stops, limit_ms: int = NO_LIMIT_MS, edges: EdgeTimes | None = None
    ) -> Times:
        """Return how soon the first of some origins can be at each network node: int32[N].

        Nodes beyond `limit_ms` are `UNREACHABLE` too. It takes a few milliseconds for a city over
        the `edges` of the hierarchy, if they are given and ready, and several times that without.
        """
        graph, rank = self.hierarchy.graph, self.hierarchy.rank
        seeds = Doors.of(self.hierarchy, origins, towards=False)
        if edges is None:
            best, _ = self._everywhere(seeds, None, towards=False, limit_ms=limit_ms)
        else:
            best = edges.everywhere(seeds.rank, seeds.ms(self.arc_ms))
            best[best > limit_ms] = FAR
        nodes = graph.network.node_count
        times = best[rank[:nodes]]
        np.minimum.at(times, graph.node[nodes:], best[rank[nodes:]])
        return unreachable(times)

    def way(self, origin: Stops, destination: Stops, edges: EdgeTimes | None = None) -> Way | None:
        """Return the soonest way from one stop to another, or None where there is none.

        The same is found over the `edges` of the hierarchy, if they are given and ready, as by the
        search that is sooner than to make them ready.
        """
        if edges is None:
            arcs, begins_at, ends_at, total_ms = self._found(origin, destination)
        else:
            roads = self._in.first, self._in_roads, self._in.arc
            arcs, begins_at, ends_at, total_ms = edges.way(origin, destination, *roads)
        _, within = origin.within_street(destination, self.arc_ms, towards=True)
        if len(within) and within[0] <= total_ms:
            return _within_street(origin, destination, int(within[0]))
        if total_ms >= FAR:
            return None
        return Way(self.hierarchy.graph.arc[arcs], begins_at, ends_at, total_ms)

    def _found(self, origin: Stops, destination: Stops) -> FoundWay:
        """Search for the way between the doors of two stops."""
        leaving = Doors.of(self.hierarchy, origin, towards=False)
        reaching = Doors.of(self.hierarchy, destination, towards=True)
        best, came_by = self._everywhere(leaving, reaching, towards=False)
        totals = best[reaching.rank].astype(np.int64) + reaching.ms(self.arc_ms)
        last = int(np.argmin(totals))
        here, total_ms = int(reaching.rank[last]), int(totals[last])
        arcs = [int(reaching.arc[last])] if reaching.arc[last] != NOWHERE else []
        while total_ms < FAR and came_by[here] >= 0:
            arcs.append(int(self._out.arc[came_by[here]]))
            here = int(self.hierarchy.rank[self.hierarchy.graph.tail[arcs[-1]]])
        doors = np.flatnonzero(leaving.rank == here)
        door = int(doors[np.argmin(leaving.ms(self.arc_ms)[doors])]) if len(doors) else 0
        begins_in, ends_in = leaving.arc[door] != NOWHERE, reaching.arc[last] != NOWHERE
        if begins_in:
            arcs.append(int(leaving.arc[door]))
        begins_at = 1.0 - float(leaving.share[door]) if begins_in else 0.0
        ends_at = float(reaching.share[last]) if ends_in else 1.0
        return np.array(arcs[::-1], np.int32), begins_at, ends_at, total_ms

    def nearest(
        self, side: Side, places: Stops, target: Stops, count: int, most_reached: int | None
    ) -> tuple[Times, Times] | None:
        """Return the rows and times of the soonest, or None beyond `most_reached` nodes.

        Where a search is likely to go beyond, it is not even begun.
        """
        ready = self._simplified.get(side)
        if ready is None:
            ready = SimplifiedRoads(self._in, self._out, self._in_roads, side)
            self._simplified[side] = ready
        if most_reached is not None and count * ready.node_count > most_reached * side.count:
            return None
        found, times, gave_up = nearest.nearest(
            *(ready.node, ready.at, self._in.first, self._in_roads, ready.after),
            *(target.arrays, self.hierarchy.meeting),
            *(*places.within_street(target, self.arc_ms, towards=True), self.arc_ms),
            *(ready.door, side.doors.share),
            *(min(count, side.count), NO_LIMIT_MS if most_reached is None else most_reached),
            *(ready.best, ready.touched, ready.heap),
        )
        return None if gave_up else (found, times)

    def _everywhere(
        self, seeds: Doors, goals: Doors | None, *, towards: bool, limit_ms: int = NO_LIMIT_MS
    ) -> tuple[Times, NDArray[np.int32]]:
        """Search from the seeds to every rank, or until the goals are certain."""
        roads = self._in_roads if towards else self._out_roads
        none = np.empty(0, np.int32)
        best, came_by = dijkstra.everywhere(
            *(self._in.first if towards else self._out.first, roads),
            *(seeds.rank, seeds.ms(self.arc_ms)),
            none if goals is None else goals.rank,
            none if goals is None else goals.ms(self.arc_ms),
            np.int32(limit_ms),
        )
        return best, came_by


def with_street(
    times: Times, places: Stops, other: Stops, arc_ms: Times, *, towards: bool
) -> Times:
    """Complete times between places and another with those within one street, in place."""
    rows, within = places.within_street(other, arc_ms, towards=towards)
    times[rows] = np.minimum(times[rows], within)
    return unreachable(times)


def unreachable(times: Times) -> Times:
    """Say `UNREACHABLE` where there is no way, in place."""
    times[times >= FAR] = UNREACHABLE
    return times


def _within_street(origin: Stops, destination: Stops, travel_ms: int) -> Way:
    begin, end = float(origin.fraction[0]), float(destination.fraction[0])
    if begin <= end:
        return Way(origin.arc[:1], begin, end, travel_ms)
    return Way(origin.twin[:1], 1.0 - begin, 1.0 - end, travel_ms)
