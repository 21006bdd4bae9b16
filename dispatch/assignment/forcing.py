"""Solve a problem around what is settled already: who must go, and whom a change must be worth."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from dispatch.assignment.problem import MAY_NOT_GO, Problem, Search, Solution

Sent = tuple[int, int, int]


def solve_around(search: Search, problem: Problem, forced: Iterable[Sent]) -> Solution:
    """Return the best solution in which these crews go to these slots.

    Raises `ValueError` where one of them may not, or more would go than are wanted or there are.
    """
    given = tuple(forced)
    if not given:
        return search(problem)
    found = search(_without(problem, given))
    together: dict[tuple[int, int], int] = {}
    for slot, team, crews in (*given, *found.sent):
        together[slot, team] = together.get((slot, team), 0) + crews
    sent = tuple(sorted((slot, team, crews) for (slot, team), crews in together.items()))
    return replace(found, sent=sent)


def favoured(problem: Problem, pairs: Iterable[Sent], worth_ms: int) -> Problem:
    """Return the problem with these pairs cheaper by `worth_ms`, so that a change must save it.

    None of them becomes cheaper than nothing at all.
    """
    chosen = tuple(pairs)
    if not chosen or not worth_ms:
        return problem
    favouring = problem.with_own_lines(slot for slot, _, _ in chosen)
    for slot, team, _ in chosen:
        saved_ms = min(worth_ms, favouring.cost_ms(slot, team))
        favouring.added_ms[favouring.line[slot], team] -= saved_ms
    return favouring


def _without(problem: Problem, given: tuple[Sent, ...]) -> Problem:
    """Return what is left to decide when some crews are given away."""
    wanted, crews = problem.wanted, problem.crews.copy()
    crews_for = {capability: able.copy() for capability, able in problem.crews_for.items()}
    for index, team, count in given:
        if problem.time_ms(index, team) == MAY_NOT_GO:
            raise ValueError(f"{problem.team_ids[team]} may not go to slot {index}")
        wanted[index] -= count
        crews[team] -= count
        crews_for[problem.slots[index].capability][team] -= count
    able_left = min((int(able.min(initial=0)) for able in crews_for.values()), default=0)
    if min(int(wanted.min()), int(crews.min()), able_left) < 0:
        raise ValueError("more crews are given away than are wanted, or than there are")
    slots = tuple(
        replace(slot, wanted=int(left)) for slot, left in zip(problem.slots, wanted, strict=True)
    )
    gone = crews == 0
    return replace(
        problem,
        slots=slots,
        crews=crews,
        crews_for=crews_for,
        road_ms=np.where(gone, MAY_NOT_GO, problem.road_ms),
    )
