"""Answer for one kind of traveller over roads that change while one asks.

Two ways to every answer, over the same flat arrays. A search needs no preparation: a closed road
is one number changed, right at the next question; asked for the nearest few of many candidates it
hardly leaves the quarter. The hierarchy answers for all candidates in one sweep, and has to be
mended after a change. Which of the two speaks is never to be seen in an answer, only in how long
it takes.
"""

from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import index_column
from routing.candidates import Candidates, Side
from routing.edge_times import EdgeTimes, Swept
from routing.hierarchy import Hierarchy
from routing.searched import (
    NO_LIMIT_MS,
    UNREACHABLE,
    SearchedRoads,
    Times,
    Way,
    unreachable,
    with_street,
)
from routing.stops import NOWHERE, Stops
from routing.weights import Weights

MOST_REACHED: Final = 1_500
"""Junctions and doors a search for the nearest may reach before the sweep would be sooner."""


class LiveRoads:
    """One metric of one network, as it is now. Safe to use from any thread.

    Times are int32 milliseconds, `UNREACHABLE` where there is no way. Arcs that the weights given
    at the beginning close stay closed: they are not part of this traveller's roads.
    """

    def __init__(
        self, hierarchy: Hierarchy, weights: Weights, *, like: "LiveRoads | None" = None
    ) -> None:
        """Lay the roads out; `like` are the same traveller's at another time.

        Those open then may be opened now. What stays the same is shared, and who asks of either
        waits for who asks of the other.
        """
        self.hierarchy: Final = hierarchy
        self.searched: Final[SearchedRoads] = SearchedRoads(
            hierarchy, weights, like=None if like is None else like.searched
        )
        self._version = weights.version
        self._lock: Final[Lock] = Lock() if like is None else like._lock
        self._edges: Final[EdgeTimes] = EdgeTimes(
            *(hierarchy, self.searched.arc_ms, self._lock),
            like=None if like is None else like._edges,
        )

    @property
    def version(self) -> str:
        """The name of the weights in force."""
        return self._version

    @property
    def weights(self) -> Weights:
        """A copy of the weights in force."""
        with self._lock:
            travel_ms, version = self.searched.travel_ms, self._version
        return Weights(travel_ms=travel_ms, version=version, bans=self.searched.bans)

    def change(self, arcs: ArrayLike, travel_ms: ArrayLike, version: str) -> None:
        """Put new times of n network arcs in force, `CLOSED` for a closed one.

        The next question, from whatever thread, is answered by them. Raises `ValueError` for an
        arc that does not exist.
        """
        numbers, count = np.asarray(arcs, np.int32), self.hierarchy.graph.network.arc_count
        if len(numbers) and not (numbers.min() >= 0 and numbers.max() < count):
            index_column("arcs", numbers, np.int32, count, len(numbers))  # says which is wrong
        times = np.empty(len(numbers), np.int32)
        times[:] = travel_ms
        with self._lock:
            self._edges.changed(self.searched.put(numbers, times))
            self._version = version

    def leave_out(self) -> None:
        """Find out now what no soonest way needs, and not only when much was asked."""
        self._edges.wait()
        self._edges.leave_out()

    def times_to(self, candidates: Candidates, target: Stops) -> Times:
        """Return how long each of n candidates takes to one target: int32[n]."""
        return self._one(candidates.leaving, candidates.stops, target, towards=True)

    def swept_to(self, candidates: Candidates, target: Stops) -> tuple[Times, Swept | None]:
        """Return the times as `times_to`, and for `times_beside` what else the sweep found.

        None where there was no sweep.
        """
        side = candidates.leaving
        with self._lock:
            if not self._edges.ready():
                return self.searched.times(side, candidates.stops, target, towards=True), None
            swept, arc_ms = self._edges.swept_to(side, target), self.searched.arc_ms
            return with_street(swept.answer, candidates.stops, target, arc_ms, towards=True), swept

    def times_beside(self, swept: Swept, nodes: NDArray[np.int32]) -> Times:
        """Return how long each of n nodes takes to the target of a sweep: int32[n].

        For those who were not asked about then. No road may have changed since.
        """
        with self._lock:
            return unreachable(self._edges.beside(swept, nodes))

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
        side, places = candidates.leaving, candidates.stops
        with self._lock:
            # A search is right without any mending: it goes first wherever it may be the sooner.
            most = None if self._edges.is_laying else MOST_REACHED
            found = self.searched.nearest(side, places, target, count, most)
            if found is not None:
                return found
            self._edges.ready()
            times = self._edges.sweep(side, target, towards=True)
            with_street(times, places, target, self.searched.arc_ms, towards=True)
        return soonest(times, count)

    def reach(self, origins: Stops, limit_ms: int = NO_LIMIT_MS) -> Times:
        """Return how soon the first of some origins can be at each network node: int32[N].

        Nodes beyond `limit_ms` are `UNREACHABLE` too.
        """
        with self._lock:
            edges = self._edges if self._edges.ready() else None
            return self.searched.reach(origins, limit_ms, edges)

    def way(self, origin: Stops, destination: Stops) -> Way | None:
        """Return the soonest way from one stop to another, or None where there is none."""
        with self._lock:
            edges = self._edges if self._edges.ready() else None
            return self.searched.way(origin, destination, edges)

    def _one(self, side: Side, places: Stops, other: Stops, *, towards: bool) -> Times:
        """Return the times between the places of a side and one other stop."""
        with self._lock:
            if not self._edges.ready():
                return self.searched.times(side, places, other, towards=towards)
            times = self._edges.sweep(side, other, towards=towards)
            return with_street(times, places, other, self.searched.arc_ms, towards=towards)

    def _table(self, side: Side, places: Stops, others: Stops, *, towards: bool) -> Times:
        """Return the times between the places of a side and each other stop, all at one moment."""
        in_same_street = np.isin(others.arc, places.arc[places.arc != NOWHERE])
        arc_ms = self.searched.arc_ms
        while True:
            self._edges.wait()
            with self._lock:
                if not self._edges.ready():
                    continue
                table = self._edges.table(side, others, towards=towards)
                for k in np.flatnonzero(in_same_street).tolist():
                    with_street(table[:, k], places, others[k : k + 1], arc_ms, towards=towards)
            return unreachable(table)


def soonest(times: Times, count: int) -> tuple[Times, Times]:
    """Return the rows of the `count` least of some times, and those times, in order."""
    reached = np.flatnonzero(times != UNREACHABLE)
    if len(reached) > count:
        limit = np.partition(times[reached], count - 1)[count - 1]
        reached = reached[times[reached] <= limit]
    order = np.argsort(times[reached], kind="stable")[:count]
    rows = reached[order].astype(np.int32)
    return rows, times[rows]
