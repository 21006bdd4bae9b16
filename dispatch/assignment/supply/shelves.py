"""Keep what decisions ask of depots in arrays, from one decision to the next.

There are hundreds of depots with dozens of supplies, and from one decision to the next a few of
them gave something away: only those are looked through anew, and those where something expired.
"""

from dataclasses import dataclass
from math import inf

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
        depots = tuple(area.depots[key] for key in sorted(area.depots))
        if before is not None:
            same = [one.depot_id for one in before.depots] == [one.depot_id for one in depots]
            before = before if same and at >= before.since else None
        if before is None:
            column = {supply: place for place, supply in enumerate(sorted(profile.supplies))}
            shape = len(depots), len(column)
            free, why = np.zeros(shape, np.int64), np.zeros(shape, np.uint8)
            ends, changed = [-inf] * len(depots), list(range(len(depots)))
        else:
            column, free, why = before.column, before.free.copy(), before.why.copy()
            ends = list(before.ends)
            changed = [
                row
                for row, (was, now) in enumerate(zip(before.depots, depots, strict=True))
                if was is not now or at >= ends[row]
            ]
        for row in changed:
            ends[row] = _look_through(depots[row], column, at, free[row], why[row])
        if before is None or any(
            before.depots[row].position != depots[row].position for row in changed
        ):
            found = (roads.node_of(one.position) for one in depots)
            node = np.array([-1 if one is None else one for one in found], np.int32)
        else:
            node = before.node
        loading_s = profile.timers[LOADING_TIME].limit_s
        ids = tuple(one.depot_id for one in depots)
        ready_ms = [round((one.lead_s + loading_s) * 1000) for one in depots]
        return cls(
            stored=area.depots,
            profile=profile,
            desk=roads.desk,
            depots=depots,
            ids=ids,
            ready_ms=np.array(ready_ms, np.int64),
            is_supplier=np.array([one.agreement is not None for one in depots], bool),
            row={depot_id: row for row, depot_id in enumerate(ids)},
            column=column,
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
    free[:], why[:] = 0, NUMBER[DepotLeftOut.NOT_STOCKED]
    until = inf
    if depot.agreement is not None and depot.agreement.valid_until > at:
        until = depot.agreement.valid_until
    for supply, held in depot.stock.items():
        place = column.get(supply)
        for lot in held.batches:
            if lot.expires_at is not None and lot.expires_at > at:
                until = min(until, lot.expires_at)
        if place is None or held.on_hand <= 0:
            continue
        free[place] = depot.free(supply, at)
        why[place] = NO_REASON if free[place] else NUMBER[_why_not_free(depot, supply, at)]
    return until


def _why_not_free(depot: Depot, supply: str, at: float) -> DepotLeftOut:
    if depot.agreement is not None and depot.agreement.valid_until <= at:
        return DepotLeftOut.AGREEMENT_OVER
    if all(lot.has_expired(at) for lot in depot.stock[supply].lots):
        return DepotLeftOut.EXPIRED
    return DepotLeftOut.ALL_PROMISED
