"""Lay out which depots are near each incident."""

import numpy as np

from routing.kernels import compiled


@compiled
def wanted_together(incident, supply, wanted):
    """Return what is wanted of the supply of each need [n] for the whole of its incident."""
    total, begin = np.zeros(len(wanted), np.int64), 0
    for n in range(len(wanted)):  # those of one incident stand together, of one supply too
        if incident[n] != incident[begin] or supply[n] != supply[begin]:
            begin = n
        total[begin : n + 1] = total[begin] + wanted[n]
    return total


@compiled
def near_depots(first, supply, wanted, time_ms, stock):
    """Return (near_first, key): those that may bring what an incident wants, and have any of it.

    A key is the time and the depot in one number: in order of the keys they stand by time, those
    equally soon in their own order.
    """
    incidents, depots = time_ms.shape
    near_first, key, count = np.zeros(incidents + 1, np.int64), np.empty(time_ms.size, np.int64), 0
    for i in range(incidents):
        for d in range(depots):
            if time_ms[i, d] < 0:
                continue
            for n in range(first[i], first[i + 1]):
                if wanted[n] > 0 and stock[d, supply[n]] > 0:
                    key[count] = time_ms[i, d] * depots + d
                    count += 1
                    break
        near_first[i + 1] = count
    return near_first, key[:count]


@compiled
def of_near(near_first, key, trip_ms, comes_anyway, most):
    """Return (near_depot, near_ms, near_trip, near_new, places) of a `Layout`.

    That is by the keys of those near; an incident may be served by `most` [incidents] of them
    besides those that come anyway.
    """
    near, depots, places = np.empty((4, len(key)), np.int64), trip_ms.shape[1], 1
    for i in range(len(near_first) - 1):
        serving = most[i]
        for k in range(near_first[i], near_first[i + 1]):
            d = key[k] % depots
            near[0, k], near[1, k] = d, key[k] // depots
            near[2, k], near[3, k] = trip_ms[i, d], 1 - comes_anyway[i, d]
            serving += comes_anyway[i, d]
        places = max(places, serving)
    return near[0], near[1], near[2], near[3], places
