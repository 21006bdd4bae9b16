"""Keep the edge times of a hierarchy right while the roads below it change.

A few changed roads are mended on the spot, upwards from where they lie. When many change, all
times are laid anew into spare arrays by a thread of its own, which then exchanges them; until then
the hierarchy says that it is not ready. Where much is swept over before the next change, edges that
no soonest way needs are left out until then. `routing.kernels.customise` does all three.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock, Thread
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from routing.candidates import Doors, Side
from routing.edges import Edges, Laid, Times, customised, needed
from routing.hierarchy import Hierarchy
from routing.kernels import FAR, customise, roads, sweep, ways
from routing.kernels.lanes import LANES
from routing.stops import Stops

MEND_AT_ONCE: Final = 200
"""Changed edges up to which mending beats laying all times anew (benchmarks: routing, `mend_…`)."""

BESIDE_FROM: Final = 2 * LANES
"""Half of the targets of a table from which a second thread sweeps to the other half."""

LEAVE_OUT_AFTER: Final = 75_000_000
"""Edges swept over since the last change after which it is found out which edges are needed. For
Xi'an that takes some 50 ms, about as long as to sweep over so many; a half or more of those swept
over is not needed."""

FEW: Final = 64
"""Candidates asked about once, with how many targets, up to which nothing is laid out for them."""
FEW_TARGETS: Final = 16


class _Hand:
    """The second thread of this process; a forked child has none of its parent's threads."""

    def __init__(self) -> None:
        self.renew()
        os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        self.pool = ThreadPoolExecutor(1, "sweep")


_hand: Final = _Hand()

Rows = NDArray[np.intp]


