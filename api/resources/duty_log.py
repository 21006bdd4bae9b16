"""Give out the duty log 值班日志 of a place, on screen, as CSV and as a sheet, and take notes."""

from datetime import date
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.duty import DutyLogPage
from api.answers.shapes import CommandAnswer
from api.duty_inputs import NoteIn
from api.duty_log import LogReader, Stretch, of_day, of_shift, today
from api.finding import shift as find_shift
from api.inputs import epoch
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Limit
from api.problems import Problem, not_found
from api.warning_concerns import sees_place
from dispatch.domain.duty_commands import AnnotateLog
from dispatch.publishing.duty_paper import as_csv, as_docx
from dispatch.publishing.ics.document import DOCX_TYPE

router = APIRouter(tags=["duty"])

MAX_STRETCH_S = 31 * 86_400.0
MAX_PRINTED = 500  # entries on one sheet: some seconds of work, and twenty pages
CSV_TYPE = "text/csv"

After = Annotated[int, Query(ge=0, description="go on after this position: `next` of a page")]


def stretch_of(
    where: Where,
    who: Who,
    place: str | None = Query(default=None, max_length=50, description="your own if absent"),
    day: Annotated[date | None, Query(description="a local day; today if nothing is said")] = None,
    shift_id: str | None = Query(default=None, max_length=50),
    since: Annotated[AwareDatetime | None, Query()] = None,
    until: Annotated[AwareDatetime | None, Query()] = None,
) -> Stretch:
    """Return which log is meant: of a shift, of a day, or between two moments; raises `Problem`."""
    area, profile, now = where.area, where.engine.profile, where.engine.clock.now()
    if shift_id is not None:
        return of_shift(find_shift(area, who, shift_id), now)
    code = who.actor.jurisdiction if place is None else place
    if code not in area.places or not sees_place(area, who.view, code):
        raise not_found("place", code)
    since_at, until_at = epoch(since), epoch(until)
    if since_at is None and until_at is None:
        return of_day(profile, code, day or today(profile, now))
    end = now if until_at is None else until_at
    start = end - 86_400.0 if since_at is None else since_at
    if not 0 < end - start <= MAX_STRETCH_S:
        raise Problem(422, "wrong_window", "31 days at most, and more than nothing", field="until")
    return Stretch(code, start, end)


Meant = Annotated[Stretch, Depends(stretch_of)]


@router.get("/duty/log")
@answers(DutyLogPage)
def get_duty_log(
    meant: Meant, where: Where, who: Who, after: After = 0, limit: Limit = DEFAULT_LIMIT
) -> Body:
    """List what a duty room did and dealt with, minute by minute, the earliest first."""
    page = _reader(meant, where, who).page(after, limit)
    return {"place_code": meant.place_code} | page | {"log_position": where.area.position}


@router.get("/duty/log.csv", response_model=None)
@answers(None, CSV_TYPE)
def get_duty_log_csv(meant: Meant, where: Where, who: Who) -> StreamingResponse:
    """Give out the whole of it as CSV, in UTF-8 with the mark that Excel looks for."""
    rows = as_csv(_reader(meant, where, who).entries())
    headers = {"Content-Disposition": f'attachment; filename="{_name(meant)}.csv"'}
    encoded = (row.encode() for row in rows)
    return StreamingResponse(encoded, media_type=f"{CSV_TYPE}; charset=utf-8", headers=headers)


@router.get("/duty/log.docx", response_model=None)
@answers(None, DOCX_TYPE)
def get_duty_log_docx(meant: Meant, where: Where, who: Who, after: After = 0) -> Response:
    """Print it as a sheet to sign; a long one says after which entry the next sheet begins."""
    reader = _reader(meant, where, who)
    lines = list(islice(reader.entries(after), MAX_PRINTED + 1))
    more = len(lines) > MAX_PRINTED
    lines = lines[:MAX_PRINTED]
    lexicon = reader.lexicon
    span = f"{lexicon.clock(meant.since_at)} — {lexicon.clock(meant.until_at)}"
    title = f"值班日志 {lexicon.place(meant.place_code)} {span}"
    foot = "值班员：________________    带班领导：________________"
    if more:
        foot = f"续页自第 {lines[-1][0].position} 条之后（after={lines[-1][0].position}）。{foot}"
    printed = as_docx(title, lines, foot, exercise=where.area.exercise)
    headers = {"Content-Disposition": f'attachment; filename="{_name(meant)}.docx"'}
    return Response(printed, media_type=DOCX_TYPE, headers=headers)


@router.post("/duty/log/notes", status_code=201)
@answers(CommandAnswer)
async def annotate_log(body: NoteIn, orders: Orders) -> Body:
    """Write a note beside an entry of a place's log, or one that stands alone."""
    area, engine, who = orders.area, orders.where.engine, orders.who
    if body.on_position is not None and body.place_code in area.places:
        stretch = Stretch(body.place_code, 0.0, engine.clock.now() + 1)
        reader = LogReader(engine.log, area, engine.profile, who.view, stretch)
        if body.on_position > area.position or not reader.holds(body.on_position):
            detail = f"the log of {body.place_code} has no entry {body.on_position}"
            raise Problem(422, "unknown_entry", detail, field="on_position")
    return await orders.told(AnnotateLog(body.place_code, body.text, body.on_position))


def _reader(meant: Stretch, where: Where, who: Who) -> LogReader:
    engine = where.engine
    return LogReader(engine.log, where.area, engine.profile, who.view, meant)


def _name(meant: Stretch) -> str:
    return f"duty-log-{meant.place_code}-{int(meant.since_at)}"
