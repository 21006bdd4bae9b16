"""Hold who waits for a place in a shelter, what is left there, and how long the ways are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.shelter_plan import EvacueeGroup, Ride
from dispatch.domain.shelters import Shelter
from routing.geo import Position

Ints = NDArray[np.int64]
Part = tuple[int, int, Ride, int]  # group, shelter, how, rank
FAR = 1_000_000  # seconds: there is no way
RANKS = VULNERABLE, OTHERS = 0, 1


@dataclass(slots=True)
class ShelterQuestion:
    """Groups, shelters with places left, and the ways between; filled as people are placed.

    `waiting` is int64[groups, ranks], `left` int64[shelters]; `times` are seconds, int64[groups,
    shelters], FAR where there is no way, and `limits_s` the longest of them by rank. `opening_s`,
    int64[shelters], is how long it takes until a shelter is open.
    """

    groups: Sequence[EvacueeGroup]
    shelters: Sequence[Shelter]
    waiting: Ints
    left: Ints
    seats: int
    times: dict[Ride, Ints]
    limits_s: dict[Ride, tuple[float, float]]
    opening_s: Ints
    placed: Counter[Part] = field(default_factory=Counter)

    def may_go(self, ride: Ride, rank: int) -> NDArray[np.bool_]:
        """Who may go where in that way, bool[groups, shelters]."""
        return self.times[ride] <= self.limits_s[ride][rank]

    def wait_s(self, ride: Ride) -> Ints:
        """How long until people are in, int64[groups, shelters]."""
        return self.times[ride] + self.opening_s

    def move(self, part: Part, by: int) -> None:
        """Have so many more go, or less when `by` is below nothing."""
        group, shelter, ride, rank = part
        self.placed[part] += by
        self.waiting[group, rank] -= by
        self.left[shelter] -= by
        if ride is Ride.BUS:
            self.seats -= by


def ways(
    roads: RoadView, groups: Sequence[Position], shelters: Sequence[Position], metric: str
) -> Ints:
    """Return the road times from groups to shelters in seconds, int64[groups, shelters]."""
    times: Ints = np.full((len(groups), len(shelters)), FAR, np.int64)
    if not len(groups) or not len(shelters):
        return times
    origins, nodes = roads.nodes_of(groups), roads.nodes_of(shelters)
    rows, columns = np.flatnonzero(origins >= 0), np.flatnonzero(nodes >= 0)
    if len(rows) and len(columns):
        found = roads.table(origins[rows], nodes[columns], metric).astype(np.int64)
        seconds = -(-found // 1000)
        times[np.ix_(rows, columns)] = np.where(found == UNREACHABLE_MS, FAR, seconds)
    return times
