"""Show which places were called to confirm a warning 叫应, take their answers, and review them."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Query
from msgspec.structs import replace

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.warnings import CallReviewShown, PlaceCallDetail, PlaceCallShown
from api.finding import warning, warning_call
from api.inputs import StepIn
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.shown import plain
from api.visibility import View, concern_of
from api.warning_concerns import sees_place
from dispatch.domain import commands as c
from dispatch.domain.area import Area
from dispatch.domain.warning_calls import PlaceCall, call_id
from dispatch.domain.warning_relaying import calls_of
from dispatch.domain.warning_review import reviewed

router = APIRouter(tags=["warnings"])


@router.get("/warnings/calls")
@answers(Page[PlaceCallShown])
def list_warning_calls(
    where: Where,
    who: Who,
    owed: bool | None = Query(default=None, description="an answer is owed"),
    told: str | None = Query(default=None, max_length=50, description="this place was told of it"),
    warning_id: str | None = Query(default=None, max_length=50),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List the calls of places the caller sees, of all warnings, those of the newest first."""
    area, table = where.area, where.engine.profile.lifecycles["warning_call"]
    found = [
        one
        for one in _seen(area, who.view)
        if (owed is None or table.has("OWED", one.state) == owed)
        and (told is None or told in one.told)
        and (warning_id is None or one.warning_id == warning_id)
    ]
    return page(
        found,
        lambda one: (*by_number(one.warning_id), one.place_code),
        limit,
        cursor,
        lambda one: _shown(area, one),
    )


@router.get("/warnings/{warning_id}/calls/{place_code}")
@answers(PlaceCallDetail)
def get_call(warning_id: str, place_code: str, where: Where, who: Who) -> Body:
    """Show the call to a place, with what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = warning_call(area, who, warning_id, place_code)
    s = situation(where, who, call=found)
    table = profile.lifecycles["warning_call"]
    actions = offered(table, found.state, s, found.place_code)
    return _shown(area, found) | {
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.post("/warnings/{warning_id}/calls/{place_code}/actions")
@answers(CommandAnswer)
async def take_call_step(warning_id: str, place_code: str, body: StepIn, orders: Orders) -> Body:
    """Answer for a place, pass the warning on, call again, tell those above."""
    warning_call(orders.area, orders.who, warning_id, place_code)
    subject_id = call_id(warning_id, place_code)
    return await orders.told(
        c.TakeStep("warning_call", subject_id, body.action, body.particulars())
    )


@router.get("/warnings/{warning_id}/review")
@answers(CallReviewShown)
def review_calls(warning_id: str, where: Where, who: Who) -> Body:
    """Show how the calls the caller sees went: in time, late, never answered 成效评估."""
    area = where.area
    found = warning(area, who, warning_id)
    review = reviewed(
        one for one in calls_of(area, found) if sees_place(area, who.view, one.place_code)
    )
    bare = replace(review, late=(), unanswered=())
    shown: dict[str, Any] = plain(bare)
    return shown | {
        "late": [_shown(area, one) for one in review.late],
        "unanswered": [_shown(area, one) for one in review.unanswered],
        "log_position": area.position,
    }


def _seen(area: Area, view: View) -> Iterator[PlaceCall]:
    return (one for one in area.warning_calls.values() if view.sees(concern_of(area, one)))


def _shown(area: Area, call: PlaceCall) -> dict[str, Any]:
    place = area.places.get(call.place_code)
    shown: dict[str, Any] = plain(call)
    return shown | {"place_name": place.name if place else call.place_code}
