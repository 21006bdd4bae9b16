"""Find the way itself, not only its time, with the hierarchy: walk it back from where it ends.

The time from the origin to any node follows from those above that node, so it is told when asked
for (RPHAST, lazily). Whoever stands at the end of the way and knows the times of the nodes around
knows which of them it came from. Where several ways are as quick, it is the one that Dijkstra's
search comes by: which of the two was asked is not to be seen.
"""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.dijkstra import HEAD, MS

NOT_ASKED = np.int32(-1)


@compiled
def way_back(
    climb_first, climb_head, climb_ms, first, head, ms, parent, seeds, seed_ms, goals, goal_ms,
    in_first, in_roads, soonest, touched,
):  # fmt: skip
    """Return which goal is soonest from the seeds, its time with what lies beyond, and the way.

    The way is the entries of `in_first` [X + 1] and `in_roads` that are driven, the last first, and
    the seed it begins at; no entries where there is none, the time is `FAR` or more then. `soonest`
    [X] is all `NOT_ASKED`, and left so; `touched` [X] is room to work in. One climbs from the seeds
    over some edges up, and comes down over others.
    """
    count = 0
    for v in seeds:
        while v >= 0 and soonest[v] == NOT_ASKED:
            soonest[v], touched[count], v, count = FAR, v, parent[v], count + 1
    above = np.sort(touched[:count])
    for k in range(len(seeds)):
        soonest[seeds[k]] = min(soonest[seeds[k]], seed_ms[k])
    for v in above:
        for edge in range(climb_first[v], climb_first[v + 1]):
            u = climb_head[edge]
            soonest[u] = min(soonest[u], soonest[v] + climb_ms[edge])
    for v in above[::-1]:
        lower(v, first, head, ms, soonest)
    last, total = 0, np.int64(FAR) + FAR
    for k in range(len(goals)):
        count = ask(goals[k], first, head, ms, parent, soonest, touched, count)
        if np.int64(soonest[goals[k]]) + goal_ms[k] < total:
            last, total = k, np.int64(soonest[goals[k]]) + goal_ms[k]
    driven, steps = np.empty(len(parent), np.int32), 0
    here = goals[last]
    while total < FAR:
        came_by = np.int32(-1)
        for k in range(len(seeds)):
            if seeds[k] == here and seed_ms[k] == soonest[here]:
                came_by = np.int32(-2)
        for entry in range(in_first[here], in_first[here + 1]):
            there = in_roads[entry, HEAD]
            count = ask(there, first, head, ms, parent, soonest, touched, count)
            if came_by == -2 or soonest[there] + in_roads[entry, MS] != soonest[here]:
                continue
            # The search goes on from the sooner first, of two as soon from the lower rank.
            before = in_roads[came_by, HEAD]
            if came_by < 0 or (soonest[there], there) < (soonest[before], before):
                came_by = np.int32(entry)
        if came_by < 0:
            break
        driven[steps], steps, here = came_by, steps + 1, in_roads[came_by, HEAD]
    for at in range(count):
        soonest[touched[at]] = NOT_ASKED
    return last, total, driven[:steps].copy(), here


@compiled
def ask(v, first, head, ms, parent, soonest, touched, count):
    """Write the time of a node, and of all above it, where it is not known; return how many are."""
    begin = count
    while v >= 0 and soonest[v] == NOT_ASKED:
        soonest[v], touched[count], v, count = FAR, v, parent[v], count + 1
    for at in range(count - 1, begin - 1, -1):
        lower(touched[at], first, head, ms, soonest)
    return count


@compiled
def lower(v, first, head, ms, soonest):
    """Lower the time of a node to that by way of the nodes above it."""
    for edge in range(first[v], first[v + 1]):
        soonest[v] = min(soonest[v], soonest[head[edge]] + ms[edge])
