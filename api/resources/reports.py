"""Take reports in, each with one effect, and show them."""

from typing import Any

from fastapi import Query, Response

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.incidents import ReportAnswer, SeparateReportAnswer
from api.answers.shapes import Page
from api.coordinates import router_in_crs
from api.finding import report as find_report
from api.inputs import ReasonIn, ReportIn, epoch
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Key, Limit, page
from api.problems import Problem
from api.shown import plain
from api.visibility import concern_of, visible
from dispatch.domain.area import Area
from dispatch.domain.commands import SendReport
from dispatch.domain.fusion_commands import SeparateReport
from dispatch.domain.reports import Report

router = router_in_crs("reports")


@router.post("/reports", status_code=201)
@answers(ReportAnswer, also=200)
async def send_report(body: ReportIn, where: Where, who: Who, response: Response) -> Body:
    """Report an emergency. Sent again under the same `report_id` it is answered the same, with 200.

    The same report may come in by another door, MQTT, meanwhile: it still has one effect.
    """
    command = _command(body)
    committed = await where.writer.handle(command, who.actor)
    report = where.area.reports[command.report_id]
    if not committed.events:
        _same_again(where.area, who, report, command)
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    incident = where.area.incidents[report.incident_id]
    return {
        "report_id": report.report_id,
        "incident_id": report.incident_id,
        "linked": incident.report_ids[0] != report.report_id,
    }


@router.get("/reports")
@answers(Page[Report])
def list_reports(
    where: Where,
    who: Who,
    incident_id: str | None = Query(default=None, max_length=100),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List reports, the latest first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.reports.values()
        if (incident_id is None or one.incident_id == incident_id)
        and view.sees(concern_of(area, one))
    ]
    return page(seen, _key, limit, cursor)


@router.get("/reports/{report_id}")
@answers(Report)
def get_report(report_id: str, where: Where, who: Who) -> Body:
    """Show one report."""
    shown: dict[str, Any] = plain(find_report(where.area, who, report_id))
    return shown


@router.post("/reports/{report_id}/separate")
@answers(SeparateReportAnswer)
async def separate_report(report_id: str, body: ReasonIn, orders: Orders) -> Body:
    """Take a report out of the incident it was linked to: it begins one of its own."""
    find_report(orders.area, orders.who, report_id)
    told = await orders.told(SeparateReport(report_id, body.reason))
    return {"incident_id": orders.area.reports[report_id].incident_id} | told


def _key(report: Report) -> Key:
    return (report.received_at, report.report_id)


def _command(body: ReportIn) -> SendReport:
    team_needs, supply_needs = body.team_needs, body.supply_needs
    return SendReport(
        report_id=body.report_id,
        kind=body.kind,
        source=body.source,
        position=body.position.value(),
        place_code=body.place_code,
        occurred_at=epoch(body.occurred_at),
        discovered_at=epoch(body.discovered_at),
        text=body.text,
        external_no=body.external_no,
        evidence=tuple(body.evidence),
        priority=body.priority,
        sensitive=body.sensitive,
        team_needs=None if team_needs is None else tuple(one.value() for one in team_needs),
        supply_needs=None if supply_needs is None else tuple(one.value() for one in supply_needs),
        shelter_places=body.shelter_places,
        accuracy_m=body.accuracy_m,
    )


def _same_again(area: Area, who: Caller, known: Report, sent: SendReport) -> None:
    """Refuse a second, different report under an id that is taken: it would be lost in silence."""
    same = (known.kind, known.source, known.position, known.text) == (
        sent.kind,
        sent.source,
        sent.position,
        sent.text,
    )
    if not same or not (known.reporter == who.user.name or visible(area, who.actor, known)):
        raise Problem(
            409,
            "report_id_taken",
            "another report came in under this id: send this one under an id of its own",
            field="report_id",
        )
