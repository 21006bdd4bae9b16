"""Lay out the arcs one traveller may use by rank, so that a search stays in near memory.

Nodes that lie close in the order of contraction lie close on the ground: searching by rank finds
most of what it needs already in the processor's cache.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.hierarchy import Hierarchy

NOT_KEPT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """Arcs by the rank they leave (outward) or, turned round, by the rank they reach (inward)."""

    first: NDArray[np.int32]
    """[X + 1] first entry of each rank."""
    head: NDArray[np.int32]
    """[A] the rank at the other end of each entry."""
    arc: NDArray[np.int32]
    """[A] the graph arc of each entry."""
    at: NDArray[np.int32]
    """[Y] the entry of each graph arc, `NOT_KEPT` for one that may not be used."""

    @classmethod
    def outward(cls, hierarchy: Hierarchy, usable: NDArray[np.bool_]) -> "Adjacency":
        """Lay out for searching the way one drives; `usable` [Y] graph arcs count."""
        graph = hierarchy.graph
        return cls._of(hierarchy.rank[graph.tail], hierarchy.rank[graph.head], usable, hierarchy)

    @classmethod
    def inward(cls, hierarchy: Hierarchy, usable: NDArray[np.bool_]) -> "Adjacency":
        """Lay out for searching backwards, from where one wants to be."""
        graph = hierarchy.graph
        return cls._of(hierarchy.rank[graph.head], hierarchy.rank[graph.tail], usable, hierarchy)

    @classmethod
    def _of(
        cls,
        start: NDArray[np.int32],
        end: NDArray[np.int32],
        usable: NDArray[np.bool_],
        hierarchy: Hierarchy,
    ) -> "Adjacency":
        used = np.flatnonzero(usable)
        arcs = used[np.argsort(start[used], kind="stable")].astype(np.int32)
        first = np.zeros(len(hierarchy.rank) + 1, np.int32)
        np.cumsum(np.bincount(start[arcs], minlength=len(hierarchy.rank)), out=first[1:])
        at = np.full(len(usable), NOT_KEPT, np.int32)
        at[arcs] = np.arange(len(arcs), dtype=np.int32)
        return cls(first=first, head=end[arcs], arc=arcs, at=at)

    def roads(self, arc_ms: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return what a search reads, int32[A, 2]: the other end, and the time by graph arc [Y]."""
        return np.stack([self.head, arc_ms[self.arc]], axis=1)
