"""Fold plans, what they were activated for, and what became of their steps."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import plan_messages as pm
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted, with_deadlines, with_incident, without_deadlines
from dispatch.domain.plans import IN_FORCE, Plan


def registered(area: Area, event: pm.PlansRegistered, _position: int, _at: float) -> Area:
    """Plans in force are entered."""
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


def activated(area: Area, event: pm.PlanActivated, _position: int, _at: float) -> Area:
    """What a plan says is to be done for an incident."""
    steps = area.checklist_steps.update({step.step_id: step for step in event.steps})
    deadlines = with_deadlines(area.deadlines, event.started)
    area = replace(area, checklist_steps=steps, deadlines=deadlines)
    plans = (*area.incidents[event.incident_id].plans, event.activated)
    return with_incident(area, event.incident_id, plans=plans)


def ticked(area: Area, event: pm.StepTicked, _position: int, at: float) -> Area:
    """A step is done, or does not apply."""
    deadlines = without_deadlines(area.deadlines, event.stopped)
    step = replace(
        area.checklist_steps[event.step_id],
        outcome=event.outcome,
        note=event.note,
        by=event.by,
        at=at,
        is_open=False,
    )
    steps = area.checklist_steps.set(step.step_id, step)
    return replace(area, checklist_steps=steps, deadlines=deadlines)


def steps_closed(area: Area, incident_id: str) -> Area:
    """The clocks of what was still to be done for an incident that is over stop."""
    mine = f"checklist_step/{incident_id}/"
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
