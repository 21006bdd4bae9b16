"""Keep what decisions ask of depots in arrays, from one decision to the next.

There are hundreds of depots with dozens of supplies, and from one decision to the next a few of
them gave something away: only those are looked through anew, and those where something expired.
"""

from collections.abc import Sequence
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
    `node`, int32[depots], is where a depot is on the roads of `desk`, -1 off them; `lead_s`,
    float64[depots], how long until what it gives can be loaded, and `ready_ms`, int64[depots],
    until it is; `is_supplier`, bool[depots], who gives under an agreement. Each row holds until
    `ends`, float64[depots]; `until` is the first of these moments. Immutable.
    """

    stored: Map[str, Depot]
    profile: Profile
    desk: RoadDesk
    ids: tuple[str, ...]
    lead_s: NDArray[np.float64]
    ready_ms: Ints
    is_supplier: NDArray[np.bool_]
    row: dict[str, int]
    column: dict[str, int]
    node: NDArray[np.int32]
    free: Ints
    why: NDArray[np.uint8]
    since: float
    ends: NDArray[np.float64]
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
        return cls._of_nothing(area, profile, roads)._with(area.depots, [], at)

    def _others_among(self, depots: Map[str, Depot]) -> list[int] | None:
        """Return the rows of depots that are others than before; None where one came or went."""
        if len(depots) != len(self.stored):
            return None
        # Where nobody came or went they stand in the order in which they stood.
        is_other = map(is_not, self.stored.values(), depots.values())
        ids = [one.depot_id for one in compress(depots.values(), is_other)]
        return [self.row[one] for one in ids] if self.row.keys() >= set(ids) else None

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
            ids=ids,
            lead_s=np.zeros(len(ids)),
            ready_ms=np.zeros(len(ids), np.int64),
            is_supplier=np.zeros(len(ids), bool),
            row={depot_id: row for row, depot_id in enumerate(ids)},
            column=column,
            node=np.full(len(ids), -1, np.int32),
            free=np.zeros(shape, np.int64),
            why=np.zeros(shape, np.uint8),
            since=-inf,
            ends=np.full(len(ids), -inf),
            until=-inf,
        )

    def _with(self, stored: Map[str, Depot], changed: Sequence[int], at: float) -> "Shelves":
        """Return the shelves at a moment of these depots, of which some are others, by row."""
        rows = list(changed)
        if at >= self.until:
            rows = sorted({*changed, *np.flatnonzero(self.ends <= at).tolist()})
        free, why, node = self.free.copy(), self.why.copy(), self.node.copy()
        lead_s, ready_ms, ends = self.lead_s.copy(), self.ready_ms.copy(), self.ends.copy()
        is_supplier, loading_s = self.is_supplier.copy(), self.profile.timers[LOADING_TIME].limit_s
        depots = [stored[self.ids[row]] for row in rows]
        for row, depot in zip(rows, depots, strict=True):
            ends[row] = _look_through(depot, self.column, at, free[row], why[row])
            lead_s[row] = depot.lead_s
            ready_ms[row] = round((depot.lead_s + loading_s) * 1000)
            is_supplier[row] = depot.agreement is not None
        if rows:
            node[rows] = self.desk.nodes_of([one.position for one in depots])
        return replace(
            self,
            stored=stored,
            lead_s=lead_s,
            ready_ms=ready_ms,
            is_supplier=is_supplier,
            node=node,
            free=free,
            why=why,
            since=at,
            ends=ends,
            until=float(ends.min(initial=inf)),
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
