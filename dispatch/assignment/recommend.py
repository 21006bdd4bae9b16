"""Decide who goes, for all open demands at once, and write down why."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.candidates import Roster, Travel, Whereabouts, travel_to
from dispatch.assignment.explain import Explanation
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import Problem, Search, Slot
from dispatch.assignment.roads import RoadView
from dispatch.assignment.stock import Promised, choose_depots
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_crews
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import Recommendation

SEARCHES: dict[str, Search] = {"nearest": nearest, "optimal": optimal}


def recommend(
    area: Area,
    profile: Profile,
    roads: RoadView,
    where: Whereabouts,
    incidents: Sequence[Incident],
    policy: str,
    at: float = 0.0,
) -> list[Recommendation]:
    """Return one recommendation for each incident, all from one joint decision, in priority order.

    `at` is the moment, in epoch seconds UTC, by which supplies may have expired. Raises `KeyError`
    for a policy that is not one of `SEARCHES`. The recommendations bear no id yet: the engine
    numbers them.
    """
    search = SEARCHES[policy]
    in_order = sorted(incidents, key=lambda one: (one.priority, one.opened_at, one.incident_id))
    problem, roster, why = pose(area, profile, roads, where, in_order)
    solution = search(problem)
    digest = _digest(problem, policy, roads.version)
    explanation = Explanation(area, roster, problem, solution, why, profile.dispatch.runners_up)
    slots_of: dict[str, list[int]] = defaultdict(list)
    for index, slot in enumerate(problem.slots):
        slots_of[slot.incident_id].append(index)
    ids = tuple(one.incident_id for one in in_order)
    made, promised = [], Promised()
    for place, incident in enumerate(in_order):
        parts = [explanation.part(index) for index in slots_of[incident.incident_id]]
        depots, short = choose_depots(area, profile, roads, incident, promised, at)
        made.append(
            Recommendation(
                recommendation_id="",
                incident_id=incident.incident_id,
                policy=policy,
                based_on=area.position,
                road_version=roads.version,
                inputs_hash=digest,
                solved_with=ids[:place] + ids[place + 1 :],
                teams=tuple(choice for part in parts for choice in part.chosen),
                depots=depots,
                runners_up=tuple(one for part in parts for one in part.runners_up),
                left_out=tuple(one for part in parts for one in part.left_out),
                shortfalls=(*(one for part in parts for one in part.shortfalls), *short),
                objective_s=sum(part.objective_ms for part in parts) / 1000,
                proved_optimal=solution.proved_optimal,
            )
        )
    return made


def pose(
    area: Area,
    profile: Profile,
    roads: RoadView,
    where: Whereabouts,
    incidents: Sequence[Incident],
) -> tuple[Problem, Roster, NDArray[np.uint8]]:
    """Return what is to be decided for some incidents, who can be called on, and why others not.

    The slots are in the order of the incidents. The last is uint8[slots, free], as in `Travel`.
    """
    missing = [missing_crews(area, profile, incident) for incident in incidents]
    asked_for = frozenset(capability for one in missing for capability in one)
    roster = Roster.of(area, profile, roads, where, asked_for)
    slots: list[Slot] = []
    rows: list[Travel] = []
    for incident, needs in zip(incidents, missing, strict=True):
        if not needs:
            continue
        travel = travel_to(area, incident, roster, roads, profile.dispatch.max_travel_s)
        weight = profile.dispatch.priority_weights.get(incident.priority, 1)
        for capability, wanted in sorted(needs.items()):
            slots.append(Slot(incident.incident_id, capability, wanted, weight))
            rows.append(travel.of_those(roster.able[capability]))
    shape = len(slots), len(roster.free)
    problem = Problem.of_single_crews(
        slots=tuple(slots),
        team_ids=tuple(team.team_id for team in roster.free),
        travel_ms=np.array([row.times_ms for row in rows], np.int64).reshape(shape),
        unmet_ms=int(profile.dispatch.unmet_s * 1000),
    )
    return problem, roster, np.array([row.why for row in rows], np.uint8).reshape(shape)


def _digest(problem: Problem, policy: str, road_version: str) -> str:
    digest = hashlib.sha256(repr((policy, road_version, problem.slots, problem.team_ids)).encode())
    digest.update(np.ascontiguousarray(problem.travel_ms).tobytes())
    return digest.hexdigest()[:16]
