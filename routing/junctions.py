"""Say how a path passes its nodes: by what angle it turns, and where else one could have gone.

Angles are measured on the lines as they are drawn, over some metres before and after a junction:
long enough that a wobble of the pen does not matter, and never across the next junction.
"""

from dataclasses import dataclass
from math import cos, degrees, hypot, radians
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.network import AGAINST_ONE_WAY, ANYBODY, VEHICLES, RoadNetwork
from routing.paths import Path
from routing.streets import METRES_A_DEGREE

Degrees = TypeVar("Degrees", float, NDArray[np.float64])

LOOK_M: Final = 15.0
"""How far before and after a junction its angle is measured."""
MINOR: Final = frozenset(
    {"service", "track", "footway", "path", "steps", "pedestrian", "cycleway", "living_street"}
)
"""Classes that do not make drivers on other roads wonder where theirs goes on."""


@dataclass(frozen=True, slots=True)
class Exit:
    """An arc that leaves a junction and was not taken."""

    turn_deg: float
    """Angle from the way the junction was entered, -180 to 180, to the right above zero."""
    minor: bool
    """Whether it is of a lower kind than the arc that was taken."""


@dataclass(frozen=True, slots=True)
class Passage:
    """How a path passes the node between two of its arcs."""

    turn_deg: float
    """Angle from the way it was entered, -180 to 180, to the right above zero."""
    goes_back: bool
    """Whether the arc taken is the one just driven, in the other direction."""
    others: tuple[Exit, ...]


class Line:
    """A path in metres east and north of its beginning, to measure directions on."""

    def __init__(self, path: Path) -> None:
        self.point_of: Final = path.point_of
        self.x: Final = _east_m(path.lon - path.lon[0], float(path.lat[0]))
        self.y: Final = _north_m(path.lat - path.lat[0])
        legs_m = np.hypot(np.diff(self.x), np.diff(self.y))
        self.along_m: Final = np.concatenate([[0.0], np.cumsum(legs_m)])

    def bearing_before(self, node: int, since: int) -> float:
        """Return the direction in which a node is reached, seen no further back than another."""
        stop_m = self.along_m[self.point_of[node]]
        start_m = max(stop_m - LOOK_M, self.along_m[self.point_of[since]])
        return self._bearing(start_m, stop_m)

    def bearing_after(self, node: int, until: int) -> float:
        """Return the direction in which a node is left, seen no further on than another."""
        start_m = self.along_m[self.point_of[node]]
        stop_m = min(start_m + LOOK_M, self.along_m[self.point_of[until]])
        return self._bearing(start_m, stop_m)

    def _bearing(self, start_m: float, stop_m: float) -> float:
        if stop_m <= start_m:
            # Arcs of no length lead nowhere: look as far as it takes to leave the place.
            start_m, stop_m = start_m - LOOK_M, stop_m + LOOK_M
        x, y = (np.interp([start_m, stop_m], self.along_m, values) for values in (self.x, self.y))
        return bearing(x[1] - x[0], y[1] - y[0])


def bearing(east: float, north: float) -> float:
    """Return a direction in degrees clockwise from north, 0 <= x < 360."""
    return float(degrees(np.arctan2(east, north))) % 360.0 % 360.0


def turn(before_deg: float, after_deg: float) -> float:
    """Return the angle from one bearing to another, -180 to 180, to the right above zero."""
    return (after_deg - before_deg + 180.0) % 360.0 - 180.0


