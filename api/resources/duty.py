"""Keep rosters, take check-ins and handovers of duty, and say who is on duty 值班."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.duty import OnDuty, RosterAnswer, ShiftDetail
from api.answers.shapes import CommandAnswer, Items, Page
from api.duty_inputs import AbsenceIn, RosterIn
from api.finding import shift as find_shift
from api.inputs import StepIn, epoch
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.shown import plain
from api.visibility import concern_of
from api.warning_concerns import sees_place
from dispatch.domain import commands as c
from dispatch.domain import duty_commands as dc
from dispatch.domain import duty_events as de
from dispatch.domain.area import Area
from dispatch.domain.duty import has_roster, on_duty, shifts_of
from dispatch.domain.duty_items import open_items
from dispatch.domain.shifts import OpenItem, Shift
from dispatch.publishing.telling.lexicon import Lexicon

router = APIRouter(tags=["duty"])

Since = Annotated[AwareDatetime | None, Query(description="RFC 3339: what is not over by then")]
Until = Annotated[AwareDatetime | None, Query(description="RFC 3339: what has begun by then")]


@router.get("/duty/shifts")
@answers(Page[Shift])
def list_shifts(
    where: Where,
    who: Who,
    place: str | None = Query(default=None, max_length=50),
    state: str | None = Query(default=None, max_length=50),
    open_: bool | None = Query(default=None, alias="open"),
    since: Since = None,
    until: Until = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List the shifts the caller sees, those planned last first."""
    area, view = where.area, who.view
    after, before = epoch(since), epoch(until)
    seen = [
        one
        for one in _shifts(area, place, open_only=open_ is True)
        if (open_ is None or one.is_open == open_)
        and (state is None or one.state == state)
        and (after is None or one.ends_at > after)
        and (before is None or one.begins_at < before)
        and view.sees(concern_of(area, one))
    ]
    return page(seen, lambda one: by_number(one.shift_id), limit, cursor)


@router.get("/duty/on-duty")
@answers(Items[OnDuty])
def list_on_duty(
    where: Where, who: Who, place: str | None = Query(default=None, max_length=50)
) -> Body:
    """Say who is on duty now at every place with a roster, or at one."""
    area, now = where.area, where.engine.clock.now()
    codes = sorted(area.shifts_at) if place is None else [place]
    return {
        "items": [_on_duty(area, code, now) for code in codes if sees_place(area, who.view, code)]
    }


@router.post("/duty/shifts", status_code=201)
@answers(RosterAnswer)
async def plan_shifts(body: RosterIn, orders: Orders) -> Body:
    """Put shifts on the roster of a place 排班, all of them or none."""
    shifts = tuple(one.value() for one in body.shifts)
    committed, told = await orders.give(dc.PlanShifts(body.place_code, shifts))
    planned = (one.event for one in committed.events)
    ids = [one.shift.shift_id for one in planned if isinstance(one, de.ShiftPlanned)]
    return {"shift_ids": ids} | told


@router.get("/duty/shifts/{shift_id}")
@answers(ShiftDetail)
def get_shift(shift_id: str, where: Where, who: Who) -> Body:
    """Show a shift, what is open at its place now, and what the caller may do."""
    area, profile = where.area, where.engine.profile
    found = find_shift(area, who, shift_id)
    s = situation(where, who, shift=found)
    table = profile.lifecycles["shift"]
    actions = offered(table, found.state, s, found.place_code)
    lexicon = Lexicon(area, profile)
    shown: dict[str, Any] = plain(found)
    if found.handover is not None:
        shown["handover"]["items"] = [_item(lexicon, one) for one in found.handover.items]
    items = open_items(area, profile, found.place_code) if found.is_open else ()
    return shown | {
        "open_items": [_item(lexicon, one) for one in items],
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.post("/duty/shifts/{shift_id}/actions")
@answers(CommandAnswer)
async def take_shift_step(shift_id: str, body: StepIn, orders: Orders) -> Body:
    """Check in, begin to hand over, list anew, sign, break off, stand down, cancel."""
    find_shift(orders.area, orders.who, shift_id)
    return await orders.told(c.TakeStep("shift", shift_id, body.action, body.particulars()))


@router.post("/duty/shifts/{shift_id}/absences")
@answers(CommandAnswer)
async def record_absence(shift_id: str, body: AbsenceIn, orders: Orders) -> Body:
    """Say that somebody is not there, and who stands in 替班."""
    find_shift(orders.area, orders.who, shift_id)
    command = dc.RecordAbsence(shift_id, body.name, body.reason, body.stand_in, body.contact)
    return await orders.told(command)


def _shifts(area: Area, place: str | None, *, open_only: bool) -> list[Shift]:
    if open_only:
        codes = area.shifts_at if place is None else (place,)
        return [one for code in codes for one in shifts_of(area, code)]
    return [one for one in area.shifts.values() if place in (None, one.place_code)]


def _on_duty(area: Area, place_code: str, at: float) -> dict[str, Any]:
    names = on_duty(area, place_code, at)
    people = {one.name: one for shift in shifts_of(area, place_code) for one in shift.people}
    return {
        "place_code": place_code,
        "has_roster": has_roster(area, place_code),
        "people": [plain(people[name]) for name in names],
    }


def _item(lexicon: Lexicon, item: OpenItem) -> dict[str, Any]:
    """Return an open item with words for people."""
    subject = lexicon.subject(item.lifecycle, item.subject_id)
    timer = lexicon.timer(item.timer) if item.timer else None
    what = lexicon.open_item(item.what)
    shown: dict[str, Any] = plain(item)
    return shown | {
        "zh": f"{what.zh} {subject}" + (f"（{timer.zh}）" if timer else ""),
        "en": f"{what.en} {subject}" + (f" ({timer.en})" if timer else ""),
    }
