"""Decide all open demands at once: the least weighted waiting in sum, proved over all pairs.

A flow over the soonest teams of each slot is solved first. Its prices tell of every pair left out
whether it could make the plan cheaper; those that could are let in and the flow is solved again,
until there is none. What is left out then was not ignored: it was proved to be of no use
(column generation; Ahuja, Magnanti and Orlin, Network Flows, 1993, §17.5).
"""

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.flow import Arcs, Prices, least_cost, prices
from dispatch.assignment.problem import Problem, Solution

SOONEST = 80
"""Teams of each slot to begin with, and the most let in for it at a time."""


def optimal(problem: Problem, soonest: int = SOONEST) -> Solution:
    """Return an assignment of least cost over all pairs; raises RuntimeError on a defect.

    A slot is left unmet only where sending somebody would cost more than `unmet_ms`. The same
    problem has the same solution, among several of the same cost too.
    """
    teams = len(problem.team_ids)
    if not problem.slots:
        return Solution(pairs=(), proved_optimal=True)
    weight, wanted = problem.weight, problem.wanted
    unmet_cost = weight * problem.unmet_ms
    # As unsigned numbers, those who may not go are farther than anybody else.
    far_ms = np.ascontiguousarray(problem.travel_ms).view(np.uint64)
    chosen = _soonest(far_ms, soonest)
    rounds = 0
    while True:
        rounds += 1
        arcs = _arcs(chosen, problem, weight)
        sent = least_cost(arcs, wanted, unmet_cost, teams)
        useful = _useful(
            prices(arcs, sent, wanted, unmet_cost, teams), far_ms, problem, weight, soonest
        )
        if not len(useful):
            break
        chosen = np.union1d(chosen, useful)
    pairs = zip(arcs.slot[sent].tolist(), arcs.team[sent].tolist(), strict=True)
    return Solution(tuple(sorted(pairs)), proved_optimal=True, rounds=rounds, arcs=len(arcs))


def _soonest(far_ms: NDArray[np.uint64], count: int) -> NDArray[np.intp]:
    """Return the pairs of each slot with its `count` soonest teams, as flat indices.

    Of those equally soon as the last of them, all: which of them is no matter of chance.
    """
    limit = np.full(len(far_ms), np.iinfo(np.uint64).max)
    if count < far_ms.shape[1]:
        limit = np.minimum(limit - 1, np.partition(far_ms, count - 1, axis=1)[:, count - 1]) + 1
    return np.flatnonzero(far_ms < limit[:, None])


def _arcs(chosen: NDArray[np.intp], problem: Problem, weight: NDArray[np.int64]) -> Arcs:
    slot, team = np.divmod(chosen, len(problem.team_ids))
    return Arcs(slot=slot, team=team, cost=weight[slot] * problem.travel_ms.ravel()[chosen])


def _useful(
    worth: Prices,
    far_ms: NDArray[np.uint64],
    problem: Problem,
    weight: NDArray[np.int64],
    most: int,
) -> NDArray[np.intp]:
    """Return the pairs that could make the plan cheaper, at most so many a slot, the best first.

    Prices of teams are not negative, so that only teams sooner than the slot's price come into it.
    """
    # Rounded up: whoever is that far or farther gains nothing even if he were free.
    near = np.flatnonzero(
        far_ms < (-(-worth.slot // np.maximum(weight, 1))).astype(np.uint64)[:, None]
    )
    arcs = _arcs(near, problem, weight)
    saves = worth.slot[arcs.slot] - worth.team[arcs.team] - arcs.cost
    better = np.flatnonzero(saves > 0)
    order = better[np.lexsort((near[better], -saves[better], arcs.slot[better]))]
    slot = arcs.slot[order]
    place = np.arange(len(order)) - np.searchsorted(slot, slot)
    return near[order[place < most]]
