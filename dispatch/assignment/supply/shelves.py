"""Keep what decisions ask of depots in arrays, from one decision to the next.

There are hundreds of depots with dozens of supplies, and from one decision to the next a few of
them gave something away: only those are looked through anew, and those where something expired.
"""

from dataclasses import dataclass, replace
from itertools import compress
from math import inf
from operator import is_not

import numpy as np
from immutables import Map
from numpy.typing import NDArray

from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import DepotLeftOut
from dispatch.domain.shipping import LOADING_TIME

Ints = NDArray[np.int64]

REASONS = tuple(DepotLeftOut)
"""What a number says of a depot that brings nothing."""
NO_REASON = len(REASONS)
NUMBER = {reason: number for number, reason in enumerate(REASONS)}
_NOT_STOCKED = NUMBER[DepotLeftOut.NOT_STOCKED]

MOST_AREAS = 4  # whose depots are remembered


@dataclass(frozen=True, slots=True, eq=False)
class Shelves:
    """The depots of an area in order of id, as rows; every supply of the profile is a `column`.

    `free`, int64[depots, supplies], is what can be promised at any moment from `since` until before
    `until`, `why`, uint8 likewise, numbers the reason where nothing can, `NO_REASON` elsewhere.
    `node`, int32[depots], is where a depot is on the roads of `desk`, -1 off them; `ready_ms`,
    int64[depots], how long until what it gives is loaded; `is_supplier`, bool[depots], who gives
    under an agreement. Immutable.
    """

    stored: Map[str, Depot]
    profile: Profile
    desk: RoadDesk
    depots: tuple[Depot, ...]
    ids: tuple[str, ...]
    ready_ms: Ints
    is_supplier: NDArray[np.bool_]
    row: dict[str, int]
    column: dict[str, int]
    node: NDArray[np.int32]
    free: Ints
    why: NDArray[np.uint8]
    since: float
    ends: tuple[float, ...]
    """Until when each row holds; `until` is the first of these moments."""
    until: float

    @classmethod
    def of(cls, area: Area, profile: Profile, roads: RoadView, at: float) -> "Shelves":
        """Return what is in the depots at a moment; who has what it had is not looked through."""
        before = _last.get(area.area_id)
        if before is not None and not (before.profile is profile and before.desk is roads.desk):
            before = None
        if before is not None and before.holds(area, at):
            return before
        found = cls._looked_through(before, area, profile, roads, at)
        _last.pop(area.area_id, None)
        _last[area.area_id] = found
        while len(_last) > MOST_AREAS:
            _last.pop(next(iter(_last)), None)
        return found

    def holds(self, area: Area, at: float) -> bool:
        """Whether the depots are as they were, and nothing there expired."""
        return self.stored is area.depots and self.since <= at < self.until

    @classmethod
    def _looked_through(
        cls, before: "Shelves | None", area: Area, profile: Profile, roads: RoadView, at: float
    ) -> "Shelves":
        if before is not None and at >= before.since:
            changed = before._others_among(area.depots)
            if changed is not None:
                return before._with(area.depots, changed, at)
        return cls._of_nothing(area, profile, roads)._with(area.depots, {}, at)

    def _others_among(self, depots: Map[str, Depot]) -> dict[int, Depot] | None:
        """Return the depots that are others than before, by row; None where one came or went."""
        if len(depots) != len(self.stored):
            return None
        # Where nobody came or went they stand in the order in which they stood.
        is_other = map(is_not, self.stored.values(), depots.values())
        some = list(compress(depots.values(), is_other))
        if not all(one.depot_id in self.row for one in some):
            return None
        return {self.row[one.depot_id]: one for one in some}

    @classmethod
    def _of_nothing(cls, area: Area, profile: Profile, roads: RoadView) -> "Shelves":
        """Return the depots of an area, into none of which anybody has looked."""
        ids = tuple(sorted(area.depots))
        column = {supply: place for place, supply in enumerate(sorted(profile.supplies))}
        shape = len(ids), len(column)
        return cls(
            stored=area.depots,
            profile=profile,
            desk=roads.desk,
            depots=tuple(area.depots[one] for one in ids),
            ids=ids,
            ready_ms=np.zeros(len(ids), np.int64),
            is_supplier=np.zeros(len(ids), bool),
            row={depot_id: row for row, depot_id in enumerate(ids)},
            column=column,
            node=np.full(len(ids), -1, np.int32),
            free=np.zeros(shape, np.int64),
            why=np.zeros(shape, np.uint8),
            since=-inf,
            ends=(-inf,) * len(ids),
            until=-inf,
        )

    def _with(self, stored: Map[str, Depot], changed: dict[int, Depot], at: float) -> "Shelves":
        """Return the shelves at a moment, where some depots are others, by row."""
        depots = list(self.depots)
        for row, depot in changed.items():
            depots[row] = depot
        rows = list(changed)
        if at >= self.until:
            rows = [row for row, end in enumerate(self.ends) if at >= end or row in changed]
        free, why, node = self.free.copy(), self.why.copy(), self.node.copy()
        ready_ms, is_supplier = self.ready_ms.copy(), self.is_supplier.copy()
        ends, loading_s = list(self.ends), self.profile.timers[LOADING_TIME].limit_s
        for row in rows:
            depot = depots[row]
            ends[row] = _look_through(depot, self.column, at, free[row], why[row])
            ready_ms[row] = round((depot.lead_s + loading_s) * 1000)
            is_supplier[row] = depot.agreement is not None
        if rows:
            node[rows] = self.desk.nodes_of([depots[row].position for row in rows])
        return replace(
            self,
            stored=stored,
            depots=tuple(depots),
            ready_ms=ready_ms,
            is_supplier=is_supplier,
            node=node,
            free=free,
            why=why,
            since=at,
            ends=tuple(ends),
            until=min(ends, default=inf),
        )


_last: dict[str, Shelves] = {}


def _look_through(
    depot: Depot, column: dict[str, int], at: float, free: Ints, why: NDArray[np.uint8]
) -> float:
    """Write down what a depot can promise and why not; return until when that holds."""
    free[:], why[:] = 0, _NOT_STOCKED
    until, is_over = inf, False
    if depot.agreement is not None:
        is_over = depot.agreement.valid_until <= at
        until = inf if is_over else depot.agreement.valid_until
    for supply, held in depot.stock.items():
        place = column.get(supply)
        for lot in held.batches:
            if lot.expires_at is not None and lot.expires_at > at:
                until = min(until, lot.expires_at)
        if place is None or held.on_hand <= 0:
            continue
        left = 0 if is_over else held.free(at)
        free[place] = left
        why[place] = NO_REASON if left else NUMBER[_why_not_free(depot, supply, at)]
    return until


def _why_not_free(depot: Depot, supply: str, at: float) -> DepotLeftOut:
    if depot.agreement is not None and depot.agreement.valid_until <= at:
        return DepotLeftOut.AGREEMENT_OVER
    if all(lot.has_expired(at) for lot in depot.stock[supply].lots):
        return DepotLeftOut.EXPIRED
    return DepotLeftOut.ALL_PROMISED
