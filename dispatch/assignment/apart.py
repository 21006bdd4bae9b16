"""Serve each slot apart from all others, where that is the one plan of least cost.

Mostly a few crews are wanted at a few incidents, and nobody is the best for two of them. Each slot
then has those who cost it least; to lay a network for that takes six times as long.
"""

from dispatch.assignment.flow import Hints
from dispatch.assignment.kernels.apart import serve_apart
from dispatch.assignment.problem import Problem, Solution


def served_apart(problem: Problem, *each: Hints) -> list[Solution | None]:
    """Return the plan of a flow under each of some hints, None where that takes a flow to find.

    That is, where two slots want the same crews, where a zone gives of its reserve some and keeps
    others, or where another plan costs as little: which of them a flow finds is its own affair.
    """
    able = *problem.able, problem.able_crews
    given = problem.crews, problem.zone, problem.sent_freely, problem.reserve_ms
    of_pairs = problem.road_ms, problem.added_ms, problem.line, problem.weight
    found: list[Solution | None] = []
    for hints in each:
        prices = hints.more, hints.among, hints.extra_ms
        limits = problem.weight * hints.unmet_ms, problem.wanted
        *sent, is_the_one = serve_apart(*of_pairs, *prices, *able, *given, *limits)
        pairs = zip(*(one.tolist() for one in sent), strict=True)
        found.append(Solution(tuple(pairs), proved_optimal=True) if is_the_one else None)
    return found
