"""Turn OSM restriction relations into banned turns from one arc to another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Restriction(NamedTuple):
    """A relation such as `no_left_turn`: from these ways, over this node, into these ways."""

    kind: str
    from_ways: tuple[int, ...]
    via_node: int
    to_ways: tuple[int, ...]


def restriction_of(
    tags: Mapping[str, str], members: Iterable[tuple[str, str, int]]
) -> Restriction | str:
    """Read a relation from its tags and its (type, role, ref) members.

    Returns in words why it cannot be used, where it cannot.
    """
    kind = tags.get("restriction", "")
    if not kind.startswith(("no_", "only_")):
        return "restriction of an unknown kind"
    if "emergency" in tags.get("except", ""):
        return "restriction that spares emergency vehicles"
    roles = defaultdict(list)
    for member_type, role, ref in members:
        roles[role, member_type].append(ref)
    if roles["via", "w"]:
        return "restriction over a via way"
    from_ways, via, to_ways = roles["from", "w"], roles["via", "n"], roles["to", "w"]
    if not from_ways or len(via) != 1 or not to_ways:
        return "restriction with missing members"
    return Restriction(kind, tuple(from_ways), via[0], tuple(to_ways))


def banned_turns(
    restrictions: Iterable[Restriction],
    node_ids: NDArray[np.int64],
    way_id: NDArray[np.int64],
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
) -> tuple[list[tuple[int, ...]], Counter[str]]:
    """Return bans as (row in, row out), and why others were left out.

    `node_ids` [N] are the OSM ids of the nodes, ascending; `way_id`, `tail` and `head` [M] are
    the directed arcs. An `only_…` becomes a ban on every other arc out of the via node.
    """
    restrictions = list(restrictions)
    via_ids = np.array([restriction.via_node for restriction in restrictions], np.int64)
    via_nodes = np.minimum(np.searchsorted(node_ids, via_ids), len(node_ids) - 1)
    known = node_ids[via_nodes] == via_ids
    arriving = _rows_at(via_nodes, head, way_id)
    leaving = _rows_at(via_nodes, tail, way_id)
    bans: list[tuple[int, ...]] = []
    left_out: Counter[str] = Counter()
    for restriction, via, is_known in zip(restrictions, via_nodes.tolist(), known, strict=True):
        rows_in = [row for way in restriction.from_ways for row in arriving[via][way]]
        rows_out = [row for way in restriction.to_ways for row in leaving[via][way]]
        if not is_known or not rows_in or not rows_out:
            left_out["restriction on roads that are not driven"] += 1
        elif len(rows_in) > len(restriction.from_ways) or len(rows_out) > len(restriction.to_ways):
            # The way passes through the via node instead of ending there: which end is meant?
            left_out["restriction on a way not split at its via node"] += 1
        else:
            every_exit = {row for rows in leaving[via].values() for row in rows}
            allowed_only = restriction.kind.startswith("only_")
            banned = every_exit - set(rows_out) if allowed_only else rows_out
            bans += [(row_in, row_out) for row_in in rows_in for row_out in banned]
    return bans, left_out


RowsByWay = defaultdict[int, list[int]]


def _rows_at(
    nodes: NDArray[np.intp], end: NDArray[np.int64], way_id: NDArray[np.int64]
) -> defaultdict[int, RowsByWay]:
    """Return, for each of the nodes, the rows that have it as their end, by way."""
    rows_at: defaultdict[int, RowsByWay] = defaultdict(lambda: defaultdict(list))
    rows = np.flatnonzero(np.isin(end, nodes))
    for row, node, way in zip(
        rows.tolist(), end[rows].tolist(), way_id[rows].tolist(), strict=True
    ):
        rows_at[node][way].append(row)
    return rows_at
