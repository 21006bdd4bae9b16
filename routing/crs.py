"""Convert positions between the coordinate systems that Chinese maps, phones and records use.

- **WGS-84** is what satellites give and what everything else in this package speaks.
- **GCJ-02** (国测局坐标, "Mars coordinates") is WGS-84 moved irregularly by up to 715 metres, as
  on maps published in China and in what phones there report. The formula was never published by
  its authority; this is the one in general use, found by reverse engineering (EvilTransform,
  coolypf 2013; the same in eviltransform, coordtransform and gcoord), which reproduces the maps
  to about a metre. It applies inside the rectangle 72.004..137.8347 E, 0.8293..55.8271 N. Outside
  it, GCJ-02 is WGS-84. The rectangle holds all of China and much of its neighbours, where the
  formula still shifts and a real map may not.
- **BD-09** is GCJ-02 moved once more, by 760 to 990 metres, as on Baidu's maps, everywhere.
- **CGCS2000** is China's geodetic system. Its ellipsoid differs from that of WGS-84 by 0.1 mm and
  its frame by centimetres, so it is taken for WGS-84. A coordinate surveyed for the year 2000 has
  since moved with the ground, some 3 cm a year; that is not corrected.

Nothing here guesses: a system is always named. Every inverse is iterated until a round trip is
well below a millimetre; the shift of GCJ-02 changes too slowly for it to have two solutions.
"""

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from routing.geo import Position

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Degrees = TypeVar("Degrees", float, "NDArray[np.float64]")


class Crs(StrEnum):
    """The coordinate systems that are known."""

    WGS_84 = "WGS-84"
    GCJ_02 = "GCJ-02"
    BD_09 = "BD-09"
    CGCS2000 = "CGCS2000"

    @classmethod
    def _missing_(cls, value: object) -> "Crs":
        known = ", ".join(cls)
        raise ValueError(f"unknown coordinate system {value!r}: the known ones are {known}")


def from_wgs84(lon: Degrees, lat: Degrees, crs: Crs | str) -> tuple[Degrees, Degrees]:
    """Return WGS-84 degrees, two numbers or two arrays of one shape, in another system.

    Raises `ValueError` naming the known systems where `crs` is none of them.
    """
    target = Crs(crs)
    if target in (Crs.WGS_84, Crs.CGCS2000):
        return lon, lat
    functions = _functions(lon)
    shifted = _gcj_02(lon, lat, functions)
    return shifted if target is Crs.GCJ_02 else _bd_09(*shifted, functions)


def to_wgs84(lon: Degrees, lat: Degrees, crs: Crs | str) -> tuple[Degrees, Degrees]:
    """Return degrees of another system, two numbers or two arrays of one shape, in WGS-84.

    Raises `ValueError` naming the known systems where `crs` is none of them.
    """
    source = Crs(crs)
    if source in (Crs.WGS_84, Crs.CGCS2000):
        return lon, lat
    functions = _functions(lon)
    if source is Crs.BD_09:
        lon, lat = _undone(_bd_09, lon, lat, functions)
    return _undone(_gcj_02, lon, lat, functions)


def convert_position(position: Position, source: Crs | str, target: Crs | str) -> Position:
    """Return a position given in one system, in another. `ValueError` names an unknown system."""
    lon, lat = from_wgs84(*to_wgs84(position.lon, position.lat, source), target)
    return Position(lon=lon, lat=lat)


_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_KRASOVSKY_M: Final = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, on which the shift is laid out."""
_ECCENTRICITY_SQUARED: Final = 0.006_693_421_622_965_943_23
_ROUNDS: Final = 8
"""Each round of an inverse leaves at most 3 % of the error: 8 leave nothing of a kilometre."""


def _functions(lon: Any) -> Any:
    """Return the module that computes with what was given: `math`, or numpy for an array."""
    if isinstance(lon, (int, float)):
        return math
    import numpy as np  # here: a single position should not wait for numpy

    return np


def _gcj_02(lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """Shift WGS-84 to GCJ-02, inside the rectangle."""
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    if m is math and not inside:
        return lon, lat
    east_m, north_m = _shift_m(lon - 105.0, lat - 35.0, m)
    up = lat * (math.pi / 180)
    curve = 1 - _ECCENTRICITY_SQUARED * m.sin(up) ** 2
    across_m = _KRASOVSKY_M / m.sqrt(curve)
    along_m = across_m * (1 - _ECCENTRICITY_SQUARED) / curve
    new_lon = lon + east_m / (across_m * m.cos(up)) * (180 / math.pi)
    new_lat = lat + north_m / along_m * (180 / math.pi)
    if m is math:
        return new_lon, new_lat
    return m.where(inside, new_lon, lon), m.where(inside, new_lat, lat)


def _shift_m(x: Any, y: Any, m: Any) -> tuple[Any, Any]:
    """Return how far GCJ-02 lies east and north of WGS-84, metres; x and y are degrees."""
    root, pi = 0.2 * m.sqrt(abs(x)), math.pi
    ripple = 20 * m.sin(6 * pi * x) + 20 * m.sin(2 * pi * x)
    east = ripple + 20 * m.sin(pi * x) + 40 * m.sin(pi * x / 3)
    east = east + 150 * m.sin(pi * x / 12) + 300 * m.sin(pi * x / 30)
    north = ripple + 20 * m.sin(pi * y) + 40 * m.sin(pi * y / 3)
    north = north + 160 * m.sin(pi * y / 12) + 320 * m.sin(pi * y / 30)
    return (
        300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root / 2 + east * 2 / 3,
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + root + north * 2 / 3,
    )


def _bd_09(lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """Shift GCJ-02 to BD-09."""
    wave = math.pi * 3000 / 180
    far = m.sqrt(lon * lon + lat * lat) + 0.00002 * m.sin(lat * wave)
    turn = m.atan2(lat, lon) + 0.000003 * m.cos(lon * wave)
    return far * m.cos(turn) + 0.0065, far * m.sin(turn) + 0.006


def _undone(shift: Any, lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """Return what `shift` moves to `lon`, `lat`."""
    before_lon, before_lat = lon, lat
    for _ in range(_ROUNDS):
        there_lon, there_lat = shift(before_lon, before_lat, m)
        before_lon, before_lat = before_lon + (lon - there_lon), before_lat + (lat - there_lat)
    return before_lon, before_lat
