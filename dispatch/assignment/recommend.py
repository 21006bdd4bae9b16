"""Decide who goes, for all open demands at once, and write down why."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from dispatch.assignment.candidates import Roster, Whereabouts, travel_row
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Search, Slot, Solution
from dispatch.assignment.roads import RoadView
from dispatch.assignment.stock import Promised, choose_depots
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_teams
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import (
    LeftOut,
    ReasonLeftOut,
    Recommendation,
    RunnerUp,
    Shortfall,
    TeamChoice,
)

SEARCHES: dict[str, Search] = {"nearest": nearest, "optimal": optimal}

# Reasons that are the rule itself: whom they concern can be told at any time, so only the number
# is written down. Everyone else who is left out is named.
_COUNTED_ONLY = frozenset(
    {
        ReasonLeftOut.LACKS_CAPABILITY,
        ReasonLeftOut.FARTHER_THAN_CHOSEN,
        ReasonLeftOut.TOO_FAR,
    }
)


def recommend(
    area: Area,
    profile: Profile,
    roads: RoadView,
    where: Whereabouts,
    incidents: Sequence[Incident],
    policy: str,
) -> list[Recommendation]:
    """Return one recommendation for each incident, all from one joint decision, in priority order.

    Raises `KeyError` for a policy that is not one of `SEARCHES`. The recommendations bear no id
    yet: the engine numbers them.
    """
    search = SEARCHES[policy]
    in_order = sorted(incidents, key=lambda one: (one.priority, one.opened_at, one.incident_id))
    missing = [missing_teams(area, incident) for incident in in_order]
    asked_for = frozenset(capability for one in missing for capability in one)
    roster = Roster.of(area, profile, roads, where, asked_for)
    kept = _kept_by_capability(area, roster)
    weights = profile.dispatch.priority_weights
    slots, rows, reasons = [], [], []
    for incident, needs in zip(in_order, missing, strict=True):
        for capability, wanted in sorted(needs.items()):
            times, why = travel_row(
                area, incident, capability, roster, roads, profile.dispatch.max_travel_s
            )
            weight = weights.get(incident.priority, 1)
            slots.append(Slot(incident.incident_id, capability, wanted, weight))
            rows.append(times)
            reasons.append(why)
    problem = Problem(
        slots=tuple(slots),
        team_ids=tuple(team.team_id for team in roster.free),
        travel_ms=np.array(rows, np.int64).reshape(len(slots), len(roster.free)),
        unmet_ms=int(profile.dispatch.unmet_s * 1000),
    )
    solution = search(problem)
    digest = _digest(problem, policy, roads.version)
    made, promised = [], Promised()
    for incident in in_order:
        own = [i for i, slot in enumerate(slots) if slot.incident_id == incident.incident_id]
        parts = [
            _explain(problem, solution, i, roster, reasons[i], kept, area, profile) for i in own
        ]
        depots, short = choose_depots(area, profile, roads, incident, promised)
        others = tuple(one.incident_id for one in in_order if one is not incident)
        made.append(
            Recommendation(
                recommendation_id="",
                incident_id=incident.incident_id,
                policy=policy,
                based_on=area.position,
                road_version=roads.version,
                inputs_hash=digest,
                solved_with=others,
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


Kept = dict[str, dict[ReasonLeftOut, list[str]]]  # capability -> reason -> teams that have it


def _kept_by_capability(area: Area, roster: Roster) -> Kept:
    """Group the teams that nothing lets go by what they could do; once for all incidents."""
    kept: Kept = defaultdict(lambda: defaultdict(list))
    for team_id, reason in roster.kept.items():
        for capability in area.teams[team_id].capabilities:
            kept[capability][reason].append(team_id)
    return kept


class _Part:
    """What a solution means for one slot."""

    def __init__(self) -> None:
        self.chosen: list[TeamChoice] = []
        self.runners_up: list[RunnerUp] = []
        self.left_out: list[LeftOut] = []
        self.shortfalls: list[Shortfall] = []
        self.objective_ms = 0


def _explain(
    problem: Problem,
    solution: Solution,
    index: int,
    roster: Roster,
    why: dict[str, ReasonLeftOut],
    kept: Kept,
    area: Area,
    profile: Profile,
) -> _Part:
    slot, times, part = problem.slots[index], problem.travel_ms[index], _Part()
    elsewhere = {team for _, team in solution.pairs}
    sent = [team for slot_index, team in solution.pairs if slot_index == index]
    for team in sorted(sent, key=lambda one: (int(times[one]), one)):
        part.chosen.append(
            TeamChoice(
                capability=slot.capability,
                team_id=problem.team_ids[team],
                travel_s=int(times[team]) / 1000,
                origin=roster.origins[team],
            )
        )
        part.objective_ms += slot.weight * int(times[team])
    missing = slot.wanted - len(sent)
    part.objective_ms += slot.weight * problem.unmet_ms * missing

    able = np.flatnonzero(times != MAY_NOT_GO)
    others = [int(one) for one in able[np.argsort(times[able], kind="stable")] if one not in sent]
    spared = [team for team in others if team not in elsewhere]
    for team in spared[: profile.dispatch.runners_up]:
        part.runners_up.append(
            RunnerUp(
                capability=slot.capability,
                team_id=problem.team_ids[team],
                travel_s=int(times[team]) / 1000,
            )
        )
    groups: dict[ReasonLeftOut, list[str]] = defaultdict(list)
    for team_id, reason in why.items():
        if reason is not ReasonLeftOut.LACKS_CAPABILITY:
            groups[reason].append(team_id)
    for reason, team_ids in kept.get(slot.capability, {}).items():
        groups[reason] += team_ids
    groups[ReasonLeftOut.NEEDED_ELSEWHERE] += [
        problem.team_ids[team] for team in others if team in elsewhere
    ]
    groups[ReasonLeftOut.FARTHER_THAN_CHOSEN] += [
        problem.team_ids[team] for team in spared[profile.dispatch.runners_up :]
    ]
    numbers = {reason: len(team_ids) for reason, team_ids in groups.items()}
    told = len(sent) + len(part.runners_up) + sum(numbers.values())
    numbers[ReasonLeftOut.LACKS_CAPABILITY] = len(area.teams) - told
    part.left_out += [
        LeftOut(
            capability=slot.capability,
            reason=reason,
            count=count,
            team_ids=() if reason in _COUNTED_ONLY else tuple(sorted(groups[reason])),
        )
        for reason, count in sorted(numbers.items())
        if count
    ]
    if missing:
        cause = _cause(numbers, bool(len(able)))
        part.shortfalls.append(Shortfall(need=slot.capability, missing=missing, reason=cause))
    return part


def _cause(numbers: dict[ReasonLeftOut, int], somebody_able: bool) -> str:
    """Return why a demand is not met in full, as the first thing that could be mended."""
    if somebody_able:
        return "all_needed_elsewhere" if numbers.get(ReasonLeftOut.NEEDED_ELSEWHERE) else "too_few"
    if numbers.get(ReasonLeftOut.COMMITTED):
        return "all_committed"
    if numbers.get(ReasonLeftOut.CUT_OFF):
        return "cut_off"
    out_of_reach = (ReasonLeftOut.UNREACHABLE, ReasonLeftOut.TOO_FAR, ReasonLeftOut.OFF_THE_ROADS)
    if any(numbers.get(reason) for reason in out_of_reach):
        return "out_of_reach"
    able_but_kept = Counter(numbers)
    able_but_kept.pop(ReasonLeftOut.LACKS_CAPABILITY, None)
    return "none_on_duty" if able_but_kept.total() else "none_able"


def _digest(problem: Problem, policy: str, road_version: str) -> str:
    digest = hashlib.sha256(repr((policy, road_version, problem.slots, problem.team_ids)).encode())
    digest.update(np.ascontiguousarray(problem.travel_ms).tobytes())
    return digest.hexdigest()[:16]
