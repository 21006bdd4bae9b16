"""Search outwards from a place until the nearest candidates are found: Dijkstra, 1959.

The queue is a 4-ary heap of 64-bit words, time in the upper half and item in the lower: one
comparison, ties by item, and the same answer on every machine. Entries that were overtaken stay
in it and are passed over when they come up, which is cheaper than moving them.

An item below n is a node; above, it is a candidate, n + its row, so that a candidate that stands
some way along an arc is reached through its doors like any other place, and comes up in its turn.
"""

import numpy as np

from routing.kernels import FAR, compiled

# One heap serves all: it grows as it must, so pushing returns it.


@compiled
def push(heap, size, word):
    """Add a word to a heap of `size` words; return the heap, larger if it was full."""
    if size == len(heap):
        larger = np.empty(2 * size, np.int64)
        larger[:size] = heap
        heap = larger
    place = size
    while place > 0:
        above = (place - 1) >> 2
        if heap[above] <= word:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = word
    return heap


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
    first, head, travel_ms, seeds, seed_ms,
    door, door_next, door_row, door_ms, count, most_settled, best, heap,
):  # fmt: skip
    """Return the rows and times of the `count` nearest candidates, soonest first.

    `door` [n] is the first door of a node, -1 for none; `door_next` the next door of the same
    node; a door belongs to candidate `door_row` and lies `door_ms` further. `best` [n + rows] is
    all `FAR`, and left so; `heap` is any array to begin with. The search ends as soon as enough
    candidates are settled, so among thousands of candidates it stays within a few streets; when
    it has settled `most_settled` nodes it gives up. Returns (rows, times, heap, gave up).
    """
    n = len(first) - 1
    rows = np.empty(count, np.int32)
    times = np.empty(count, np.int32)
    touched = np.empty(256, np.int32)
    marks, size, found, settled = 0, 0, 0, 0
    for place in range(len(seeds)):
        if seed_ms[place] < best[seeds[place]]:
            touched, marks = note(touched, marks, seeds[place])
            best[seeds[place]] = seed_ms[place]
            heap = push(heap, size, np.int64(seed_ms[place]) << 32 | seeds[place])
            size += 1
    while size and found < count and settled < most_settled:
        word = heap[0]
        sift(heap, size)
        size -= 1
        here, now = np.int32(word & 0xFFFFFFFF), np.int32(word >> 32)
        if now > best[here]:
            continue
        if here >= n:
            rows[found], times[found] = here - n, now
            found += 1
            continue
        settled += 1
        way = door[here]
        while way >= 0:
            item, then = n + door_row[way], now + door_ms[way]
            if then < best[item]:
                touched, marks = note(touched, marks, item)
                best[item] = then
                heap = push(heap, size, np.int64(then) << 32 | item)
                size += 1
            way = door_next[way]
        for arc in range(first[here], first[here + 1]):
            item, then = head[arc], now + travel_ms[arc]
            if then < best[item]:
                touched, marks = note(touched, marks, item)
                best[item] = then
                heap = push(heap, size, np.int64(then) << 32 | item)
                size += 1
    for place in range(marks):
        best[touched[place]] = FAR
    return rows[:found], times[:found], heap, settled >= most_settled


@compiled
def note(touched, marks, item):
    """Write an item down to be cleaned up after; return the list and its length."""
    if marks == len(touched):
        larger = np.empty(2 * marks, np.int32)
        larger[:marks] = touched
        touched = larger
    touched[marks] = item
    return touched, marks + 1


@compiled
def everywhere(first, head, travel_ms, seeds, seed_ms, goals, goal_ms, limit_ms):
    """Return the time to every node from the soonest of the seeds, and the entry it came by.

    Nodes beyond `limit_ms` are `FAR`; where nothing came, the entry is -1. With goals, the search
    ends when the soonest of them, plus what lies beyond it, is certain.
    """
    n = len(first) - 1
    best = np.full(n, FAR, np.int32)
    came_by = np.full(n, -1, np.int32)
    heap = np.empty(1024, np.int64)
    size, enough = 0, limit_ms
    for place in range(len(seeds)):
        if seed_ms[place] < best[seeds[place]] and seed_ms[place] <= limit_ms:
            best[seeds[place]] = seed_ms[place]
            heap = push(heap, size, np.int64(seed_ms[place]) << 32 | seeds[place])
            size += 1
    while size:
        word = heap[0]
        sift(heap, size)
        size -= 1
        here, now = np.int32(word & 0xFFFFFFFF), np.int32(word >> 32)
        if now > enough:
            break
        if now > best[here]:
            continue
        for place in range(len(goals)):
            if goals[place] == here:
                enough = min(enough, now + goal_ms[place])
        for arc in range(first[here], first[here + 1]):
            item, then = head[arc], now + travel_ms[arc]
            if then < best[item] and then <= enough:
                best[item] = then
                came_by[item] = arc
                heap = push(heap, size, np.int64(then) << 32 | item)
                size += 1
    return best, came_by


@compiled
def door_times(arc, share, arc_ms):
    """Return how far each door is: its share of its arc's time, 0 without an arc, `FAR` if shut."""
    times = np.zeros(len(arc), np.int32)
    for door in range(len(arc)):
        if arc[door] >= 0:
            along = arc_ms[arc[door]]
            times[door] = FAR if along >= FAR else np.int32(np.rint(along * share[door]))
    return times
