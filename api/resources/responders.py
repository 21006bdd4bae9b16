"""Enter first responders 第一响应人, and show and take what they were asked and answer."""

from typing import Any

from fastapi import Query

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.responders import ResponderCallSeen, ResponderDetail
from api.answers.shapes import CommandAnswer, Items, Page
from api.coordinates import router_in_crs
from api.finding import incident, responder, responder_call
from api.inputs import FixIn, StepIn, epoch
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.responder_inputs import RespondersIn
from api.shown import plain
from api.visibility import concern_of
from dispatch.domain import commands as c
from dispatch.domain import responder_messages as fm
from dispatch.domain.responders import Responder, ResponderCall
from dispatch.engine.bootstrap import CommandArea

router = router_in_crs("responders")


@router.get("/responders")
@answers(Page[Responder])
def list_responders(
    where: Where,
    who: Who,
    state: str | None = Query(default=None, max_length=50),
    skill: str | None = Query(default=None, max_length=50),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List first responders, by id from the last to the first."""
    seen = [
        one
        for one in where.area.responders.values()
        if (state is None or one.state == state)
        and (skill is None or skill in one.skills)
        and who.view.sees(concern_of(where.area, one))
    ]
    return page(seen, lambda one: (one.responder_id,), limit, cursor)


@router.get("/responders/calls")
@answers(Items[ResponderCallSeen])
def list_my_calls(where: Where, who: Who) -> Body:
    """List the open calls: a first responder's own, and for others those of their places."""
    calls = [
        _shown(where, who, one)
        for one in where.area.responder_calls.values()
        if one.is_open and who.view.sees(concern_of(where.area, one))
    ]
    return {"items": calls}


@router.get("/responders/{responder_id}")
@answers(ResponderDetail)
def get_responder(responder_id: str, where: Where, who: Who) -> Body:
    """Show a first responder, and what the caller may do with them now."""
    area, profile = where.area, where.engine.profile
    found = responder(area, who, responder_id)
    s = situation(where, who)
    table = profile.lifecycles["responder"]
    actions = offered(table, found.state, s, found.place_code)
    shown: dict[str, Any] = plain(found)
    return shown | {"allowed_actions": actions, "log_position": area.position}


@router.post("/responders", status_code=201)
@answers(CommandAnswer)
async def register_responders(body: RespondersIn, orders: Orders) -> Body:
    """Enter people who agreed to be asked, or replace the record of known ones: all or none."""
    return await orders.told(fm.RegisterResponders(tuple(one.value() for one in body.responders)))


@router.post("/responders/{responder_id}/actions")
@answers(CommandAnswer)
async def take_responder_step(responder_id: str, body: StepIn, orders: Orders) -> Body:
    """Be away or back, withdraw the consent, agree again."""
    responder(orders.area, orders.who, responder_id)
    return await orders.told(c.TakeStep("responder", responder_id, body.action, body.particulars()))


@router.put("/responders/{responder_id}/position")
@answers(CommandAnswer)
async def put_responder_position(responder_id: str, body: FixIn, orders: Orders) -> Body:
    """Tell where a first responder is; a short move leaves no trace."""
    responder(orders.area, orders.who, responder_id)
    at = epoch(body.at)
    moment = orders.where.engine.clock.now() if at is None else at
    return await orders.told(fm.PlaceResponder(responder_id, body.value(), moment))


@router.get("/incidents/{incident_id}/responders")
@answers(Items[ResponderCallSeen])
def list_responders_of_incident(incident_id: str, where: Where, who: Who) -> Body:
    """List whom an incident has asked near by, in the order they were asked."""
    incident(where.area, who, incident_id)
    area = where.area
    calls = (area.responder_calls[one] for one in area.called_to.get(incident_id, ()))
    seen = (one for one in calls if who.view.sees(concern_of(area, one)))
    return {"items": [_shown(where, who, one) for one in seen]}


@router.post("/incidents/{incident_id}/responders")
@answers(CommandAnswer)
async def ask_responders(incident_id: str, orders: Orders) -> Body:
    """Look again who is near and was not asked yet."""
    incident(orders.area, orders.who, incident_id)
    return await orders.told(fm.AskResponders(incident_id))


@router.post("/incidents/{incident_id}/responders/{responder_id}/actions")
@answers(CommandAnswer)
async def take_responder_call_step(
    incident_id: str, responder_id: str, body: StepIn, orders: Orders
) -> Body:
    """Accept, decline, arrive, leave; a duty officer does it for one on the telephone."""
    call = responder_call(orders.area, orders.who, incident_id, responder_id)
    return await orders.told(
        c.TakeStep("responder_call", call.call_id, body.action, body.particulars())
    )


def _shown(where: CommandArea, who: Caller, call: ResponderCall) -> dict[str, Any]:
    area, profile = where.area, where.engine.profile
    found, to = area.responders[call.responder_id], area.incidents[call.incident_id]
    asks = profile.responders.kinds.get(to.kind)
    table = profile.lifecycles["responder_call"]
    s = situation(where, who)
    places = (to.place_code, found.place_code)
    shown: dict[str, Any] = plain(call)
    return shown | {
        "name": found.name,
        "phone": found.phone,
        "kind": to.kind,
        "destination": plain(to.position),
        "task_zh": asks.task_zh if asks else "",
        "task_en": asks.task_en if asks else "",
        "allowed_actions": offered(table, call.state, s, *places),
    }
