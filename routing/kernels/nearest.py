"""Search outwards from a place until the nearest candidates are found: Dijkstra, 1959.

The search goes from junction to junction over records laid out by `routing.kernels.simplify`; all
it wants to know of a node is one piece of memory, and neighbours on the ground are neighbours
there. An item below R is the node whose record begins there; from R on it is a candidate, R + its
row, so that a candidate that stands some way along an arc is reached through its doors like any
other place, and comes up in its turn.
"""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.dijkstra import HEAD, MS, push, sift
from routing.kernels.doors import door_time, doors
from routing.kernels.simplify import BEST, DOOR, END, ROADS, USELESS, follow

ROW, OVER, NEXT = 0, 1, 2
"""The columns of `door`."""


@compiled
def nearest(
    node, at, first, roads, after, target, meeting, straight, straight_ms, arc_ms,
    door, door_share, count, most_reached, best, touched, heap,
):  # fmt: skip
    """Return the rows and times of the `count` candidates nearest to a target, soonest first.

    `node` [R] to `after` are what `simplify` makes of the roads `first` and `roads`; `target` and
    `meeting` are those of `doors`. `door` [doors, 3] holds for each door the row of its
    candidate, the arc beyond it and the next door of the same node; beyond it lies `door_share` of
    the arc (`door_time`). The candidates `straight` are `straight_ms` away without any door.
    `best` [rows] is all `FAR`, and left so; `touched` and `heap` have room for two entries for
    each road, and one for each door and seed.

    The search ends as soon as enough candidates are settled, so among thousands of candidates it
    stays within a few streets; when it has reached `most_reached` nodes it gives up. Returns
    (rows, times, gave up).
    """
    rows, times = np.empty(count, np.int32), np.empty(count, np.int32)
    marks, size, found = 0, 0, 0
    _, seeds, seed_over, seed_share = doors(target, meeting, True)
    for place in range(len(seeds)):
        then = door_time(seed_over[place], seed_share[place], arc_ms)
        marks, size = set_out(
            node, at, first, roads, after, seeds[place], then, touched, marks, heap, size
        )
    candidate = len(node)
    for place in range(len(straight)):
        row = straight[place]
        marks, size = offer(
            best, row, straight_ms[place], candidate + row, touched, marks, heap, size
        )
    while size and found < count and marks < most_reached:
        word = heap[0]
        sift(heap, size)
        size -= 1
        here, now = np.uint32(word & 0xFFFFFFFF), np.int32(word >> 32)
        if here >= candidate:
            row = np.int64(here) - candidate
            if now == best[row]:
                rows[found], times[found] = row, now
                found += 1
        elif now == node[here + BEST]:
            way = node[here + DOOR]
            while way >= 0:
                row = door[way, ROW]
                then = now + door_time(door[way, OVER], door_share[way], arc_ms)
                marks, size = offer(best, row, then, candidate + row, touched, marks, heap, size)
                way = door[way, NEXT]
            for road in range(here + ROADS, np.uint32(node[here + END]), 2):
                item, then = np.uint32(node[road + HEAD]), now + node[road + MS]
                marks, size = offer(node, item + BEST, then, item, touched, marks, heap, size)
    for place in range(marks):
        if touched[place] < candidate:
            node[touched[place] + BEST] = FAR
        else:
            best[touched[place] - candidate] = FAR
    return rows[:found], times[:found], marks >= most_reached


@compiled
def set_out(node, at, first, roads, after, seed, then, touched, marks, heap, size):
    """Offer the record of a seed its time, or where it has none, the ends of the roads it is in.

    Returns how many items are touched and on the heap.
    """
    if at[seed] >= 0:
        item = at[seed]
        return offer(node, item + BEST, then, item, touched, marks, heap, size)
    for piece in range(first[seed], first[seed + 1]):
        if after[piece] != USELESS:
            last, ms = follow(piece, roads, after)
            item = at[roads[last, HEAD]]
            if item >= 0:
                ms = min(then + ms, FAR)
                marks, size = offer(node, item + BEST, ms, item, touched, marks, heap, size)
    return marks, size


@compiled
def offer(best, place, then, item, touched, marks, heap, size):
    """Offer an item a time, its best being at a place; return how many are touched and queued."""
    if then < best[place]:
        best[place] = then
        touched[marks] = item
        marks += 1
        push(heap, size, np.int64(then) << 32 | item)
        size += 1
    return marks, size
