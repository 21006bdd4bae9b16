"""Answer for one kind of traveller over roads that change while one asks.

Two ways to every answer, over the same flat arrays. Dijkstra's search needs no preparation: a
closed road is one number changed, right at the next question; asked for the nearest few of many
candidates it hardly leaves the quarter. The hierarchy answers for all candidates in one sweep, and
has to be mended after a change. Which of the two speaks is never to be seen in an answer, only in
how long it takes.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.adjacency import Adjacency
from routing.arrays import index_column
from routing.candidates import Candidates, Doors, Side
from routing.edge_times import EdgeTimes
from routing.hierarchy import Hierarchy
from routing.kernels import FAR, dijkstra, sweep
from routing.kernels.roads import set_times
from routing.stops import NOWHERE, Stops
from routing.weights import CLOSED, Weights

UNREACHABLE: Final = -1
"""The answer, in place of milliseconds, where there is no way."""

MOST_SETTLED: Final = 4_000
"""Nodes a search for the nearest may settle before the sweep, all in all, would be sooner."""

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


class SearchSpace:
    """What a search writes into; see `dijkstra.nearest`."""

    def __init__(self, items: int, entries: int) -> None:
        self.best: Final = np.full(items, FAR, np.int32)
        self.touched: Final = np.empty(entries, np.int32)
        self.heap: Final = np.empty(entries, np.int64)


class LiveRoads:
    """One metric of one network, as it is now. Safe to use from any thread.

    Times are int32 milliseconds, `UNREACHABLE` where there is no way. Arcs that the weights given
    at the beginning close stay closed: they are not part of this traveller's roads.
    """

    def __init__(self, hierarchy: Hierarchy, weights: Weights) -> None:
        graph = hierarchy.graph
        self.hierarchy: Final = hierarchy
        self._bans: Final = weights.bans
        self._arc_ms: Final[Times] = np.minimum(graph.travel_ms(weights), FAR)
        self._shut: Final = (self._arc_ms >= FAR).copy()
        self._out: Final = Adjacency.outward(hierarchy, ~self._shut)
        self._in: Final = Adjacency.inward(hierarchy, ~self._shut)
        self._out_roads: Final = self._out.roads(self._arc_ms)
        self._in_roads: Final = self._in.roads(self._arc_ms)
        self._version = weights.version
        self._lock: Final = Lock()
        self._edges: Final = EdgeTimes(hierarchy, self._arc_ms, self._lock)
        self._search = SearchSpace(0, 0)

    @property
    def version(self) -> str:
        """The name of the weights in force."""
        return self._version

    @property
    def weights(self) -> Weights:
        """A copy of the weights in force."""
        with self._lock:
            travel_ms = self._arc_ms[: self.hierarchy.graph.network.arc_count].copy()
            version = self._version
        travel_ms[travel_ms >= FAR] = CLOSED
        return Weights(travel_ms=travel_ms, version=version, bans=self._bans)

    def change(self, arcs: ArrayLike, travel_ms: ArrayLike, version: str) -> None:
        """Put new times of n network arcs in force, `CLOSED` for a closed one.

        The next question, from whatever thread, is answered by them. Raises `ValueError` for an
        arc that does not exist.
        """
        graph = self.hierarchy.graph
        numbers = np.asarray(arcs, np.int32)
        count = graph.network.arc_count
        if len(numbers) and not (numbers.min() >= 0 and numbers.max() < count):
            index_column("arcs", numbers, np.int32, count, len(numbers))  # says which is wrong
        times = np.empty(len(numbers), np.int32)
        times[:] = travel_ms
        with self._lock:
            edges = set_times(
                *(numbers, times, graph.copy_first, graph.copy, self._shut, self._arc_ms),
                *(self._out.at, self._out_roads, self._in.at, self._in_roads, self.hierarchy.edge),
            )
            self._edges.changed(edges)
            self._version = version

    def times_to(self, candidates: Candidates, target: Stops) -> Times:
        """Return how long each of n candidates takes to one target: int32[n]."""
        return self._one(candidates.leaving, candidates.stops, target, towards=True)

    def times_from(self, origin: Stops, candidates: Candidates) -> Times:
        """Return how long it takes from one origin to each of n candidates: int32[n]."""
        return self._one(candidates.reaching, candidates.stops, origin, towards=False)

    def table_to(self, candidates: Candidates, targets: Stops) -> Times:
        """Return how long each of n candidates takes to each of t targets: int32[n, t]."""
        return self._table(candidates.leaving, candidates.stops, targets, towards=True)

    def table_from(self, origins: Stops, candidates: Candidates) -> Times:
        """Return how long it takes to each of n candidates from each of t origins: int32[n, t]."""
        return self._table(candidates.reaching, candidates.stops, origins, towards=False)

    def nearest(self, candidates: Candidates, target: Stops, count: int) -> tuple[Times, Times]:
        """Return the `count` candidates who are soonest at one target: (rows, times), in order.

        Of those equally soon the first row counts; there are fewer where fewer can come.
        """
        side, doors = candidates.leaving, self._doors(target, towards=True)
        nodes_a_candidate = len(self.hierarchy.rank) / max(1, len(candidates))
        with self._lock:
            rows, times = candidates.stops.within_street(target, self._arc_ms, towards=True)
            # A search is right without any mending: it goes first wherever it may be the sooner.
            if self._edges.is_laying or count * nodes_a_candidate <= MOST_SETTLED:
                most = len(self.hierarchy.rank) if self._edges.is_laying else MOST_SETTLED
                found = self._searched(side, doors, (rows, times), count, most)
                if found is not None:
                    return found
            self._edges.ready()
            answer = self._edges.sweep(side, doors, towards=True)
        answer[rows] = np.minimum(answer[rows], times)
        return soonest(answer, count)

    def reach(self, origins: Stops, limit_ms: int = int(FAR) - 1) -> Times:
        """Return how soon the first of some origins can be at each network node: int32[N].

        Nodes beyond `limit_ms` are `UNREACHABLE` too.
        """
        graph, rank = self.hierarchy.graph, self.hierarchy.rank
        with self._lock:
            seeds = self._doors(origins, towards=False)
            best, _ = self._everywhere(seeds, None, towards=False, limit_ms=limit_ms)
        nodes = graph.network.node_count
        times = best[rank[:nodes]]
        np.minimum.at(times, graph.node[nodes:], best[rank[nodes:]])
        return unreachable(times)

    def way(self, origin: Stops, destination: Stops) -> Way | None:
        """Return the soonest way from one stop to another, or None where there is none."""
        graph, rank = self.hierarchy.graph, self.hierarchy.rank
        leaving = self._doors(origin, towards=False)
        reaching = self._doors(destination, towards=True)
        with self._lock:
            best, came_by = self._everywhere(leaving, reaching, towards=False)
            before, beyond = leaving.ms(self._arc_ms), reaching.ms(self._arc_ms)
            _, within = origin.within_street(destination, self._arc_ms, towards=True)
        totals = best[reaching.rank].astype(np.int64) + beyond
        last = int(np.argmin(totals))
        if len(within) and within[0] <= totals[last]:
            return _within_street(origin, destination, int(within[0]))
        if totals[last] >= FAR:
            return None
        arcs = [int(reaching.arc[last])] if reaching.arc[last] != NOWHERE else []
        here = int(reaching.rank[last])
        while came_by[here] >= 0:
            arcs.append(int(self._out.arc[came_by[here]]))
            here = int(rank[graph.tail[arcs[-1]]])
        doors = np.flatnonzero(leaving.rank == here)
        door = int(doors[np.argmin(before[doors])])
        if leaving.arc[door] != NOWHERE:
            arcs.append(int(leaving.arc[door]))
        return Way(
            arcs=graph.arc[np.array(arcs[::-1], np.int32)],
            begins_at=1.0 - float(leaving.share[door]) if leaving.arc[door] != NOWHERE else 0.0,
            ends_at=float(reaching.share[last]) if reaching.arc[last] != NOWHERE else 1.0,
            travel_ms=int(totals[last]),
        )

    def _doors(self, stops: Stops, *, towards: bool) -> Doors:
        """Return the doors of targets one drives towards, or of origins one drives away from."""
        return (Doors.reaching if towards else Doors.leaving)(self.hierarchy, stops)

    def _one(self, side: Side, places: Stops, other: Stops, *, towards: bool) -> Times:
        """Return the times between the places of a side and one other stop."""
        seeds = self._doors(other, towards=towards)
        with self._lock:
            if self._edges.ready():
                times = self._edges.sweep(side, seeds, towards=towards)
            else:
                best, _ = self._everywhere(seeds, None, towards=towards)
                doors = side.doors
                times = sweep.at_doors(
                    *(best, side.first, doors.rank, doors.arc, doors.share, self._arc_ms)
                )
            rows, within = places.within_street(other, self._arc_ms, towards=towards)
        times[rows] = np.minimum(times[rows], within)
        return unreachable(times)

    def _table(self, side: Side, places: Stops, others: Stops, *, towards: bool) -> Times:
        """Return the times between the places of a side and each other stop, all at one moment."""
        seeds = self._doors(others, towards=towards)
        in_same_street = np.isin(others.arc, places.arc[places.arc != NOWHERE])
        while True:
            self._edges.wait()
            with self._lock:
                if not self._edges.ready():
                    continue
                table = self._edges.table(side, seeds, len(others), towards=towards)
                for k in np.flatnonzero(in_same_street).tolist():
                    other = others[k : k + 1]
                    rows, within = places.within_street(other, self._arc_ms, towards=towards)
                    table[rows, k] = np.minimum(table[rows, k], within)
            return unreachable(table)

    def _searched(
        self, side: Side, seeds: Doors, straight: tuple[Times, Times], count: int, most: int
    ) -> tuple[Times, Times] | None:
        """Return the nearest by searching outwards, or None after `most` nodes."""
        ranks, rows = len(self.hierarchy.rank), side.count
        entries = len(self._in.arc) + len(side.doors.row) + len(seeds.row) + len(straight[0])
        if len(self._search.best) < ranks + rows or len(self._search.heap) < entries:
            self._search = SearchSpace(ranks + rows, entries)
        door, following = side.chained()
        found, times, gave_up = dijkstra.nearest(
            *(self._in.first, self._in_roads),
            *(seeds.rank, seeds.arc, seeds.share, *straight, self._arc_ms),
            *(door, following, side.doors.row, side.doors.arc, side.doors.share),
            *(min(count, rows), most),
            *(self._search.best, self._search.touched, self._search.heap),
        )
        return None if gave_up else (found, times)

    def _everywhere(
        self, seeds: Doors, goals: Doors | None, *, towards: bool, limit_ms: int = int(FAR) - 1
    ) -> tuple[Times, NDArray[np.int32]]:
        """Search from the seeds to every rank, or until the goals are certain."""
        first, roads = (
            (self._in.first, self._in_roads) if towards else (self._out.first, self._out_roads)
        )
        none = np.empty(0, np.int32)
        best, came_by = dijkstra.everywhere(
            *(first, roads, seeds.rank, seeds.ms(self._arc_ms)),
            none if goals is None else goals.rank,
            none if goals is None else goals.ms(self._arc_ms),
            np.int32(limit_ms),
        )
        return best, came_by


def soonest(times: Times, count: int) -> tuple[Times, Times]:
    """Return the rows of the `count` least of some times, and those times, in order."""
    reached = np.flatnonzero(times < FAR)
    if len(reached) > count:
        limit = np.partition(times[reached], count - 1)[count - 1]
        reached = reached[times[reached] <= limit]
    order = np.argsort(times[reached], kind="stable")[:count]
    rows = reached[order].astype(np.int32)
    return rows, times[rows]


def unreachable(times: Times) -> Times:
    """Say `UNREACHABLE` where there is no way, in place."""
    times[times >= FAR] = UNREACHABLE
    return times


def _within_street(origin: Stops, destination: Stops, travel_ms: int) -> Way:
    begin, end = float(origin.fraction[0]), float(destination.fraction[0])
    if begin <= end:
        return Way(origin.arc[:1], begin, end, travel_ms)
    return Way(origin.twin[:1], 1.0 - begin, 1.0 - end, travel_ms)
