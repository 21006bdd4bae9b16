"""Number the city, county and town that each place is or lies in."""

from dispatch.domain.places import AdminLevel, Places, lineage

Seat = tuple[int, int, int]
"""A city, a county and a town by number, -1 for none."""

NONE = -1
_JURISDICTIONS = (AdminLevel.CITY, AdminLevel.COUNTY, AdminLevel.TOWN)  # the widest first


class Seats:
    """The seats of some places, numbered in order of code; found once for each place."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._number = {code: number for number, code in enumerate(sorted(places))}
        self._known: dict[str, Seat] = {}

    def of(self, code: str) -> Seat:
        """Return the city, county and town that a place is or lies in."""
        seat = self._known.get(code)
        if seat is None:
            places = self.places
            line = reversed(lineage(places, code))  # of two of one level, the lower
            above = {places[one].admin_level: self._number[one] for one in line if one in places}
            city, county, town = (above.get(one, NONE) for one in _JURISDICTIONS)
            seat = self._known[code] = city, county, town
        return seat

    def ranks_above_town(self, code: str) -> int:
        """Return how many ranks a place stands above a town."""
        place = self.places.get(code)
        return 0 if place is None else max(0, AdminLevel.TOWN.rank - place.admin_level.rank)
