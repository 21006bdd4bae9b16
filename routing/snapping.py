"""Find the road node nearest to a place, or say that the place is off the roads."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import degrees_column
from routing.geo import EARTH_RADIUS_M, Position
from routing.network import RoadNetwork

OFF_THE_ROADS: Final = -1
"""The node of a place that has no road within the limit."""

DEFAULT_LIMIT_M: Final = 2_000.0
"""Real calls lie up to some 500 m from an arterial, and hill villages further from any road; a
place beyond this is more likely a wrong position than a place to drive to."""


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
        count = len(np.atleast_1d(np.asarray(lon)))
        lons = degrees_column("lon", np.atleast_1d(np.asarray(lon)), 180.0, count)
        lats = degrees_column("lat", np.atleast_1d(np.asarray(lat)), 90.0, count)
        if not count:
            return Snapped(node=np.empty(0, np.int32), distance_m=np.empty(0))
        chord_m, index = self._tree.query(_points(lons, lats))
        away_m = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, chord_m / (2 * EARTH_RADIUS_M)))
        node = np.where(away_m <= limit_m, self._nodes[index], np.int32(OFF_THE_ROADS))
        return Snapped(node=node, distance_m=away_m)

    def node_at(self, place: Position, *, limit_m: float = DEFAULT_LIMIT_M) -> int | None:
        """Return the node nearest to one place, or None where it is off the roads."""
        node = int(self.snap(place.lon, place.lat, limit_m=limit_m).node[0])
        return None if node == OFF_THE_ROADS else node


def _points(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place degrees on a globe in metres, [n, 3]: nearest in space is nearest on the ground.

    A flat projection would be wrong by a per cent across a province, and break at 180 degrees.
    """
    along, up = np.radians(lon), np.radians(lat)
    around = np.cos(up)
    globe = np.stack([around * np.cos(along), around * np.sin(along), np.sin(up)], axis=-1)
    return np.asarray(EARTH_RADIUS_M * globe)
