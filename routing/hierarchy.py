"""Contract a road network once, for whatever travel times its roads may ever have.

The order in which nodes are taken out cuts the network in halves, and the halves in halves
(METIS nested dissection): whatever is cut off from the rest by a few nodes is finished before
them. Order and edges follow from the network alone; travel times are laid on them afterwards, by
`LiveRoads`. See `routing.kernels.chordal` for the idea and the papers.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.kernels import chordal
from routing.network import FOOT, VEHICLES, RoadNetwork
from routing.turn_graph import TurnGraph, turn_graph

NO_EDGE: Final = -1

GROUPS: Final[dict[str, int]] = {"vehicles": VEHICLES, "foot": FOOT}
"""Who shares a hierarchy: all metrics of vehicles one, those of people on foot another."""


@lru_cache(maxsize=8)
def hierarchy_of(network: RoadNetwork, group: str) -> "Hierarchy":
    """Return the hierarchy of one of `GROUPS`, made once for each network of a process.

    Takes a fraction of a second where the network knows its order, seconds where it does not.
    """
    return Hierarchy.of(turn_graph(network), _usable(network, group), network.orders.get(group))


def with_orders(network: RoadNetwork) -> RoadNetwork:
    """Return the same network with the orders of contraction of all groups, for its file."""
    graph = turn_graph(network)
    orders = {group: contraction_order(graph, _usable(network, group)) for group in GROUPS}
    return replace(network, orders=orders)


def _usable(network: RoadNetwork, group: str) -> NDArray[np.bool_]:
    return np.asarray((network.access & GROUPS[group]) != 0)


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """E edges over the X nodes of a turn graph, each known by its rank in the order of contraction.

    Immutable, so any number of metrics share one.
    """

    graph: TurnGraph
    rank: NDArray[np.int32]
    """[X] when each graph node is taken out. All arrays below speak of ranks, not of nodes."""
    up_first: NDArray[np.int32]
    """[X + 1] first edge up from each rank."""
    up_head: NDArray[np.int32]
    """[E] the upper rank of each edge, ascending within its lower one."""
    down_first: NDArray[np.int32]
    down_tail: NDArray[np.int32]
    down_edge: NDArray[np.int32]
    """The same edges by their upper rank: from `down_first` [X + 1] on, lower rank and edge."""
    edge: NDArray[np.int32]
    """[Y] the edge along which each graph arc runs, `NO_EDGE` for one that is not in use."""
    is_up: NDArray[np.bool_]
    """[Y] whether the arc runs up its edge."""
    up_tail: NDArray[np.int32] = field(init=False)
    """[E] the lower rank of each edge."""
    parent: NDArray[np.int32] = field(init=False)
    """[X] the lowest rank joined to each from above, -1 at a root."""
    along_first: NDArray[np.int32] = field(init=False)
    along: NDArray[np.int32] = field(init=False)
    """The graph arcs along edge e: down it from `along_first[2 e]`, up from `[2 e + 1]`."""

    meeting: tuple[NDArray[np.int32], ...] = field(init=False)
    """What says where a stop meets the graph; see `routing.kernels.doors`."""

    def __post_init__(self) -> None:
        ranks = len(self.rank)
        has_parent = self.up_first[1:] > self.up_first[:-1]
        parent = np.full(ranks, -1, np.int32)
        parent[has_parent] = self.up_head[self.up_first[:-1][has_parent]]
        used = np.flatnonzero(self.edge != NO_EDGE).astype(np.int32)
        side = 2 * self.edge[used] + self.is_up[used]
        first = np.zeros(2 * len(self.up_head) + 1, np.int32)
        np.cumsum(np.bincount(side, minlength=2 * len(self.up_head)), out=first[1:])
        tail = np.repeat(np.arange(ranks, dtype=np.int32), np.diff(self.up_first))
        graph = self.graph
        places = graph.arrival_first, graph.arrival, graph.copy_first, graph.copy
        object.__setattr__(self, "meeting", (graph.tail, graph.head, self.rank, *places))
        object.__setattr__(self, "parent", parent)
        object.__setattr__(self, "up_tail", tail)
        object.__setattr__(self, "along_first", first)
        object.__setattr__(self, "along", used[np.argsort(side, kind="stable")])

    @property
    def edge_count(self) -> int:
        """E, the number of edges."""
        return len(self.up_head)

    @classmethod
    def of(
        cls, graph: TurnGraph, usable: NDArray[np.bool_], rank: NDArray[np.int32] | None = None
    ) -> "Hierarchy":
        """Contract a turn graph, of which only the arcs of `usable` network arcs [M] count.

        `rank` [X] is an order made before by `contraction_order`, kept with the network; any
        order gives right answers, a good one quick ones. Raises `ValueError` where it is none.
        """
        if rank is None:
            rank = contraction_order(graph, usable)
        if not np.array_equal(np.sort(rank), np.arange(graph.node_count)):
            raise ValueError(f"the order is not one of the {graph.node_count} nodes of the graph")
        tail, head = rank[graph.tail], rank[graph.head]
        used = usable[graph.arc] & (tail != head)
        lower = np.minimum(tail, head)[used]
        upper = np.maximum(tail, head)[used]
        above = np.zeros(graph.node_count + 1, np.int32)
        np.cumsum(np.bincount(lower, minlength=graph.node_count), out=above[1:])
        by_lower = np.argsort(lower, kind="stable")
        unsorted = chordal.eliminate(above, upper[by_lower])
        up_first, up_head, _ = chordal.turned_round(*chordal.turned_round(*unsorted)[:2])
        down_first, down_tail, down_edge = chordal.turned_round(up_first, up_head)
        edge = np.full(graph.arc_count, NO_EDGE, np.int32)
        edge[used] = chordal.edge_of_pairs(up_first, up_head, lower, upper)
        return cls(
            graph=graph,
            rank=np.ascontiguousarray(rank, np.int32),
            up_first=up_first,
            up_head=up_head,
            down_first=down_first,
            down_tail=down_tail,
            down_edge=down_edge,
            edge=edge,
            is_up=tail < head,
        )


def contraction_order(graph: TurnGraph, usable: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return a nested dissection order of the graph's nodes: the rank of each, int32[X].

    Nodes without a usable arc come first. The same graph gives the same order.
    """
    from pymetis import CSRAdjacency, nested_dissection

    tail, head = graph.tail, graph.head
    used = usable[graph.arc] & (tail != head)
    joined = np.zeros(graph.node_count, np.bool_)
    joined[tail[used]] = joined[head[used]] = True
    number = np.cumsum(joined, dtype=np.int64) - 1
    count = int(joined.sum())
    one, other = number[tail[used]], number[head[used]]
    pairs = np.unique(np.concatenate([one * count + other, other * count + one]))
    rank = np.empty(graph.node_count, np.int32)
    alone = graph.node_count - count
    rank[~joined] = np.arange(alone, dtype=np.int32)
    if count:
        starts = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(pairs // count, minlength=count), out=starts[1:])
        adjacency = CSRAdjacency(starts, (pairs % count).astype(np.int32))
        _, place = nested_dissection(adjacency)
        rank[joined] = alone + np.array(place, np.int32)
    return rank
