"""Show warnings, take them in as CAP, issue them, say them anew, lift them, tick their measures."""

import asyncio
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.warnings import WarningAnswer, WarningDetail
from api.finding import warning
from api.geojson_inputs import not_understood
from api.inputs import StepIn
from api.offers import asking, offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.problems import Problem
from api.shown import plain
from api.visibility import View, concern_of
from api.warning_concerns import narrowed_warning
from api.warning_inputs import MeasureIn, NoticeIn, WarningIn
from dispatch.assignment.places_within import gathered, places_within
from dispatch.domain import commands as c
from dispatch.domain import warning_commands as wc
from dispatch.domain import warning_events as we
from dispatch.domain.area import Area
from dispatch.domain.places import AdminLevel, seat_at
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.warning_policy import Colour
from dispatch.domain.warning_relaying import check_ticks
from dispatch.domain.warnings import HazardWarning, WarningNotice, concerns
from dispatch.engine.bootstrap import CommandArea
from dispatch.intake.cap import read_warning
from dispatch.intake.cap_xml import CapProblem
from dispatch.publishing.cap import MEDIA_TYPE, cap_of

router = APIRouter(tags=["warnings"])
XML = ("application/cap+xml", "application/xml", "text/xml")


@router.get("/warnings")
@answers(Page[HazardWarning])
def list_warnings(
    where: Where,
    who: Who,
    open_: bool | None = Query(default=None, alias="open"),
    kind: str | None = Query(default=None, max_length=50),
    place: str | None = Query(default=None, max_length=50, description="it concerns this place"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List warnings, the newest first."""
    area, view = where.area, who.view
    found = [
        narrowed_warning(area, one, view)
        for one in area.warnings.values()
        if (open_ is None or one.is_open == open_)
        and (kind is None or one.notice.kind == kind)
        and (place is None or concerns(one.notice, area.places, place))
    ]
    return page(found, lambda one: by_number(one.warning_id), limit, cursor)


@router.post(
    "/warnings/cap",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "description": "CAP 1.2"}}},
        }
    },
)
@answers(WarningAnswer, also=200)
async def take_in_cap(request: Request, response: Response, orders: Orders) -> Body:
    """Take in a CAP 1.2 message: a warning, its update, its cancel. A repeat is answered 200."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in XML:
        raise Problem(415, "not_xml", f"send CAP 1.2 as {MEDIA_TYPE}")
    payload, area = await request.body(), orders.area
    jurisdiction = orders.who.actor.jurisdiction
    profile = orders.where.engine.profile
    try:
        message = await asyncio.to_thread(read_warning, payload, area, profile, jurisdiction)
    except CapProblem as failure:
        errors = [{"field": element, "reason": reason} for element, reason in failure.problems]
        field = errors[0]["field"]
        raise Problem(
            422, "invalid_cap", f"not understood: {field}", field=field, errors=errors
        ) from None
    committed, told = await orders.give(wc.TakeInWarning(message))
    if not committed.events:
        response.status_code = 200
    return {"warning_id": _brought_by(orders.area, message.message_id)} | told


@router.post("/warnings", status_code=201)
@answers(WarningAnswer)
async def issue_warning(body: WarningIn, orders: Orders) -> Body:
    """Issue a warning as the organ of a place."""
    notice = await _notice(body, orders.where, orders.who)
    place_code = body.place_code or orders.who.actor.jurisdiction
    committed, told = await orders.give(wc.IssueWarning(notice, place_code))
    (received,) = (
        one.event for one in committed.events if isinstance(one.event, we.WarningReceived)
    )
    return {"warning_id": received.warning.warning_id} | told


@router.get("/warnings/{warning_id}")
@answers(WarningDetail)
def get_warning(warning_id: str, where: Where, who: Who) -> Body:
    """Show a warning, its measures by law, shelters to ready, and what may be done now."""
    area, profile = where.area, where.engine.profile
    found = warning(area, who, warning_id)
    s = situation(where, who, warning=found)
    table, places = profile.lifecycles["warning"], (found.place_code, *found.notice.place_codes)
    shown: dict[str, Any] = plain(narrowed_warning(area, found, who.view))
    return shown | {
        "measures": plain(profile.warnings.measures_of(found.notice.colour)),
        "shelters_to_ready": _shelters(area, profile, who.view, found),
        "allowed_actions": offered(table, found.state, s, *places),
        "allowed_commands": ["TickMeasure"] if _may_tick(where, who, found) else [],
        "log_position": area.position,
    }


@router.get("/warnings/{warning_id}/cap")
@answers(None, "application/cap+xml")
def get_cap(warning_id: str, where: Where, who: Who) -> Response:
    """Show the newest message about a warning as CAP 1.2, to be passed to others."""
    found = warning(where.area, who, warning_id)
    written = cap_of(where.area, where.engine.profile, found)
    return Response(written, media_type=MEDIA_TYPE)


@router.post("/warnings/{warning_id}/updates", status_code=201)
@answers(CommandAnswer)
async def change_warning(warning_id: str, body: NoticeIn, orders: Orders) -> Body:
    """Say a warning anew, in full, as the organ that issued it."""
    warning(orders.area, orders.who, warning_id)
    notice = await _notice(body, orders.where, orders.who)
    return await orders.told(wc.ChangeWarning(warning_id, notice))


@router.post("/warnings/{warning_id}/actions")
@answers(CommandAnswer)
async def take_warning_step(warning_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a warning: pass it on, begin to act, lift it."""
    warning(orders.area, orders.who, warning_id)
    return await orders.told(c.TakeStep("warning", warning_id, body.action, body.particulars()))


@router.put("/warnings/{warning_id}/measures/{measure}")
@answers(CommandAnswer)
async def tick_measure(warning_id: str, measure: str, body: MeasureIn, orders: Orders) -> Body:
    """Say that a place, the caller's own unless said, has taken a measure."""
    warning(orders.area, orders.who, warning_id)
    place_code = body.place_code or orders.who.actor.jurisdiction
    return await orders.told(wc.TickMeasure(warning_id, place_code, measure, body.note, body.taken))


async def _notice(body: NoticeIn, where: Where, who: Caller) -> WarningNotice:
    """Return a notice with its area found among the places of the caller's jurisdiction."""
    polygons = tuple(one.value(f"polygons[{i}]") for i, one in enumerate(body.polygons))
    codes = set(body.place_codes)
    jurisdiction = who.actor.jurisdiction
    try:
        codes |= set(await asyncio.to_thread(places_within, where.area, polygons, jurisdiction))
    except ValueError as failure:
        raise not_understood("polygons", str(failure)) from None
    return WarningNotice(
        kind=body.kind,
        colour=Colour(body.colour) if body.colour else None,
        begins_at=body.begins_at.timestamp(),
        ends_at=body.ends_at.timestamp(),
        place_codes=gathered(where.area, codes),
        matters=body.matters,
        advice=body.advice,
        issued_by=body.issued_by,
        issued_at=0.0,  # the engine's own moment counts
        headline=body.headline,
        polygons=polygons,
    )


def _brought_by(area: Area, message_id: str) -> str:
    """Return the warning a message brought, changed or ended."""
    for one in area.warnings.values():
        if message_id in one.message_ids or one.ended_by == message_id:
            return one.warning_id
    raise KeyError(message_id)


def _may_tick(where: CommandArea, who: Caller, found: HazardWarning) -> bool:
    """Whether the caller may say which measures their own place has taken."""
    own, order = who.actor.jurisdiction, asking(where, who)
    try:
        check_ticks(where.area, found, own, order, where.engine.profile)
    except Rejected:
        return False
    return True


def _shelters(area: Area, profile: Profile, view: View, found: HazardWarning) -> list[str]:
    """Return the shelters of the towns concerned that could be opened (art. 67(2))."""
    ready = []
    for one in area.shelters.values():
        town = seat_at(area.places, one.place_code, AdminLevel.TOWN) or one.place_code
        if profile.shelter.has("TO_OPEN", one.state) and concerns(found.notice, area.places, town):
            ready += [one.shelter_id] if view.sees(concern_of(area, one)) else []
    return sorted(ready)
