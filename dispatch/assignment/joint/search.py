"""Find the joint plan: a priced flow at once, and from there ever better ones.

What couples the demands is beyond a flow, but prices can hint at it. From that plan on, seats that
belong together are emptied and filled anew, some hundred thousand times a second, and what comes
of it is kept if it is better, or, as long as the search is hot, not much worse (ruin and recreate:
Schrimpf et al., J. Comput. Phys. 159, 2000; in small and related parts: Christiaens and Vanden
Berghe, Transp. Sci. 54, 2020).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dispatch.assignment.apart import served_apart
from dispatch.assignment.flow import Hints, Network
from dispatch.assignment.joint import kernels
from dispatch.assignment.joint.seating import lay_out, seat, told
from dispatch.assignment.joint.terms import Terms, joint_cost_ms
from dispatch.assignment.kernels.giving import last_of_zone
from dispatch.assignment.optimal import SPARE, cheapest
from dispatch.assignment.problem import Problem, Solution

ROUNDS = 200_000
"""Work of a search: about a second on a core of 2026, however many incidents there are."""
TOLD_EVERY = 10_000  # rounds
ROUNDS_PER_SEAT = 2_000  # a few seats are soon sat through
ONE_CREW = 10  # how much dearer the travel of a crew is that comes alone
HEAT = 10  # the search begins as hot as the tenth part of an incident's waiting for its last crew


def joint(problem: Problem, terms: Terms | None = None, rounds: int | None = None) -> Solution:
    """Return the cheapest plan found within so many rounds, under `joint_cost_ms`.

    It never costs more than the flow's, and the same question has the same answer. Without
    `rounds` it works `ROUNDS`, or fewer where there are few seats.
    """
    best = Solution(sent=(), proved_optimal=False)
    for better in improvements(problem, terms or Terms(), rounds):
        best = better
    return best


def first_plan(problem: Problem, terms: Terms | None = None) -> Solution:
    """Return the plan that is shown at once: the better of the plain and the priced flow."""
    return next(improvements(problem, terms or Terms()))


def improvements(
    problem: Problem, terms: Terms, rounds: int | None = None, seed: int = 0
) -> Iterator[Solution]:
    """Yield plans, each cheaper than the one before: first the better of the two flows.

    Whoever asks for no more has lost nothing: nothing is done in advance. The plans depend on the
    arguments alone.
    """
    start = _better_flow(problem, terms)
    yield Solution(sent=start.sent, proved_optimal=False)
    layout = lay_out(problem, terms)
    if not len(layout.slot):
        return
    seating = seat(problem, layout, start, seed)
    cost = joint_cost_ms(problem, start, terms)
    best, best_cost = seating.team.copy(), cost
    heat = kernels.last_of_all(layout, seating) // (HEAT * (len(layout.first) - 1))
    if rounds is None:
        rounds = min(ROUNDS, ROUNDS_PER_SEAT * len(layout.slot))
    for begin in range(0, rounds, TOLD_EVERY):
        end, before = min(begin + TOLD_EVERY, rounds), best_cost
        cost, best_cost = kernels.search(
            layout, seating, cost, best, best_cost, begin, end, rounds, heat
        )
        if best_cost < before:
            yield told(layout, best, end)


def _better_flow(problem: Problem, terms: Terms) -> Solution:
    """Return the priced flow, or the plain one where it costs less."""
    hints = hints_of(problem, terms)
    plain, priced = served_apart(problem, Hints.none(problem), hints)
    if plain is None or priced is None:
        network = Network(problem, SPARE)
        plain = plain or cheapest(network)
        priced = priced or cheapest(network.hinted(hints))
    if priced.sent == plain.sent:
        return priced
    return min(priced, plain, key=lambda one: joint_cost_ms(problem, one, terms))


def priced_flow(network: Network, terms: Terms) -> Solution:
    """Return the flow of least cost with the prices of `hints_of`.

    Not proved optimal: that is said of the plain flow alone.
    """
    hints = hints_of(network.problem, terms)
    return replace(cheapest(network.hinted(hints)), proved_optimal=False)


def hints_of(problem: Problem, terms: Terms) -> Hints:
    """Return prices that hint at what couples the demands of a problem.

    Where many crews are wanted most of them wait for the last, so that a crew counts the more the
    fewer they are; and who leaves a zone without an able crew that it should keep pays for that.
    """
    crews = Counter[str]()
    for slot in problem.slots:
        crews[slot.incident_id] += slot.wanted
    of_slot = np.array([crews[slot.incident_id] for slot in problem.slots], np.int64)
    return Hints(
        more=ONE_CREW,
        among=np.maximum(of_slot, 1),
        extra_ms=last_of_zone(problem.crews, problem.zone, *terms.of_kept(problem), terms.kept_ms),
        unmet_ms=problem.unmet_ms * (ONE_CREW + 1),
    )
