"""Show plans 预案, draft and approve them, and tick the steps of those that were activated."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.command import DraftPlanAnswer, ImportPlansAnswer, MatchingPlans, PlanDetail
from api.answers.shapes import CommandAnswer, Items, Page
from api.finding import incident as find_incident
from api.finding import plan as find_plan
from api.inputs import StepIn
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.plan_inputs import AcknowledgePlanIn, PlanIn, PlansIn, TickIn
from api.problems import Problem
from api.shown import plain
from api.visibility import concern_of
from dispatch.domain import commands as c
from dispatch.domain import plan_messages as pm
from dispatch.domain.actors import Channel
from dispatch.domain.incidents import Incident
from dispatch.domain.places import is_within
from dispatch.domain.plan_contents import content_of
from dispatch.domain.plan_matching import matching
from dispatch.domain.planning import problems_of_rows
from dispatch.domain.plans import ChecklistStep, Plan, PlanBook
from dispatch.domain.steps import may_move
from dispatch.engine.bootstrap import CommandArea

router = APIRouter(tags=["plans"])
SAID_OF_THEM = ("TickStep", "AcknowledgePlan")
Code = Annotated[str | None, Query(max_length=50)]


@router.get("/plans")
@answers(Page[Plan])
def list_plans(
    where: Where,
    who: Who,
    place: Code = None,
    template: Code = None,
    state: Code = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List the plans of a place and those below it, by place from the last to the first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.plans.values()
        if (place is None or is_within(area.places, one.place_code, place))
        and (template is None or one.template == template)
        and (state is None or one.state == state)
        and view.sees(concern_of(area, one))
    ]
    return page(seen, lambda one: (one.place_code, one.plan_id), limit, cursor)


@router.get("/plans/templates")
@answers(PlanBook)
def list_templates(where: Where) -> Body:
    """Show what the plans of one kind say alike, and the lists of the statutes."""
    shown: Body = plain(where.engine.profile.plans)
    return shown


@router.get("/plans/{plan_id}")
@answers(PlanDetail)
def get_plan(plan_id: str, where: Where, who: Who) -> Body:
    """Show a plan with all that it says, and what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = find_plan(area, who, plan_id)
    s = situation(where, who, plan=found)
    actions = offered(profile.lifecycles["plan"], found.state, s, found.place_code)
    shown: dict[str, Any] = plain(found)
    said = profile.plans.templates.get(found.template)
    content = content_of(area, profile, found)
    shown |= {"content": plain(content), "template_says": plain(said)}
    return shown | {"allowed_actions": actions}


@router.post("/plans", status_code=201)
@answers(DraftPlanAnswer)
async def draft_plan(body: PlanIn, orders: Orders) -> Body:
    """Draft a plan, or with `follows` the next version of one that is in force."""
    command = pm.DraftPlan(
        place_code=body.place_code,
        template=body.template,
        title=body.title,
        follows=body.follows,
        groups=body.own_groups(),
        steps=body.own_steps(),
        for_grades=body.grades(),
        demands=body.own_demands(),
    )
    committed, told = await orders.give(command)
    (made,) = (one.event for one in committed.events if isinstance(one.event, pm.PlanDrafted))
    return {"plan_id": made.plan.plan_id, "version": made.plan.version} | told


@router.post("/plans/import", status_code=201)
@answers(ImportPlansAnswer)
async def import_plans(body: PlansIn, orders: Orders) -> Body:
    """Enter plans that are in force already: every bad row is listed, and then none is entered."""
    plans = tuple(one.value() for one in body.plans)
    wrong = list(problems_of_rows(orders.area, orders.where.engine.profile, plans))
    if wrong:
        raise Problem(422, "wrong_plan", "; ".join(wrong), field=wrong[0].partition(":")[0])
    told = await orders.told(pm.RegisterPlans(plans))
    return {"plans": len(plans)} | told


@router.post("/plans/{plan_id}/actions")
@answers(CommandAnswer)
async def take_plan_step(plan_id: str, body: StepIn, orders: Orders) -> Body:
    """Approve a plan, withdraw a draft, retire one that is in force."""
    find_plan(orders.area, orders.who, plan_id)
    return await orders.told(c.TakeStep("plan", plan_id, body.action, body.particulars()))


@router.get("/incidents/{incident_id}/plans")
@answers(MatchingPlans)
def list_matching(incident_id: str, where: Where, who: Who) -> Body:
    """Show which plans would do for the incident, the best first, which were activated, and whom
    these told."""
    area = where.area
    found = find_incident(area, who, incident_id)
    fitting: tuple[Plan, ...] = matching(area, where.engine.profile, found)
    told = [one for one in area.plan_calls.values() if one.incident_id == incident_id]
    told.sort(key=lambda one: (one.called_at, one.call_id))
    return {
        "items": plain(list(fitting)),
        "activated": plain(list(found.plans)),
        "told": plain(told),
        "allowed_commands": [one for one in SAID_OF_THEM if _may_say(where, who, one, found)],
    }


@router.post("/incidents/{incident_id}/plans/{plan_id}/acknowledge")
@answers(CommandAnswer)
async def acknowledge_plan(
    incident_id: str, plan_id: str, body: AcknowledgePlanIn, orders: Orders
) -> Body:
    """Say that you know that a plan is active; by telephone, that those it told know."""
    find_incident(orders.area, orders.who, incident_id)
    actor = orders.who.actor
    place_code, role = body.place_code or actor.jurisdiction, body.role or actor.role
    return await orders.told(
        pm.AcknowledgePlan(incident_id, plan_id, place_code, role, Channel(body.channel))
    )


@router.get("/incidents/{incident_id}/checklist")
@answers(Items[ChecklistStep])
def get_checklist(incident_id: str, where: Where, who: Who) -> Body:
    """Show the steps of the plans that were activated for the incident, in their order."""
    area = where.area
    found = find_incident(area, who, incident_id)
    mine = {one.plan_id for one in found.plans}
    prefix = f"{incident_id}/"
    steps = [
        step
        for key, step in area.checklist_steps.items()
        if key.startswith(prefix) and step.plan_id in mine
    ]
    steps.sort(key=lambda one: (one.outcome is not None, one.due_at or float("inf"), one.step_id))
    return {"items": plain(steps)}


@router.post("/incidents/{incident_id}/checklist/{plan_id}/{step}")
@answers(CommandAnswer)
async def tick_step(
    incident_id: str, plan_id: str, step: str, body: TickIn, orders: Orders
) -> Body:
    """Say that a step is done, or why it does not apply."""
    find_incident(orders.area, orders.who, incident_id)
    step_id = f"{incident_id}/{plan_id}/{step}"
    return await orders.told(pm.TickStep(step_id, body.value(), body.note))


def _may_say(where: CommandArea, who: Caller, command: str, of: Incident) -> bool:
    is_permitted = who.actor.role in where.engine.profile.permissions.get(command, ())
    return is_permitted and may_move(where.area, who.actor, (of.place_code,))
