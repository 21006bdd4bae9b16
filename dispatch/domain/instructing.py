"""Decide the course of orders to teams: their steps, and what each means for the team."""

from msgspec.structs import replace

from dispatch.domain import chasing, safeguarding
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.demands import check_demands
from dispatch.domain.hard_rules import broken_rule
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Demands, Kind, Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import (
    authorise,
    choose_row,
    is_offered,
    permit,
    running,
    step_taken,
)
from dispatch.domain.teams import HOME, Team
from dispatch.domain.told_moments import check_told

EFFECTS = chasing.EFFECTS | safeguarding.EFFECTS
DELIVERED = frozenset({"DELIVERED", "SIGNED"})  # what is signed has been delivered


def given(s: Situation, action: str, draft: e.InstructionGiven) -> list[e.Event]:
    """Return the events of a new instruction: the order itself and what it couples to the team."""
    assert s.incident is not None  # noqa: S101 - callers pass both
    assert s.team is not None  # noqa: S101
    table = s.profile.instruction
    if not s.profile.incident_handling.has("DISPATCHABLE", s.incident.state):
        raise Rejected("incident_not_open", f"{s.incident.incident_id} is {s.incident.state}")
    row = choose_row(table, NEW, action, s)
    subject_id = draft.instruction_id
    moments = Moments(step_at=s.order.at, kind=s.incident.kind)
    complete = replace(
        draft,
        row=row.id,
        state=row.moves[NEW],
        started=started(s.profile, row.starts, "instruction", subject_id, moments),
    )
    return [complete, *_coupled(s, row.couples, s.team)]


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of an instruction; both the incident's place and the team's may move it."""
    instruction = area.instruction(command.subject_id)
    if command.action == "progress":
        said = command.particulars
        told = c.ReportProgress(
            command.subject_id, said.reason, said.evidence, done_at=said.done_at
        )
        return report_progress(area, told, order, profile)
    team = area.teams[instruction.team_id]
    incident = area.incidents[instruction.incident_id]
    authorise(area, order.actor, incident.place_code, team.place_code)
    if command.action == "deliver" and not DELIVERED.isdisjoint(instruction.reached):
        return []  # it came by another channel first: it is delivered once
    s = Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=command.particulars,
        instruction=instruction,
        team=team,
    )
    return step(s, instruction, command.action)


def step(
    s: Situation, instruction: Instruction, action: str, goes_on: bool = False
) -> list[e.Event]:
    """Return the events of a step of an instruction and of what it couples to its team.

    A detachment that is done rejoins its team, unless it `goes_on` to another task at once.
    """
    table = s.profile.instruction
    row = choose_row(table, instruction.state, action, s)
    moments = Moments(step_at=s.order.at, kind=s.the_incident.kind)
    taken = step_taken(s, table, row, instruction.instruction_id, instruction.state, moments)
    team = s.area.teams[instruction.team_id]
    coupled = _coupled(s, row.couples, team)
    events: list[e.Event] = [taken]
    for name in row.effects:
        events += EFFECTS[name](s, instruction)
    events += coupled
    if taken.over and not goes_on:
        events += _rejoined(s, team, coupled[-1].went_to if coupled else team.state)
    return events


def take_with_all(
    area: Area, profile: Profile, order: Order, incident: Incident, action: str, reason: str
) -> list[e.Event]:
    """Return the events of a step that every order of an incident takes which can take it.

    The engine takes it; who may have it taken is decided before.
    """
    events: list[e.Event] = []
    by_system = order.by_engine(area.root)
    for instruction in map(area.instruction, incident.instruction_ids):
        s = Situation(
            area=area,
            profile=profile,
            order=by_system,
            particulars=c.Particulars(reason=reason),
            instruction=instruction,
            team=area.teams[instruction.team_id],
        )
        if is_offered(profile.instruction, instruction.state, action, s):
            events += step(s, instruction, action)
    return events


def call_off(
    area: Area, profile: Profile, order: Order, incident: Incident, reason: str
) -> list[e.Event]:
    """Return the events that call off every open instruction of an incident, each coupled."""
    return take_with_all(area, profile, order, incident, "cancel", reason)


def report_progress(
    area: Area, command: c.ReportProgress, order: Order, profile: Profile
) -> list[e.Event]:
    """Record how the work goes; the feedback clock starts anew if it was running."""
    permit(profile, order, "ReportProgress")
    instruction = area.instruction(command.instruction_id)
    team = area.teams[instruction.team_id]
    incident = area.incidents[instruction.incident_id]
    authorise(area, order.actor, incident.place_code, team.place_code)
    _own_team(order, team)
    if not instruction.is_open:
        raise Rejected("wrong_state", f"{instruction.instruction_id} is {instruction.state}")
    if not command.text and not command.evidence and not command.team_needs:
        raise Rejected("input_missing", "say how it goes, or show it", "text")
    check_demands(Demands(command.team_needs), profile)
    check_told(command.done_at, order.at, "done_at")
    s = Situation(area=area, profile=profile, order=order, instruction=instruction, team=team)
    row = choose_row(profile.instruction, instruction.state, "progress", s)
    subject_id, moments = instruction.instruction_id, Moments(order.at, kind=incident.kind)
    return [
        e.ProgressReported(
            instruction_id=subject_id,
            text=command.text,
            evidence=command.evidence,
            started=started(profile, row.starts, "instruction", subject_id, moments),
            stopped=running(area, "instruction", subject_id, row.stops),
            team_needs=command.team_needs,
            done_at=command.done_at,
        )
    ]


def see_withdrawal(
    area: Area, command: c.SeeWithdrawal, order: Order, profile: Profile
) -> list[e.Event]:
    """Record that a team's device knows its order was called off; a repeat changes nothing."""
    permit(profile, order, "SeeWithdrawal")
    instruction = area.instruction(command.instruction_id)
    team = area.teams[instruction.team_id]
    authorise(area, order.actor, team.place_code)
    _own_team(order, team)
    if instruction.is_open or instruction.withdrawal_seen:
        return []
    return [e.WithdrawalSeen(instruction_id=instruction.instruction_id)]


