"""Answer why a team is not sent: the first rule that forbids it, or who would lose by it."""

from collections.abc import Sequence

import msgspec
import numpy as np
from msgspec.structs import replace

from dispatch.assignment.coverage import Coverage
from dispatch.assignment.forcing import Sent, solve_around
from dispatch.assignment.posing import Question, pose
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Search, Solution, cost_ms
from dispatch.assignment.reasons import REASONS
from dispatch.assignment.roads import RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import CostTerm, ReasonLeftOut


class Loss(msgspec.Struct, frozen=True):
    """What forcing a choice means for one demand: who goes instead of whom, and at what cost.

    `costs_s` is how many weighted seconds more it waits; below nothing it gains.
    """

    incident_id: str
    capability: str
    priority: int
    team_ids_before: tuple[str, ...]
    team_ids_after: tuple[str, ...]
    missing_before: int
    missing_after: int
    costs_s: float


class WhyNot(msgspec.Struct, frozen=True):
    """The answer. With a `reason` the team cannot go at all, and nothing was reckoned.

    Otherwise `is_chosen` says that it goes anyway; if not, `plan_costs_s` is what the whole plan
    costs more, in weighted seconds, with the team sent, `losses` says to whom, and `costs` what
    the team itself would cost, by term.
    """

    team_id: str
    incident_id: str
    capability: str
    reason: ReasonLeftOut | None = None
    is_wanted: bool = True
    is_chosen: bool = False
    travel_s: float | None = None
    costs: dict[CostTerm, float] = {}
    plan_costs_s: float | None = None
    losses: tuple[Loss, ...] = ()


def why_not(
    area: Area,
    profile: Profile,
    roads: RoadView,
    seen: Sightings,
    incidents: Sequence[Incident],
    incident_id: str,
    team_id: str,
    capability: str,
    search: Search,
    cover: Coverage | None = None,
) -> WhyNot:
    """Say why a team is not sent to one of some incidents that are decided together.

    The teams must be of the area and the incident one of the incidents; what a person pinned
    stays, except that it gives way to the team asked about.
    """
    asked = WhyNot(team_id, incident_id, capability)
    question = pose(area, profile, roads, seen, incidents, cover)
    problem = question.problem
    slot = next(
        (
            index
            for index, one in enumerate(problem.slots)
            if (one.incident_id, one.capability) == (incident_id, capability)
        ),
        None,
    )
    if slot is None:
        return replace(asked, is_wanted=False)
    if capability not in area.teams[team_id].capabilities:
        return replace(asked, reason=ReasonLeftOut.LACKS_CAPABILITY)
    if team_id in question.roster.kept:
        return replace(asked, reason=question.roster.kept[team_id])
    if team_id not in problem.team_ids:  # a detachment that has rejoined: it is its team's again
        return replace(asked, reason=ReasonLeftOut.OFF_DUTY)
    team = problem.team_ids.index(team_id)
    if problem.time_ms(slot, team) == MAY_NOT_GO:
        return replace(asked, reason=REASONS[question.why_of(slot)[team]])
    (costs,) = question.costs(np.array([slot]), np.array([team]))
    told = replace(asked, travel_s=question.time_s(slot, team), costs=costs)
    return _forced(question, told, slot, team, search)


def _forced(question: Question, told: WhyNot, slot: int, team: int, search: Search) -> WhyNot:
    """Solve again with the team sent, and tell the difference."""
    problem = question.problem
    plan = solve_around(search, problem, question.pinned)
    if any((one, other) == (slot, team) for one, other, _ in plan.sent):
        return replace(told, is_chosen=True)
    pinned = [one for one in question.pinned if one[0] != slot and one[1] != team]
    forced = solve_around(search, problem, [*pinned, (slot, team, 1)])
    return replace(
        told,
        plan_costs_s=(cost_ms(problem, forced) - cost_ms(problem, plan)) / 1000,
        losses=tuple(_losses(question, plan, forced)),
    )


def _losses(question: Question, plan: Solution, forced: Solution) -> list[Loss]:
    problem = question.problem
    losses = []
    for index, slot in enumerate(problem.slots):
        before, after = _of_slot(plan, index), _of_slot(forced, index)
        if before == after:
            continue
        losses.append(
            Loss(
                incident_id=slot.incident_id,
                capability=slot.capability,
                priority=question.incidents[question.incident_of[index]].priority,
                team_ids_before=tuple(problem.team_ids[team] for _, team, _ in before),
                team_ids_after=tuple(problem.team_ids[team] for _, team, _ in after),
                missing_before=slot.wanted - sum(crews for _, _, crews in before),
                missing_after=slot.wanted - sum(crews for _, _, crews in after),
                costs_s=(_cost_ms(problem, index, after) - _cost_ms(problem, index, before)) / 1000,
            )
        )
    return sorted(losses, key=lambda one: -one.costs_s)


def _of_slot(solution: Solution, index: int) -> list[Sent]:
    return [one for one in solution.sent if one[0] == index]


def _cost_ms(problem: Problem, index: int, sent: list[Sent]) -> int:
    """Return what one slot costs, what it takes from a zone's reserve left aside."""
    slot, missing = problem.slots[index], problem.slots[index].wanted
    total = 0
    for _, team, crews in sent:
        total += crews * problem.cost_ms(index, team)
        missing -= crews
    return total + slot.weight * problem.unmet_ms * missing
