"""Search outwards from a place until the nearest candidates are found: Dijkstra, 1959.

The queue is a 4-ary heap of 64-bit words, time in the upper half and item in the lower: one
comparison, ties by item, and the same answer on every machine. Entries that were overtaken stay
in it and are passed over when they come up, which is cheaper than moving them.

An item below n is a node; from n on it is a candidate, n + its row, so that a candidate that stands
some way along an arc is reached through its doors like any other place, and comes up in its turn.
"""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.doors import door_time, doors

# Indices are unsigned: numba then leaves out the question whether they count from the end, and the
# loops run up to twice as fast.

ONE = np.uint32(1)
HEAD, MS = 0, 1
"""The columns of `roads` [A, 2]: where each leads and how long it takes, side by side in memory."""
FIRST, DOOR, BEST, WAYS = 0, 1, 2, 3
"""The columns of `node` in `nearest`."""

# A heap never holds more than one entry for each arc, door and seed: it is given that large, and
# only what is used of it is ever touched.


@compiled
def push(heap, size, word):
    """Add a word to a heap of `size` words, which then holds one more."""
    place = size
    while place > 0:
        above = (place - 1) >> 2
        if heap[above] <= word:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = word


@compiled
def sift(heap, size):
    """Take away the first of `size` words; the heap then holds one less."""
    size -= 1
    word = heap[size]
    place = 0
    while True:
        below = 4 * place + 1
        if below >= size:
            break
        least = below
        for other in range(below + 1, min(below + 4, size)):
            if heap[other] < heap[least]:
                least = other
        if heap[least] >= word:
            break
        heap[place] = heap[least]
        place = least
    heap[place] = word


@compiled
def nearest(
    node, roads, target, meeting, straight, straight_ms, arc_ms,
    door_next, door_row, door_over, door_share, count, most_reached, best, touched, heap,
):  # fmt: skip
    """Return the rows and times of the `count` candidates nearest to a target, soonest first.

    `target` and `meeting` are those of `doors`. `node` [n, 4] holds, side by side, the first of a
    node's roads, its first door (-1: none), its best time (`FAR` before and after) and how many
    roads it has. A door lies some share of an arc further on (`door_time`); `door_next` is the
    next door of the same node, and a door is that of the candidate `door_row`. The candidates
    `straight` are `straight_ms` away without any door.
    `best` [rows] is all `FAR`, and left so; `touched` and `heap` have room for two entries for
    each road, and one for each door and seed.

    A point with one way on is passed without the heap: most nodes of a map are mere bends. The
    search ends as soon as enough candidates are settled, so among thousands of candidates it stays
    within a few streets; when it has reached `most_reached` nodes it gives up. Returns
    (rows, times, gave up).
    """
    n = len(node)
    rows, times = np.empty(count, np.int32), np.empty(count, np.int32)
    marks, size, found = 0, 0, 0
    _, seeds, seed_over, seed_share = doors(target, meeting, True)
    for place in range(len(seeds)):
        item = np.uint32(seeds[place])
        then = door_time(seed_over[place], seed_share[place], arc_ms)
        if then < node[item, BEST]:
            node[item, BEST] = then
            touched[marks] = item
            marks += 1
            push(heap, size, np.int64(then) << 32 | item)
            size += 1
    for place in range(len(straight)):
        row = straight[place]
        marks, size = offer(n, row, straight_ms[place], best, touched, marks, heap, size)
    while size and found < count and marks < most_reached:
        word = heap[0]
        sift(heap, size)
        size -= 1
        here, now = np.uint32(word & 0xFFFFFFFF), np.int32(word >> 32)
        if here >= n:
            row = np.int64(here) - n
            if now == best[row]:
                rows[found], times[found] = row, now
                found += 1
        elif now == node[here, BEST]:
            way = node[here, DOOR]
            while way >= 0:
                then = now + door_time(door_over[way], door_share[way], arc_ms)
                marks, size = offer(n, door_row[way], then, best, touched, marks, heap, size)
                way = door_next[way]
            first = np.uint32(node[here, FIRST])
            for road in range(first, first + np.uint32(node[here, WAYS])):
                marks, size = drive(node, roads, here, road, now, touched, marks, heap, size)
    for place in range(marks):
        if touched[place] < n:
            node[touched[place], BEST] = FAR
        else:
            best[touched[place] - n] = FAR
    return rows[:found], times[:found], marks >= most_reached


@compiled
def offer(n, row, then, best, touched, marks, heap, size):
    """Offer a candidate a time; return how many items are touched and on the heap."""
    if then < best[row]:
        best[row] = then
        touched[marks] = n + row
        marks += 1
        push(heap, size, np.int64(then) << 32 | (n + row))
        size += 1
    return marks, size


@compiled
def drive(node, roads, behind, road, now, touched, marks, heap, size):
    """Drive along a road, and on to where there is a choice, a door, or nothing to gain.

    Returns how many items are touched and on the heap.
    """
    item, then = np.uint32(roads[road, HEAD]), now + roads[road, MS]
    while then < node[item, BEST]:
        node[item, BEST] = then
        touched[marks] = item
        marks += 1
        onward, ways = np.uint32(node[item, FIRST]), node[item, WAYS]
        back = ways > 0 and roads[onward, HEAD] == behind
        if ways == 1 and back and node[item, DOOR] < 0:
            break
        if ways == 2 and back:
            onward += ONE
        elif not (ways == 1 or (ways == 2 and roads[onward + ONE, HEAD] == behind)):
            ways = 0
        if ways == 0 or node[item, DOOR] >= 0:
            push(heap, size, np.int64(then) << 32 | item)
            size += 1
            break
        behind = item
        item, then = np.uint32(roads[onward, HEAD]), then + roads[onward, MS]
    return marks, size


@compiled
def everywhere(first, roads, seeds, seed_ms, goals, goal_ms, limit_ms):
    """Return the time to every node from the soonest of the seeds, and the entry it came by.

    Nodes beyond `limit_ms` are `FAR`; where nothing came, the entry is -1. With goals, the search
    ends when the soonest of them, plus what lies beyond it, is certain.
    """
    n = len(first) - 1
    best = np.full(n, FAR, np.int32)
    came_by = np.full(n, -1, np.int32)
    heap = np.empty(len(roads) + len(seeds), np.int64)
    size, enough = 0, limit_ms
    for place in range(len(seeds)):
        if seed_ms[place] < best[seeds[place]] and seed_ms[place] <= limit_ms:
            best[seeds[place]] = seed_ms[place]
            push(heap, size, np.int64(seed_ms[place]) << 32 | seeds[place])
            size += 1
    while size:
        word = heap[0]
        sift(heap, size)
        size -= 1
        here, now = np.uint32(word & 0xFFFFFFFF), np.int32(word >> 32)
        if now > enough:
            break
        if now > best[here]:
            continue
        for place in range(len(goals)):
            if goals[place] == here:
                enough = min(enough, now + goal_ms[place])
        for arc in range(np.uint32(first[here]), np.uint32(first[here + ONE])):
            item, then = np.uint32(roads[arc, HEAD]), now + roads[arc, MS]
            if then < best[item] and then <= enough:
                best[item] = then
                came_by[item] = arc
                push(heap, size, np.int64(then) << 32 | item)
                size += 1
    return best, came_by
