"""Say where things are on the earth, and how far apart.

Everything here is WGS-84 in decimal degrees, longitude first, with distances in metres on a
sphere. It imports neither numpy nor scipy, so the dispatch domain may use it.
"""

from math import asin, atan2, cos, degrees, isfinite, radians, sin, sqrt

import msgspec

EARTH_RADIUS_M = 6_371_009.0
"""Mean radius of the earth (IUGG). A sphere is within 0.6 % of the ellipsoid everywhere."""


class Position(msgspec.Struct, frozen=True):
    """A point on the earth: WGS-84 `lon`, `lat` in degrees.

    A `Position` with impossible values cannot exist: a longitude outside -180..180, a latitude
    outside -90..90, or anything that is not a finite number raises `ValueError` naming the field.
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        _check("lon", self.lon, 180.0)
        _check("lat", self.lat, 90.0)


def distance_m(a: Position, b: Position) -> float:
    """Return the great-circle distance between two positions, in metres."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    rise = sin((lat_b - lat_a) / 2) ** 2
    turn = sin(radians(b.lon - a.lon) / 2) ** 2
    half_chord = sqrt(rise + cos(lat_a) * cos(lat_b) * turn)
    # Rounding can lift the half chord of two antipodes a hair above 1.
    return 2 * EARTH_RADIUS_M * asin(min(1.0, half_chord))


def are_within(a: Position, b: Position, limit_m: float) -> bool:
    """Whether two positions lie no further apart than so many metres; soon told of neighbours."""
    # Along the meridian and then along a parallel is no shorter than the great circle.
    if (abs(a.lat - b.lat) + abs(a.lon - b.lon)) * _DEGREE_M < limit_m:
        return True
    return distance_m(a, b) <= limit_m


_DEGREE_M = EARTH_RADIUS_M * radians(1.0) * (1 + 1e-6)  # rounding makes it no shorter either


def bearing_deg(a: Position, b: Position) -> float:
    """Return the initial bearing from `a` to `b`, in degrees clockwise from north, 0 <= x < 360."""
    lat_a, lat_b, turn = radians(a.lat), radians(b.lat), radians(b.lon - a.lon)
    east = sin(turn) * cos(lat_b)
    north = cos(lat_a) * sin(lat_b) - sin(lat_a) * cos(lat_b) * cos(turn)
    # The second modulo: a tiny negative angle plus 360 rounds to 360 itself.
    return degrees(atan2(east, north)) % 360.0 % 360.0


def destination(start: Position, bearing_deg: float, distance_m: float) -> Position:
    """Return the position `distance_m` metres from `start` along an initial bearing in degrees."""
    angle, heading, lat = distance_m / EARTH_RADIUS_M, radians(bearing_deg), radians(start.lat)
    sin_lat = sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(heading)
    new_lat = asin(max(-1.0, min(1.0, sin_lat)))
    turn = atan2(sin(heading) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(new_lat))
    new_lon = (start.lon + degrees(turn) + 540.0) % 360.0 - 180.0
    return Position(lon=new_lon, lat=degrees(new_lat))


def _check(field: str, degrees_: float, limit: float) -> None:
    if not isfinite(degrees_) or not -limit <= degrees_ <= limit:
        raise ValueError(f"{field} must be between -{limit:g} and {limit:g}, got {degrees_!r}")
