"""Lay a question out for the compiled loops: for each incident the depots near it, in order."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.supply.kernels.laying import (
    near_depots,
    of_near,
    wanted_together,
)
from dispatch.assignment.supply.question import Ints, SupplyPlan, SupplyQuestion


class Layout(NamedTuple):
    """What is asked, in arrays; costs are weighted milliseconds.

    By incident its `first` need, weight, how many depots that do not come anyway may serve it, and
    how long it waits as it is; by need whose it is, what is wanted, its supply, slack and the price
    of an item not brought, and what is wanted of its supply for the whole incident. From
    `near_first` on the depots that have something wanted by an incident, the soonest in front, with
    their time, the price of their trip, and, `near_new`, 1 where they count among the most that may
    serve it. No incident is served by more than `places` depots.
    """

    first: Ints
    weight: Ints
    most: Ints
    waits: Ints
    incident: Ints
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
    places: int


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
    rows = [
        (one.incident, one.supply, one.wanted, one.slack_ms, one.unmet_ms) for one in question.needs
    ]
    incident, supply, wanted, slack, price = np.array(rows, np.int64).reshape(-1, 5).T.copy()
    first = np.searchsorted(incident, np.arange(len(question.incident_ids) + 1))
    near_first, key = near_depots(first, supply, wanted, question.time_ms, question.stock)
    for begin, end in pairwise(near_first.tolist()):
        key[begin:end].sort()  # numpy's own is several times as fast as a compiled loop's
    return Layout(
        first,
        question.weight,
        question.most,
        question.waits_ms,
        incident,
        wanted,
        supply,
        slack,
        price,
        wanted_together(incident, supply, wanted),
        near_first,
        *of_near(near_first, key, question.trip_ms, question.comes_anyway, question.most),
    )


def nothing_brought(question: SupplyQuestion, layout: Layout, seed: int = 0) -> Loads:
    """Return the loads of no plan, with random numbers that `seed` decides."""
    chance = (2 * seed + 1) * 0x9E3779B97F4A7C15 % 2**64
    return Loads(
        stock=question.stock.copy(),
        pick=np.full((len(layout.weight), layout.places), -1),
        got=np.zeros((len(layout.wanted), layout.places), np.int64),
        chance=np.array([chance], np.uint64),
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
    numbers, places = got.nonzero()
    depots = layout.near_depot[pick[layout.incident[numbers], places]]
    items = got[numbers, places]
    return SupplyPlan.of(zip(numbers.tolist(), depots.tolist(), items.tolist(), strict=True))
