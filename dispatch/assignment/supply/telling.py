"""Say of a plan, by incident: what comes whence, who else could bring it, who not and why."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.supply.posing import SupplyAsked
from dispatch.assignment.supply.question import Brought, Need, SupplyPlan, costs_ms
from dispatch.assignment.supply.shelves import NO_REASON, REASONS
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
_NOT_STOCKED = REASONS.index(DepotLeftOut.NOT_STOCKED)


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


class SuppliesTold:
    """What a plan means, for one incident of a question after another.

    `promised` is all that it gives away, `proved_optimal` that nothing costs less.
    """

    def __init__(self, asked: SupplyAsked, plan: SupplyPlan, others: int) -> None:
        self._asked, self._question, self._others = asked, asked.question, others
        self._left = asked.question.stock.copy()
        self._brought: dict[int, list[Brought]] = {}
        self._rows = {incident.incident_id: row for row, incident in enumerate(asked.incidents)}
        self._wanted: dict[int, Counter[int]] = {row: Counter() for row in self._rows.values()}
        self._soonest: dict[tuple[int, int], Need] = {}
        self.promised: Promised = Counter()
        self.proved_optimal = plan.proved_optimal
        for need in self._question.needs:
            self._wanted[need.incident][need.supply] += need.wanted
            self._soonest.setdefault((need.incident, need.supply), need)
        for one in plan.brought:
            need = self._question.needs[one[0]]
            self._brought.setdefault(need.incident, []).append(one)
            self._left[one[1], need.supply] -= one[2]
            depot_id, supply = (
                self._question.depot_ids[one[1]],
                self._question.supplies[need.supply],
            )
            self.promised[depot_id, supply] += one[2]
        self._cost_ms = costs_ms(self._question, plan)
        self._ids = np.array(self._question.depot_ids, object)

    def part(self, incident_id: str) -> SupplyPart:
        """Return what the plan means for an incident."""
        row = self._rows.get(incident_id)
        if row is None:
            return NOTHING_WANTED
        items = self._items(row)
        shortfalls: list[Shortfall] = []
        for supply, wanted in sorted(self._wanted[row].items()):
            brought = sum(count for (one, _), count in items.items() if one == supply)
            if brought < wanted:
                why = self._cause(row, supply)
                shortfalls.append(Shortfall(self._question.supplies[supply], wanted - brought, why))
        return SupplyPart(
            depots=tuple(self._choices(row, items)),
            trips=tuple(self._trips(row)),
            shortfalls=tuple(shortfalls),
            cost_ms=self._cost_ms[row],
        )

    def others(self, incident_id: str) -> tuple[tuple[OtherDepot, ...], tuple[DepotsLeftOut, ...]]:
        """Return who else could bring what an incident wants, and who not and why."""
        row = self._rows.get(incident_id)
        if row is None:
            return (), ()
        items = self._items(row)
        others: list[OtherDepot] = []
        left_out: list[DepotsLeftOut] = []
        for supply in sorted(self._wanted[row]):
            chosen = np.array([depot for one, depot in items if one == supply], np.intp)
            spared = self._spared(row, supply, chosen)
            others += [self._other(row, supply, depot) for depot in spared]
            left_out += self._left_out(row, supply, chosen, spared)
        return tuple(others), tuple(left_out)

    def _items(self, row: int) -> Counter[tuple[int, int]]:
        """Return how much is brought to an incident, by supply and depot."""
        items: Counter[tuple[int, int]] = Counter()
        for number, depot, quantity in self._brought.get(row, ()):
            items[self._question.needs[number].supply, depot] += quantity
        return items

    def _choices(self, row: int, items: Counter[tuple[int, int]]) -> list[DepotChoice]:
        time_ms = self._question.time_ms[row]
        in_order = sorted(items, key=lambda one: (one[0], int(time_ms[one[1]]), one[1]))
        return [
            DepotChoice(
                supply=self._question.supplies[supply],
                depot_id=self._question.depot_ids[depot],
                quantity=items[supply, depot],
                travel_s=self._travel_s(row, depot),
                lead_s=self._asked.depots[depot].lead_s,
            )
            for supply, depot in in_order
        ]

    def _trips(self, row: int) -> list[DepotTrip]:
        question = self._question
        late_ms: dict[int, int] = {}
        at_once: set[int] = set()
        for number, depot, _ in self._brought.get(row, ()):
            need = question.needs[number]
            late_ms[depot] = max(late_ms.get(depot, 0), question.late_ms(need, depot))
            if not need.slack_ms:
                at_once.add(depot)
        in_order = sorted(late_ms, key=lambda depot: (int(question.time_ms[row, depot]), depot))
        return [
            DepotTrip(
                depot_id=question.depot_ids[depot],
                travel_s=self._travel_s(row, depot),
                loading_s=self._asked.loading_s,
                lead_s=self._asked.depots[depot].lead_s,
                costs=self._costs(row, depot, late_ms[depot], depot in at_once),
            )
            for depot in in_order
        ]

    def _costs(self, row: int, depot: int, late_ms: int, at_once: bool) -> dict[CostTerm, float]:
        waiting = CostTerm.RESPONSE if at_once else CostTerm.LATENESS
        terms = (waiting, late_ms), (CostTerm.TRIP, int(self._question.trip_ms[row, depot]))
        return {term: price_ms / 1000 for term, price_ms in terms if price_ms}

    def _other(self, row: int, supply: int, depot: int) -> OtherDepot:
        soonest = self._soonest[row, supply]
        late_ms = self._question.late_ms(soonest, depot)
        return OtherDepot(
            supply=self._question.supplies[supply],
            depot_id=self._question.depot_ids[depot],
            quantity=int(self._left[depot, supply]),
            travel_s=self._travel_s(row, depot),
            lead_s=self._asked.depots[depot].lead_s,
            costs=self._costs(row, depot, late_ms, not soonest.slack_ms),
        )

    def _spared(self, row: int, supply: int, chosen: NDArray[np.intp]) -> list[int]:
        """Return those who could bring it and do not, the cheapest first."""
        question = self._question
        able = self._able(row, supply) & (self._left[:, supply] > 0) & self._may_serve(row)
        able[chosen] = False
        cost_ms = question.weight[row] * question.time_ms[row] + question.trip_ms[row]
        some = np.flatnonzero(able)
        in_order: list[int] = some[np.argsort(cost_ms[some], kind="stable")].tolist()
        return in_order[: self._others]

    def _left_out(
        self, row: int, supply: int, chosen: NDArray[np.intp], spared: list[int]
    ) -> list[DepotsLeftOut]:
        """Return how many fell away for each reason; with those told they are all depots."""
        shelf, way = self._asked.shelf[:, supply], self._asked.way[row]
        # What is not there at all is told first, then that it cannot come, then the rest.
        why = np.where((shelf == _NOT_STOCKED) | (way == NO_REASON), shelf, way)
        able = why == NO_REASON
        able[chosen] = able[spared] = False
        why[able] = REASONS.index(DepotLeftOut.DEARER_THAN_CHOSEN)
        gone = able & (self._left[:, supply] == 0)
        why[gone] = REASONS.index(DepotLeftOut.NEEDED_ELSEWHERE)
        why[able & ~self._may_serve(row)] = REASONS.index(DepotLeftOut.TOO_MANY_DEPOTS)
        counts = np.bincount(why, minlength=NO_REASON + 1).tolist()
        return [
            DepotsLeftOut(
                supply=self._question.supplies[supply],
                reason=reason,
                count=counts[number],
                depot_ids=()
                if reason in _COUNTED_ONLY
                else tuple(self._ids[np.flatnonzero(why == number)].tolist()),
            )
            for number, reason in enumerate(REASONS)
            if counts[number]
        ]

    def _cause(self, row: int, supply: int) -> str:
        """Return why a need is not met in full, as the first thing that could be mended."""
        reached = self._asked.way[row] == NO_REASON
        if not reached.any():
            return "no_depot_in_reach"
        if (self._able(row, supply) & (self._left[:, supply] > 0)).any():
            question = self._question
            new = {
                depot
                for _, depot, _ in self._brought.get(row, ())
                if not question.comes_anyway[row, depot]
            }
            return "too_many_depots" if len(new) >= question.most[row] else "too_dear"
        taken = self._question.stock[:, supply] > self._left[:, supply]
        own = {
            depot
            for number, depot, _ in self._brought.get(row, ())
            if self._question.needs[number].supply == supply
        }
        taken[list(own)] = False
        return "all_needed_elsewhere" if (taken & reached).any() else "out_of_stock"

    def _able(self, row: int, supply: int) -> NDArray[np.bool_]:
        shelf = self._asked.shelf[:, supply] == NO_REASON
        able: NDArray[np.bool_] = shelf & (self._asked.way[row] == NO_REASON)
        return able

    def _may_serve(self, row: int) -> NDArray[np.bool_]:
        """Return whom the number of depots that may serve an incident leaves room for."""
        room: NDArray[np.bool_] = self._question.comes_anyway[row] | (self._question.most[row] > 0)
        return room

    def _travel_s(self, row: int, depot: int) -> float:
        return int(self._asked.travel_ms[row, depot]) / 1000
