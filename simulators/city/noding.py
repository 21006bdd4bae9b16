"""Lay a road over the streets so that it meets each street it crosses at a junction."""

import numpy as np
from scipy.spatial import cKDTree

from simulators.city.geography import Floats
from simulators.city.road_draft import EDGE_COLUMNS, Ints, RoadDraft, nearest

MERGE_M = 12.0
"""A crossing nearer than this to a street's end uses that end, so no stub of an edge is left."""


def crossings(draft: RoadDraft, line: Floats) -> tuple[Ints, Floats, Floats]:
    """Return where a line in metres crosses edges: edges, place on the edge 0–1, place on the line.

    The place on the line counts its segments: 2.5 is the middle of the third.
    """
    a, b = draft.xy[draft.u], draft.xy[draft.v]
    reach = max(draft.lengths().tolist(), default=0.0) / 2
    steps = np.hypot(*np.diff(line, axis=0).T)
    near = cKDTree((a + b) / 2).query_ball_point(
        (line[:-1] + line[1:]) / 2, reach + steps / 2, return_sorted=True
    )
    segment = np.repeat(np.arange(len(near)), [len(edges) for edges in near])
    edge = np.fromiter((e for edges in near for e in edges), np.int64, len(segment))
    street, step = b[edge] - a[edge], line[segment + 1] - line[segment]
    across = street[:, 0] * step[:, 1] - street[:, 1] * step[:, 0]
    across = np.where(np.abs(across) < 1e-9, np.inf, across)
    gap = line[segment] - a[edge]
    on_edge = (gap[:, 0] * step[:, 1] - gap[:, 1] * step[:, 0]) / across
    on_line = (gap[:, 0] * street[:, 1] - gap[:, 1] * street[:, 0]) / across
    hit = (on_edge > 0) & (on_edge < 1) & (on_line >= 0) & (on_line < 1)
    return edge[hit], on_edge[hit], on_line[hit] + segment[hit]


def lay_over(draft: RoadDraft, line: Floats, highway: int, name: str, speed_kmh: float) -> None:
    """Add a road along a line in metres, splitting every edge it crosses.

    Its first and last points become the nearest points of the draft, its other points are kept.
    """
    edge, on_edge, on_line = crossings(draft, line)
    ends = nearest(draft.xy, line[[0, -1]])[1]
    length = draft.lengths()[edge]
    at_u, at_v = on_edge * length < MERGE_M, (1 - on_edge) * length < MERGE_M
    split = ~(at_u | at_v)
    node = np.where(at_u, draft.u[edge], draft.v[edge])
    start, stop = draft.xy[draft.u[edge[split]]], draft.xy[draft.v[edge[split]]]
    node[split] = draft.add_points(start + (stop - start) * on_edge[split, None])
    _split_edges(draft, edge[split], on_edge[split], node[split])
    # A bend close to a crossing would only make a stub: the crossing stands for it.
    bends = np.arange(1, len(line) - 1)
    if len(on_line):
        bends = bends[np.abs(bends[:, None] - on_line).min(axis=1) > 0.25]
    new = draft.add_points(line[bends])
    order = np.argsort(np.concatenate([on_line, bends]), kind="stable")
    middle = np.concatenate([node, new])[order]
    draft.add_road(np.concatenate([ends[:1], middle, ends[1:]]), highway, name, speed_kmh)


def _split_edges(draft: RoadDraft, edge: Ints, on_edge: Floats, node: Ints) -> None:
    """Replace each crossed edge by its pieces, in order, with its class, name and direction."""
    order = np.lexsort((on_edge, edge))
    edge, node = edge[order], node[order]
    first = np.concatenate([[True], edge[1:] != edge[:-1]])[: len(edge)]
    last = np.concatenate([edge[1:] != edge[:-1], [True]])[-len(edge) :] if len(edge) else first
    before = np.where(first, draft.u[edge], np.roll(node, 1))
    old = np.concatenate([edge, edge[last]])
    draft.u = np.concatenate([draft.u, before, node[last]])
    draft.v = np.concatenate([draft.v, node, draft.v[edge[last]]])
    for column in set(EDGE_COLUMNS) - {"u", "v"}:
        values = getattr(draft, column)
        setattr(draft, column, np.concatenate([values, values[old]]))
    keep = np.ones(len(draft.u), np.bool_)
    keep[edge] = False
    draft.keep_edges(keep)
