"""Find the road, or the road node, nearest to a place, or say that it is off the roads."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite, nan, radians
from typing import Final

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import degrees_column
from routing.geo import EARTH_RADIUS_M, Position
from routing.network import AGAINST_ONE_WAY, RoadNetwork
from routing.streets import NO_ARC, opposite_arcs

OFF_THE_ROADS: Final = -1
"""The node of a place that has no road within the limit."""

DEFAULT_LIMIT_M: Final = 2_000.0
"""Real calls lie up to some 500 m from an arterial, and hill villages further from any road; a
place beyond this is more likely a wrong position than a place to drive to."""

DEFAULT_ROAD_LIMIT_M: Final = 200.0
"""What is further from a road than this is not on it, whatever the receiver's error."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where each of n places meets the roads."""

    node: NDArray[np.int32]
    """[n] nearest node, or `OFF_THE_ROADS`."""
    distance_m: NDArray[np.float64]
    """[n] metres to the nearest node, also where that is beyond the limit."""


class Snapper:
    """Nearest nodes of one network, for any number of threads.

    Only nodes of the largest strongly connected part are considered, so that whoever is snapped
    can be driven to and can drive away again; `anywhere=True` considers every node.
    """

    def __init__(self, network: RoadNetwork, *, anywhere: bool = False) -> None:
        # Here and not above: reading roads and asking travel times need no spatial index.
        from scipy.spatial import cKDTree

        everything = np.arange(network.node_count, dtype=np.int32)
        self._nodes: Final = everything if anywhere else everything[network.in_largest_part]
        self._tree: Final = cKDTree(_points(network.lon[self._nodes], network.lat[self._nodes]))

    def snap(self, lon: ArrayLike, lat: ArrayLike, *, limit_m: float = DEFAULT_LIMIT_M) -> Snapped:
        """Snap n places, given as degrees [n] and [n], each to its nearest node.

        Raises `ValueError` naming the first impossible longitude or latitude.
        """
        lons, lats = _degrees(lon, lat)
        if not len(lons):
            return Snapped(node=np.empty(0, np.int32), distance_m=np.empty(0))
        chord_m, index = self._tree.query(_points(lons, lats))
        away_m = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, chord_m / (2 * EARTH_RADIUS_M)))
        node = np.where(away_m <= limit_m, self._nodes[index], np.int32(OFF_THE_ROADS))
        return Snapped(node=node, distance_m=away_m)

    def node_at(self, place: Position, *, limit_m: float = DEFAULT_LIMIT_M) -> int | None:
        """Return the node nearest to one place, or None where it is off the roads."""
        node = int(self.snap(place.lon, place.lat, limit_m=limit_m).node[0])
        return None if node == OFF_THE_ROADS else node


class Side(StrEnum):
    """On which side of the driven direction a place lies."""

    LEFT = "left"
    RIGHT = "right"
    ON = "on"


_SIDES: Final = (Side.ON, Side.LEFT, Side.RIGHT)
"""As `routing.kernels.pieces` numbers them."""


class RoadPoint(msgspec.Struct, frozen=True):
    """A point on a road, and how it lies to the place that was asked for."""

    arc: int
    """The arc in the direction to be driven."""
    fraction: float
    """How far along the arc, 0 to 1, by its length as drawn."""
    position: Position
    """Where on the road."""
    distance_m: float
    """From the place to the road, as the crow flies."""
    side: Side
    """Where the place lies when driving along `arc`."""
    heading_deg: float
    """Direction of `arc` at this point, clockwise from north, 0 <= x < 360."""
    twin: int
    """The arc of the same street in the other direction, or -1; there it is 1 - `fraction`."""


@dataclass(frozen=True, slots=True, eq=False)
class SnappedToRoads:
    """Where each of n places meets the nearest road."""

    arc: NDArray[np.int32]
    """[n] the arc in the direction to be driven, or -1 where no road lies within the limit."""
    fraction: NDArray[np.float64]
    """[n] how far along the arc, 0 to 1."""
    distance_m: NDArray[np.float64]
    """[n] metres to the nearest road, also where that is beyond the limit."""


