"""Find what lies near a position by coarse cells, so that no search runs over a whole city."""

import math
from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from routing.geo import Position, distance_m

CELL_DEG = 0.01  # about 1.1 km from south to north
_M_PER_DEG = 111_195.0
A_LITTLE_MORE = 1.001  # than a circle's radius: towards the pole it is a hair wider than there


def cell_of(position: Position) -> str:
    """Return the name of the cell a position lies in."""
    return _cell(math.floor(position.lon / CELL_DEG), math.floor(position.lat / CELL_DEG))


def open_incidents_near(area: Area, position: Position, radius_m: float) -> list[Incident]:
    """Return the open incidents of the box that a circle lies in, nearest not first."""
    reach_lon, reach_lat = _reach_deg(position, radius_m)
    west, east = position.lon - reach_lon, position.lon + reach_lon
    south, north = position.lat - reach_lat, position.lat + reach_lat
    known, incidents = area.open_near, area.incidents
    cells = cells_near(position, radius_m)
    found = [incidents[one] for cell in cells for one in known.get(cell, ())]
    return [
        one
        for one in found
        if south <= (here := one.position).lat <= north and west <= here.lon <= east
    ]


def cells_near(position: Position, radius_m: float) -> Iterator[str]:
    """Yield the cells that a circle may touch."""
    reach_lon, reach_lat = _reach_deg(position, radius_m)
    west, east = (math.floor((position.lon + d) / CELL_DEG) for d in (-reach_lon, reach_lon))
    south, north = (math.floor((position.lat + d) / CELL_DEG) for d in (-reach_lat, reach_lat))
    for x in range(west, east + 1):
        for y in range(south, north + 1):
            yield _cell(x, y)


def _reach_deg(position: Position, radius_m: float) -> tuple[float, float]:
    """Return how far a circle reaches to each side, in degrees of longitude and of latitude."""
    reach_lat = radius_m * A_LITTLE_MORE / _M_PER_DEG
    return reach_lat / max(math.cos(math.radians(position.lat)), 0.01), reach_lat


def place_at(area: Area, position: Position) -> str:
    """Return the village whose seat is nearest within the town whose seat is nearest.

    Where a town has no villages with a position it is the town; where there is no town, the root.
    """
    town = _nearest(area, area.towns, position)
    if town is None:
        return area.root
    return _nearest(area, area.below.get(town, ()), position) or town


def _nearest(area: Area, codes: tuple[str, ...], position: Position) -> str | None:
    seats = ((area.places[code].position, code) for code in codes)
    near = [(distance_m(seat, position), code) for seat, code in seats if seat is not None]
    return min(near)[1] if near else None


def _cell(x: int, y: int) -> str:
    return f"{x}/{y}"
