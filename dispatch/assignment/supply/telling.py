"""Say of a plan, by incident: what comes whence, who else could bring it, who not and why."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.supply.kernels.looking import look_over
from dispatch.assignment.supply.posing import SupplyAsked
from dispatch.assignment.supply.question import Ints, Need, SupplyPlan, costs_ms
from dispatch.assignment.supply.shelves import NO_REASON, NUMBER, REASONS
from dispatch.domain.recommendations import (
    CostTerm,
    DepotChoice,
    DepotLeftOut,
    DepotsLeftOut,
    DepotTrip,
    OtherDepot,
    Shortfall,
)

# Reasons that are the rule itself: only the number is written down.
_COUNTED_ONLY = frozenset(
    {DepotLeftOut.NOT_STOCKED, DepotLeftOut.TOO_FAR, DepotLeftOut.DEARER_THAN_CHOSEN}
)
_NAMED = tuple(one not in _COUNTED_ONLY for one in REASONS)
_IS_NAMED = np.array(_NAMED)
_TOLD_APART = (
    NUMBER[DepotLeftOut.NOT_STOCKED],
    NUMBER[DepotLeftOut.DEARER_THAN_CHOSEN],
    NUMBER[DepotLeftOut.NEEDED_ELSEWHERE],
    NUMBER[DepotLeftOut.TOO_MANY_DEPOTS],
    NO_REASON,
)
"""What the compiled loop has to tell apart."""
# Looked up once: members of an enumeration are slow to find.
_RESPONSE, _LATENESS, _TRIP = CostTerm.RESPONSE, CostTerm.LATENESS, CostTerm.TRIP


@dataclass(frozen=True, slots=True)
class SupplyPart:
    """What a plan means for one incident."""

    depots: tuple[DepotChoice, ...] = ()
    trips: tuple[DepotTrip, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    cost_ms: int = 0


Promised = Counter[tuple[str, str]]
"""How much each depot gives away of each supply in a decision."""

NOTHING_WANTED = SupplyPart()


@dataclass(slots=True)
class _OfIncident:
    """What one incident wants and is brought, by the numbers of supplies and depots."""

    wanted: dict[int, int] = field(default_factory=dict)
    soonest: dict[int, Need] = field(default_factory=dict)
    brought: list[tuple[Need, int]] = field(default_factory=list)
    items: dict[tuple[int, int], int] = field(default_factory=dict)


class SuppliesTold:
    """What a plan means, for one incident of a question after another.

    `promised` is all that it gives away, `proved_optimal` that nothing costs less.
    """

    def __init__(self, asked: SupplyAsked, plan: SupplyPlan, others: int) -> None:
        self._asked, self._question, self._others = asked, asked.question, others
        self._rows = {one: row for row, one in enumerate(self._question.incident_ids)}
        self._of_row = [_OfIncident() for _ in self._rows]
        self._left = self._question.stock.copy()
        self.promised: Promised = Counter()
        self.proved_optimal = plan.proved_optimal
        for need in self._question.needs:
            own = self._of_row[need.incident]
            own.wanted[need.supply] = own.wanted.get(need.supply, 0) + need.wanted
            own.soonest.setdefault(need.supply, need)
        for number, depot, quantity in plan.brought:
            need = self._question.needs[number]
            own = self._of_row[need.incident]
            own.brought.append((need, depot))
            own.items[need.supply, depot] = own.items.get((need.supply, depot), 0) + quantity
            self._left[depot, need.supply] -= quantity
            supply = self._question.supplies[need.supply]
            self.promised[self._question.depot_ids[depot], supply] += quantity
        self._cost_ms = costs_ms(self._question, plan)

    def part(self, incident_id: str) -> SupplyPart:
        """Return what the plan means for an incident."""
        row = self._rows.get(incident_id)
        if row is None:
            return NOTHING_WANTED
        own = self._of_row[row]
        shortfalls: list[Shortfall] = []
        for supply, wanted in sorted(own.wanted.items()):
            brought = sum(count for (one, _), count in own.items.items() if one == supply)
            if brought < wanted:
                why = self._cause(row, supply)
                shortfalls.append(Shortfall(self._question.supplies[supply], wanted - brought, why))
        return SupplyPart(
            depots=tuple(self._choices(row)),
            trips=tuple(self._trips(row)),
            shortfalls=tuple(shortfalls),
            cost_ms=self._cost_ms[row],
        )

    def others(self, incident_id: str) -> tuple[tuple[OtherDepot, ...], tuple[DepotsLeftOut, ...]]:
        """Return who else could bring what an incident wants, and who not and why."""
        row = self._rows.get(incident_id)
        if row is None:
            return (), ()
        question, asked, own = self._question, self._asked, self._of_row[row]
        supplies = sorted(own.wanted)
        others, counts, listed = look_over(
            np.array(supplies, np.int64),
            np.array(list(own.items), np.int64).reshape(-1, 2),
            asked.shelf,
            asked.way[row],
            self._left,
            question.comes_anyway[row] | (question.most.item(row) > 0),
            question.weight[row] * question.time_ms[row] + question.trip_ms[row],
            _TOLD_APART,
            _IS_NAMED,
            self._others,
        )
        spared = [
            self._other(row, supply, depot)
            for supply, some in zip(supplies, others.tolist(), strict=True)
            for depot in some
            if depot >= 0
        ]
        return tuple(spared), tuple(self._left_out(supplies, counts, listed))

    def _choices(self, row: int) -> list[DepotChoice]:
        time_ms, items = self._question.time_ms[row], self._of_row[row].items
        in_order = sorted(items, key=lambda one: (one[0], time_ms.item(one[1]), one[1]))
        return [
            DepotChoice(
                supply=self._question.supplies[supply],
                depot_id=self._question.depot_ids[depot],
                quantity=items[supply, depot],
                travel_s=self._travel_s(row, depot),
                lead_s=self._asked.lead_s.item(depot),
            )
            for supply, depot in in_order
        ]

    def _trips(self, row: int) -> list[DepotTrip]:
        question = self._question
        late_ms: dict[int, int] = {}
        at_once: set[int] = set()
        for need, depot in self._of_row[row].brought:
            late_ms[depot] = max(late_ms.get(depot, 0), question.late_ms(need, depot))
            if not need.slack_ms:
                at_once.add(depot)
        in_order = sorted(late_ms, key=lambda depot: (question.time_ms.item(row, depot), depot))
        return [
            DepotTrip(
                depot_id=question.depot_ids[depot],
                travel_s=self._travel_s(row, depot),
                loading_s=self._asked.loading_s,
                lead_s=self._asked.lead_s.item(depot),
                costs=self._costs(row, depot, late_ms[depot], depot in at_once),
            )
            for depot in in_order
        ]

    def _costs(self, row: int, depot: int, late_ms: int, at_once: bool) -> dict[CostTerm, float]:
        terms = {_RESPONSE if at_once else _LATENESS: late_ms / 1000} if late_ms else {}
        if trip_ms := self._question.trip_ms.item(row, depot):
            terms[_TRIP] = trip_ms / 1000
        return terms

    def _other(self, row: int, supply: int, depot: int) -> OtherDepot:
        soonest = self._of_row[row].soonest[supply]
        late_ms = self._question.late_ms(soonest, depot)
        return OtherDepot(
            supply=self._question.supplies[supply],
            depot_id=self._question.depot_ids[depot],
            quantity=self._left.item(depot, supply),
            travel_s=self._travel_s(row, depot),
            lead_s=self._asked.lead_s.item(depot),
            costs=self._costs(row, depot, late_ms, not soonest.slack_ms),
        )

    def _left_out(
        self, supplies: Iterable[int], counts: Ints, listed: Ints
    ) -> Iterator[DepotsLeftOut]:
        """Yield how many fell away for each reason; with those told they are all depots."""
        ids, named = self._question.depot_ids, iter(listed.tolist())
        for supply, of_supply in zip(supplies, counts.tolist(), strict=True):
            for reason, count, is_named in zip(REASONS, of_supply, _NAMED, strict=True):
                if count:
                    some = islice(named, count) if is_named else ()
                    told = tuple(ids[depot] for depot in some)
                    yield DepotsLeftOut(self._question.supplies[supply], reason, count, told)

    def _cause(self, row: int, supply: int) -> str:
        """Return why a need is not met in full, as the first thing that could be mended."""
        own, reached = self._of_row[row], self._asked.way[row] == NO_REASON
        if not reached.any():
            return "no_depot_in_reach"
        if (self._able(row, supply) & (self._left[:, supply] > 0)).any():
            question = self._question
            new = {depot for _, depot in own.brought if not question.comes_anyway[row, depot]}
            return "too_many_depots" if len(new) >= question.most[row] else "too_dear"
        taken = self._question.stock[:, supply] > self._left[:, supply]
        taken[[depot for one, depot in own.items if one == supply]] = False
        return "all_needed_elsewhere" if (taken & reached).any() else "out_of_stock"

    def _able(self, row: int, supply: int) -> NDArray[np.bool_]:
        shelf = self._asked.shelf[:, supply] == NO_REASON
        able: NDArray[np.bool_] = shelf & (self._asked.way[row] == NO_REASON)
        return able

    def _travel_s(self, row: int, depot: int) -> float:
        return self._asked.travel_ms.item(row, depot) / 1000
