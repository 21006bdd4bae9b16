"""Price what sending a team costs beside its travel: the profile's table of costs, in arrays.

All prices are weighted milliseconds.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.candidates import Roster
from dispatch.assignment.coverage import Coverage
from dispatch.assignment.kernels.giving import numbered
from dispatch.assignment.kernels.prices import prices
from dispatch.assignment.problem import Ints
from dispatch.assignment.sightings import Sightings
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import CostTerm
from dispatch.domain.teams import Team

FEW = 4
"""Incidents for which it is asked of each team what border it crosses: seats are not sorted out."""

_TERMS = (
    CostTerm.RESPONSE,
    CostTerm.LATENESS,
    CostTerm.STALE_POSITION,
    CostTerm.CROSSING,
    CostTerm.REST,
    CostTerm.COVERAGE,
    CostTerm.SAFETY,
)
"""The terms of a price in the order in which the kernel `terms` tells them."""


def by_term(prices_s: Sequence[float]) -> dict[CostTerm, float]:
    """Return the prices of a pair by term, which the kernel `terms` tells in order.

    Terms of nothing are left out, but for the response.
    """
    told = {term: price_s for term, price_s in zip(_TERMS, prices_s, strict=True) if price_s}
    return told if prices_s[0] else {_TERMS[0]: 0.0} | told


class Pricing:
    """What each free team of a roster costs beside travel, for each of some incidents.

    `weight`, int64[incidents], is what a second of each counts for. Without `cover` it costs
    nothing to leave people without it.
    """

    def __init__(
        self,
        profile: Profile,
        seen: Sightings,
        roster: Roster,
        incidents: Sequence[Incident],
        weight: Ints,
        cover: Coverage | None = None,
    ) -> None:
        self._costs, self._roster, self._weight = profile.dispatch.costs, roster, weight
        self._late = self._late_ms(seen)
        self._tired = self._tired_ms(seen.at)
        self._uncovered = self._cover_lost_ms(cover)
        told, rows = roster.muster.told, roster.rows
        crossing = self._costs.crossing
        by_border = crossing.city_s, crossing.county_s, crossing.town_s
        self._border_ms = np.array(by_border, np.int64) * 1000
        self._theirs: NDArray[np.int32] = told.seat.take(rows, axis=1)
        self._rank = told.above_town[rows] * (crossing.rank_s * 1000)
        self._own_ms = self._tired + self._uncovered + self._rank
        seats = [roster.muster.seats.of(one.place_code) for one in incidents]
        self._seat = np.array(seats, np.int32).reshape(len(seats), 3)
        kinds = sorted({one.kind for one in incidents})
        number = {kind: at for at, kind in enumerate(kinds)}
        self._kind = np.array([number[one.kind] for one in incidents], np.int64)
        danger = [self._danger_ms(kind) for kind in kinds]
        self._danger = np.array(danger, np.int64).reshape(len(kinds), len(rows))

    @property
    def town(self) -> NDArray[np.int32]:
        """The town of each team by the number of its seat, -1 for none: int32[teams]."""
        town: NDArray[np.int32] = self._theirs[2]
        return town

    def towns(self) -> tuple[Ints, int]:
        """Return the town of each team as a number, -1 for those of none, and how many there are.

        The first is int64[teams].
        """
        zone, count = numbered(self.town)
        return zone, int(count)

    def in_sum(self) -> Ints:
        """Return what each team would cost for each incident, int64[incidents, teams]."""
        total: Ints = prices(*self.asked(), *self._seats())
        return total

    def _seats(self) -> tuple[Ints, Ints]:
        """Return a team of each seat there is, int64[seats], and which seat each team has."""
        if len(self._seat) <= FEW:
            each = np.arange(self._theirs.shape[1])
            return each, each
        city, county, town = self._theirs.astype(np.int64) + 1
        most = 1 + self._theirs.max(initial=0) + 1
        whole = (city * most + county) * most + town
        _, first, seat_of = np.unique(whole, return_index=True, return_inverse=True)
        return first, seat_of

    def asked(self) -> tuple[NDArray[np.signedinteger], ...]:
        """Return all that the prices are made of."""
        of_incidents = self._seat, self._weight, self._kind
        return *of_incidents, self._theirs, self._border_ms, self._late, self._own_ms, self._danger

    def in_parts(self) -> tuple[NDArray[np.signedinteger], ...]:
        """Return all that the prices are made of, as the kernel `terms` wants it."""
        of_teams = self._late, self._rank, self._tired, self._uncovered
        return self._seat, self._kind, self._theirs, self._border_ms, *of_teams, self._danger

    def _late_ms(self, seen: Sightings) -> Ints:
        """Return how much later teams with an old fix are reckoned to come, int64[teams]."""
        stale, late = self._costs.stale_position, np.zeros(len(self._roster.rows), np.int64)
        ids = self._roster.ids
        for team_id in seen.fixes:
            at = bisect_left(ids, team_id)
            if at < len(ids) and ids[at] == team_id:
                late_s = min(seen.age_s(team_id) * stale.late_per_s, stale.at_most_s)
                late[at] = round(1000 * late_s)
        return late

    def _tired_ms(self, at: float) -> Ints:
        worked_s = self._roster.muster.told.worked_s[self._roster.rows]
        tired = np.zeros(len(worked_s), np.int64)
        # Who was under orders for too short a time in all was so within the window as well.
        for row in np.flatnonzero(worked_s > self._costs.rest.after_s).tolist():
            tired[row] = self._rest_ms(self._roster.team(row), at)
        return tired

    def _rest_ms(self, team: Team, at: float) -> int:
        rest = self._costs.rest
        over_s = team.worked_s(at - rest.window_s) - rest.after_s
        return round(max(0.0, over_s / 3600 * rest.price_s * 1000))

    def _cover_lost_ms(self, cover: Coverage | None) -> Ints:
        price_s = self._costs.cover_lost.thousand_people_s
        if cover is None or not price_s:
            return np.zeros(len(self._roster.rows), np.int64)
        people = cover.losses(self._roster.ids)
        return np.rint(people * price_s).astype(np.int64)

    def _danger_ms(self, kind: str) -> Ints:
        """Return what it costs to send each team that is not made for a kind, int64[teams]."""
        safety = self._costs.safety
        made_for = safety.made_for.get(kind, ())
        is_made = self._roster.muster.having(made_for)[self._roster.rows]
        return np.where(is_made, 0, 1000 * safety.price_s if made_for else 0)
