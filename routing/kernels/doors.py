"""Find the doors of stops: the ranks where they meet the search graph, and the arc in between.

A stop at a node is its own door. One along an arc is left at the ends of its street, and reached
from wherever an arc of its street begins, whatever turns are behind one there. Each function
returns (row, rank, graph arc or -1, share of the arc between stop and door), rows ascending, from
`stops` (node, arc, twin, fraction) and what `Hierarchy.meeting` holds.
"""

import numpy as np

from routing.kernels import FAR, compiled


@compiled
def doors(stops, meeting, towards):
    """Return the doors of targets one drives towards, or of origins one drives away from."""
    if towards:
        return reaching(stops, meeting)
    return leaving(stops, meeting)


@compiled
def leaving(stops, meeting):
    """Return the doors by which one drives away."""
    node, arc, twin, fraction = stops
    _, head, rank, _, _, _, _ = meeting
    most = 2 * len(node)
    row, door = np.empty(most, np.int32), np.empty(most, np.int32)
    over, share = np.full(most, -1, np.int32), np.zeros(most)
    count = 0
    for stop in range(len(node)):
        if node[stop] >= 0:
            row[count], door[count] = stop, rank[node[stop]]
            count += 1
            continue
        row[count], door[count] = stop, rank[head[arc[stop]]]
        over[count], share[count] = arc[stop], 1.0 - fraction[stop]
        count += 1
        if twin[stop] >= 0:
            row[count], door[count] = stop, rank[head[twin[stop]]]
            over[count], share[count] = twin[stop], fraction[stop]
            count += 1
    return row[:count], door[:count], over[:count], share[:count]


@compiled
def reaching(stops, meeting):
    """Return the doors by which one arrives."""
    node, arc, twin, fraction = stops
    tail, _, rank, arrival_first, arrival, copy_first, copy = meeting
    most = 0
    for stop in range(len(node)):
        if node[stop] >= 0:
            most += arrival_first[node[stop] + 1] - arrival_first[node[stop]]
        else:
            most += copy_first[arc[stop] + 1] - copy_first[arc[stop]]
            if twin[stop] >= 0:
                most += copy_first[twin[stop] + 1] - copy_first[twin[stop]]
    row, door = np.empty(most, np.int32), np.empty(most, np.int32)
    over, share = np.full(most, -1, np.int32), np.zeros(most)
    count = 0
    for stop in range(len(node)):
        if node[stop] >= 0:
            for place in range(arrival_first[node[stop]], arrival_first[node[stop] + 1]):
                row[count], door[count] = stop, rank[arrival[place]]
                count += 1
            continue
        for side in range(2):
            street = arc[stop] if side == 0 else twin[stop]
            if street < 0:
                continue
            for place in range(copy_first[street], copy_first[street + 1]):
                row[count], door[count] = stop, rank[tail[copy[place]]]
                over[count] = copy[place]
                share[count] = fraction[stop] if side == 0 else 1.0 - fraction[stop]
                count += 1
    return row, door, over, share


@compiled
def door_time(arc, share, arc_ms):
    """Return how far a door is: its share of its arc's time, 0 without an arc, `FAR` if shut."""
    if arc < 0:
        return np.int32(0)
    along = arc_ms[arc]
    return FAR if along >= FAR else np.int32(np.rint(along * share))


@compiled
def door_times(arcs, shares, arc_ms):
    """Return the same for every door, int32 [doors]."""
    times = np.empty(len(arcs), np.int32)
    for door in range(len(arcs)):
        times[door] = door_time(arcs[door], shares[door], arc_ms)
    return times
