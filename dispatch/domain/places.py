"""Know the five levels of administration, their places and who lies within whom."""

from enum import StrEnum

import msgspec
from immutables import Map

from routing.geo import Position


class AdminLevel(StrEnum):
    """The five levels, from the province down to the village (省市县镇村)."""

    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"
    TOWN = "TOWN"
    VILLAGE = "VILLAGE"

    @property
    def rank(self) -> int:
        """0 for the province, 4 for the village: a smaller rank stands higher."""
        return _RANKS[self]


_RANKS = {admin_level: rank for rank, admin_level in enumerate(AdminLevel)}


class Place(msgspec.Struct, frozen=True):
    """A place of administration; `parent` is the code of the place above, None at the root.

    `vulnerable` is how many of its people are children, old, ill or disabled
    (突发事件应对法 art. 11).
    """

    code: str
    name: str
    admin_level: AdminLevel
    parent: str | None = None
    position: Position | None = None
    population: int = 0
    vulnerable: int = 0


Places = Map[str, Place]


def lineage(places: Places, code: str) -> tuple[str, ...]:
    """Return `code` and every place above it, lowest first; an unknown code stands alone."""
    codes = [code]
    place = places.get(code)
    while place is not None and place.parent is not None and place.parent not in codes:
        codes.append(place.parent)
        place = places.get(place.parent)
    return tuple(codes)


def is_within(places: Places, code: str, jurisdiction: str) -> bool:
    """Whether the place `code` is `jurisdiction` or lies anywhere below it."""
    above: str | None = code
    while above is not None:  # a parent stands on a higher level: there are five
        if above == jurisdiction:
            return True
        place = places.get(above)
        above = None if place is None else place.parent
    return False


def seat_at(places: Places, code: str, admin_level: AdminLevel) -> str | None:
    """Return the place of that level that `code` is or lies in, None where there is none."""
    for above in lineage(places, code):
        place = places.get(above)
        if place is not None and place.admin_level is admin_level:
            return above
    return None