def take_team_step(
    area: Area, command: c.TakeStep, order: Order, profile: Profile
) -> list[e.Event]:
    """Take a step of a team's availability by hand: on and off duty, out of service, back."""
    team = area.team(command.subject_id)
    authorise(area, order.actor, team.place_code)
    s = Situation(
        area=area, profile=profile, order=order, particulars=command.particulars, team=team
    )
    row = choose_row(profile.team_availability, team.state, command.action, s)
    moments = Moments(step_at=order.at)
    taken = step_taken(s, profile.team_availability, row, team.team_id, team.state, moments)
    return [taken, *(_rejoined(s, team, taken.went_to) if team.instruction_id is None else [])]


def why_not(
    profile: Profile, team: Team, capability: str | None, kind: Kind | None = None
) -> Rejected | None:
    """Return why a team cannot be ordered now to a kind of event, or nothing, whoever orders."""
    if capability is not None and capability not in team.capabilities:
        return Rejected("lacks_capability", f"{team.team_id} has no {capability}", "capability")
    if capability is not None and crews_for(team, capability, profile) < 1:
        return Rejected(
            "no_crew_left", f"{team.team_id} has nobody of {capability} left", "capability"
        )
    if team.instruction_id is not None:
        return Rejected(
            "committed", f"{team.team_id} is under instruction {team.instruction_id}", "team_id"
        )
    if not profile.team_availability.has("FREE", team.state):
        return Rejected(team.state.lower(), f"{team.team_id} is {team.state}", "team_id")
    broken = broken_rule(team, kind)
    if broken is not None:
        return Rejected(broken.reason, f"{team.team_id}: {broken.words}", "team_id")
    return None


def _coupled(s: Situation, couples: tuple[str, ...], team: Team) -> list[e.StepTaken]:
    """Return the steps of the team that go with a row; one it cannot take refuses the whole."""
    events: list[e.StepTaken] = []
    for coupling in couples:
        taken = _team_step(s, team, team.state, coupling.removeprefix("team_availability."))
        if taken.came_from != taken.went_to:
            events.append(taken)
    return events


def _team_step(s: Situation, team: Team, state: str, action: str) -> e.StepTaken:
    """Return a step the engine itself takes of a team that is in a state."""
    by_system = s.order.by_engine(s.area.root)
    own = Situation(area=s.area, profile=s.profile, order=by_system, team=team)
    table = s.profile.team_availability
    row = choose_row(table, state, action, own)
    return step_taken(own, table, row, team.team_id, state, Moments(step_at=s.order.at))


def _rejoined(s: Situation, team: Team, state: str) -> list[e.Event]:
    """Return what follows when nothing binds a team in a state: a detachment at home rejoins."""
    if team.detached_from is None or state != HOME:
        return []
    return [_team_step(s, team, state, "rejoin"), e.DetachmentRejoined(team_id=team.team_id)]


def _own_team(order: Order, team: Team) -> None:
    if order.actor.team_id not in (None, team.team_id, team.detached_from):
        raise Rejected("not_own_team", f"{order.actor.name} speaks for {order.actor.team_id}")