class _Room:
    """Where those who hold the lock do their work; they leave it as they found it."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        edges, ranks = hierarchy.edge_count, len(hierarchy.rank)
        self.waiting: Final = np.zeros(edges, np.bool_)
        self.heap: Final = np.empty(edges, np.int64)
        self.best: Final = np.full(ranks, FAR, np.int32)
        self.best_beside: Final = self.best.copy()
        self.soonest: Final = np.full(ranks, ways.NOT_ASKED, np.int32)
        self.soonest_back: Final = self.soonest.copy()
        self.touched: Final = np.empty(ranks, np.int32)
        self.touched_back: Final = np.empty(ranks, np.int32)
        self.place: Final = np.full(ranks, -1, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Swept:
    """What a sweep towards one target found, of its places and of all that lies above them.

    Nodes elsewhere are soon told of from there, by `EdgeTimes.beside`.
    """

    answer: Times
    place: NDArray[np.int32]
    times: Times
    own: NDArray[np.int32]


class EdgeTimes:
    """The times of E edges, up and down, for one metric.

    `arc_ms` [Y] are the times of the graph arcs; the owner changes them, then calls `changed`.
    Every method but `wait` and `leave_out` is called with `lock` held. `like` are those of the same
    metric at another time, to share what stays the same, the lock too; the times are laid in a
    thread then.
    """

    def __init__(
        self, hierarchy: Hierarchy, arc_ms: Times, lock: Lock, *, like: "EdgeTimes | None" = None
    ) -> None:
        self._hierarchy: Final = hierarchy
        self._arc_ms: Final = arc_ms
        self._lock: Final = lock
        edges = hierarchy.edge_count
        self._road_up, self._road_down = np.empty(edges, np.int32), np.empty(edges, np.int32)
        roads.lay_roads(hierarchy.edge, hierarchy.is_up, arc_ms, self._road_up, self._road_down)
        self._stale: list[NDArray[np.int32]] = []
        self._stale_count = 0
        self._laying: Thread | None = None
        self._leaving: Thread | None = None
        self._sides: Final = WeakKeyDictionary[Side, Laid](), WeakKeyDictionary[Side, Laid]()
        self._room: Final[_Room] = _Room(hierarchy) if like is None else like._room
        self._serial = 0
        if like is None:
            times = customised(hierarchy, self._road_up.copy(), self._road_down.copy())
            # Arcs this metric may not use stay closed: an edge made of them alone is never a way.
            self._ever: tuple[Edges, ...] = tuple(
                Edges.of(hierarchy.up_first, hierarchy.up_head, one, one < FAR) for one in times
            )
            self._put(times)
        else:
            self._ever = like._ever
            self._begin_laying()

    def changed(self, edges: NDArray[np.int32]) -> None:
        """Take note that roads along some edges have other times now."""
        self._stale.append(edges)
        self._stale_count += len(edges)
        if not self.is_laying and self._stale_count > MEND_AT_ONCE:
            self._begin_laying()

    def _begin_laying(self) -> None:
        self._laying = Thread(target=self._lay_anew, name="edge-times", daemon=True)
        self._laying.start()

    @property
    def is_laying(self) -> bool:
        """Whether the times are being laid anew, so that a sweep has to wait."""
        return self._laying is not None

    def ready(self) -> bool:
        """Mend what a few changes left to mend; return False where all is being laid anew."""
        if self._laying is not None:
            if not self._laying.is_alive():  # it began in the process this one was forked from
                self._begin_laying()
            return False
        if self._stale:
            h, edges = self._hierarchy, self._lay_stale_roads()
            customise.mend(
                *(h.up_first, h.up_head, h.up_tail, h.down_first, h.down_tail, h.down_edge),
                *(self._road_up, self._road_down, self._up, self._down),
                *(edges, self._room.waiting, self._room.heap),
            )
            if len(edges):
                self._put((self._up, self._down))
        return True

    def wait(self) -> None:
        """Wait, without the lock, until no times are being laid."""
        laying = self._laying
        if laying is not None:
            laying.join()

    def leave_out(self) -> None:
        """Find out, without the lock, which edges are needed: they alone are swept over then."""
        with self._lock:
            serial, up_ms, down_ms = self._serial, self._up, self._down
        up, down = needed(self._hierarchy, up_ms, down_ms)
        with self._lock:
            if self._serial == serial:  # the times are still those
                self._serial, self._passed = serial + 1, LEAVE_OUT_AFTER
                self._edges_up, self._edges_down = up, down

    def sweep(self, side: Side, target: Stops, *, towards: bool) -> Times:
        """Return the times between one target and the n places of a side: int32[n].

        `towards` the target, or away from it; `FAR` where there is no way.
        """
        if side.once and side.count <= FEW:
            found: Times = self._few(side, target, towards=towards)[0]
            return found
        return self._swept(side, target, towards=towards).answer

    def swept_to(self, side: Side, target: Stops) -> Swept:
        """Return the times from the n places of a side to one target, and what else is known."""
        return self._swept(side, target, towards=True)

    def beside(self, swept: Swept, nodes: NDArray[np.int32]) -> Times:
        """Return the times from n network nodes to the target of a sweep, int32[n].

        No road may have changed since.
        """
        h, edges = self._hierarchy, self._edges_up
        times: Times = sweep.beside(
            *(h.rank[nodes], h.parent, *edges.arrays, self._room.best),
            *(swept.place, swept.times, swept.own),
        )
        return times

    def table(self, side: Side, targets: Stops, *, towards: bool) -> Times:
        """Return the times between the n places of a side and t targets: int32[n, t]."""
        if side.once and side.count <= FEW and len(targets) <= FEW_TARGETS:
            return self._few(side, targets, towards=towards).T
        seeds, count = Doors.of(self._hierarchy, targets, towards=towards), len(targets)
        h, doors, laid = self._hierarchy, side.doors, self._laid(side, towards, together=True)
        self._note_sweeps(laid, -(-count // LANES))
        rank = np.full(count, len(h.rank), np.int32)  # neighbours are near one another by it
        np.minimum.at(rank, seeds.row, seeds.rank)
        order, answer = np.argsort(rank, kind="stable"), np.full((count, side.count), FAR, np.int32)

        def sweep_to(some: Rows, best: Times) -> None:
            sweep.table(
                *(self._edges_down if towards else self._edges_up).arrays,
                *(h.parent, seeds.first(count), seeds.rank, seeds.arc, seeds.share),
                *(self._arc_ms, best, some, laid.place, laid.first, laid.head, laid.ms),
                *(side.first, laid.door_place, doors.arc, doors.share, answer),
            )

        half = count // 2 // LANES * LANES
        if half < BESIDE_FROM:
            sweep_to(order, self._room.best)
        else:  # nobody waits for the interpreter meanwhile: on two cores it takes half the time
            beside = _hand.pool.submit(sweep_to, order[half:], self._room.best_beside)
            sweep_to(order[:half], self._room.best)
            beside.result()
        return answer.T

    def everywhere(self, seeds: NDArray[np.int32], seed_ms: Times) -> Times:
        """Return the time from the soonest of some ranks to every rank, `FAR` without a way."""
        climbing, descending = self._edges_up.arrays, self._edges_down.arrays
        times: Times = sweep.everywhere(*climbing, *descending, seeds, seed_ms)
        return times

    def way(
        self, origin: Stops, destination: Stops, *roads: NDArray[np.int32]
    ) -> tuple[Times, float, float, int]:
        """Return the way between two stops as `routing.kernels.ways.way` tells it.

        The `roads` are those of the inward adjacency: `first`, the roads, and the arc of each.
        """
        h, room = self._hierarchy, self._room
        arcs, begins_at, ends_at, total_ms = ways.way(
            *(origin.arrays, destination.arrays, h.meeting, self._arc_ms),
            *(*self._edges_up.arrays, *self._edges_down.arrays, h.parent, *roads),
            *(room.soonest, room.touched, room.soonest_back, room.touched_back),
        )
        return arcs, float(begins_at), float(ends_at), int(total_ms)

    def _swept(self, side: Side, target: Stops, *, towards: bool) -> Swept:
        h, doors, laid = self._hierarchy, side.doors, self._laid(side, towards, together=False)
        self._note_sweeps(laid, 1)
        answer, times, own = sweep.one(
            *(self._edges_down if towards else self._edges_up).arrays,
            *(h.parent, target.arrays, h.meeting, towards, self._arc_ms, self._room.best),
            *(laid.place, laid.first, laid.head, laid.ms),
            *(side.first, laid.door_place, doors.arc, doors.share),
        )
        return Swept(answer, laid.place, times, own)

    def _few(self, side: Side, targets: Stops, *, towards: bool) -> Times:
        """Return the times between t targets and the few places of a side: int32[t, n]."""
        h, doors = self._hierarchy, side.doors
        seeds = Doors.of(h, targets, towards=towards)
        climbing, descending = self._edges_down, self._edges_up
        if not towards:
            climbing, descending = descending, climbing
        times: Times = sweep.few(
            *(*climbing.arrays, h.parent),
            *(seeds.first(len(targets)), seeds.rank, seeds.arc, seeds.share, self._arc_ms),
            *(self._room.best, self._room.place, *descending.arrays),
            *(side.first, doors.rank, doors.arc, doors.share),
        )
        return times

    def _laid(self, side: Side, towards: bool, *, together: bool) -> Laid:
        """Return the edges picked for a side, with their times down the sweep."""
        edges, known = self._edges_up if towards else self._edges_down, self._sides[together]
        laid = known.get(side)
        if laid is None or laid.usable is not edges.usable:
            laid = known[side] = Laid(edges, side, together)
        if laid.serial != self._serial:
            laid.serial, laid.ms = self._serial, edges.ms[laid.edge]
        return laid

    def _put(self, times: tuple[Times, Times]) -> None:
        """Have all edges with these times, up and down; which of them are needed is not known."""
        self._up, self._down = times
        self._serial, self._passed = self._serial + 1, 0
        self._edges_up, self._edges_down = (
            replace(edges, ms=ms) for edges, ms in zip(self._ever, times, strict=True)
        )

    def _note_sweeps(self, laid: Laid, times: int) -> None:
        """Take note of sweeps; after so many since the last change edges are left out."""
        before, self._passed = self._passed, self._passed + len(laid.edge) * times
        if before < LEAVE_OUT_AFTER <= self._passed:
            self._leaving = Thread(target=self.leave_out, name="needed-edges", daemon=True)
            self._leaving.start()

    def _lay_stale_roads(self) -> NDArray[np.int32]:
        """Lay the roads along the stale edges again; return these edges, stale no more."""
        hierarchy = self._hierarchy
        edges = np.concatenate([np.empty(0, np.int32), *self._stale])
        roads.lay_again(
            *(edges, hierarchy.along_first, hierarchy.along),
            *(self._arc_ms, self._road_up, self._road_down),
        )
        self._stale.clear()
        self._stale_count = 0
        return edges

    def _lay_anew(self) -> None:
        """Lay all times anew without the lock, again if too many roads changed meanwhile."""
        while True:
            with self._lock:
                self._lay_stale_roads()
                road_up, road_down = self._road_up.copy(), self._road_down.copy()
            times = customised(self._hierarchy, road_up, road_down)
            with self._lock:
                self._put(times)
                if self._stale_count <= MEND_AT_ONCE:
                    self._laying = None
                    return
