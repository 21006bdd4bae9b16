"""Say where on the roads somebody is: at a node, or some way along a street."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import index_column
from routing.network import RoadNetwork
from routing.weights import CLOSED, LONGEST_ARC_MS

if TYPE_CHECKING:
    from routing.snapping import RoadPoint

NOWHERE: Final = -1
"""No node, no arc."""


_NOBODY = np.empty(0, np.int32)
_ONE_NOWHERE = np.array([NOWHERE], np.int32)
_ONE_ZERO = np.zeros(1)


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """n places where a journey may begin or end. Make them with `at_nodes` or `on_roads`."""

    node: NDArray[np.int32]
    """[n] the node, or `NOWHERE` for a place along an arc."""
    arc: NDArray[np.int32]
    """[n] the arc, or `NOWHERE` for a place at a node."""
    twin: NDArray[np.int32]
    """[n] the arc of the same street the other way, or `NOWHERE`: one may turn in the street. All
    stops in one street give the same."""
    fraction: NDArray[np.float64]
    """[n] how far along `arc` the place is, 0 to 1."""

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """What a kernel wants to know: node, arc, twin and fraction."""
        return self.node, self.arc, self.twin, self.fraction

    def __len__(self) -> int:
        return len(self.node)

    def __getitem__(self, rows: "slice | NDArray[np.intp]") -> "Stops":
        return Stops(self.node[rows], self.arc[rows], self.twin[rows], self.fraction[rows])

    @classmethod
    def at_nodes(cls, network: RoadNetwork, nodes: ArrayLike) -> "Stops":
        """Return stops at n nodes; raise `ValueError` naming the first that does not exist."""
        given = np.atleast_1d(np.asarray(nodes))
        if not given.size:
            given = np.empty(0, np.int32)
        node = index_column("nodes", given, np.int32, network.node_count, len(given))
        none = np.full_like(node, NOWHERE)
        return cls(node=node, arc=none, twin=none, fraction=np.zeros(len(node)))

    @classmethod
    def at_node(cls, network: RoadNetwork, node: int) -> "Stops":
        """Return one stop at a node; raise `ValueError` where it does not exist."""
        if not 0 <= node < network.node_count:
            raise ValueError(f"no node {node}: the network has {network.node_count}")
        return cls(np.array([node], np.int32), _ONE_NOWHERE, _ONE_NOWHERE, _ONE_ZERO)

    @classmethod
    def on_roads(cls, points: "Sequence[RoadPoint]") -> "Stops":
        """Return stops where places were snapped to the roads."""
        arc = np.array([point.arc for point in points], np.int32)
        twin = np.array([point.twin for point in points], np.int32)
        return cls.along(arc, twin, np.array([point.fraction for point in points], np.float64))

    @classmethod
    def along(
        cls, arc: NDArray[np.int32], twin: NDArray[np.int32], fraction: NDArray[np.float64]
    ) -> "Stops":
        """Return stops some way along n arcs, given as the attributes are."""
        # Of the two arcs of a street the lower stands for it: then equal streets are equal arcs.
        turned = (twin != NOWHERE) & (twin < arc)
        return cls(
            node=np.full(len(arc), NOWHERE, np.int32),
            arc=np.where(turned, twin, arc),
            twin=np.where(turned, arc, twin),
            fraction=np.where(turned, 1.0 - fraction, fraction),
        )

    def within_street(
        self, other: "Stops", arc_ms: NDArray[np.int32], *, towards: bool
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return which stops are in the very street of one other, and how far within it.

        As rows, and int32 ms by the times of the arcs; `towards` the other, or away from it. No
        door lies between such two, so no search finds the way.
        """
        arc, twin = int(other.arc[0]), int(other.twin[0])
        if arc == NOWHERE:
            return _NOBODY, _NOBODY
        rows = np.flatnonzero(self.arc == arc).astype(np.int32)
        ahead = (other.fraction[0] - self.fraction[rows]) * (1 if towards else -1)
        back_ms = int(arc_ms[twin]) if twin != NOWHERE else CLOSED
        along_ms = np.where(ahead >= 0, int(arc_ms[arc]), back_ms)
        times = np.abs(ahead) * along_ms
        # Whoever is there already need not drive, however closed the street is.
        possible = (ahead == 0) | (along_ms <= LONGEST_ARC_MS)
        times[ahead == 0] = 0
        return rows[possible], np.rint(times[possible]).astype(np.int32)
