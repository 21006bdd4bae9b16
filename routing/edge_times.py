"""Keep the edge times of a hierarchy right while the roads below it change.

A few changed roads are mended on the spot, upwards from where they lie. When many change, all
times are laid anew into spare arrays by a thread of its own, which then exchanges them; until then
the hierarchy says that it is not ready. See `routing.kernels.customise` for both.
"""

from threading import Lock, Thread
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from routing.candidates import Doors, Side
from routing.hierarchy import Hierarchy
from routing.kernels import FAR, customise, roads, sweep

MEND_AT_ONCE: Final = 200
"""Changed edges up to which mending beats laying all times anew (benchmarks: routing, `mend_…`)."""

Times = NDArray[np.int32]


class EdgeTimes:
    """The times of E edges, up and down, for one metric.

    `arc_ms` [Y] are the times of the graph arcs; the owner changes them, then calls `changed`.
    Every method but `wait` is called with `lock` held.
    """

    def __init__(self, hierarchy: Hierarchy, arc_ms: Times, lock: Lock) -> None:
        self._hierarchy: Final = hierarchy
        self._arc_ms: Final = arc_ms
        self._lock: Final = lock
        edges = hierarchy.edge_count
        self._road_up, self._road_down = np.empty(edges, np.int32), np.empty(edges, np.int32)
        roads.lay_roads(hierarchy.edge, hierarchy.is_up, arc_ms, self._road_up, self._road_down)
        self._up, self._down = self._laid()
        self._spare: tuple[Times, Times] | None = None
        self._stale: list[NDArray[np.int32]] = []
        self._laying: Thread | None = None
        self._serial = 0
        self._gathered: WeakKeyDictionary[Side, tuple[int, Times]] = WeakKeyDictionary()
        self._waiting: Final = np.zeros(edges, np.bool_)
        self._heap = np.empty(1024, np.int64)
        self._best: Final = np.full(len(hierarchy.rank), FAR, np.int32)

    def changed(self, graph_arcs: NDArray[np.int32]) -> None:
        """Take note that the times of some graph arcs are others now."""
        hierarchy = self._hierarchy
        edges = hierarchy.edge[graph_arcs]
        edges = edges[edges >= 0]
        roads.lay_again(
            *(edges, hierarchy.along_first, hierarchy.along),
            *(self._arc_ms, self._road_up, self._road_down),
        )
        self._stale.append(edges)
        if self._laying is None and self._too_many_to_mend():
            self._laying = Thread(target=self._lay_anew, name="edge-times", daemon=True)
            self._laying.start()

    def ready(self) -> bool:
        """Bring the times up to date if that takes no time worth mentioning; else return False."""
        if self._laying is not None:
            return False
        if self._stale:
            h = self._hierarchy
            _, self._heap = customise.mend(
                *(h.up_first, h.up_head, h.up_tail, h.down_first, h.down_tail, h.down_edge),
                *(self._road_up, self._road_down, self._up, self._down),
                *(np.concatenate(self._stale), self._waiting, self._heap),
            )
            self._stale.clear()
            self._serial += 1
        return True

    def wait(self) -> None:
        """Wait, without the lock, until no times are being laid."""
        laying = self._laying
        if laying is not None:
            laying.join()

    def sweep(self, side: Side, seeds: Doors, *, towards: bool) -> Times:
        """Return the times between one target and the n places of a side: int32[n].

        `towards` the target, or away from it; `FAR` where there is no way.
        """
        h, picked = self._hierarchy, side.picked()
        times = np.full(len(picked.first) - 1, FAR, np.int32)
        climbing = self._down if towards else self._up
        sweep.climb(
            *(h.up_first, h.up_head, h.parent, climbing),
            *(seeds.rank, seeds.ms(self._arc_ms), self._best, picked.place, times),
        )
        sweep.descend(picked.first, picked.head, self._down_the(side, towards), times)
        door_ms = side.doors.ms(self._arc_ms)
        answer: Times = sweep.at_doors(times, side.first, picked.door_place, door_ms)
        return answer

    def table(self, side: Side, seeds: Doors, count: int, *, towards: bool) -> Times:
        """Return the times between the places of a side and `count` targets: int32[n, count]."""
        h, picked = self._hierarchy, side.picked()
        climbing = self._down if towards else self._up
        answer: Times = sweep.table(
            *(h.up_first, h.up_head, h.parent, climbing),
            *(seeds.first(count), seeds.rank, seeds.ms(self._arc_ms), self._best),
            *(picked.place, picked.first, picked.head, self._down_the(side, towards)),
            *(side.first, picked.door_place, side.doors.ms(self._arc_ms)),
        )
        return answer

    def _down_the(self, side: Side, towards: bool) -> Times:
        """Return the times of the edges picked for a side, in the order of its sweep."""
        serial, gathered = self._gathered.get(side, (-1, None))
        if gathered is None or serial != self._serial:
            gathered = (self._up if towards else self._down)[side.picked().edge]
            self._gathered[side] = self._serial, gathered
        return gathered

    def _too_many_to_mend(self) -> bool:
        return sum(len(edges) for edges in self._stale) > MEND_AT_ONCE

    def _laid(self) -> tuple[Times, Times]:
        """Lay the times of all edges anew, from those of the roads as they are."""
        h, up, down = self._hierarchy, self._road_up.copy(), self._road_down.copy()
        customise.customise(h.up_first, h.up_head, h.down_first, h.down_tail, h.down_edge, up, down)
        return up, down

    def _lay_anew(self) -> None:
        """Lay all times anew without the lock, again if too many roads changed meanwhile."""
        while True:
            with self._lock:
                road_up, road_down = self._road_up.copy(), self._road_down.copy()
                self._stale.clear()
            h = self._hierarchy
            customise.customise(
                *(h.up_first, h.up_head, h.down_first, h.down_tail, h.down_edge),
                *(road_up, road_down),
            )
            with self._lock:
                self._up, self._down = road_up, road_down
                self._serial += 1
                if not self._too_many_to_mend():
                    self._laying = None
                    return
