"""Decide what an activated plan 预案 has people do: steps with their limits, those it tells."""

from dispatch.domain import events as e
from dispatch.domain import plan_messages as pm
from dispatch.domain.actors import Channel, Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline
from dispatch.domain.grades import Grade
from dispatch.domain.incidents import Incident
from dispatch.domain.places import lineage, seat_at
from dispatch.domain.plan_contents import content_of
from dispatch.domain.plan_matching import matching
from dispatch.domain.plans import (
    Activated,
    ChecklistStep,
    Plan,
    PlanCall,
    PlanContent,
    StepOutcome,
)
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit, running

STEP, CALL = "checklist_step", "plan_call"
"""The names under which the clocks of checklist steps, and of those a plan tells, run."""


def activated(
    area: Area, plan: Plan, incident: Incident, order: Order, profile: Profile, grade: Grade | None
) -> list[e.Event]:
    """Activate a plan, and with it those for the same kind of the places below it that match.

    When a response is activated above, the plans of lower levels are active too.
    """
    above = lineage(area.places, incident.place_code)
    reach = above.index(plan.place_code)
    best: dict[str, Plan] = {plan.place_code: plan}
    for one in matching(area, profile, incident):
        if above.index(one.place_code) < reach:
            best.setdefault(one.place_code, one)
    done = {one.plan_id for one in incident.plans}
    return [
        _activation(area, one, incident, order, profile, grade)
        for one in sorted(best.values(), key=lambda one: above.index(one.place_code))
        if one.plan_id not in done
    ]


def tick(area: Area, command: pm.TickStep, order: Order, profile: Profile) -> list[e.Event]:
    """Say that a step is done, or why it does not apply; said again the same changes nothing."""
    permit(profile, order, "TickStep")
    step = area.checklist_steps.get(command.step_id)
    if step is None:
        raise Rejected("unknown_step", f"no step {command.step_id!r}", "step_id")
    authorise(area, order.actor, area.incidents[step.incident_id].place_code)
    if command.outcome is StepOutcome.NOT_APPLICABLE and not command.note.strip():
        raise Rejected("input_missing", "say why it does not apply", "note")
    if (step.outcome, step.note) == (command.outcome, command.note):
        return []
    return [
        pm.StepTicked(
            step_id=step.step_id,
            incident_id=step.incident_id,
            outcome=command.outcome,
            note=command.note,
            by=order.actor.name,
            stopped=_stopped(area, profile, STEP, step.step_id, step.timer),
        )
    ]


def acknowledge(
    area: Area, command: pm.AcknowledgePlan, order: Order, profile: Profile
) -> list[e.Event]:
    """Record that those of a role at a place know that a plan is active; once.

    They say so themselves, or whoever has asked them on the telephone says it for them.
    """
    permit(profile, order, "AcknowledgePlan")
    key = call_id(command.incident_id, command.plan_id, command.place_code, command.role)
    call = area.plan_calls.get(key)
    if call is None:
        raise Rejected("not_told", f"no {command.role} of {command.place_code} was told", "role")
    incident = area.incidents[call.incident_id]
    authorise(area, order.actor, call.place_code, incident.place_code)
    theirs = (order.actor.role, order.actor.jurisdiction) == (call.role, call.place_code)
    if not theirs and command.channel is Channel.CLICK:
        reason = f"{call.role} of {call.place_code} was told; say how they acknowledged"
        raise Rejected("not_told", reason, "channel")
    if not call.is_open:
        return []
    return [
        pm.PlanAcknowledged(
            call_id=key,
            incident_id=call.incident_id,
            place_code=call.place_code,
            role=call.role,
            by=order.actor.name,
            channel=command.channel,
            stopped=_stopped(area, profile, CALL, key, call.timer),
        )
    ]


def call_id(incident_id: str, plan_id: str, place_code: str, role: str) -> str:
    """Return the id under which those of a role at a place are told of a plan."""
    return f"{incident_id}/{plan_id}/{place_code}/{role}"


def _activation(
    area: Area,
    plan: Plan,
    incident: Incident,
    order: Order,
    profile: Profile,
    grade: Grade | None,
) -> pm.PlanActivated:
    content = content_of(area, profile, plan) or PlanContent()
    steps, clocks = _steps_of(plan, content, incident, order)
    calls, more = _calls_of(area, plan, content, incident, order)
    return pm.PlanActivated(
        incident_id=incident.incident_id,
        activated=Activated(plan.plan_id, plan.place_code, grade, order.at),
        steps=steps,
        started=(*clocks, *more),
        calls=calls,
    )


def _steps_of(
    plan: Plan, content: PlanContent, incident: Incident, order: Order
) -> tuple[tuple[ChecklistStep, ...], list[Deadline]]:
    """Return the steps to be done, and the clocks of those that have a limit."""
    steps: list[ChecklistStep] = []
    clocks: list[Deadline] = []
    for key, step in content.steps.items():
        step_id = f"{incident.incident_id}/{plan.plan_id}/{key}"
        began = _clock(content, step.timer, STEP, step_id, order)
        clocks += began
        steps.append(
            ChecklistStep(
                step_id=step_id,
                incident_id=incident.incident_id,
                plan_id=plan.plan_id,
                zh=step.zh,
                en=step.en,
                basis=step.basis,
                timer=step.timer,
                due_at=began[0].due_at if began else None,
            )
        )
    return tuple(steps), clocks


def _calls_of(
    area: Area, plan: Plan, content: PlanContent, incident: Incident, order: Order
) -> tuple[tuple[PlanCall, ...], list[Deadline]]:
    """Return whom the plan tells, each once, and the clocks of those who are to acknowledge.

    Where the incident lies under no place of a level, there is nobody of it to tell.
    """
    calls: dict[str, PlanCall] = {}
    clocks: list[Deadline] = []
    for told in content.notify:
        place_code = seat_at(area.places, incident.place_code, told.admin_level)
        if place_code is None:
            continue
        key = call_id(incident.incident_id, plan.plan_id, place_code, told.role)
        if key in calls:
            continue
        began = _clock(content, told.timer, CALL, key, order)
        clocks += began
        calls[key] = PlanCall(
            call_id=key,
            incident_id=incident.incident_id,
            plan_id=plan.plan_id,
            place_code=place_code,
            role=told.role,
            called_at=order.at,
            timer=told.timer,
            answer_by=began[0].due_at if began else None,
        )
    return tuple(calls.values()), clocks


def _clock(
    content: PlanContent, timer: str, lifecycle: str, subject_id: str, order: Order
) -> tuple[Deadline, ...]:
    """Return the clock of a step or a call, with the limit that was fixed; none where none is."""
    limit_s = content.limits.get(timer)
    return () if limit_s is None else (Deadline(timer, lifecycle, subject_id, order.at + limit_s),)


def _stopped(
    area: Area, profile: Profile, lifecycle: str, subject_id: str, timer: str
) -> tuple[str, ...]:
    """Return the clock that is met; what was recorded without its timer may run under any."""
    return running(area, lifecycle, subject_id, (timer,) if timer else tuple(profile.timers))
