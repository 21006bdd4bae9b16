"""Lay a network out so that banned turns are simply arcs that cannot be driven.

A banned turn is a sequence of arcs nobody may drive one after the other. Whoever has driven the
beginning of one must be told apart from whoever has not, so each such beginning is a place of its
own: a second node at the same junction, with the same ways out, from which the arc that would
complete the ban is barred. Only junctions where a ban passes are split. Which beginning one is in
after another arc is the oldest question of text search, the longest suffix that is a prefix of
some pattern, and is answered by the automaton of Aho and Corasick (Efficient string matching: an
aid to bibliographic search, 1975) with arcs for letters.

Nodes 0 to N - 1 and arcs 0 to M - 1 are those of the network; what is added comes after them.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from routing.network import RoadNetwork
from routing.weights import CLOSED, Weights, check_weights

Turn = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TurnGraph:
    """X nodes and Y arcs: those of a network, then the copies that banned turns need.

    A journey that begins at a network node begins at the graph node of the same number, where no
    turn is behind it; one that ends there may end at any of `arrivals`.
    """

    network: RoadNetwork
    node: NDArray[np.int32]
    """[X] the network node each node is."""
    first_out: NDArray[np.int32]
    """[X + 1] first arc out of each node."""
    head: NDArray[np.int32]
    """[Y] node each arc leads to."""
    arc: NDArray[np.int32]
    """[Y] the network arc each arc is."""
    barred_arc: NDArray[np.int32]
    """[B] arcs that complete a banned turn, with in `barred_by` [B] which one."""
    barred_by: NDArray[np.int32]

    @property
    def node_count(self) -> int:
        """X, the number of nodes."""
        return len(self.node)

    @property
    def arc_count(self) -> int:
        """Y, the number of arcs."""
        return len(self.head)

    @property
    def tail(self) -> NDArray[np.int32]:
        """[Y] node each arc leaves; computed anew."""
        return np.repeat(np.arange(self.node_count, dtype=np.int32), np.diff(self.first_out))

    def tail_of(self, arcs: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the node that each of some arcs leaves."""
        return np.asarray(np.searchsorted(self.first_out, arcs, "right") - 1, np.int32)

    def barred(self, weights: Weights) -> NDArray[np.bool_]:
        """Return which arcs the banned turns that hold under these weights bar, bool[Y]."""
        barred = np.zeros(self.arc_count, np.bool_)
        holds = slice(None) if weights.bans is None else weights.bans[self.barred_by]
        barred[self.barred_arc[holds]] = True
        return barred

    def travel_ms(self, weights: Weights) -> NDArray[np.int32]:
        """Return the travel time of each arc, int32[Y] in ms; `CLOSED` where it is barred too."""
        check_weights(self.network, weights)
        travel_ms = weights.travel_ms[self.arc]
        travel_ms[self.barred(weights)] = CLOSED
        return travel_ms

    def arrivals(self, nodes: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the graph nodes at which one may arrive at each of n network nodes.

        As (row [m], graph node [m]), rows ascending; the network node itself comes first.
        """
        return _with_copies(nodes, self.node, self.network.node_count)

    def copies(self, arcs: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the graph arcs that are each of n network arcs, as (row [m], graph arc [m])."""
        return _with_copies(arcs, self.arc, self.network.arc_count)


def _with_copies(
    wanted: NDArray[np.int32], original: NDArray[np.int32], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return each wanted number, and those from `count` on whose original it is, by row."""
    added = original[count:]
    by_original = np.argsort(added, kind="stable").astype(np.int32)
    begin = np.searchsorted(added, wanted, "left", sorter=by_original)
    copies = np.searchsorted(added, wanted, "right", sorter=by_original) - begin
    row = np.repeat(np.arange(len(wanted), dtype=np.int32), copies + 1)
    first = np.cumsum(copies + 1) - (copies + 1)
    nth = np.arange(len(row)) - first[row]
    found = wanted[row].astype(np.int32)
    again = nth > 0
    found[again] = count + by_original[begin[row[again]] + nth[again] - 1]
    return row, found


@lru_cache(maxsize=8)
def turn_graph(network: RoadNetwork) -> TurnGraph:
    """Return the turn graph of a network, made once for each of the few networks of a process."""
    bans = {network.banned_turn(ban): ban for ban in range(network.ban_count)}
    begun = sorted({turn[:length] for turn in bans for length in range(1, len(turn))})
    node_of = {turn: network.node_count + place for place, turn in enumerate(begun)}
    head = network.head.copy()
    for turn, node in node_of.items():
        if len(turn) == 1:
            head[turn[0]] = node
    added: list[tuple[int, int]] = []  # (head, network arc) of each added arc
    barred: list[tuple[int, int]] = []  # (arc, ban it completes)
    ends: list[int] = []
    for turn in begun:
        junction = int(network.head[turn[-1]])
        for arc in range(int(network.first_out[junction]), int(network.first_out[junction + 1])):
            suffixes = [(*turn, arc)[place:] for place in range(len(turn) + 1)]
            reached = next((node_of[s] for s in suffixes if s in node_of), network.head[arc])
            number = network.arc_count + len(added)
            barred += [(number, bans[suffix]) for suffix in suffixes if suffix in bans]
            added.append((int(reached), arc))
        ends.append(network.arc_count + len(added))
    more = np.array(added, np.int32).reshape(-1, 2)
    bars = np.array(barred, np.int32).reshape(-1, 2)
    everywhere = np.arange(network.node_count, dtype=np.int32)
    everything = np.arange(network.arc_count, dtype=np.int32)
    junctions = network.head[np.array([turn[-1] for turn in begun], np.int32)]
    return TurnGraph(
        network=network,
        node=np.concatenate([everywhere, junctions]),
        first_out=np.concatenate([network.first_out, np.array(ends, np.int32)]),
        head=np.concatenate([head, more[:, 0]]),
        arc=np.concatenate([everything, more[:, 1]]),
        barred_arc=bars[:, 0],
        barred_by=bars[:, 1],
    )
