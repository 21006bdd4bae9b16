"""Bring what hangs on arcs, their shapes and the turns between them, into the order of the arcs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.arrays import degrees_column, index_column, refuse


def ordered_shapes(
    shapes: Mapping[int, NDArray[np.float64]], order: NDArray[np.intp]
) -> dict[str, Any]:
    """Lay the points of all arcs one after another: arc `a` was row `order[a]`, [M].

    Returns `shape_first`, `shape_lon` and `shape_lat` of a `RoadNetwork`. Raises `ValueError`
    naming a row that does not exist, or the first point that is on no map.
    """
    arcs = len(order)
    for row in shapes:
        if not 0 <= row < arcs:
            raise ValueError(f"shapes has a row {row}, there are {arcs}")
    none = np.empty((0, 2), np.float64)
    rows = [shapes.get(int(row), none) for row in order] if shapes else []
    points = np.concatenate([none, *rows])
    shape_first = np.zeros(arcs + 1, np.int32)
    if rows:
        np.cumsum([len(row) for row in rows], out=shape_first[1:])
    return {
        "shape_first": shape_first,
        "shape_lon": degrees_column("shapes lon", points[:, 0], 180.0, len(points)),
        "shape_lat": degrees_column("shapes lat", points[:, 1], 90.0, len(points)),
    }


def ordered_bans(
    turn_bans: Sequence[Sequence[int]],
    binds: NDArray[np.uint8],
    order: NDArray[np.intp],
    tail: NDArray[np.int64],
    head: NDArray[np.int32],
) -> dict[str, Any]:
    """Renumber banned turns from rows to arcs; sorted, each once, binding all its copies bind.

    `binds` [K] says whom each turn binds; `tail` and `head` [M] are already in order, arc `a`
    having been row `order[a]`. Returns `ban_first`, `ban_arcs` and `ban_binds` of a
    `RoadNetwork`. Raises `ValueError` naming a turn that is no turn, and why.
    """
    arc_of_row = np.empty(len(order), np.int32)
    arc_of_row[order] = np.arange(len(order), dtype=np.int32)
    bound: dict[tuple[int, ...], int] = {}
    for place, (rows, who) in enumerate(zip(turn_bans, binds.tolist(), strict=True)):
        name = f"turn_bans[{place}]"
        arcs = arc_of_row[index_column(name, rows, np.int64, len(order), len(rows))]
        if len(arcs) < 2:
            raise ValueError(f"{name} has {len(arcs)} arcs, a turn has two or more")
        breaks = np.concatenate([[False], head[arcs[:-1]] != tail[arcs[1:]]])
        refuse(name, np.asarray(rows), breaks, "does not follow on")
        turn = tuple(arcs.tolist())
        bound[turn] = bound.get(turn, 0) | who
    turns = sorted(bound)
    ban_first = np.zeros(len(turns) + 1, np.int32)
    np.cumsum([len(turn) for turn in turns], out=ban_first[1:])
    return {
        "ban_first": ban_first,
        "ban_arcs": np.array([arc for turn in turns for arc in turn], np.int32),
        "ban_binds": np.array([bound[turn] for turn in turns], np.uint8),
    }