class RoadSnapper:
    """Nearest roads of one network, on the right side, for any number of threads.

    Only the arcs that are `usable` [M] count; if not given, all but those against a one-way
    street. Where traffic keeps to the right (or not, `right_hand`), a street driven both ways is
    entered in the direction whose near side faces the place. Arcs of no length are nowhere.
    """

    def __init__(
        self,
        network: RoadNetwork,
        usable: NDArray[np.bool_] | None = None,
        *,
        right_hand: bool = True,
    ) -> None:
        # Here and not above: whoever snaps to nodes need not load a compiler.
        from routing.kernels import pieces
        from routing.road_grid import build_grid

        if usable is None:
            usable = (network.access & AGAINST_ONE_WAY) == 0
        self._opposite: Final = opposite_arcs(network, usable)
        self._grid: Final = build_grid(network, usable, self._opposite)
        self._right_hand: Final = right_hand
        self._kernels: Final = pieces

    def candidates(
        self,
        place: Position,
        *,
        limit_m: float = DEFAULT_ROAD_LIMIT_M,
        most: int = 8,
        heading_deg: float | None = None,
    ) -> list[RoadPoint]:
        """Return up to `most` streets within the limit, one point of each, nearest first.

        The two directions of a street are one candidate, and so are all arcs of one OSM way.
        With the heading of a moving vehicle (clockwise from north) its direction decides instead
        of the side, and a road that runs at an angle to it ranks as if it lay further away: 25 m
        at 60 degrees, 50 m at a right angle, 100 m against it. So a car on an elevated road is not
        put on the street that crosses below, though that is a few metres nearer.

        Raises `ValueError` where a limit or the heading is not a possible one.
        """
        if not limit_m > 0 or most < 1:
            raise ValueError(f"limit_m and most must be above zero, got {limit_m} and {most}")
        if heading_deg is not None and not isfinite(heading_deg):
            raise ValueError(f"heading_deg must be a number, got {heading_deg}")
        if self._grid is None:
            return []
        heading = nan if heading_deg is None else radians(heading_deg)
        rows = self._kernels.candidates(
            *self._grid.arrays,
            *(self._grid.frame, self._grid.columns, self._grid.rows, self._opposite),
            *(self._grid.street, self._grid.longitude(place.lon), place.lat, float(limit_m)),
            *(heading, self._right_hand, most),
        )
        return [
            RoadPoint(
                int(arc), share, Position(lon, lat), away_m, _SIDES[int(side)], turn, int(twin)
            )
            for arc, share, lon, lat, away_m, side, turn, twin in rows.tolist()
        ]

    def best(
        self,
        place: Position,
        *,
        limit_m: float = DEFAULT_ROAD_LIMIT_M,
        heading_deg: float | None = None,
    ) -> RoadPoint | None:
        """Return the first candidate, or None where no road lies within the limit."""
        found = self.candidates(place, limit_m=limit_m, most=1, heading_deg=heading_deg)
        return found[0] if found else None

    def nearest_m(self, place: Position) -> float:
        """Return the metres from a place to the nearest road, however far; inf without roads."""
        found = self.best(place, limit_m=inf)
        return inf if found is None else found.distance_m

    def snap_many(
        self, lon: ArrayLike, lat: ArrayLike, *, limit_m: float = DEFAULT_ROAD_LIMIT_M
    ) -> SnappedToRoads:
        """Snap n places, degrees [n] and [n], each to what `best` says without a heading.

        Raises `ValueError` naming the first impossible longitude or latitude.
        """
        lons, lats = _degrees(lon, lat)
        if self._grid is None:
            nowhere = np.full(len(lons), NO_ARC, np.int32)
            return SnappedToRoads(nowhere, np.zeros(len(lons)), np.full(len(lons), inf))
        arc, fraction, away_m = self._kernels.nearest_many(
            *self._grid.arrays,
            *(self._grid.frame, self._grid.columns, self._grid.rows, self._opposite),
            *(self._grid.street, self._grid.longitude(lons), lats, self._right_hand),
        )
        arc[~(away_m <= limit_m)] = NO_ARC
        return SnappedToRoads(arc=arc, fraction=fraction, distance_m=away_m)


def _degrees(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return checked longitudes and latitudes, [n] and [n], of one place or many."""
    lons, lats = np.atleast_1d(np.asarray(lon)), np.atleast_1d(np.asarray(lat))
    return (
        degrees_column("lon", lons, 180.0, len(lons)),
        degrees_column("lat", lats, 90.0, len(lons)),
    )


def _points(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place degrees on a globe in metres, [n, 3]: nearest in space is nearest on the ground.

    A flat projection would be wrong by a per cent across a province, and break at 180 degrees.
    """
    along, up = np.radians(lon), np.radians(lat)
    around = np.cos(up)
    globe = np.stack([around * np.cos(along), around * np.sin(along), np.sin(up)], axis=-1)
    return np.asarray(EARTH_RADIUS_M * globe)
