"""Describe the ground: a flat projection, the foot of the Qinling, the rivers, the rings.

All lines are rough, written from general knowledge and rounded to about 0.01 degrees (1 km); they
give the generated city its shape and are no map. Metres are east and north of the Bell Tower.
"""

from math import cos, pi, radians
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.geo import EARTH_RADIUS_M

Floats = NDArray[np.float64]

BELL_TOWER: Final = (108.942, 34.261)
"""WGS-84 lon, lat of the middle of the city."""
METRES_PER_LAT: Final = EARTH_RADIUS_M * pi / 180
METRES_PER_LON: Final = METRES_PER_LAT * cos(radians(BELL_TOWER[1]))

MOUNTAIN_FOOT: Final = (
    *((107.6, 34.06), (107.9, 34.06), (108.1, 34.06), (108.3, 34.04), (108.5, 34.03)),
    *((108.7, 34.01), (108.95, 34.01), (109.15, 33.98), (109.3, 34.02), (109.42, 34.12)),
    *((109.56, 34.24), (109.8, 34.35)),
)
"""The line (lon, lat) where the plain ends and the Qinling begins, from west to east."""

RIVERS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "渭河": (
        *((107.9, 34.23), (108.1, 34.2), (108.3, 34.2), (108.5, 34.24), (108.65, 34.29)),
        *((108.75, 34.34), (108.85, 34.39), (108.95, 34.425), (109.06, 34.45), (109.2, 34.46)),
        *((109.32, 34.5), (109.45, 34.53), (109.6, 34.57)),
    ),
    "灞河": (
        *((109.48, 34.22), (109.36, 34.17), (109.26, 34.18), (109.15, 34.23), (109.07, 34.28)),
        *((109.03, 34.33), (109.02, 34.38), (109.02, 34.436)),
    ),
    "浐河": ((109.16, 34.04), (109.07, 34.12), (109.02, 34.2), (109.0, 34.26), (109.03, 34.33)),
    "沣河": ((108.78, 34.03), (108.75, 34.12), (108.74, 34.22), (108.77, 34.345)),
    "泾河": ((108.78, 34.58), (108.9, 34.52), (109.0, 34.48), (109.06, 34.45)),
}
"""Rivers as lon, lat points; only bridges cross them."""


def to_metres(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Return [N, 2] metres east and north of the Bell Tower."""
    east = (np.asarray(lon, np.float64) - BELL_TOWER[0]) * METRES_PER_LON
    north = (np.asarray(lat, np.float64) - BELL_TOWER[1]) * METRES_PER_LAT
    return np.stack([east, north], axis=-1)


def to_degrees(metres: Floats) -> Floats:
    """Return [N, 2] WGS-84 lon, lat of metres east and north, rounded to six digits."""
    lon = BELL_TOWER[0] + metres[..., 0] / METRES_PER_LON
    lat = BELL_TOWER[1] + metres[..., 1] / METRES_PER_LAT
    degrees: Floats = np.asarray(np.stack([lon, lat], axis=-1).round(6), np.float64)
    return degrees


def lengths_m(a: Floats, b: Floats) -> Floats:
    """Return great-circle metres between two [N, 2] rows of lon, lat degrees."""
    lon_a, lat_a, lon_b, lat_b = np.radians([a[:, 0], a[:, 1], b[:, 0], b[:, 1]])
    rise = np.sin((lat_b - lat_a) / 2) ** 2
    turn = np.sin((lon_b - lon_a) / 2) ** 2
    half_chord = np.sqrt(rise + np.cos(lat_a) * np.cos(lat_b) * turn)
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, half_chord))
    return metres


def above_foot_m(metres: Floats) -> Floats:
    """Return how far north of the mountain foot each point is; negative in the mountains."""
    lon, lat = np.array(MOUNTAIN_FOOT).T
    foot = to_metres(lon, lat)
    height: Floats = metres[..., 1] - np.interp(metres[..., 0], foot[:, 0], foot[:, 1])
    return height


def smooth_line(points: ArrayLike, step_m: float) -> Floats:
    """Return a lon, lat line in metres with its corners rounded, a point about every `step_m`."""
    line = to_metres(*np.asarray(points, np.float64).T)
    for _ in range(3):  # Chaikin's corner cutting: each pass replaces a corner by two gentler ones.
        near = 0.75 * line[:-1] + 0.25 * line[1:]
        far = 0.25 * line[:-1] + 0.75 * line[1:]
        cut = np.stack([near, far], axis=1).reshape(-1, 2)
        line = np.concatenate([line[:1], cut, line[-1:]])
    return resampled(line, step_m)


def resampled(line: Floats, step_m: float) -> Floats:
    """Return points at equal steps of about `step_m` along a line, its two ends kept."""
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    steps = max(1, round(float(gone[-1]) / step_m))
    at = np.linspace(0, gone[-1], steps + 1)
    return np.stack([np.interp(at, gone, line[:, 0]), np.interp(at, gone, line[:, 1])], axis=1)
