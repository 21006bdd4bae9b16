"""Measure how much longer the way back is than the way there, along the ways to some places."""

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.roads import RoadView


def slack_on_the_way(
    roads: RoadView, origins: NDArray[np.int32], goals: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return how one-way the ways from origins to goals are, int32[origins, goals], milliseconds.

    That is the most, over all nodes of all soonest ways from an origin to a goal, by which the
    drive from the goal to the node is longer than the drive from the node to the goal. It is not
    below zero, and zero where every street is driven both ways alike.
    """
    everywhere = np.arange(roads.network.node_count, dtype=np.int32)
    slack = np.empty((len(origins), len(goals)), np.int32)
    for column, goal in enumerate(goals.tolist()):
        to_ms = roads.times_to(everywhere, goal)
        longer = np.maximum(roads.times_from(goal, everywhere) - to_ms, 0)
        slack[:, column] = _along(roads, to_ms, longer)[origins]
    return slack


def _along(
    roads: RoadView, to_ms: NDArray[np.int32], longer: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the most that `longer` is on the soonest ways from each node, int32[N]."""
    network, travel_ms = roads.network, roads.weights.travel_ms
    tail, head = network.tail, network.head
    on_way = to_ms[tail].astype(np.int64) == to_ms[head].astype(np.int64) + travel_ms
    tail, head = tail[on_way], head[on_way]
    most = longer.copy()
    while True:
        ahead = most.copy()
        np.maximum.at(ahead, tail, most[head])
        if (ahead == most).all():
            return most
        most = ahead
