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

from dataclasses import dataclass, field
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
    turn is behind it; one that ends there may end at any of its `arrivals`.
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
    tail: NDArray[np.int32] = field(init=False)
    """[Y] node each arc leaves."""
    arrival_first: NDArray[np.int32] = field(init=False)
    arrival: NDArray[np.int32] = field(init=False)
    """The nodes that are network node v: from `arrival_first[v]` [N + 1] on, v the first."""
    copy_first: NDArray[np.int32] = field(init=False)
    copy: NDArray[np.int32] = field(init=False)
    """The arcs that are network arc a: from `copy_first[a]` [M + 1] on, a the first."""

    def __post_init__(self) -> None:
        nodes = np.arange(self.node_count, dtype=np.int32)
        arrivals = _grouped(self.node, self.network.node_count)
        copies = _grouped(self.arc, self.network.arc_count)
        object.__setattr__(self, "tail", np.repeat(nodes, np.diff(self.first_out)))
        object.__setattr__(self, "arrival_first", arrivals[0])
        object.__setattr__(self, "arrival", arrivals[1])
        object.__setattr__(self, "copy_first", copies[0])
        object.__setattr__(self, "copy", copies[1])

    @property
    def node_count(self) -> int:
        """X, the number of nodes."""
        return len(self.node)

    @property
    def arc_count(self) -> int:
        """Y, the number of arcs."""
        return len(self.head)

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

    def copies(self, arcs: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the graph arcs that are each of n network arcs, as (row [m], graph arc [m])."""
        return _gathered(arcs, self.copy_first, self.copy)

    def arrivals(self, nodes: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the graph nodes at which one may arrive at each of n network nodes, likewise."""
        return _gathered(nodes, self.arrival_first, self.arrival)


def _grouped(original: NDArray[np.int32], count: int) -> tuple[NDArray[np.int32], ...]:
    """Sort what was made of each of `count` originals together; the original itself is first."""
    first = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(original, minlength=count), out=first[1:])
    return first, np.argsort(original, kind="stable").astype(np.int32)


def _gathered(
    wanted: NDArray[np.int32], first: NDArray[np.int32], grouped: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the groups of the wanted originals one after another, with their rows."""
    begin, count = first[wanted], first[wanted + 1] - first[wanted]
    row = np.repeat(np.arange(len(wanted), dtype=np.int32), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, grouped[begin[row] + nth]


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
