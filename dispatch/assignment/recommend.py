"""Decide who goes, for all open demands at once, and write down why."""

import hashlib
from collections.abc import Callable, Sequence
from itertools import chain

import msgspec
import numpy as np

from dispatch.assignment.coverage import Coverage
from dispatch.assignment.explain import Explanation
from dispatch.assignment.forcing import favoured
from dispatch.assignment.helps import Helps
from dispatch.assignment.kernels.folding import folded
from dispatch.assignment.policies import decide, objective_of
from dispatch.assignment.posing import Question, pose
from dispatch.assignment.problem import Problem, Solution
from dispatch.assignment.roads import RoadView
from dispatch.assignment.shelter_choice import choose_shelters
from dispatch.assignment.sightings import Sightings
from dispatch.assignment.supply.deciding import decide_supplies
from dispatch.assignment.supply.posing import SupplyAsked, pose_supplies
from dispatch.assignment.supply.question import SupplyQuestion
from dispatch.assignment.supply.telling import SuppliesTold
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import Recommendation

IsNews = Callable[[Recommendation], bool]
"""Whether a recommendation asks for something else than the one that lies open."""

Note = Callable[[Question, Solution], None]
"""Told the question of who goes, and how it was answered."""

WORD = 8  # bytes
NO_SLOTS = range(0)


def recommend(
    area: Area,
    profile: Profile,
    roads: RoadView,
    seen: Sightings,
    incidents: Sequence[Incident],
    policy: str,
    cover: Coverage | None = None,
    is_news: IsNews | None = None,
    note: Note | None = None,
) -> list[Recommendation]:
    """Return one recommendation for each incident, all from one joint decision, in priority order.

    What a person has pinned stays as it is; who is proposed already is exchanged only for what is
    worth a change; `cover` is what is covered now, where losing it shall cost. Those that are news
    are told in full (`is_in_full`), of the others only what they ask for: by default all are news.
    `note` is told the question of who goes, and its answer. Raises `KeyError` for a policy that is
    not one of `policies`. The recommendations bear no id yet: the engine numbers them.
    """
    in_order = sorted(incidents, key=lambda one: (one.priority, one.opened_at, one.incident_id))
    question = pose(area, profile, roads, seen, in_order, cover)
    solution = _answered(question, profile, policy)
    if note is not None:
        note(question, solution)
    asked = pose_supplies(area, profile, roads, in_order, seen.at)
    supplies = _supplied(asked, profile, policy)
    explanation = Explanation(question, solution, profile.dispatch.runners_up)
    slots_of = _slots_of(question.problem)
    ids = tuple(one.incident_id for one in in_order)
    sheltered = choose_shelters(area, profile, roads, in_order)
    made = []
    short: list[tuple[tuple[int, ...], int]] = []
    for place, incident in enumerate(in_order):
        part = explanation.part(slots_of.get(ids[place], NO_SLOTS))
        brought = supplies.part(ids[place])
        short.append((part.short, len(brought.shortfalls)))
        shelters, homeless = sheltered.get(incident.incident_id, ((), ()))
        made.append(
            Recommendation(
                recommendation_id="",
                incident_id=incident.incident_id,
                policy=policy,
                based_on=area.position,
                road_version=roads.version,
                inputs_hash="",
                teams=part.chosen,
                depots=brought.depots,
                shortfalls=(*part.shortfalls, *brought.shortfalls, *homeless),
                objective_s=part.objective_ms / 1000,
                proved_optimal=solution.proved_optimal,
                decided_at=seen.at,
                fixes=seen.fixes,
                cover_counted=cover is not None,
                shelters=tuple(shelters),
                trips=brought.trips,
                supplies_s=brought.cost_ms / 1000,
                supplies_proved=supplies.proved_optimal,
            )
        )
    news = [place for place, one in enumerate(made) if is_news is None or is_news(one)]
    if not news:
        return made
    digest = _digest(question, asked.question, policy, roads.version)
    helps = Helps(area, profile, roads, question, seen.at)
    helps.will_be_short(chain.from_iterable(short[place][0] for place in news))
    for place in news:
        incident, one = in_order[place], made[place]
        runners_up, left_out = explanation.others(slots_of.get(ids[place], NO_SLOTS))
        other_depots, depots_left_out = supplies.others(ids[place])
        made[place] = msgspec.structs.replace(
            one,
            inputs_hash=digest,
            solved_with=ids[:place] + ids[place + 1 :],
            runners_up=runners_up,
            left_out=left_out,
            shortfalls=helps.told(incident, one.shortfalls, *short[place], supplies.promised),
            other_depots=other_depots,
            depots_left_out=depots_left_out,
        )
    return made


def _answered(question: Question, profile: Profile, policy: str) -> Solution:
    """Return who goes: what is proposed already gives way only to what is worth the change."""
    worth_ms = profile.dispatch.costs.stability.worth_s * 1000
    steady = favoured(question.problem, question.proposed, worth_ms)
    objective = objective_of(policy, profile, steady)
    return decide(objective, question.pinned, question.proposed)


def _supplied(asked: SupplyAsked, profile: Profile, policy: str) -> SuppliesTold:
    """Return who brings what, likewise."""
    worth_ms = profile.dispatch.costs.stability.worth_s * 1000
    plan = decide_supplies(asked.question, asked.shown, policy, worth_ms)
    return SuppliesTold(asked, plan, profile.dispatch.runners_up)


def _slots_of(problem: Problem) -> dict[str, range]:
    """Return the slots of each incident that has any: they stand together."""
    slots_of: dict[str, range] = {}
    for index, slot in enumerate(problem.slots):
        known = slots_of.get(slot.incident_id, range(index, index))
        slots_of[slot.incident_id] = range(known.start, index + 1)
    return slots_of


def _digest(question: Question, supplies: SupplyQuestion, policy: str, road_version: str) -> str:
    problem = question.problem
    words = policy, road_version, problem.slots, problem.team_ids, question.pinned
    needs = question.proposed, supplies.needs, supplies.depot_ids, supplies.most.tolist()
    able = (problem.crews_for[one] for one in sorted(problem.crews_for))
    asked = (supplies.time_ms, supplies.trip_ms, supplies.stock, supplies.comes_anyway)
    numbers = *question.asked, problem.crews, *able, problem.zone, *asked
    arrays = (np.ascontiguousarray(one).data for one in numbers)
    octets = b"".join((msgspec.json.encode((*words, *needs)), *arrays))
    # Folded first: of the 100 kB and more that a decision asks about, to digest them takes longer.
    whole = len(octets) // WORD
    fold = folded(np.frombuffer(octets, np.uint64, whole)).tobytes()
    return hashlib.sha256(fold + octets[whole * WORD :]).hexdigest()[:16]
