"""Find the depots' plan: stock shared by a flow at once, and from there ever better plans.

The flow knows nothing of trips, so each incident in turn then chooses the few depots that serve it
best from what the flow gives it and what is left over: that is shown at once. The search takes what
a few incidents that want the same depots are brought off them again, serves them anew in another
order, and keeps what is better (ruin and recreate, as for the crews in `joint.search`). Only
incidents that would do better alone are worth beginning with; where there are none, the plan is
proved to be the best there is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from dispatch.assignment.supply.flow import shared_by_flow
from dispatch.assignment.supply.kernels import renewing, serving
from dispatch.assignment.supply.loads import Layout, Loads, lay_out, loaded, nothing_brought, told
from dispatch.assignment.supply.nearest import nearest_depots
from dispatch.assignment.supply.question import (
    Brought,
    Ints,
    SupplyPlan,
    SupplyQuestion,
    costs_ms,
    fault,
    supply_cost_ms,
)

ROUNDS = 3_000
"""Work of a search: about a second on a core of 2026, however many incidents there are."""
ROUNDS_PER_INCIDENT = 250  # a few incidents are soon gone through
TOLD_EVERY = 500  # rounds
HEAT = 10  # the search begins as hot as the tenth part of what an incident waits and pays for trips
TRIES_AT_ONCE, TRIES_ALONE = 2_000, 20_000  # depots tried for an incident


def flow_plan(question: SupplyQuestion) -> SupplyPlan:
    """Return the plan of the flow, with no more depots for an incident than may serve it."""
    if len(question.incident_ids) == 1:  # nobody to share with: all is its own when it is served
        return _served_in_turn(question, ())
    return _served_in_turn(question, shared_by_flow(question))


def plan_at_once(question: SupplyQuestion, shown: SupplyPlan) -> SupplyPlan:
    """Return the best of what is shown already, of the flow's plan, and of two plans by hand.

    What is shown is completed by what it lacks; of plans that cost the same it stays. By hand each
    incident in turn has its nearest depots, or those that serve it best.
    """
    least = int(alone_ms(question).sum())
    best, best_cost = SupplyPlan(), -1
    for plan in _plans_at_once(question, shown):
        cost = supply_cost_ms(question, plan)
        if best_cost < 0 or cost < best_cost:
            best, best_cost = plan, cost
        if cost == least:  # no plan costs less: mostly it is what is shown
            break
    return best


def _plans_at_once(question: SupplyQuestion, shown: SupplyPlan) -> Iterator[SupplyPlan]:
    if shown.brought:
        yield _completed(question, shown)
    yield flow_plan(question)
    yield _served_in_turn(question, ())
    yield nearest_depots(question)


def improvements(
    question: SupplyQuestion, start: SupplyPlan, rounds: int | None = None, seed: int = 0
) -> Iterator[SupplyPlan]:
    """Yield plans, each cheaper than the one before: first the start, as far as it is proved.

    Whoever asks for no more has lost nothing. The plans depend on the arguments alone.
    """
    least = alone_ms(question)
    costs = costs_ms(question, start)
    best_cost, least_in_sum = sum(costs), int(least.sum())
    yield replace(start, proved_optimal=best_cost == least_in_sum)
    if best_cost == least_in_sum:
        return
    layout, now = lay_out(question), np.array(costs, np.int64)
    loads = loaded(question, layout, start, seed)
    pick, got = loads.pick.copy(), loads.got.copy()
    heat = _heat(layout, loads, now, least)
    if rounds is None:
        rounds = min(ROUNDS, ROUNDS_PER_INCIDENT * len(now))
    for begin in range(0, rounds, TOLD_EVERY):
        end, before = min(begin + TOLD_EVERY, rounds), best_cost
        best_cost = renewing.search(
            layout, loads, now, least, pick, got, best_cost, begin, end, rounds, heat
        )
        if best_cost < before:
            better = told(layout, pick, got)
            yield replace(better, proved_optimal=best_cost == least_in_sum)


@lru_cache(maxsize=2)
def alone_ms(question: SupplyQuestion) -> Ints:
    """Return what each incident costs with all stock to itself, weighted: no plan costs less.

    Of the question that was asked last it is remembered.
    """
    layout = lay_out(question)
    loads = nothing_brought(question, layout)
    least: Ints = serving.serve_alone(layout, loads, TRIES_ALONE, question.time_ms)
    return least


def _served_in_turn(question: SupplyQuestion, shared: Sequence[Brought]) -> SupplyPlan:
    """Serve one incident after the other from what is left and what is its own share, twice."""
    layout, incidents = lay_out(question), len(question.incident_ids)
    loads = nothing_brought(question, layout)
    nothing, none = np.zeros((0, 3), np.int64), np.zeros(incidents + 1, np.int64)
    set_aside, first = _set_aside(question, loads, shared) if shared else (nothing, none)
    serving.serve_each(layout, loads, set_aside, first, TRIES_AT_ONCE)
    if incidents > 1:  # once more: what the first left or gave back may be of use to others
        serving.serve_each(layout, loads, nothing, none, TRIES_AT_ONCE)
    return told(layout, loads.pick, loads.got)


def _set_aside(
    question: SupplyQuestion, loads: Loads, shared: Iterable[Brought]
) -> tuple[Ints, Ints]:
    """Take what is shared from the shelves; return whose it is, as `serve_each` wants it."""
    rows = [
        (depot, question.needs[number].supply, items, question.needs[number].incident)
        for number, depot, items in sorted(shared)
    ]
    depot, supply, items, whose = np.array(rows, np.int64).T
    np.subtract.at(loads.stock, (depot, supply), items)
    first = np.searchsorted(whose, np.arange(len(question.incident_ids) + 1))
    return np.array([depot, supply, items]).T.copy(), first


def _completed(question: SupplyQuestion, shown: SupplyPlan) -> SupplyPlan:
    """Return what is shown, with those that lack something served anew from what is left."""
    wanted = sum(need.wanted for need in question.needs)
    if sum(items for _, _, items in shown.brought) == wanted and fault(question, shown) is None:
        return shown
    layout = lay_out(question)
    loads = loaded(question, layout, shown)
    lacking = np.add.reduceat(layout.wanted - loads.got.sum(axis=1), layout.first[:-1]) > 0
    serving.serve_some(layout, loads, np.flatnonzero(lacking), TRIES_AT_ONCE)
    return told(layout, loads.pick, loads.got)


def _heat(layout: Layout, loads: Loads, now: Ints, least: Ints) -> int:
    """Return how much dearer a plan may become at first: a part of what an incident moves for.

    That is what it waits and pays for trips, and a little of what others cost it.
    """
    missing = layout.wanted - loads.got.sum(axis=1)
    moved_ms = int(now.sum() - (layout.price * missing).sum())
    return (moved_ms + int((now - least).sum()) // HEAT) // (HEAT * len(now))
