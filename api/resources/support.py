"""Show what a level should ask of the one above it, and take its requests and the answers."""

from typing import Any

from fastapi import APIRouter, Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.command import RequestSupportAnswer, SupportRequestDetail
from api.answers.shapes import CommandAnswer, Items, Page
from api.finding import incident, support_request
from api.inputs import StepIn
from api.notices import sees_escalation
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.shown import plain
from api.support_inputs import SupportIn
from api.visibility import concern_of
from dispatch.assignment.escalation import Escalation
from dispatch.domain import commands as c
from dispatch.domain import cover_commands as vc
from dispatch.domain import cover_events as ve
from dispatch.domain.support import SupportRequest

router = APIRouter(tags=["support"])


@router.get("/support/proposals")
@answers(Items[Escalation])
def list_proposals(
    where: Where, who: Who, incident_id: str | None = Query(default=None, max_length=100)
) -> Body:
    """List what places of yours should ask of the one above: the lowest first, the urgent first."""
    area, view = where.area, who.view
    return {
        "items": [
            plain(one)
            for one in where.escalations.now()
            if (incident_id is None or one.incident_id == incident_id)
            and sees_escalation(area, view, one)
        ]
    }


@router.get("/support/requests")
@answers(Page[SupportRequest])
def list_requests(
    where: Where,
    who: Who,
    open_: bool | None = Query(default=None, alias="open"),
    incident_id: str | None = Query(default=None, max_length=100),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List requests for support, the newest first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.support_requests.values()
        if (open_ is None or one.is_open == open_)
        and (incident_id is None or one.incident_id == incident_id)
        and view.sees(concern_of(area, one))
    ]
    return page(seen, lambda one: by_number(one.request_id), limit, cursor)


@router.get("/support/requests/{request_id}")
@answers(SupportRequestDetail)
def get_request(request_id: str, where: Where, who: Who) -> Body:
    """Show a request, with what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = support_request(area, who, request_id)
    s = situation(where, who, support=found)
    places = (found.place_code, found.asked_of)
    actions = offered(profile.support_request, found.state, s, *places)
    shown: dict[str, Any] = plain(found)
    return shown | {"allowed_actions": actions, "log_position": area.position}


@router.post("/incidents/{incident_id}/support-requests", status_code=201)
@answers(RequestSupportAnswer)
async def request_support(incident_id: str, body: SupportIn, orders: Orders) -> Body:
    """Ask the place above for what is missing 请求支援."""
    incident(orders.area, orders.who, incident_id)
    command = vc.RequestSupport(incident_id, body.place_code, body.asks(), body.reason)
    committed, told = await orders.give(command)
    (asked,) = (one.event for one in committed.events if isinstance(one.event, ve.SupportRequested))
    return {"request_id": asked.request.request_id} | told


@router.post("/support/requests/{request_id}/actions")
@answers(CommandAnswer)
async def take_request_step(request_id: str, body: StepIn, orders: Orders) -> Body:
    """Grant a request, decline it, or withdraw it."""
    support_request(orders.area, orders.who, request_id)
    step = c.TakeStep("support_request", request_id, body.action, body.particulars())
    return await orders.told(step)
