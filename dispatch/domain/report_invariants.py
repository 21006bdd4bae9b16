"""State what must hold of information reports, whatever was ordered."""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.information_reports import (
    ACKNOWLEDGED,
    CANCELLED,
    CLOSED,
    DUE,
    FINAL,
    FOLLOWUP,
    PHONED,
    WRITTEN,
    InformationReport,
    SheetKind,
    SheetState,
)


def violations_of_reports(area: Area) -> Iterator[str]:
    """Yield what does not hold: a chain loses no step, and has no receipt of what was not sent."""
    known = {one for incident in area.incidents.values() for one in incident.information_report_ids}
    for report in area.information_reports.values():
        if report.chain_id not in known:
            yield f"{report.chain_id} is lost: no incident knows it"
        yield from _sheets(report)
        yield from _state(report)


def _sheets(report: InformationReport) -> Iterator[str]:
    numbers = [one.number for one in report.sheets]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"{report.chain_id}: sheets {numbers} are not counted from 1"
    for sheet in report.sheets:
        name = f"{report.chain_id}, sheet {sheet.number}"
        if sheet.is_unsent and sheet is not report.last:
            yield f"{name} was never sent, and another was written"
        if (sheet.sent_at is None) != sheet.is_unsent:
            yield f"{name} is {sheet.state} and was sent at {sheet.sent_at}"
        if sheet.sent_at is not None and sheet.signed_at is None:
            yield f"{name} was sent and never signed"
        answered = sheet.state in (SheetState.ACKED, SheetState.RETURNED)
        if answered != (sheet.answered_at is not None):
            yield f"{name} is {sheet.state} and was answered at {sheet.answered_at}"
    for kind in SheetKind:
        counted = [one.nth for one in report.sheets if one.kind is kind and one.sent_at is not None]
        if sorted(set(counted)) != list(range(1, max(counted, default=0) + 1)):
            yield f"{report.chain_id}: {kind} counted {counted}"


def _state(report: InformationReport) -> Iterator[str]:
    spoken = any(not one.to_leader for one in report.calls)
    kinds = {one.kind for one in report.sheets if one.sent_at is not None}
    expected = {
        DUE: not spoken and not kinds,
        CANCELLED: not spoken and not kinds,
        PHONED: spoken and not kinds,
        WRITTEN: kinds == {SheetKind.INITIAL},
        FOLLOWUP: bool(kinds - {SheetKind.INITIAL}) or report.asked is SheetKind.CORRECTION,
        FINAL: bool(kinds - {SheetKind.INITIAL, SheetKind.FOLLOWUP, SheetKind.ZERO}),
        ACKNOWLEDGED: bool(report.sheets) and report.awaited is None,
        CLOSED: report.awaited is None and (bool(kinds) or spoken),
    }
    if not expected[report.state]:
        told = ", ".join(sorted(kinds)) or ("a call" if spoken else "nothing")
        yield f"{report.chain_id} is {report.state} with {told}"
