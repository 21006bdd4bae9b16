"""Price what sending a team costs beside its travel: the profile's table of costs, in arrays.

All prices are weighted milliseconds. What depends on the team alone is reckoned once, what depends
on where the incident lies and of which kind it is, once for each place and kind.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.coverage import Coverage
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.places import AdminLevel, Places, lineage
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import CostTerm
from dispatch.domain.teams import Team

Prices = NDArray[np.int64]
Seats = tuple[str | None, str | None, str | None]
"""The city, county and town that a place is or lies in."""

_JURISDICTIONS = (AdminLevel.CITY, AdminLevel.COUNTY, AdminLevel.TOWN)  # the widest first


class Pricing:
    """What each of some teams costs beside travel, for any incident.

    Without `cover` it costs nothing to leave people without it.
    """

    def __init__(
        self,
        area: Area,
        profile: Profile,
        seen: Sightings,
        teams: Sequence[Team],
        cover: Coverage | None = None,
    ) -> None:
        self._area, self._teams, self._costs = area, teams, profile.dispatch.costs
        self._tired = self._each(lambda team: self._tired_ms(team, seen.at))
        stale = self._costs.stale_position
        self._late = np.zeros(len(teams), np.int64)
        if seen.fixes:
            self._late = self._each(
                lambda team: 1000 * min(seen.age_s(team) * stale.late_per_s, stale.at_most_s)
            )
        self._uncovered = self._cover_lost_ms(cover)
        codes = sorted({team.place_code for team in teams})
        number = {code: index for index, code in enumerate(codes)}
        self._known_seats = _seats_in(area.places)
        self._seats = [self._seats_of(code) for code in codes]
        self._ranks = [self._rank_ms(code) for code in codes]
        self._place = np.array([number[team.place_code] for team in teams], np.intp)
        self._having: dict[str, list[int]] = defaultdict(list)  # capability -> which teams
        for index, team in enumerate(teams):
            for capability in team.capabilities:
                self._having[capability].append(index)
        self._crossings: dict[Seats, Prices] = {}
        self._dangers: dict[str, Prices] = {}

    def towns(self) -> tuple[Prices, int]:
        """Return the town of each team as a number, -1 for those of none, and how many there are.

        The first is int64[teams].
        """
        seats = [town or "" for _, _, town in self._seats]
        number = {seat: at for at, seat in enumerate(sorted(set(filter(None, seats))))}
        return np.array([number.get(seat, -1) for seat in seats], np.int64)[self._place], len(
            number
        )

    def in_sum(self, incident: Incident, weight: int) -> Prices:
        """Return what each team would cost for an incident of that weight, int64[teams]."""
        place, danger = self._crossing(incident.place_code), self._danger(incident.kind)
        total: Prices = weight * self._late + self._tired + self._uncovered + place + danger
        return total

    def of_team(self, incident: Incident, weight: int, team: int) -> dict[CostTerm, float]:
        """Return what one of the teams would cost, in weighted seconds; terms of nothing left out.

        The same in sum as `in_sum`.
        """
        terms = (
            (CostTerm.STALE_POSITION, weight * self._late.item(team)),
            (CostTerm.CROSSING, self._crossing(incident.place_code).item(team)),
            (CostTerm.REST, self._tired.item(team)),
            (CostTerm.COVERAGE, self._uncovered.item(team)),
            (CostTerm.SAFETY, self._danger(incident.kind).item(team)),
        )
        return {term: price / 1000 for term, price in terms if price}

    def _each(self, price: Callable[[Team], float]) -> Prices:
        return np.array([round(price(team)) for team in self._teams], np.int64)

    def _tired_ms(self, team: Team, at: float) -> float:
        rest = self._costs.rest
        if not team.spells:
            return 0.0
        over_s = team.worked_s(at - rest.window_s) - rest.after_s
        return max(0.0, over_s / 3600 * rest.price_s * 1000)

    def _cover_lost_ms(self, cover: Coverage | None) -> Prices:
        price_s = self._costs.cover_lost.thousand_people_s
        if cover is None or not price_s:
            return np.zeros(len(self._teams), np.int64)
        people = cover.losses([team.team_id for team in self._teams])
        return np.rint(people * price_s).astype(np.int64)

    def _seats_of(self, code: str) -> Seats:
        seats = self._known_seats.get(code)
        if seats is None:
            places = self._area.places
            line = reversed(lineage(places, code))  # of two of one level, the lower
            above = {places[one].admin_level: one for one in line if one in places}
            city, county, town = map(above.get, _JURISDICTIONS)
            seats = self._known_seats[code] = city, county, town
        return seats

    def _rank_ms(self, code: str) -> int:
        place = self._area.places.get(code)
        above = 0 if place is None else max(0, AdminLevel.TOWN.rank - place.admin_level.rank)
        return above * self._costs.crossing.rank_s * 1000

    def _crossing(self, place_code: str) -> Prices:
        """Return the price of the widest border between each team's place and an incident's.

        A team of a county is of no town: it crosses no border within its county.
        """
        seats = self._seats_of(place_code)
        found = self._crossings.get(seats)
        if found is None:
            crossing = self._costs.crossing
            prices = (crossing.city_s, crossing.county_s, crossing.town_s)
            by_place = [
                1000 * _first_border(seats, theirs, prices) + rank
                for theirs, rank in zip(self._seats, self._ranks, strict=True)
            ]
            found = self._crossings[seats] = np.array(by_place, np.int64)[self._place]
        return found

    def _danger(self, kind: str) -> Prices:
        found = self._dangers.get(kind)
        if found is None:
            safety = self._costs.safety
            made_for = frozenset(safety.made_for.get(kind, ()))
            price = 1000 * safety.price_s if made_for else 0
            is_made = np.zeros(len(self._teams), bool)
            for capability in made_for:
                is_made[self._having.get(capability, [])] = True
            found = self._dangers[kind] = np.where(is_made, 0, price)
        return found


_last_seats: tuple[Places, dict[str, Seats]] | None = None


def _seats_in(places: Places) -> dict[str, Seats]:
    """Return the seats known of these places: they hardly ever change from decision to decision."""
    global _last_seats
    last = _last_seats
    if last is None or last[0] is not places:
        last = _last_seats = places, {}
    return last[1]


def _first_border(ours: Seats, theirs: Seats, prices: tuple[int, ...]) -> int:
    for here, there, price in zip(ours, theirs, prices, strict=True):
        if here is not None and there is not None and here != there:
            return price
    return 0
