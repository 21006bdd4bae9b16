"""Fold what happens to information reports and their sheets."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import report_events as re
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted, with_incident
from dispatch.domain.information_reports import (
    Call,
    InformationReport,
    ReportAlarm,
    ReportNote,
    Sheet,
    SheetState,
)


def begun(area: Area, event: re.InformationReportBegun, position: int, at: float) -> Area:
    """A report is owed, with its clocks."""
    state = event.report.state
    report = replace(event.report, reached={state: at}, revision=position)
    incident = area.incidents[report.incident_id]
    ids = (*incident.information_report_ids, report.chain_id)
    area = with_incident(area, incident.incident_id, information_report_ids=ids)
    return counted(_set(area, report), "information_report")


def stepped(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    """A report moves on in its table."""
    before = area.information_reports[event.subject_id]
    after = replace(
        before,
        state=event.went_to,
        is_open=not event.over,
        reached={**before.reached, event.went_to: at} if event.moved else before.reached,
        revision=position,
    )
    return _set(area, after)


def followup_due(area: Area, _event: re.FollowupDue, _position: int, _at: float) -> Area:
    """The next follow-up is due sooner: only its clock has moved."""
    return area


def phoned(area: Area, event: re.ReportPhoned, _position: int, at: float) -> Area:
    """Somebody was told."""
    before = area.information_reports[event.chain_id]
    call = Call(event.by, event.to, at, event.words, event.to_leader)
    return _set(area, replace(before, calls=(*before.calls, call)))


def written(area: Area, event: re.SheetWritten, _position: int, _at: float) -> Area:
    """A sheet lies written; one that was not sent gives way to what it is now."""
    before = area.information_reports[event.chain_id]
    kept = before.sheets[:-1] if before.draft is not None else before.sheets
    after = replace(before, sheets=(*kept, event.sheet), edited=event.edited)
    area = _set(area, after)
    return counted(area, event.counted_as) if event.counted_as else area


def dropped(area: Area, event: re.SheetDropped, _position: int, _at: float) -> Area:
    """A sheet is wanted no more; its number was never given out to anybody above."""
    before = area.information_reports[event.chain_id]
    left = tuple(one for one in before.sheets if one.number != event.number)
    return _set(area, replace(before, sheets=left, edited=()))


def moved(area: Area, event: re.SheetMoved, _position: int, at: float) -> Area:
    """A sheet goes its way."""
    before = area.information_reports[event.chain_id]
    sheets = tuple(
        _moved(one, event, at) if _is_meant(one, event) else one for one in before.sheets
    )
    return _set(area, replace(before, sheets=sheets))


def _is_meant(sheet: Sheet, event: re.SheetMoved) -> bool:
    """Whether a sheet moves: who acknowledges one has those before it too."""
    if sheet.number == event.number:
        return True
    is_before = sheet.number < event.number and sheet.state is SheetState.SENT
    return is_before and event.state is SheetState.ACKED


def _moved(sheet: Sheet, event: re.SheetMoved, at: float) -> Sheet:
    match event.state:
        case SheetState.DRAFT:
            return replace(
                sheet, state=event.state, signed_by="", signed_at=None, reason=event.reason
            )
        case SheetState.SIGNED:
            return replace(sheet, state=event.state, signed_by=event.name, signed_at=at)
        case SheetState.SENT:
            return replace(sheet, state=event.state, sent_at=at)
        case SheetState.ACKED | SheetState.RETURNED:
            return replace(
                sheet,
                state=event.state,
                answered_by=event.name,
                answered_at=at,
                reason=event.reason,
            )
        case _:
            return replace(sheet, state=event.state)


def asked(area: Area, event: re.SheetAsked, _position: int, _at: float) -> Area:
    """Something more is owed, or no longer."""
    before = area.information_reports[event.chain_id]
    after = replace(
        before, asked=event.kind, asked_reason=event.reason, void=before.void or event.void
    )
    return _set(area, after)


def alarmed(area: Area, event: re.ReportAlarmed, _position: int, at: float) -> Area:
    """Somebody is late."""
    before = area.information_reports[event.chain_id]
    alarm = ReportAlarm(event.timer, event.place_code, at, event.copied_to)
    return _set(area, replace(before, alarms=(*before.alarms, alarm)))


def noted(area: Area, event: re.ReportNoted, _position: int, at: float) -> Area:
    """A note is on file."""
    before = area.information_reports[event.chain_id]
    note = ReportNote(event.by, event.text, at)
    return _set(area, replace(before, notes=(*before.notes, note)))


def _set(area: Area, report: InformationReport) -> Area:
    reports = area.information_reports.set(report.chain_id, report)
    return replace(area, information_reports=reports)


FOLDS: dict[type[Any], Callable[[Area, Any, int, float], Area]] = {
    re.InformationReportBegun: begun,
    re.FollowupDue: followup_due,
    re.ReportPhoned: phoned,
    re.SheetWritten: written,
    re.SheetDropped: dropped,
    re.SheetMoved: moved,
    re.SheetAsked: asked,
    re.ReportAlarmed: alarmed,
    re.ReportNoted: noted,
}
