"""Fold the steps of lifecycles, and the clocks that pass."""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.folds import (
    evacuations,
    group_orders,
    information_reports,
    plans,
    posts,
    responders,
    roads,
    sensors,
    shelters,
    shifts,
    shipments,
    support,
    warnings,
)
from dispatch.domain.folds.common import (
    closed,
    opened,
    set_incident,
)
from dispatch.domain.folds.safety import answered, at_rest, without_mayday
from dispatch.domain.subjects import overdue
from dispatch.domain.teams import SPELLS_KEPT, Spell


def step_taken(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    """A subject moves on in its lifecycle."""
    fold = _STEPS.get(event.lifecycle)
    if fold is None:
        raise ValueError(f"an event of the unknown lifecycle {event.lifecycle!r}")
    return fold(area, event, position, at)


def _incident_step(area: Area, event: e.StepTaken) -> Area:
    incident = replace(area.incidents[event.subject_id], state=event.went_to)
    area = set_incident(area, incident)
    if event.over:
        return plans.plans_closed(closed(area, incident), incident.incident_id)
    return opened(area, incident)


def _instruction_step(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    before = area.instructions[event.subject_id]
    eta_at = before.eta_at
    if event.action == "set_out" and before.travel_s is not None and before.cut_off is None:
        eta_at = at + before.travel_s
    instruction = replace(
        before,
        state=event.went_to,
        eta_at=eta_at,
        reached={**before.reached, event.went_to: at} if event.moved else before.reached,
        is_open=not event.over,
        revision=position,
    )
    instruction = answered(before, instruction)
    teams, team = area.teams, area.teams[instruction.team_id]
    is_bound = team.instruction_id == instruction.instruction_id
    if event.over:
        instruction, area = at_rest(instruction), without_mayday(area, instruction)
        if is_bound:
            spells = (*team.spells, Spell(instruction.given_at, at))[-SPELLS_KEPT:]
            teams = teams.set(team.team_id, replace(team, instruction_id=None, spells=spells))
    elif not is_bound:
        bound = replace(team, instruction_id=instruction.instruction_id)
        teams = teams.set(team.team_id, bound)
    instructions = area.instructions.set(instruction.instruction_id, instruction)
    return replace(area, instructions=instructions, teams=teams)


def _team_step(area: Area, event: e.StepTaken) -> Area:
    team = area.teams[event.subject_id]
    position = team.position
    if event.action == "arrive" and team.instruction_id is not None:
        position = area.instructions[team.instruction_id].destination
    elif event.action == "return":
        position = None
    team = replace(team, state=event.went_to, position=position)
    return replace(area, teams=area.teams.set(team.team_id, team))


def deadline_passed(area: Area, event: e.DeadlinePassed, _position: int, _at: float) -> Area:
    """A clock has run out; its subject is overdue."""
    deadline = event.deadline
    passed = area.passed
    if deadline.late:
        passed = passed.set(deadline.deadline_id, deadline)
    left = area.deadlines.delete(deadline.deadline_id)
    return overdue(replace(area, deadlines=left, passed=passed), deadline)


_STEPS: dict[str, Callable[[Area, e.StepTaken, int, float], Area]] = {
    "incident_handling": lambda area, event, _position, _at: _incident_step(area, event),
    "instruction": _instruction_step,
    "team_availability": lambda area, event, _position, _at: _team_step(area, event),
    "support_request": lambda area, event, _position, at: support.stepped(area, event, at),
    "road_measure": roads.stepped,
    "responder": lambda area, event, _position, _at: responders.stepped(area, event),
    "responder_call": responders.call_stepped,
    "sensor": lambda area, event, _position, at: sensors.stepped(area, event, at),
    "shelter": lambda area, event, _position, _at: shelters.stepped(area, event),
    "shipment": lambda area, event, _position, at: shipments.stepped(area, event, at),
    "command_post": posts.stepped,
    "group_order": lambda area, event, _position, at: group_orders.stepped(area, event, at),
    "information_report": information_reports.stepped,
    "shift": shifts.stepped,
    "plan": plans.stepped,
    "evacuation": evacuations.stepped,
    "warning": lambda area, event, _position, at: warnings.stepped(area, event, at),
    "warning_call": lambda area, event, _position, _at: warnings.call_stepped(area, event),
}
