"""Drive from here to there on the roads as they are, and say where one is on the way."""

from math import isfinite

import numpy as np

from dispatch.assignment.roads import UNREACHABLE_MS, RoadDesk
from routing.geo import Position, distance_m
from routing.paths import Path, path_along

OFF_ROAD_MPS = 1.4  # a brisk walk: how one comes from the nearest road to a place, [P]


class NoWayError(ValueError):
    """There is no way by road from here to there."""


class Drive:
    """One journey; the way is looked up only when somebody asks where one is.

    Its time is the one dispatching reckons with, from the nearest node to the nearest node.
    """

    def __init__(self, roads: RoadDesk, start: Position, end: Position, depart_at: float) -> None:
        origin, goal = roads.node_of(start), roads.node_of(end)
        if origin is None or goal is None:
            raise NoWayError(f"no road near {start if origin is None else end}")
        travel_ms = roads.travel_ms_to(goal)
        if travel_ms[origin] == UNREACHABLE_MS:
            raise NoWayError(f"no way from node {origin} to node {goal}")
        self.start, self.end, self.depart_at = start, end, depart_at
        self.travel_s = int(travel_ms[origin]) / 1000
        self._roads, self._origin, self._goal = roads, origin, goal
        self._path: Path | None = None

    @property
    def arrive_at(self) -> float:
        """The moment of arrival, in epoch seconds UTC."""
        return self.depart_at + self.travel_s

    def position_at(self, moment: float) -> Position:
        """Return where one is at a moment: at the start before, at the end after."""
        if moment <= self.depart_at:
            return self.start
        if moment >= self.arrive_at:
            return self.end
        if self._path is None:
            self._path = way(self._roads, self._origin, self._goal)
        # Roads may have changed since: the way is then driven in the time that was reckoned.
        share = (moment - self.depart_at) / self.travel_s
        return self._path.position_at(share * self._path.travel_s)


def straight_s(start: Position, end: Position) -> float:
    """Return the seconds it takes on foot in a straight line, where no road leads."""
    seconds = distance_m(start, end) / OFF_ROAD_MPS
    if not isfinite(seconds):
        raise NoWayError(f"no distance from {start} to {end}")
    return seconds


def way(roads: RoadDesk, origin: int, goal: int) -> Path:
    """Return the fastest way, by walking down the travel times to the goal that are known already.

    Raises `NoWayError` where there is none.
    """
    network, weights = roads.network, roads.weights
    travel_ms = roads.travel_ms_to(goal)
    nodes, arcs = [origin], []
    while nodes[-1] != goal:
        here = nodes[-1]
        out = np.arange(network.first_out[here], network.first_out[here + 1])
        heads = network.head[out]
        rest = np.where(
            travel_ms[heads] == UNREACHABLE_MS,
            np.iinfo(np.int64).max // 2,
            travel_ms[heads].astype(np.int64) + weights.travel_ms[out],
        )
        if not len(out) or len(nodes) > network.node_count:
            raise NoWayError(f"no way from node {origin} to node {goal}")
        best = int(np.argmin(rest))
        arcs.append(int(out[best]))
        nodes.append(int(heads[best]))
    return path_along(network, weights, np.array(nodes, np.int32), np.array(arcs, np.int32))
