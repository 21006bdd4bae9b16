"""Find what lies near a position by coarse cells, so that no search runs over a whole city."""

import math
from collections.abc import Iterator

from dispatch.domain.area import Area
from routing.geo import Position, distance_m

CELL_DEG = 0.01  # about 1.1 km from south to north
_M_PER_DEG = 111_195.0


def cell_of(position: Position) -> str:
    """Return the name of the cell a position lies in."""
    return _cell(math.floor(position.lon / CELL_DEG), math.floor(position.lat / CELL_DEG))


def open_incidents_near(area: Area, position: Position, radius_m: float) -> Iterator[str]:
    """Yield the ids of open incidents in the cells that a circle may touch, nearest not first."""
    for cell in cells_near(position, radius_m):
        yield from area.open_near.get(cell, ())


def cells_near(position: Position, radius_m: float) -> Iterator[str]:
    """Yield the cells that a circle may touch."""
    reach_lat = radius_m / _M_PER_DEG
    reach_lon = reach_lat / max(math.cos(math.radians(position.lat)), 0.01)
    west, east = (math.floor((position.lon + d) / CELL_DEG) for d in (-reach_lon, reach_lon))
    south, north = (math.floor((position.lat + d) / CELL_DEG) for d in (-reach_lat, reach_lat))
    for x in range(west, east + 1):
        for y in range(south, north + 1):
            yield _cell(x, y)


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
