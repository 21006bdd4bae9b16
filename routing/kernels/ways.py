"""Find the way itself, not only its time, with the hierarchy: walk it back from where it ends.

One climbs from both ends at once, and no further where that takes longer than the soonest way found
so far (pruned elimination tree queries: Buchhold, Sanders, Wagner 2019). The time from the origin
to any node follows from those above that node, so it is told when asked for (RPHAST, lazily).
Whoever stands at the end of the way and knows the times of the nodes around knows which of them it
came from. Where several ways are as quick, it is the one that Dijkstra's search comes by: which of
the two was asked is not to be seen.
"""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.dijkstra import HEAD, MS
from routing.kernels.doors import door_times, leaving, reaching

NOT_ASKED = np.int32(-1)


@compiled
def way(
    origin, destination, meeting, arc_ms, climb_first, climb_head, climb_ms, first, head, ms,
    parent, in_first, in_roads, in_arc, soonest, touched, soonest_back, touched_back,
):  # fmt: skip
    """Return the soonest way from one stop to another by their doors, and how long it takes.

    As (graph arcs, how far along the first one begins, how far along the last one ends, time); no
    arcs where there is none, the time is `FAR` or more then. One climbs over some edges up, and
    comes down over others. `soonest` and `soonest_back` [X] are all `NOT_ASKED`, and left so; the
    `touched` [X] are room to work in.
    """
    _, seeds, seed_arc, seed_share = leaving(origin, meeting)
    _, goals, goal_arc, goal_share = reaching(destination, meeting)
    seed_ms = door_times(seed_arc, seed_share, arc_ms)
    goal_ms = door_times(goal_arc, goal_share, arc_ms)
    above = climbed(parent, seeds, seed_ms, soonest, touched)
    above_goals = climbed(parent, goals, goal_ms, soonest_back, touched_back)
    total = met(
        climb_first, climb_head, climb_ms, first, head, ms,
        above, above_goals, soonest, soonest_back,
    )  # fmt: skip
    for v in above_goals:
        soonest_back[v] = NOT_ASKED
    count = len(above)
    arcs, steps, begins_at, ends_at = np.empty(0, np.int32), 0, 0.0, 1.0
    if total < FAR:
        top = descended(first, head, ms, above, total, soonest)
        last, here = -1, np.int32(-1)
        for k in range(len(goals)):
            count = ask(goals[k], top, first, head, ms, parent, soonest, touched, count)
            if last < 0 and np.int64(soonest[goals[k]]) + goal_ms[k] == total:
                last, here = k, goals[k]
        arcs = np.empty(len(parent) + 2, np.int32)  # each node once, and the two ends
        if goal_arc[last] >= 0:
            arcs[0], steps, ends_at = goal_arc[last], 1, goal_share[last]
        while True:
            door = soonest_door(seeds, seed_ms, here, soonest[here])
            if door >= 0:
                break
            came_by = np.int32(-1)
            for entry in range(in_first[here], in_first[here + 1]):
                there = in_roads[entry, HEAD]
                count = ask(there, top, first, head, ms, parent, soonest, touched, count)
                if soonest[there] + in_roads[entry, MS] != soonest[here]:
                    continue
                # The search goes on from the sooner first, of two as soon from the lower rank.
                before = in_roads[came_by, HEAD]
                if came_by < 0 or (soonest[there], there) < (soonest[before], before):
                    came_by = np.int32(entry)
            arcs[steps], steps, here = in_arc[came_by], steps + 1, in_roads[came_by, HEAD]
        if seed_arc[door] >= 0:
            arcs[steps], steps, begins_at = seed_arc[door], steps + 1, 1.0 - seed_share[door]
    for at in range(count):
        soonest[touched[at]] = NOT_ASKED
    return arcs[:steps][::-1].copy(), begins_at, ends_at, total


@compiled
def climbed(parent, ends, end_ms, soonest, touched):
    """Return all nodes above some ends, themselves included, lowest first; ready to climb by."""
    count = 0
    for v in ends:
        while v >= 0 and soonest[v] == NOT_ASKED:
            soonest[v], touched[count], v, count = FAR, v, parent[v], count + 1
    above = touched[:count].copy()
    if len(ends) > 1:
        above.sort()
    for k in range(len(ends)):
        soonest[ends[k]] = min(soonest[ends[k]], end_ms[k])
    return above


@compiled
def met(up_first, up_head, up_ms, down_first, down_head, down_ms, above, above_goals, there, back):
    """Climb from both ends, lowest node first; return the soonest way's time, `FAR`: none.

    Nodes that no soonest way passes on its way up are not climbed from.
    """
    total, at, at_goals = np.int64(FAR), 0, 0
    while at < len(above) or at_goals < len(above_goals):
        from_origin = at_goals == len(above_goals) or (
            at < len(above) and above[at] <= above_goals[at_goals]
        )
        v = above[at] if from_origin else above_goals[at_goals]
        to_goal = at_goals < len(above_goals) and above_goals[at_goals] == v
        if from_origin and to_goal:
            total = min(total, np.int64(there[v]) + back[v])
        if from_origin:
            at += 1
            climb_on(v, total, up_first, up_head, up_ms, there)
        if to_goal:
            at_goals += 1
            climb_on(v, total, down_first, down_head, down_ms, back)
    return total


@compiled
def climb_on(v, total, first, head, ms, soonest):
    """Lower the times of the nodes above one to that by way of it, if that can be of any use."""
    if soonest[v] <= total and soonest[v] < FAR:
        for edge in range(first[v], first[v + 1]):
            u = head[edge]
            soonest[u] = min(soonest[u], soonest[v] + ms[edge])


@compiled
def descended(first, head, ms, above, total, soonest):
    """Complete the times of all nodes `above` the origin; return the highest within the total."""
    at = len(above) - 1
    while soonest[above[at]] > total:
        at -= 1
    top = above[at]
    while at >= 0:
        lower(above[at], top, first, head, ms, soonest)
        at -= 1
    return top


@compiled
def soonest_door(seeds, seed_ms, here, time):
    """Return by which seed one is here at a time, -1 if by none."""
    for k in range(len(seeds)):
        if seeds[k] == here and seed_ms[k] == time:
            return k
    return -1


@compiled
def ask(v, top, first, head, ms, parent, soonest, touched, count):
    """Write the time of a node, and of all above it, where it is not known; return how many are."""
    begin = count
    while v >= 0 and soonest[v] == NOT_ASKED:
        soonest[v], touched[count], v, count = FAR, v, parent[v], count + 1
    for at in range(count - 1, begin - 1, -1):
        lower(touched[at], top, first, head, ms, soonest)
    return count


@compiled
def lower(v, top, first, head, ms, soonest):
    """Lower the time of a node to that by way of the nodes above it, as far up as the top."""
    for edge in range(first[v], first[v + 1]):
        if head[edge] > top:
            break
        soonest[v] = min(soonest[v], soonest[head[edge]] + ms[edge])
