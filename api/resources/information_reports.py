"""Show information reports 信息报告, take what is told, written, signed, answered; print sheets."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.information_reports import (
    InformationReportDetail,
    InformationReportShown,
    OpenReportAnswer,
    WriteSheetAnswer,
)
from api.answers.shapes import CommandAnswer, Page
from api.finding import incident, information_report
from api.inputs import StepIn
from api.offers import asking, offered
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Key, Limit, by_number, page
from api.problems import not_found
from api.report_inputs import OpenReportIn, SheetIn
from api.shown import plain
from api.shown_reports import as_seen, deadlines_of, forms_of, report_body, sheet_of
from api.visibility import concern_of
from dispatch.domain import commands as c
from dispatch.domain import report_commands as rc
from dispatch.domain import report_events as re
from dispatch.domain import reporting
from dispatch.domain.area import Area
from dispatch.domain.information_reports import InformationReport
from dispatch.domain.profile import Profile
from dispatch.domain.report_clocks import LIFECYCLE
from dispatch.publishing.ics.document import DOCX_TYPE
from dispatch.publishing.sheets.as_docx import as_docx
from dispatch.publishing.sheets.layout import Layout, laid_out

PDF_TYPE = "application/pdf"

router = APIRouter(tags=["information_reports"])

Box = Literal["inbox", "outbox", "due"]


@router.get("/information-reports")
@answers(Page[InformationReportShown])
def list_information_reports(
    where: Where,
    who: Who,
    box: Box | None = None,
    place: str | None = Query(default=None, max_length=100, description="whose box; your own"),
    incident_id: str | None = Query(default=None, max_length=100),
    open_: bool | None = Query(default=None, alias="open"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List reports, the newest first: what came in, what goes out, or what is due, soonest first.

    An inbox holds what was told or sent to a place, also as a copy.
    """
    area, profile, view = where.area, where.engine.profile, who.view
    of_place = place or who.actor.jurisdiction
    seen = [
        one
        for one in area.information_reports.values()
        if (incident_id is None or one.incident_id == incident_id)
        and (open_ is None or one.is_open == open_)
        and (box is None or _BOXES[box](area, profile, one, of_place))
        and view.sees(concern_of(area, one))
    ]
    shown = partial(report_body, area, profile, view=view)
    return page(seen, _key(area, profile, box), limit, cursor, shown)


@router.get("/information-reports/{chain_id}")
@answers(InformationReportDetail)
def get_information_report(chain_id: str, where: Where, who: Who) -> Body:
    """Show a report with its sheets, what can be written next, and what the caller may do now."""
    area, profile = where.area, where.engine.profile
    found = information_report(area, who, chain_id)
    s = reporting.situation(area, found, asking(where, who), profile)
    places = (found.place_code, *((found.to_code,) if found.to_code else ()))
    actions = offered(profile.information_report, found.state, s, *places)
    line = profile.reporting.lines.get(found.line)
    return report_body(area, profile, found, who.view) | {
        "line_label": None if line is None else {"zh": line.zh, "en": line.en},
        "forms": forms_of(profile, found),
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.post("/incidents/{incident_id}/information-reports", status_code=201)
@answers(OpenReportAnswer)
async def open_information_report(incident_id: str, body: OpenReportIn, orders: Orders) -> Body:
    """Report an incident by hand, also past the next level 越级上报."""
    incident(orders.area, orders.who, incident_id)
    command = rc.OpenReport(incident_id, body.line, body.place_code, body.reason, body.to_code)
    committed, told = await orders.give(command)
    (begun,) = (
        one.event for one in committed.events if isinstance(one.event, re.InformationReportBegun)
    )
    return {"chain_id": begun.report.chain_id} | told


@router.put("/information-reports/{chain_id}/draft")
@answers(WriteSheetAnswer)
async def write_sheet(chain_id: str, body: SheetIn, orders: Orders) -> Body:
    """Write the next sheet, or change the one that is not sent yet; the answer shows it."""
    information_report(orders.area, orders.who, chain_id)
    command = rc.WriteSheet(chain_id, body.sheet_kind, dict(body.texts), body.contact)
    committed, told = await orders.give(command)
    (written,) = (one.event for one in committed.events if isinstance(one.event, re.SheetWritten))
    return {"sheet": plain(written.sheet), "edited": list(written.edited)} | told


@router.post("/information-reports/{chain_id}/actions")
@answers(CommandAnswer)
async def take_information_report_step(chain_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a report: telephone, submit, sign, send, acknowledge, return, note …"""
    information_report(orders.area, orders.who, chain_id)
    step = c.TakeStep(LIFECYCLE, chain_id, body.action, body.particulars())
    return await orders.told(step)


@router.get("/information-reports/{chain_id}/sheet.docx")
@answers(None, DOCX_TYPE)
async def get_sheet_docx(
    chain_id: str, where: Where, who: Who, number: int | None = Query(default=None, ge=1)
) -> Response:
    """Print a sheet as DOCX, the newest unless one is named."""
    layout = _layout(where, who, chain_id, number)
    return await _printed(layout, as_docx, DOCX_TYPE, "docx")


@router.get("/information-reports/{chain_id}/sheet.pdf")
@answers(None, PDF_TYPE)
async def get_sheet_pdf(
    chain_id: str, where: Where, who: Who, number: int | None = Query(default=None, ge=1)
) -> Response:
    """Print a sheet as PDF, the newest unless one is named."""
    layout = _layout(where, who, chain_id, number)
    return await _printed(layout, _as_pdf, PDF_TYPE, "pdf")


def _layout(where: Where, who: Who, chain_id: str, number: int | None) -> Layout:
    area = where.area
    found = information_report(area, who, chain_id)
    sheet = sheet_of(found, who.view, number)
    if sheet is None:
        raise not_found("sheet", f"{chain_id}/{number or 'newest'}")
    return laid_out(area, where.engine.profile, as_seen(found, who.view), sheet)


async def _printed(
    layout: Layout, printer: Callable[[Layout], bytes], media_type: str, suffix: str
) -> Response:
    content = await asyncio.to_thread(printer, layout)
    name = quote(f"{layout.file_name}.{suffix}")
    disposition = f"attachment; filename*=UTF-8''{name}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


def _as_pdf(layout: Layout) -> bytes:
    # Loaded with the first sheet: it is half a second of a server's start, and few are printed.
    from dispatch.publishing.sheets.as_pdf import as_pdf

    return as_pdf(layout)


def _came_in(_area: Area, _profile: Profile, report: InformationReport, place: str) -> bool:
    return report.told_at is not None and place in (report.to_code, *report.copied_to)


def _goes_out(_area: Area, _profile: Profile, report: InformationReport, place: str) -> bool:
    return report.place_code == place


def _is_due(area: Area, profile: Profile, report: InformationReport, place: str) -> bool:
    """Whether a place owes something of a report: as its sender, or a receipt."""
    waits = report.awaited is not None and report.to_code == place
    owes = report.place_code == place and bool(deadlines_of(area, profile, report))
    return waits or owes


_BOXES: dict[Box, Callable[[Area, Profile, InformationReport, str], bool]] = {
    "inbox": _came_in,
    "outbox": _goes_out,
    "due": _is_due,
}


def _key(area: Area, profile: Profile, box: Box | None) -> Callable[[InformationReport], Key]:
    if box != "due":
        return lambda one: by_number(one.chain_id)

    def soonest(report: InformationReport) -> Key:
        due_at = min((one.due_at for one in deadlines_of(area, profile, report)), default=0.0)
        return (-due_at, *by_number(report.chain_id))

    return soonest