class Junctions:
    """The nodes of one path, and what else leads away from them."""

    def __init__(self, network: RoadNetwork, path: Path) -> None:
        self._network: Final = network
        self._arcs: Final = path.arcs.tolist()
        together = np.bitwise_and.reduce(network.access[path.arcs] & ANYBODY, initial=ANYBODY)
        # Whoever travels: where vehicles can follow the path, a footway is no exit.
        self._travellers: Final = int(together & VEHICLES) or int(together) or ANYBODY
        self.line: Final = Line(path)
        inner = range(1, len(self._arcs))
        self._exits: Final = {k: self._other_exits(k) for k in inner}
        choices = [0, *(k for k in inner if self._exits[k]), len(self._arcs)]
        self._choices: Final[NDArray[np.intp]] = np.array(choices)

    def passage(self, k: int, until: int | None = None) -> Passage:
        """Say how node k of the path is passed, or all its nodes from k to `until` as one."""
        last = k if until is None else until
        before = self.bearing_before(k)
        after = self.bearing_after(last)
        taken = self._arcs[last]
        exits = tuple(
            Exit(turn_deg=turn(before, self._bearing_of(arc)), minor=self._is_minor(arc, taken))
            for arc in self._exits[k]
        )
        return Passage(
            turn_deg=turn(before, after),
            goes_back=self._goes_back(self._arcs[k - 1], taken),
            others=exits,
        )

    def bearing_before(self, k: int) -> float:
        """Return the direction in which node k of the path is reached, degrees from north."""
        since = self._choices[np.searchsorted(self._choices, k) - 1]
        return self.line.bearing_before(k, int(since))

    def bearing_after(self, k: int) -> float:
        """Return the direction in which node k of the path is left, degrees from north."""
        until = self._choices[np.searchsorted(self._choices, k, side="right")]
        return self.line.bearing_after(k, int(until))

    def exits_from(self, node: int) -> list[int]:
        """Return the arcs by which the travellers of this path may leave a node."""
        network = self._network
        arcs = range(int(network.first_out[node]), int(network.first_out[node + 1]))
        return [arc for arc in arcs if self._may_use(int(network.access[arc]))]

    def _may_use(self, access: int) -> bool:
        return bool(access & self._travellers) and not access & AGAINST_ONE_WAY

    def _other_exits(self, k: int) -> list[int]:
        entered, taken = self._arcs[k - 1], self._arcs[k]
        node = int(self._network.tail[taken])
        return [
            arc
            for arc in self.exits_from(node)
            if arc != taken
            and not self._goes_back(entered, arc)
            and not self._is_beside(taken, arc)
        ]

    def _goes_back(self, arc: int, other: int) -> bool:
        """Return whether an arc leads back along the same street."""
        network = self._network
        return bool(
            network.head[other] == network.tail[arc]
            and network.tail[other] == network.head[arc]
            and network.way_id[other] == network.way_id[arc]
            and abs(network.length_m[other] - network.length_m[arc]) < 0.5
        )

    def _is_beside(self, arc: int, other: int) -> bool:
        """Return whether two arcs are one road doubled, or one is a ring that leads nowhere."""
        network = self._network
        same = network.head[other] == network.head[arc] and network.way_id[other] != 0
        return bool(
            network.head[other] == network.tail[other]
            or (same and network.way_id[other] == network.way_id[arc])
        )

    def _is_minor(self, arc: int, taken: int) -> bool:
        classes, highway = self._network.highway_classes, self._network.highway
        other, own = classes[highway[arc]], classes[highway[taken]]
        if own in MINOR:
            return False
        return other in MINOR or (other.endswith("_link") and not own.endswith("_link"))

    def _bearing_of(self, arc: int) -> float:
        """Return the direction in which an arc leaves, seen through nodes with one way to go on."""
        network = self._network
        node = int(network.tail[arc])
        lat = float(network.lat[node])
        x = y = gone_m = 0.0
        start = network.lon[node], network.lat[node]
        for _ in range(8):
            shape = slice(network.shape_first[arc], network.shape_first[arc + 1])
            head = int(network.head[arc])
            lons = [*network.shape_lon[shape].tolist(), float(network.lon[head])]
            lats = [*network.shape_lat[shape].tolist(), float(network.lat[head])]
            for lon, point_lat in zip(lons, lats, strict=True):
                new_x, new_y = _east_m(lon - start[0], lat), _north_m(point_lat - start[1])
                leg_m = hypot(new_x - x, new_y - y)
                if gone_m + leg_m >= LOOK_M:
                    share = (LOOK_M - gone_m) / leg_m
                    return bearing(x + share * (new_x - x), y + share * (new_y - y))
                x, y, gone_m = new_x, new_y, gone_m + leg_m
            onward = [a for a in self.exits_from(head) if not self._goes_back(arc, a)]
            if len(onward) != 1:
                break
            arc = onward[0]
        return bearing(x, y)


def _east_m(lon: Degrees, lat: float) -> Degrees:
    return lon * (METRES_A_DEGREE * cos(radians(lat)))


def _north_m(lat: Degrees) -> Degrees:
    return lat * METRES_A_DEGREE
