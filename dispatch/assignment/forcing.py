"""Solve a problem around what is settled already: who must go, and whom a change must be worth."""

from collections import Counter
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


def only(problem: Problem, forced: Iterable[Sent]) -> Solution:
    """Return the solution in which these crews go to these slots, and nobody else.

    Raises `ValueError` as `solve_around` does.
    """
    together, of_slot = Counter[tuple[int, int]](), Counter[int]()
    of_team, as_able = Counter[int](), Counter[tuple[str, int]]()
    for slot, team, crews in forced:
        if problem.time_ms(slot, team) == MAY_NOT_GO:
            raise ValueError(f"{problem.team_ids[team]} may not go to slot {slot}")
        together[slot, team] += crews
        of_slot[slot] += crews
        of_team[team] += crews
        as_able[problem.slots[slot].capability, team] += crews
    if (
        any(crews > problem.slots[slot].wanted for slot, crews in of_slot.items())
        or any(crews > problem.crews[team] for team, crews in of_team.items())
        or any(crews > problem.crews_for[name][team] for (name, team), crews in as_able.items())
    ):
        raise ValueError("more crews are given away than are wanted, or than there are")
    sent = tuple(sorted((slot, team, crews) for (slot, team), crews in together.items()))
    return Solution(sent, proved_optimal=False)


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
    only(problem, given)
    wanted, crews = problem.wanted, problem.crews.copy()
    crews_for = {capability: able.copy() for capability, able in problem.crews_for.items()}
    for index, team, count in given:
        wanted[index] -= count
        crews[team] -= count
        crews_for[problem.slots[index].capability][team] -= count
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
