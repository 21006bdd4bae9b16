"""State who wants supplies and which depots could bring them, in arrays; say what a plan costs.

What couples incidents is the stock. What couples the supplies of one incident is the lorry: each
depot that delivers there costs a trip, however much it brings, only a few may, and the incident
waits for the last delivery.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

MAY_NOT_BRING = -1
"""In `time_ms`: the depot is out of the incident's reach."""


@dataclass(frozen=True, slots=True)
class Need:
    """So much of one supply wanted by one incident, both as numbers of a question.

    Until `slack_ms` from now nobody waits for it. Each item that is not brought costs `unmet_ms`,
    weighted; of one supply those wanted later cost less, by the time between at least, so that what
    there is goes to those wanted now.
    """

    incident: int
    supply: int
    wanted: int
    slack_ms: int
    unmet_ms: int


@dataclass(frozen=True, slots=True, eq=False)
class SupplyQuestion:
    """Incidents in order of priority, age and id; depots in order of id; and what lies between.

    The needs of one incident stand together, those of one supply too, the soonest wanted first.
    `time_ms`, int64[incidents, depots], is how long until supplies are on scene, `MAY_NOT_BRING`
    where they may not be brought; `trip_ms`, likewise, what the trip costs besides waiting,
    weighted. `stock`, int64[depots, supplies], is what is free; `is_supplier`, bool[depots], tells
    who gives under an agreement.

    An incident may be served by `most` depots, int64[incidents], besides those that have promised
    something already and have yet to load it: `comes_anyway`, bool[incidents, depots]. For these
    it waits as it is: `waits_ms`, int64[incidents], weighted. A millisecond of its waiting counts
    `weight`, int64[incidents].
    """

    incident_ids: tuple[str, ...]
    depot_ids: tuple[str, ...]
    supplies: tuple[str, ...]
    needs: tuple[Need, ...]
    weight: Ints
    most: Ints
    time_ms: Ints
    trip_ms: Ints
    comes_anyway: NDArray[np.bool_]
    waits_ms: Ints
    stock: Ints
    is_supplier: NDArray[np.bool_]

    def late_ms(self, need: Need, depot: int) -> int:
        """Return how long an incident waits for what a depot brings: weighted."""
        time_ms = self.time_ms.item(need.incident, depot)
        return self.weight.item(need.incident) * max(0, time_ms - need.slack_ms)


Brought = tuple[int, int, int]
"""A need, a depot, and how many items."""


@dataclass(frozen=True, slots=True)
class SupplyPlan:
    """Who brings what: (need, depot, items) in order, each pair once and nothing twice.

    `proved_optimal` says that no plan at all costs less.
    """

    brought: tuple[Brought, ...] = ()
    proved_optimal: bool = False

    @classmethod
    def of(cls, brought: Iterable[Brought]) -> "SupplyPlan":
        """Put what is brought in order; what stands twice is added up."""
        items: dict[tuple[int, int], int] = {}
        for need, depot, quantity in brought:
            items[need, depot] = items.get((need, depot), 0) + quantity
        return cls(tuple((*pair, items[pair]) for pair in sorted(items) if items[pair]))


def supply_cost_ms(question: SupplyQuestion, plan: SupplyPlan) -> int:
    """Return what a plan costs, weighted: waiting for last deliveries, trips, and what is unmet."""
    return sum(costs_ms(question, plan))


def costs_ms(question: SupplyQuestion, plan: SupplyPlan) -> list[int]:
    """Return what a plan costs each incident, weighted; in sum it is all the plan costs."""
    cost = [0] * len(question.incident_ids)
    last = question.waits_ms.tolist()
    trips: set[tuple[int, int]] = set()
    missing = [need.wanted for need in question.needs]
    for number, depot, quantity in plan.brought:
        need = question.needs[number]
        missing[number] -= quantity
        last[need.incident] = max(last[need.incident], question.late_ms(need, depot))
        trips.add((need.incident, depot))
    for incident, depot in trips:
        cost[incident] += question.trip_ms.item(incident, depot)
    for need, unmet in zip(question.needs, missing, strict=True):
        cost[need.incident] += need.unmet_ms * unmet
    return [own + waited for own, waited in zip(cost, last, strict=True)]


def fault(question: SupplyQuestion, plan: SupplyPlan) -> str | None:
    """Return what rule of a question a plan breaks, None where it can be carried out."""
    stock = question.stock.copy()
    missing = [need.wanted for need in question.needs]
    depots: dict[int, set[int]] = {}
    for number, depot, quantity in plan.brought:
        need = question.needs[number]
        if question.time_ms[need.incident, depot] == MAY_NOT_BRING or quantity < 1:
            return f"{question.depot_ids[depot]} may not bring that"
        stock[depot, need.supply] -= quantity
        missing[number] -= quantity
        if not question.comes_anyway[need.incident, depot]:
            depots.setdefault(need.incident, set()).add(depot)
    if stock.min(initial=0) < 0:
        return "more is brought than there is"
    if min(missing, default=0) < 0:
        return "more is brought than is wanted"
    if any(len(some) > question.most[incident] for incident, some in depots.items()):
        return "too many depots serve one incident"
    return None


def favoured(question: SupplyQuestion, shown: SupplyPlan, worth_ms: int) -> SupplyQuestion:
    """Return the question with the trips of a plan cheaper, so that a change must save so much.

    None of them becomes cheaper than nothing at all.
    """
    if not shown.brought or not worth_ms:
        return question
    trip_ms = question.trip_ms.copy()
    for incident, depot in {(question.needs[one].incident, at) for one, at, _ in shown.brought}:
        trip_ms[incident, depot] = max(0, int(trip_ms[incident, depot]) - worth_ms)
    return replace(question, trip_ms=trip_ms)


def given(question: SupplyQuestion, brought: Iterable[Brought]) -> SupplyQuestion:
    """Return what is left to decide when so much is brought whatever happens.

    The depots that bring it come anyway, and count among those that may. Raises `ValueError` where
    a depot cannot bring it.
    """
    done = SupplyPlan.of(brought)
    if (broken := fault(question, done)) is not None:
        raise ValueError(broken)
    needs, stock, most = list(question.needs), question.stock.copy(), question.most.copy()
    comes, waits_ms = question.comes_anyway.copy(), question.waits_ms.copy()
    trip_ms = question.trip_ms.copy()
    for number, depot, quantity in done.brought:
        need = needs[number]
        at = need.incident, depot
        needs[number] = Need(
            need.incident, need.supply, need.wanted - quantity, need.slack_ms, need.unmet_ms
        )
        stock[depot, need.supply] -= quantity
        waits_ms[need.incident] = max(int(waits_ms[need.incident]), question.late_ms(need, depot))
        if not comes[at]:
            comes[at], most[need.incident] = True, most[need.incident] - 1
        trip_ms[at] = 0
    return replace(
        question,
        needs=tuple(needs),
        stock=stock,
        most=most,
        comes_anyway=comes,
        waits_ms=waits_ms,
        trip_ms=trip_ms,
    )
