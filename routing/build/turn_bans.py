"""Turn OSM restriction relations into banned turns: arcs that may not follow one another.

A `no_…` bans the one movement it draws. An `only_…` allows only that movement to those who come
from its from-way: every other way out at the end of the from-way is banned, and, where it leads
over via ways, every other way out along them and at their end. Signs are put up for those who
drive by the rule, so no banned turn has an arc against a one-way street in it; a metric that
drives there is breaking a rule already.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.build.restrictions import Restriction
from routing.network import AGAINST_ONE_WAY, EMERGENCY, FOOT, HGV, MOTORCAR

NOT_DRIVEN: Final = "restriction on roads that are not driven"
NOT_SPLIT: Final = "restriction on a way not split at its via"
NO_WAY_OVER: Final = "restriction whose via ways do not lead from its from to its to"

Turn = tuple[int, ...]


class Rows(NamedTuple):
    """M directed arcs between nodes, of OSM ways, and who may use them."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    way_id: NDArray[np.int64]
    access: NDArray[np.uint8]


class Bans(NamedTuple):
    """Banned turns as rows in driving order, whom each binds, and why others were left out."""

    turns: list[Turn]
    binds: list[int]
    left_out: Counter[str]


def banned_turns(
    restrictions: Iterable[Restriction], node_ids: NDArray[np.int64], rows: Rows
) -> Bans:
    """Return the turns that the restrictions ban; `node_ids` [N] are OSM ids, ascending."""
    restrictions = list(restrictions)
    junctions = _Junctions(restrictions, node_ids, rows)
    bans = Bans([], [], Counter())
    for restriction in restrictions:
        found = junctions.movements(restriction)
        if isinstance(found, str):
            bans.left_out[found] += 1
            continue
        turns = found
        if restriction.kind.startswith("only_"):
            turns = set(junctions.other_turns(found, restriction.binds))
        bans.turns.extend(sorted(turns))
        bans.binds.extend([restriction.binds] * len(turns))
    return bans


class _Junctions:
    """The arcs driven by rule at every node that a restriction is about."""

    def __init__(
        self, restrictions: list[Restriction], node_ids: NDArray[np.int64], rows: Rows
    ) -> None:
        via_ids = np.array([one.via_node for one in restrictions if not one.via_ways], np.int64)
        via_ways = np.array([way for one in restrictions for way in one.via_ways], np.int64)
        over = np.isin(rows.way_id, via_ways)
        nodes = np.unique(
            np.concatenate(
                [np.flatnonzero(np.isin(node_ids, via_ids)), rows.tail[over], rows.head[over]]
            )
        )
        self._node_of: Final = {int(node_ids[node]): int(node) for node in nodes.tolist()}
        self._tail: Final[dict[int, int]] = {}
        self._head: Final[dict[int, int]] = {}
        self._way: Final[dict[int, int]] = {}
        self._access: Final[dict[int, int]] = {}
        self._into: Final[dict[int, list[int]]] = defaultdict(list)
        self._out_of: Final[dict[int, list[int]]] = defaultdict(list)
        self._over: Final[list[int]] = []
        by_rule = (rows.access & AGAINST_ONE_WAY) == 0
        touching = by_rule & (np.isin(rows.tail, nodes) | np.isin(rows.head, nodes))
        for row in np.flatnonzero(touching).tolist():
            self._tail[row], self._head[row] = int(rows.tail[row]), int(rows.head[row])
            self._way[row], self._access[row] = int(rows.way_id[row]), int(rows.access[row])
            self._into[self._head[row]].append(row)
            self._out_of[self._tail[row]].append(row)
            if over[row]:
                self._over.append(row)

    def movements(self, restriction: Restriction) -> set[Turn] | str:
        """Return the movements a restriction draws, or in words why it cannot be used."""
        found: set[Turn] = set()
        problem = NOT_DRIVEN
        draw = self._over_ways if restriction.via_ways else self._over_node
        ends = list(product(restriction.from_ways, restriction.to_ways))
        # One traveller at a time: parallel arcs are for different travellers, and no chain of
        # arcs changes between them.
        for traveller in (MOTORCAR, HGV, EMERGENCY, FOOT):
            if not restriction.binds & traveller:
                continue
            for from_way, to_way in ends:
                turns = draw(restriction, from_way, to_way, traveller)
                if isinstance(turns, str):
                    problem = turns if problem == NOT_DRIVEN else problem
                else:
                    found.update(turns)
        return found or problem

    def other_turns(self, allowed: set[Turn], binds: int) -> Iterator[Turn]:
        """Return every way to leave the allowed movements, wherever along them."""
        begun = {turn[:steps] for turn in allowed for steps in range(1, len(turn))}
        going_on = {turn[:steps] for turn in allowed for steps in range(2, len(turn) + 1)}
        for turn in begun:
            for row in self._out_of[self._head[turn[-1]]]:
                if self._access[row] & binds and (*turn, row) not in going_on:
                    yield (*turn, row)

    def _over_node(
        self, restriction: Restriction, from_way: int, to_way: int, traveller: int
    ) -> list[Turn] | str:
        via = self._node_of.get(restriction.via_node, -1)
        rows_in = self._of_way(self._into[via], from_way, traveller)
        rows_out = self._of_way(self._out_of[via], to_way, traveller)
        turns: list[Turn] = list(product(rows_in, rows_out))
        if restriction.kind == "no_u_turn" and from_way == to_way:
            # Back where one came from; the way may well run on beyond the via node.
            return [(row, out) for row, out in turns if self._tail[row] == self._head[out]]
        if len(turns) > 1:
            return NOT_SPLIT
        return turns or NOT_DRIVEN

    def _over_ways(
        self, restriction: Restriction, from_way: int, to_way: int, traveller: int
    ) -> list[Turn] | str:
        """Find the arcs over the via ways: the only chain of them from the from- to the to-way."""
        via_rows = [
            row for way in restriction.via_ways for row in self._of_way(self._over, way, traveller)
        ]
        nodes = {self._tail[row] for row in via_rows} | {self._head[row] for row in via_rows}
        begins = [
            row for node in nodes for row in self._of_way(self._into[node], from_way, traveller)
        ]
        ends = [
            row for node in nodes for row in self._of_way(self._out_of[node], to_way, traveller)
        ]
        if not begins or not ends:
            return NOT_DRIVEN
        turns = [
            (begin, *chain, end)
            for begin, end in product(begins, ends)
            for chain in self._chains(self._head[begin], self._tail[end], via_rows)
        ]
        if len(turns) > 1:
            return NOT_SPLIT
        return turns or NO_WAY_OVER

    def _chains(self, begin: int, end: int, rows: list[int]) -> Iterator[Turn]:
        """Yield the chains of rows from one node to another, none passing a node twice."""
        unfinished: list[tuple[Turn, frozenset[int]]] = [((), frozenset([begin]))]
        while unfinished:
            chain, seen = unfinished.pop()
            here = self._head[chain[-1]] if chain else begin
            for row in rows:
                there = self._head[row]
                if self._tail[row] != here or there in seen:
                    continue
                if there == end:
                    yield (*chain, row)
                else:
                    unfinished.append(((*chain, row), seen | {there}))

    def _of_way(self, rows: list[int], way: int, traveller: int) -> list[int]:
        return [row for row in rows if self._way[row] == way and self._access[row] & traveller]
