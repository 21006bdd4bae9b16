"""Drive from here to there on the roads as they are, and say where one is on the way."""

from math import isfinite

from dispatch.assignment.roads import UNREACHABLE_MS, RoadDesk
from routing.geo import Position, distance_m
from routing.paths import Path

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
        # The roads as they are now: what is closed later does not move those who are on their way.
        view = roads.now
        travel_ms = int(view.times_to([origin], goal)[0])
        if travel_ms == UNREACHABLE_MS:
            raise NoWayError(f"no way from node {origin} to node {goal}")
        self.start, self.end, self.depart_at = start, end, depart_at
        self.travel_s = travel_ms / 1000
        self._roads, self._origin, self._goal = view, origin, goal
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
            self._path = self._roads.way(self._origin, self._goal)
        return self._path.position_at(moment - self.depart_at)


def straight_s(start: Position, end: Position) -> float:
    """Return the seconds it takes on foot in a straight line, where no road leads."""
    seconds = distance_m(start, end) / OFF_ROAD_MPS
    if not isfinite(seconds):
        raise NoWayError(f"no distance from {start} to {end}")
    return seconds
