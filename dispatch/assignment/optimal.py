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

SOONEST = 32
"""Teams of each slot to begin with, the most let in for it at a time, and kept on average."""


def optimal(problem: Problem, soonest: int = SOONEST) -> Solution:
    """Return an assignment of least cost over all pairs; raises RuntimeError on a defect.

    A slot is left unmet only where sending somebody would cost more than `unmet_ms`. The same
    problem has the same solution, among several of the same cost too.
    """
    if not problem.slots:
        return Solution(pairs=(), proved_optimal=True)
    teams, weight, wanted = len(problem.team_ids), problem.weight, problem.wanted
    unmet_cost = weight * problem.unmet_ms
    # As unsigned numbers, those who may not go are farther than anybody else.
    far_ms = np.ascontiguousarray(problem.travel_ms).view(np.uint64)
    chosen = _soonest(far_ms, soonest)
    rounds, cheaper, cost = 0, True, np.iinfo(np.int64).max
    while True:
        rounds += 1
        arcs = _arcs(chosen, problem, weight)
        sent = least_cost(arcs, wanted, unmet_cost, teams)
        worth = prices(arcs, sent, wanted, unmet_cost, teams)
        useful = _useful(worth, far_ms, problem, weight, soonest)
        if not len(useful):
            break
        # Forgetting is for speed, and only while it cannot go round in circles.
        before, cost = cost, worth.cost(wanted)
        cheaper = cheaper and cost < before
        if cheaper:
            chosen = chosen[_closest(arcs, worth, soonest * len(wanted))]
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


def _closest(arcs: Arcs, worth: Prices, count: int) -> NDArray[np.bool_]:
    """Return which arcs are closest to being of use, about `count`, those taken among them."""
    loses = -worth.saves(arcs)
    if count >= len(arcs):
        return np.ones(len(arcs), bool)
    kept: NDArray[np.bool_] = loses <= np.partition(loses, count)[count]
    return kept


def _useful(
    worth: Prices,
    far_ms: NDArray[np.uint64],
    problem: Problem,
    weight: NDArray[np.int64],
    most: int,
) -> NDArray[np.intp]:
    """Return the pairs that could make the plan cheaper, the best of each slot if they are many.

    Prices of teams are not negative, so that only teams sooner than the slot's price come into it.
    """
    # Rounded up: whoever is that far or farther gains nothing even if he were free.
    limit = (-(-worth.slot // np.maximum(weight, 1))).astype(np.uint64)
    near = np.flatnonzero(far_ms < limit[:, None])
    arcs = _arcs(near, problem, weight)
    saves = worth.saves(arcs)
    better = saves > 0
    near, saves = near[better], saves[better]
    ends = np.cumsum(np.bincount(arcs.slot[better], minlength=len(weight)))
    let_in = np.ones(len(near), bool)
    for first, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        if end - first > most:
            some = saves[first:end]
            let_in[first:end] = some >= np.partition(some, -most)[-most]
    return near[let_in]
