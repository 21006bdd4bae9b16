"""Name the ways to decide who goes, and say what each of them is told of the profile."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dispatch.assignment.forcing import Sent, only, solve_around
from dispatch.assignment.joint.search import first_plan, joint
from dispatch.assignment.joint.terms import Terms, joint_cost_ms
from dispatch.assignment.kernels.prices import with_each_crew
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import Problem, Search, Solution, cost_ms
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


@dataclass(frozen=True, slots=True)
class Objective:
    """What a policy looks for: the problem as it sees it, its search, and what a plan costs it."""

    problem: Problem
    search: Search
    cost_ms: Callable[[Solution], int]


def objective_of(policy: str, profile: Profile, problem: Problem) -> Objective:
    """Return what a policy looks for; raises `KeyError` for one there is not."""
    if policy in FLOWS:
        return Objective(problem, FLOWS[policy], lambda plan: cost_ms(problem, plan))
    terms = terms_of(profile, problem)
    seen = _with_each_crew(problem, profile.dispatch.costs.journey.each_crew_pct)
    return Objective(
        seen, _under(JOINT[policy], terms), lambda plan: joint_cost_ms(seen, plan, terms)
    )


def decide(objective: Objective, pinned: tuple[Sent, ...], proposed: tuple[Sent, ...]) -> Solution:
    """Return who goes, with those pinned; what is proposed already stays where it is as good.

    That matters to searches that prove nothing: they may not find it again.
    """
    found = solve_around(objective.search, objective.problem, pinned)
    if objective.search in FLOWS.values():
        return found
    try:
        shown = only(objective.problem, {*pinned, *proposed})
    except ValueError:
        return found  # it can no longer be carried out as it stands
    if shown.sent == found.sent:
        return found
    return min(shown, found, key=objective.cost_ms)


def _with_each_crew(problem: Problem, share_pct: int) -> Problem:
    """Let each crew's own road time count beside that of the last of an incident."""
    of_slots = problem.line, problem.weight, *problem.able
    added_ms = with_each_crew(problem.road_ms, problem.added_ms, *of_slots, share_pct)
    return problem.at_prices(added_ms)


def _under(search: JointSearch, terms: Terms) -> Search:
    return lambda problem: search(problem, terms)


SEARCHES: dict[str, Search] = FLOWS | {name: _under(how, Terms()) for name, how in JOINT.items()}
"""Every policy as a search on its own, told nothing of a profile."""
