"""Lay a question out for the compiled loops: for each incident the depots near it, in order."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.supply.question import (
    MAY_NOT_BRING,
    Ints,
    SupplyPlan,
    SupplyQuestion,
)


class Layout(NamedTuple):
    """What is asked, in arrays; costs are weighted milliseconds.

    By incident its `first` need, weight, how many depots that do not come anyway may serve it, and
    how long it waits as it is; by need what is wanted, its supply, slack and the price of an item
    not brought, and what is wanted of its supply for the whole incident. From `near_first` on the
    depots that have something wanted by an incident, the soonest in front, with their time, the
    price of their trip, and, `near_new`, 1 where they count among the most that may serve it.
    """

    first: Ints
    weight: Ints
    most: Ints
    waits: Ints
    wanted: Ints
    supply: Ints
    slack: Ints
    price: Ints
    wanted_of_supply: Ints
    near_first: Ints
    near_depot: Ints
    near_ms: Ints
    near_trip: Ints
    near_new: Ints


class Loads(NamedTuple):
    """What is brought, changed in place by the kernels.

    `stock`, int64[depots, supplies], is on the shelves still; `pick`, int64[incidents, places], are
    numbers of near depots, -1 for none, and `got`, int64[needs, places], what these bring.
    `chance` is the state of the random numbers.
    """

    stock: Ints
    pick: Ints
    got: Ints
    chance: NDArray[np.uint64]


@lru_cache(maxsize=2)
def lay_out(question: SupplyQuestion) -> Layout:
    """Return a question as the compiled loops want it; one that was asked last is remembered."""
    needs, incidents = question.needs, len(question.incident_ids)
    of_incident = np.array([need.incident for need in needs], np.int64)
    supply = np.array([need.supply for need in needs], np.int64)
    wanted = np.array([need.wanted for need in needs], np.int64)
    total = np.zeros((incidents, len(question.supplies)), np.int64)
    np.add.at(total, (of_incident, supply), wanted)
    has_some = (total > 0).astype(np.int32) @ (question.stock.T > 0).astype(np.int32) > 0
    near = [_near(question.time_ms[incident], has_some[incident]) for incident in range(incidents)]
    depots: Ints = np.concatenate([np.zeros(0, np.int64), *near])
    whose = np.repeat(np.arange(incidents), [len(one) for one in near])
    return Layout(
        first=np.searchsorted(of_incident, np.arange(incidents + 1)),
        weight=question.weight,
        most=question.most,
        waits=question.waits_ms,
        wanted=wanted,
        supply=supply,
        slack=np.array([need.slack_ms for need in needs], np.int64),
        price=np.array([need.unmet_ms for need in needs], np.int64),
        wanted_of_supply=total[of_incident, supply],
        near_first=np.searchsorted(whose, np.arange(incidents + 1)),
        near_depot=depots,
        near_ms=question.time_ms[whose, depots],
        near_trip=question.trip_ms[whose, depots],
        near_new=1 - question.comes_anyway[whose, depots].astype(np.int64),
    )


def nothing_brought(question: SupplyQuestion, layout: Layout, seed: int = 0) -> Loads:
    """Return the loads of no plan, with random numbers that `seed` decides."""
    held = np.zeros(len(question.incident_ids), np.int64)
    np.add.at(held, np.repeat(np.arange(len(held)), np.diff(layout.near_first)), layout.near_new)
    serving = layout.most + np.diff(layout.near_first) - held
    places = max(1, int(serving.max(initial=0)))
    return Loads(
        stock=question.stock.copy(),
        pick=np.full((len(held), places), -1),
        got=np.zeros((len(layout.wanted), places), np.int64),
        chance=np.array([seed * 2 + 1], np.uint64) * np.uint64(0x9E3779B97F4A7C15),
    )


def loaded(question: SupplyQuestion, layout: Layout, plan: SupplyPlan, seed: int = 0) -> Loads:
    """Return the loads of a plan; of one that does not hold any more, what does."""
    loads = nothing_brought(question, layout, seed)
    place: dict[tuple[int, int], int] = {}
    new = [0] * len(question.incident_ids)
    for number, depot, quantity in plan.brought:
        need = question.needs[number]
        incident = need.incident
        begin, end = layout.near_first[incident : incident + 2].tolist()
        (found,) = np.nonzero(layout.near_depot[begin:end] == depot)
        items = min(quantity, int(loads.stock[depot, need.supply]))
        items = min(items, need.wanted - int(loads.got[number].sum()))
        if not len(found) or items < 1:
            continue
        near = begin + int(found[0])
        if (incident, depot) not in place:
            new[incident] += int(layout.near_new[near])
            if new[incident] > layout.most[incident]:
                new[incident] -= 1
                continue
            place[incident, depot] = int((loads.pick[incident] >= 0).sum())
            loads.pick[incident, place[incident, depot]] = near
        loads.got[number, place[incident, depot]] += items
        loads.stock[depot, need.supply] -= items
    return loads


def told(layout: Layout, pick: Ints, got: Ints) -> SupplyPlan:
    """Return loads as a plan."""
    whose = np.repeat(np.arange(len(layout.first) - 1), np.diff(layout.first))
    numbers, places = np.nonzero(got)
    depots = layout.near_depot[pick[whose[numbers], places]]
    items = got[numbers, places]
    return SupplyPlan.of(zip(numbers.tolist(), depots.tolist(), items.tolist(), strict=True))


def _near(time_ms: Ints, has_some: NDArray[np.bool_]) -> Ints:
    near = np.flatnonzero((time_ms != MAY_NOT_BRING) & has_some)
    return near[np.argsort(time_ms[near], kind="stable")]
