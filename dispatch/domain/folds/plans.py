"""Fold plans, what they were activated for, and what became of their steps."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import plan_messages as pm
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted, with_incident, without_deadlines
from dispatch.domain.plans import IN_FORCE, Plan


def registered(area: Area, event: pm.PlansRegistered, _position: int, _at: float) -> Area:
    """Plans in force are entered, with what they say."""
    area = replace(area, plan_contents=area.plan_contents.update(event.contents))
    for plan in event.plans:
        area = _entered(area, plan)
    return area


def drafted(area: Area, event: pm.PlanDrafted, _position: int, _at: float) -> Area:
    """A draft is there."""
    return counted(_entered(area, event.plan), "plan")


def stepped(area: Area, event: e.StepTaken, _position: int, at: float) -> Area:
    """A plan comes into force, or goes."""
    plan = replace(area.plans[event.subject_id], state=event.went_to, is_open=not event.over)
    if event.went_to == IN_FORCE:
        plan = replace(plan, approved_at=at)
    return replace(area, plans=area.plans.set(plan.plan_id, plan))


def fixed(area: Area, event: pm.PlanContentFixed, _position: int, _at: float) -> Area:
    """What a plan says is fixed."""
    plan = replace(area.plans[event.plan_id], content_id=event.content_id)
    return replace(
        area,
        plans=area.plans.set(plan.plan_id, plan),
        plan_contents=area.plan_contents.set(event.content_id, event.content),
    )


def activated(area: Area, event: pm.PlanActivated, _position: int, _at: float) -> Area:
    """What a plan says is to be done for an incident, and whom it tells."""
    area = replace(
        area,
        checklist_steps=area.checklist_steps.update({one.step_id: one for one in event.steps}),
        plan_calls=area.plan_calls.update({one.call_id: one for one in event.calls}),
    )
    plans = (*area.incidents[event.incident_id].plans, event.activated)
    return with_incident(area, event.incident_id, plans=plans)


def ticked(area: Area, event: pm.StepTicked, _position: int, at: float) -> Area:
    """A step is done, or does not apply."""
    step = replace(
        area.checklist_steps[event.step_id],
        outcome=event.outcome,
        note=event.note,
        by=event.by,
        at=at,
        is_open=False,
    )
    steps = area.checklist_steps.set(step.step_id, step)
    return replace(area, checklist_steps=steps)


def acknowledged(area: Area, event: pm.PlanAcknowledged, _position: int, at: float) -> Area:
    """Those a plan has told know of it."""
    call = replace(
        area.plan_calls[event.call_id],
        acknowledged_by=event.by,
        acknowledged_at=at,
        channel=event.channel,
        is_open=False,
    )
    return replace(area, plan_calls=area.plan_calls.set(call.call_id, call))


def plans_closed(area: Area, incident_id: str) -> Area:
    """The clocks of what plans still wanted for an incident that is over stop."""
    if not area.incidents[incident_id].plans:
        return area
    mine = (f"checklist_step/{incident_id}/", f"plan_call/{incident_id}/")
    deadlines, passed = (
        without_deadlines(clocks, [one for one in clocks if one.startswith(mine)])
        for clocks in (area.deadlines, area.passed)
    )
    return replace(area, deadlines=deadlines, passed=passed)


def _entered(area: Area, plan: Plan) -> Area:
    there = (*area.plans_at.get(plan.place_code, ()), plan.plan_id)
    return replace(
        area,
        plans=area.plans.set(plan.plan_id, plan),
        plans_at=area.plans_at.set(plan.place_code, there),
    )
