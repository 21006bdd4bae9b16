"""Lay out the edges of a hierarchy with their times: all, those needed, those above some places."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.candidates import Side
from routing.hierarchy import Hierarchy
from routing.kernels import customise, sweep

Times = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Edges up from n nodes: `first` [n + 1] where those of each begin, their `head` and `ms`.

    Of those that are `usable` as the network is so many lead up from each node: `count` [n].
    """

    first: NDArray[np.int32]
    head: NDArray[np.int32]
    ms: Times
    usable: NDArray[np.bool_]
    count: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        first: NDArray[np.int32],
        head: NDArray[np.int32],
        ms: Times,
        usable: NDArray[np.bool_] | None = None,
    ) -> "Edges":
        """Return edges, all of them usable if nothing else is said."""
        if usable is None:
            return cls(first, head, ms, np.ones(len(head), np.bool_), np.diff(first))
        before = np.concatenate([[0], np.cumsum(usable, dtype=np.int32)])
        return cls(first, head, ms, usable, np.diff(before[first]).astype(np.int32))

    @property
    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Times]:
        """What a kernel wants to know: first, head and ms."""
        return self.first, self.head, self.ms


class Laid:
    """The r nodes above some doors in the order of a sweep, and their edges with their times now.

    The order is that for many targets `together`, or for one. Left out are edges that can never be
    a way for this metric, or are not needed as the times are. See `sweep.pick`.
    """

    def __init__(self, edges: Edges, side: Side, together: bool) -> None:
        if together:
            node = side.branch_by_branch()
        else:
            depth = side.depth()
            node = np.flatnonzero(depth >= 0).astype(np.int32)
            node = node[np.lexsort((edges.count[node], depth[node]))]
        self.place, self.first, self.head, self.edge = sweep.pick(
            edges.first, edges.head, edges.usable, node
        )
        self.door_place: Final = self.place[side.doors.rank]
        self.usable: Final = edges.usable
        self.serial = -1
        self.ms: Times = np.empty(0, np.int32)


def customised(hierarchy: Hierarchy, up_ms: Times, down_ms: Times) -> tuple[Times, Times]:
    """Return the times of all edges, up and down, from those of the roads alone; both [E].

    The arrays given are taken over and changed.
    """
    customise.customise(
        *(hierarchy.up_first, hierarchy.up_head),
        *(hierarchy.down_first, hierarchy.down_tail, hierarchy.down_edge, up_ms, down_ms),
    )
    return up_ms, down_ms


def needed(hierarchy: Hierarchy, up_ms: Times, down_ms: Times) -> tuple[Edges, Edges]:
    """Return which edges may be part of a soonest way with these customised times, up and down.

    One that takes longer than it takes to get from its one end to the other is not.
    """
    h, soonest_up, soonest_down = hierarchy, up_ms.copy(), down_ms.copy()
    customise.perfect(
        *(h.up_first, h.up_head, h.down_first, h.down_tail, h.down_edge),
        *(soonest_up, soonest_down),
    )
    up = customise.needed(h.up_first, h.up_head, up_ms, soonest_up)
    down = customise.needed(h.up_first, h.up_head, down_ms, soonest_down)
    return Edges.of(*up), Edges.of(*down)
