"""Measure many great-circle distances at once."""

import numpy as np
from numpy.typing import NDArray

from routing.geo import EARTH_RADIUS_M

Floats = NDArray[np.float64]


def distances_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Return the metres between each pair of points, as `routing.geo.distance_m` does for one."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    rise = np.sin((phi_b - phi_a) / 2) ** 2
    turn = np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    half_chord = np.sqrt(rise + np.cos(phi_a) * np.cos(phi_b) * turn)
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, half_chord))
    return metres
