"""Reckon which depots can come to which incident, how soon, and what their trips cost."""

import numpy as np

from routing.kernels import compiled


@compiled
def judge_ways(road_ms, goal, node, most_ms, unreachable_ms, reasons):
    """Return how long lorries drive, the numbers of the reasons why some cannot come, who is lost.

    `road_ms` [g, n] are the times to the goals on the roads from the depots on them; `goal`
    [incidents] and `node` [depots] are below 0 for those off them. `reasons` are the numbers of
    being too far, unreachable, off the roads, and of none. Returns (travel [incidents, depots],
    why [incidents, depots], which incidents some do not reach [incidents]).
    """
    too_far, unreachable, off_the_roads, none = reasons
    shape = len(goal), len(node)
    travel, why = np.full(shape, np.int64(unreachable_ms)), np.empty(shape, np.uint8)
    is_lost, g = np.zeros(len(goal), np.bool_), 0
    why[:] = off_the_roads
    for i in range(len(goal)):
        if goal[i] < 0:
            continue
        n = 0
        for d in range(len(node)):
            if node[d] < 0:
                continue
            travel[i, d], why[i, d] = road_ms[g, n], none
            if road_ms[g, n] == unreachable_ms:
                why[i, d], is_lost[i] = unreachable, True
            elif road_ms[g, n] > most_ms:
                why[i, d] = too_far
            n += 1
        g += 1
    return travel, why, is_lost


@compiled
def reckon(travel_ms, why, none, ready_ms, weight, comes_anyway, trip_ms, each_trip_pct):
    """Return (time, trip, waits) of a `SupplyQuestion`: -1 where nothing may be brought.

    `ready_ms` [depots] is how long until what they give is loaded. Each trip costs `trip_ms`, and
    so much of its time in percent, weighted; one that comes anyway costs nothing and is waited for.
    """
    time, trip = np.full(why.shape, -1, np.int64), np.zeros(why.shape, np.int64)
    waits = np.zeros(len(weight), np.int64)
    for i in range(len(weight)):
        for d in range(len(ready_ms)):
            if why[i, d] != none:
                continue
            time[i, d] = travel_ms[i, d] + ready_ms[d]
            if comes_anyway[i, d]:
                waits[i] = max(waits[i], weight[i] * time[i, d])
            else:
                trip[i, d] = trip_ms + weight[i] * time[i, d] * each_trip_pct // 100
    return time, trip, waits
