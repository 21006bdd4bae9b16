"""Find the places that lie in drawn polygons: the villages, gathered under what holds them all."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from dispatch.domain.area import Area
from dispatch.domain.places import Place, is_within
from dispatch.domain.warnings import Polygon
from routing.geo import Position
from routing.selection import check_rings


def places_within(area: Area, polygons: Sequence[Polygon], jurisdiction: str) -> tuple[str, ...]:
    """Return the codes of the lowest places in any of the polygons, of those in a jurisdiction.

    Sides are straight in plain degrees. A place without a position of its own is taken to
    be where the one above it is. Raises `ValueError` for what is no polygon.
    """
    leaves = [
        (place.code, where)
        for place in area.places.values()
        if not area.below.get(place.code)
        and is_within(area.places, place.code, jurisdiction)
        and (where := _position(area, place)) is not None
    ]
    lon = np.array([where.lon for _, where in leaves])
    lat = np.array([where.lat for _, where in leaves])
    inside = np.zeros(len(leaves), bool)
    for rings in polygons:
        corners = [[(one.lon, one.lat) for one in ring] for ring in rings]
        check_rings(corners)
        inside |= shapely.intersects_xy(shapely.Polygon(corners[0], corners[1:]), lon, lat)
    return tuple(sorted(code for (code, _), is_in in zip(leaves, inside, strict=True) if is_in))


def gathered(area: Area, codes: Iterable[str]) -> tuple[str, ...]:
    """Return places with several replaced by the place above, where all below it are among them."""
    found = set(codes)
    waiting = list(found)
    while waiting:
        place = area.places.get(waiting.pop())
        above = place.parent if place else None
        if above is None or above in found:
            continue
        below = area.below.get(above, ())
        if len(below) > 1 and found.issuperset(below):
            found.add(above)
            waiting.append(above)
    return tuple(sorted(one for one in found if not _is_held(area, one, found)))


def _is_held(area: Area, code: str, found: set[str]) -> bool:
    place = area.places.get(code)
    return place is not None and place.parent in found


def _position(area: Area, place: Place) -> Position | None:
    if place.position is not None or place.parent is None:
        return place.position
    above = area.places.get(place.parent)
    return above.position if above else None
