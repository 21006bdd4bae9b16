"""Show command posts, and take what they propose, approve, order and hand over."""

from typing import Any

from fastapi import APIRouter, Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.command import GroupOrderDetail, OrderGroupAnswer, PostDetail, SetObjectiveAnswer
from api.answers.shapes import CommandAnswer, Page
from api.finding import command_post, group_order, incident
from api.inputs import StepIn, epoch
from api.offers import asking, offered
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.post_inputs import (
    GroupOrderIn,
    NoteIn,
    NoticeIn,
    ObjectiveIn,
    ObjectiveProgressIn,
    PositionHolderIn,
    SectorIn,
    StaffIn,
    TouchedIn,
)
from api.shown import plain
from api.visibility import concern_of
from dispatch.domain import commanding, ordering
from dispatch.domain import commands as c
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain.area import Area
from dispatch.domain.command_rules import CommandRules
from dispatch.domain.lead import leads
from dispatch.domain.post_offers import commands_offered
from dispatch.domain.posts import CommandPost
from dispatch.domain.spans import spans_of

router = APIRouter(tags=["posts"])


@router.get("/posts")
@answers(Page[CommandPost])
def list_posts(
    where: Where,
    who: Who,
    incident_id: str | None = Query(default=None, max_length=100),
    warning_id: str | None = Query(default=None, max_length=100),
    place: str | None = Query(default=None, max_length=100),
    state: str | None = Query(default=None, max_length=50),
    open_: bool | None = Query(default=None, alias="open"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List command posts, the newest first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.command_posts.values()
        if (incident_id is None or one.incident_id == incident_id)
        and (warning_id is None or one.warning_id == warning_id)
        and (place is None or one.place_code == place)
        and (state is None or one.state == state)
        and (open_ is None or one.is_open == open_)
        and view.sees(concern_of(area, one))
    ]
    return page(seen, lambda one: by_number(one.post_id), limit, cursor)


@router.get("/posts/{post_id}")
@answers(PostDetail)
def get_post(post_id: str, where: Where, who: Who) -> Body:
    """Show a post in full, with what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = command_post(area, who, post_id)
    order = asking(where, who)
    s = commanding.situation(area, found, order, profile)
    actions = offered(profile.command_post, found.state, s, found.place_code)
    shown: dict[str, Any] = plain(found)
    return shown | {
        "leads": leads(area, found),
        "spans": plain(spans_of(profile, found)),
        "group_orders": plain([area.group_orders[one] for one in found.group_order_ids]),
        "handover_checklist": _checklist(profile.command, found),
        "allowed_actions": actions,
        "allowed_commands": list(commands_offered(area, found, order, profile)),
        "deadlines": _deadlines(area, found),
        "log_position": area.position,
    }


@router.post("/posts/notices", status_code=201)
@answers(CommandAnswer)
async def notify_post(body: NoticeIn, orders: Orders) -> Body:
    """Call the post of a place together 通知会商; nothing follows where it is called already."""
    if body.incident_id is not None:
        incident(orders.area, orders.who, body.incident_id)
    command = pc.NotifyPost(body.place_code, body.incident_id, body.warning_id, body.reason)
    return await orders.told(command)


@router.post("/posts/{post_id}/actions")
@answers(CommandAnswer)
async def take_post_step(post_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a post: propose, approve, open, take over, sign, give back, stand down …"""
    command_post(orders.area, orders.who, post_id)
    step = c.TakeStep("command_post", post_id, body.action, body.particulars())
    return await orders.told(step)


@router.put("/posts/{post_id}/groups/{group}")
@answers(CommandAnswer)
async def man_group(post_id: str, group: str, body: StaffIn, orders: Orders) -> Body:
    """Man a working group, or call for it."""
    command_post(orders.area, orders.who, post_id)
    return await orders.told(pc.ManGroup(post_id, group, body.value()))


@router.put("/posts/{post_id}/sectors/{name}")
@answers(CommandAnswer)
async def set_sector(post_id: str, name: str, body: SectorIn, orders: Orders) -> Body:
    """Set up a sector of the scene."""
    command_post(orders.area, orders.who, post_id)
    return await orders.told(pc.SetSector(post_id, body.value(name)))


@router.put("/posts/{post_id}/positions/{position}")
@answers(CommandAnswer)
async def fill_position(
    post_id: str, position: str, body: PositionHolderIn, orders: Orders
) -> Body:
    """Name who holds a function of the incident command system."""
    command_post(orders.area, orders.who, post_id)
    return await orders.told(pc.FillPosition(post_id, position, body.name))


@router.post("/posts/{post_id}/objectives", status_code=201)
@answers(SetObjectiveAnswer)
async def set_objective(post_id: str, body: ObjectiveIn, orders: Orders) -> Body:
    """Set the post an objective."""
    command_post(orders.area, orders.who, post_id)
    command = pc.SetObjective(post_id, body.text, body.group, epoch(body.due_at))
    committed, told = await orders.give(command)
    (made,) = (one.event for one in committed.events if isinstance(one.event, pe.ObjectiveSet))
    return {"objective_id": made.objective.objective_id} | told


@router.put("/posts/{post_id}/objectives/{objective_id}")
@answers(CommandAnswer)
async def restate_objective(
    post_id: str, objective_id: str, body: ObjectiveIn, orders: Orders
) -> Body:
    """State an objective anew."""
    command_post(orders.area, orders.who, post_id)
    command = pc.SetObjective(post_id, body.text, body.group, epoch(body.due_at), objective_id)
    return await orders.told(command)


@router.post("/posts/{post_id}/objectives/{objective_id}/progress")
@answers(CommandAnswer)
async def report_objective(
    post_id: str, objective_id: str, body: ObjectiveProgressIn, orders: Orders
) -> Body:
    """Tell how far an objective has come."""
    command_post(orders.area, orders.who, post_id)
    command = pc.ReportObjective(post_id, objective_id, body.percent, body.note)
    return await orders.told(command)


@router.put("/posts/{post_id}/handover/{item}")
@answers(CommandAnswer)
async def note_handover_item(post_id: str, item: str, body: NoteIn, orders: Orders) -> Body:
    """Say what is to be known about an item of the handover's checklist."""
    command_post(orders.area, orders.who, post_id)
    return await orders.told(pc.NoteHandoverItem(post_id, item, body.note))


@router.post("/posts/{post_id}/improvements/{number}/done")
@answers(CommandAnswer)
async def finish_improvement(post_id: str, number: int, body: NoteIn, orders: Orders) -> Body:
    """Say that an improvement of the debriefing is made."""
    command_post(orders.area, orders.who, post_id)
    return await orders.told(pc.FinishImprovement(post_id, number, body.note))


@router.post("/posts/{post_id}/orders", status_code=201)
@answers(OrderGroupAnswer)
async def order_group(post_id: str, body: GroupOrderIn, orders: Orders) -> Body:
    """Give a working group a task."""
    command_post(orders.area, orders.who, post_id)
    command = pc.OrderGroup(post_id, body.group, body.task, epoch(body.due_at))
    committed, told = await orders.give(command)
    (made,) = (one.event for one in committed.events if isinstance(one.event, pe.GroupOrdered))
    return {"order_id": made.order_id} | told


@router.get("/group-orders/{order_id}")
@answers(GroupOrderDetail)
def get_group_order(order_id: str, where: Where, who: Who) -> Body:
    """Show a working group's task, with what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = group_order(area, who, order_id)
    s = ordering.situation(area, found, asking(where, who), profile)
    places = (area.command_posts[found.post_id].place_code,)
    actions = offered(profile.group_order, found.state, s, *places)
    shown: dict[str, Any] = plain(found)
    return shown | {"allowed_actions": actions, "log_position": area.position}


@router.post("/group-orders/{order_id}/actions")
@answers(CommandAnswer)
async def take_group_order_step(order_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a working group's task: sign, tell, finish, close …"""
    group_order(orders.area, orders.who, order_id)
    step = c.TakeStep("group_order", order_id, body.action, body.particulars())
    return await orders.told(step)


@router.put("/incidents/{incident_id}/touched")
@answers(CommandAnswer)
async def record_touched(incident_id: str, body: TouchedIn, orders: Orders) -> Body:
    """Say which places the incident touches beside its own; their common superior is called."""
    incident(orders.area, orders.who, incident_id)
    command = pc.RecordTouchedPlaces(incident_id, tuple(body.place_codes), body.reason)
    return await orders.told(command)


def _checklist(rules: CommandRules, post: CommandPost) -> list[dict[str, str]]:
    """Return what is asked for when command passes, and what was said of it."""
    if post.handover is None:
        return []
    items = post.handover.items
    return [
        {"item": key, "zh": label.zh, "en": label.en, "note": items.get(key, "")}
        for key, label in rules.handover.items()
    ]


def _deadlines(area: Area, post: CommandPost) -> Any:
    ids = {("command_post", post.post_id)}
    ids |= {("group_order", one) for one in post.group_order_ids}
    running = [one for one in area.deadlines.values() if (one.lifecycle, one.subject_id) in ids]
    running.sort(key=lambda one: (one.due_at, one.deadline_id))
    return plain(running)
