"""Name the ways to decide who goes, and say what each of them is told of the profile."""

from collections.abc import Callable

import numpy as np

from dispatch.assignment.forcing import Sent, solve_around
from dispatch.assignment.joint.search import first_plan, joint
from dispatch.assignment.joint.terms import Terms, joint_cost_ms
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import Problem, Search, Solution
from dispatch.domain.profile import Profile

JointSearch = Callable[[Problem, Terms], Solution]

FLOWS: dict[str, Search] = {"nearest": nearest, "optimal": optimal}
JOINT: dict[str, JointSearch] = {"priced": first_plan, "joint": joint}
"""Policies under which an incident waits for its last crew: what is shown at once, and in time."""

AT_ONCE = {"joint": "priced"}
"""What is shown until a policy that takes its time has come to an end."""


def terms_of(profile: Profile, problem: Problem) -> Terms:
    """Return what a joint plan pays for beyond a flow, by the profile's table of costs."""
    costs, zones = profile.dispatch.costs, len(problem.reserve)
    return Terms(
        trip_ms=costs.journey.price_s * 1000,
        kept={
            capability: np.full(zones, crews, np.int64)
            for capability, crews in costs.reserve.able.items()
            if capability in problem.crews_for
        },
        kept_ms=costs.reserve.able_price_s * 1000,
    )


def decide(
    policy: str,
    profile: Profile,
    problem: Problem,
    pinned: tuple[Sent, ...],
    proposed: tuple[Sent, ...],
) -> Solution:
    """Return who goes, with those pinned; raises `KeyError` for a policy there is not.

    A joint plan is found by a search, not proved: where it is no better than what is proposed
    already, that stays.
    """
    if policy in FLOWS:
        return solve_around(FLOWS[policy], problem, pinned)
    terms = terms_of(profile, problem)
    found = solve_around(_under(JOINT[policy], terms), problem, pinned)
    try:
        shown = solve_around(_nobody_else, problem, {*pinned, *proposed})
    except ValueError:
        return found  # it can no longer be carried out as it stands
    return min(shown, found, key=lambda one: joint_cost_ms(problem, one, terms))


def _under(search: JointSearch, terms: Terms) -> Search:
    return lambda problem: search(problem, terms)


def _nobody_else(_problem: Problem) -> Solution:
    return Solution(sent=(), proved_optimal=False)


SEARCHES: dict[str, Search] = FLOWS | {name: _under(how, Terms()) for name, how in JOINT.items()}
"""Every policy as a search on its own, told nothing of a profile."""
