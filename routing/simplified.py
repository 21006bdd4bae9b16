"""Keep the roads as a search for the nearest of one set of candidates wants them: without bends.

An OSM extract may have ten nodes to a junction. The search that is to be the fastest runs from
junction to junction and door to door; every other search runs over all nodes, for it has to say
how soon one is at each, or which arcs one drives.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.adjacency import Adjacency
from routing.candidates import Side
from routing.kernels import FAR, simplify
from routing.turn_graph import TurnGraph


class SimplifiedRoads:
    """The roads that lead backwards to the doors of a side, and what a search of them writes.

    `roads` are those of the inward adjacency, as they are now and will be: after each change of
    theirs comes a call of `mend`. The attributes are what `routing.kernels.nearest` reads.
    """

    def __init__(
        self, inward: Adjacency, outward: Adjacency, roads: NDArray[np.int32], side: Side
    ) -> None:
        first_door, next_door = side.chained()
        has_door = first_door >= 0
        roads_into = outward.first, outward.head, inward.at[outward.arc]
        is_useful = simplify.useful(inward.first, inward.head, *roads_into, has_door)
        self.after, is_kept = simplify.continuations(
            inward.first, inward.head, *roads_into, has_door, is_useful
        )
        kept = np.flatnonzero(is_kept)
        self.node_count: Final = len(kept)
        self.node, self.at, self._part_of, self._slot = simplify.records(
            inward.first, roads, self.after, kept, first_door
        )
        self._inward: Final = inward
        self._roads: Final = roads
        self.door: Final = np.stack([side.doors.row, side.doors.arc, next_door], axis=1)
        self.best: Final = np.full(side.count, FAR, np.int32)
        entries = len(self.node) + 2 * len(self.door) + 1_000
        self.touched: Final = np.empty(entries, np.int32)
        self.heap: Final = np.empty(entries, np.int64)

    def mend(self, arcs: NDArray[np.int32], graph: TurnGraph) -> None:
        """Take over the new times of n network arcs."""
        simplify.mend(
            *(arcs, graph.copy_first, graph.copy, self._inward.at, self._roads),
            *(self.after, self._part_of, self._slot, self.node),
        )
