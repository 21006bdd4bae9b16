"""Look for teams under orders that would do better elsewhere: a difference, never a reshuffle.

The orders as they stand and all demands still open are put as one question, in which every team
that may be moved is free again. Its answer is set against the best that can be had with all of
them kept where they are sent; it becomes a proposal only if it saves more than the price of moving
every team it moves.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from dispatch.assignment.coverage import Coverage
from dispatch.assignment.forcing import Sent, favoured, solve_around
from dispatch.assignment.policies import objective_of
from dispatch.assignment.posing import Question, pose
from dispatch.assignment.problem import MAY_NOT_GO, Solution
from dispatch.assignment.roads import RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.exchanges import Exchange, Gain, Move
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import missing_crews, more_than_wanted
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import SeenAt
from routing.geo import Position

Reckoned = Callable[[Instruction], Position]

_TIE_MS = 1  # among plans that cost the same, the one that changes least


def exchange(
    area: Area,
    profile: Profile,
    roads: RoadView,
    seen: Sightings,
    reckoned: Reckoned,
    policy: str,
    cover: Coverage | None = None,
) -> Exchange | None:
    """Return the exchange that saves most, None where nothing is worth it; it bears no id yet.

    `reckoned` says where a team under orders is by now; `policy` what a plan is judged by.
    """
    movable = _movable(area, profile)
    price_ms = profile.dispatch.costs.stability.move_s * 1000
    if not movable:
        return None
    question = _posed(area, profile, roads, seen, movable, reckoned, cover)
    orders = _Orders.among(question, movable)
    if not orders.sent:
        return None
    judged = objective_of(policy, profile, question.problem)
    kept = solve_around(judged.search, judged.problem, orders.sent)
    steady = favoured(judged.problem, orders.sent, price_ms)
    moved = judged.search(favoured(steady, set(kept.sent) - set(orders.sent), _TIE_MS))
    stay = {(slot, team) for slot, team, _ in moved.sent}
    given_up = [one for one in orders.sent if (one[0], one[1]) not in stay]
    saves_ms = judged.cost_ms(kept) - judged.cost_ms(moved) - price_ms * len(given_up)
    if not given_up or saves_ms <= 0 or not orders.stay_whole_in(moved):
        return None
    return _told(question, orders, kept, moved, area.position, roads.version, saves_ms, seen.at)


@dataclass(frozen=True, slots=True)
class _Orders:
    """The orders that may be changed, as pairs of a question."""

    sent: tuple[Sent, ...]
    of_team: dict[str, Instruction]

    @classmethod
    def among(cls, question: Question, movable: Sequence[Instruction]) -> "_Orders":
        """Find them; one whose team could not go there any more is left alone."""
        problem = question.problem
        team_at = {team_id: at for at, team_id in enumerate(problem.team_ids)}
        slot_at = {(one.incident_id, one.capability): at for at, one in enumerate(problem.slots)}
        sent: list[Sent] = []
        for one in movable:
            team, slot = team_at.get(one.team_id), slot_at.get((one.incident_id, one.capability))
            if team is None or slot is None or problem.time_ms(slot, team) == MAY_NOT_GO:
                continue
            sent.append((slot, team, one.crews))
        return cls(tuple(sorted(sent)), {one.team_id: one for one in movable})

    def stay_whole_in(self, plan: Solution) -> bool:
        """Whether every team under orders goes as one in a plan: its crews travel together."""
        crews = {team: count for _, team, count in self.sent}
        rows = [one for one in plan.sent if one[1] in crews]
        return len({team for _, team, _ in rows}) == len(rows) and all(
            count == crews[team] for _, team, count in rows
        )


def _movable(area: Area, profile: Profile) -> list[Instruction]:
    """Return the orders that may be changed.

    Where more serve than are wanted by now, somebody sent them so: none of those is moved.
    """
    return [
        instruction
        for incident in map(area.incident, area.open_incidents)
        if profile.incident_handling.has("DISPATCHABLE", incident.state)
        for beyond in (more_than_wanted(area, profile, incident),)
        for instruction in map(area.instruction, incident.instruction_ids)
        if profile.instruction.has("MOVABLE", instruction.state)
        and _was_advised(area, instruction)
        and instruction.capability not in beyond
    ]


def _was_advised(area: Area, instruction: Instruction) -> bool:
    """Whether a reckoning sent the team: what a person chose by hand stays."""
    pins, team = area.incidents[instruction.incident_id].pins, area.teams[instruction.team_id]
    return instruction.recommendation_id is not None and team.parent_id not in pins


def _posed(
    area: Area,
    profile: Profile,
    roads: RoadView,
    seen: Sightings,
    movable: Sequence[Instruction],
    reckoned: Reckoned,
    cover: Coverage | None,
) -> Question:
    """Put the question as if these orders had never been given."""
    free = profile.team_availability.sets["FREE"][0]
    instructions, teams = area.instructions.mutate(), area.teams.mutate()
    fixes = dict(seen.fixes)
    for one in movable:
        instructions[one.instruction_id] = replace(one, state="CANCELLED", is_open=False)
        teams[one.team_id] = replace(area.teams[one.team_id], instruction_id=None, state=free)
        fixes[one.team_id] = SeenAt(reckoned(one), seen.at)
    before = replace(area, instructions=instructions.finish(), teams=teams.finish())
    incidents = [
        incident
        for incident in map(before.incident, before.open_incidents)
        if profile.incident_handling.has("DISPATCHABLE", incident.state)
        and missing_crews(before, profile, incident)
    ]
    incidents.sort(key=lambda one: (one.priority, one.opened_at, one.incident_id))
    return pose(before, profile, roads, Sightings(seen.at, fixes), incidents, cover)


def _told(
    question: Question,
    orders: _Orders,
    kept: Solution,
    moved: Solution,
    position: int,
    road_version: str,
    saves_ms: int,
    at: float,
) -> Exchange:
    """Return the difference between two plans as moves and gains."""
    problem = question.problem
    ordered, before = {(slot, team) for slot, team, _ in orders.sent}, set(kept.sent)
    busy = {team for _, team, _ in moved.sent}
    moves = []
    for slot, team, crews in moved.sent:
        if (slot, team, crews) in before or (slot, team) in ordered:
            continue
        team_id, one = problem.team_ids[team], problem.slots[slot]
        relieved = orders.of_team.get(team_id)
        moves.append(
            Move(
                team_id=team_id,
                incident_id=one.incident_id,
                capability=one.capability,
                travel_s=question.time_s(slot, team),
                crews=crews,
                relieved_of=None if relieved is None else relieved.instruction_id,
            )
        )
    ended = [
        orders.of_team[problem.team_ids[team]].instruction_id
        for _, team, _ in orders.sent
        if team not in busy
    ]
    return Exchange(
        exchange_id="",
        based_on=position,
        road_version=road_version,
        moves=tuple(moves),
        gains=tuple(_gains(question, kept, moved)),
        saves_s=saves_ms / 1000,
        relieved=tuple(ended),
        decided_at=at,
    )


def _gains(question: Question, kept: Solution, moved: Solution) -> list[Gain]:
    before, after = _by_incident(question, kept), _by_incident(question, moved)
    wanted: defaultdict[str, int] = defaultdict(int)
    for slot in question.problem.slots:
        wanted[slot.incident_id] += slot.wanted
    return [
        Gain(
            incident_id=incident.incident_id,
            priority=incident.priority,
            last_s_before=before[incident.incident_id].last_s,
            last_s_after=after[incident.incident_id].last_s,
            missing_before=wanted[incident.incident_id] - before[incident.incident_id].crews,
            missing_after=wanted[incident.incident_id] - after[incident.incident_id].crews,
        )
        for incident in question.incidents
        if before[incident.incident_id].sent != after[incident.incident_id].sent
    ]


@dataclass(slots=True)
class _Part:
    """What a plan means for one incident."""

    sent: tuple[Sent, ...] = ()
    crews: int = 0
    last_s: float | None = None


def _by_incident(question: Question, plan: Solution) -> defaultdict[str, _Part]:
    problem = question.problem
    parts: defaultdict[str, _Part] = defaultdict(_Part)
    for slot, team, crews in plan.sent:
        part = parts[problem.slots[slot].incident_id]
        part.sent += ((slot, team, crews),)
        part.crews += crews
        part.last_s = max(part.last_s or 0.0, question.time_s(slot, team))
    return parts
