"""Drive from here to there on the roads as they are, and say where one is on the way."""

from math import isfinite

from dispatch.assignment.roads import UNREACHABLE_MS, RoadDesk, RoadView
from routing.geo import Position, distance_m

OFF_ROAD_MPS = 1.4  # a brisk walk: how one comes from the nearest road to a place, [P]


class NoWayError(ValueError):
    """There is no way by road from here to there."""


class Drive:
    """One journey; the way is looked up only when somebody asks where one is.

    Its time is the one dispatching reckons with, from the nearest node to the nearest node. Of a
    journey that is `followed` somebody will ask: with the way its time is known as well.
    """

    def __init__(
        self,
        roads: RoadDesk,
        start: Position,
        end: Position,
        depart_at: float,
        *,
        followed: bool = False,
    ) -> None:
        origin, goal = roads.node_of(start), roads.node_of(end)
        if origin is None or goal is None:
            raise NoWayError(f"no road near {start if origin is None else end}")
        # The roads as they are now: what is closed later does not move those who are on their way.
        self._roads, self._origin, self._goal = roads.now, origin, goal
        self._path = self._roads.way_if_any(origin, goal) if followed else None
        travel_s = _road_s(self._roads, origin, goal) if self._path is None else self._path.travel_s
        if travel_s is None:
            raise NoWayError(f"no way from node {origin} to node {goal}")
        self.start, self.end, self.depart_at, self.travel_s = start, end, depart_at, travel_s

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


def _road_s(roads: RoadView, origin: int, goal: int) -> float | None:
    """Return the seconds between two nodes, None where there is no way."""
    travel_ms = int(roads.times_to([origin], goal)[0])
    return None if travel_ms == UNREACHABLE_MS else travel_ms / 1000


def straight_s(start: Position, end: Position) -> float:
    """Return the seconds it takes on foot in a straight line, where no road leads."""
    seconds = distance_m(start, end) / OFF_ROAD_MPS
    if not isfinite(seconds):
        raise NoWayError(f"no distance from {start} to {end}")
    return seconds
