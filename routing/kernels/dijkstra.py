"""Search outwards from a place, node after node in the order of time: Dijkstra, 1959.

The queue is a 4-ary heap of 64-bit words, time in the upper half and item in the lower: one
comparison, ties by item, and the same answer on every machine. Entries that were overtaken stay
in it and are passed over when they come up, which is cheaper than moving them.
"""

import numpy as np

from routing.kernels import FAR, compiled

# Indices are unsigned: numba then leaves out the question whether they count from the end, and the
# loops run up to twice as fast.

ONE = np.uint32(1)
HEAD, MS = 0, 1
"""The columns of `roads` [A, 2]: where each leads and how long it takes, side by side in memory."""

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
