"""Couple information reports 信息报告 with what they are about: which begin, and whom they call."""

from collections.abc import Callable, Iterator
from typing import Any

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import grade_messages as gm
from dispatch.domain import post_commands as pc
from dispatch.domain import report_commands as rc
from dispatch.domain import report_events as re
from dispatch.domain.area import Area
from dispatch.domain.information_reports import ACKNOWLEDGED, FINAL, SheetKind, SheetState
from dispatch.domain.profile import Profile
from dispatch.domain.report_clocks import LIFECYCLE
from dispatch.domain.report_lines import reports_of
from dispatch.domain.sayings import in_both
from dispatch.domain.sheet_words import figure


def reopened(event: e.StepTaken, _area: Area, profile: Profile) -> tuple[c.Command, ...]:
    """Have what is opened again, or stands alone again, reported anew."""
    if event.over or not profile.incident_handling.is_final(event.came_from):
        return ()
    return (rc.SeeToReports(event.subject_id),)


def _see_to(event: Any, _area: Area, _profile: Profile) -> Iterator[c.Command]:
    """What is newly known of an incident may be for others to know."""
    yield rc.SeeToReports(event.incident_id)


def _confirmed(event: e.IncidentVerified, area: Area, profile: Profile) -> Iterator[c.Command]:
    """Levels that have acknowledged a report of it are called together once it is confirmed."""
    yield from _see_to(event, area, profile)
    for report in reports_of(area, area.incidents[event.incident_id]):
        acknowledged = any(one.state is SheetState.ACKED for one in report.sheets)
        if acknowledged and report.to_code is not None:
            yield _call(report.to_code, event.incident_id)


def _counted(event: gm.FactsRecorded, area: Area, profile: Profile) -> Iterator[c.Command]:
    """Casualties that change after the final report ask for an amendment."""
    facts = profile.facts
    news = [one for one in profile.reporting.casualty_facts if one in event.facts]
    figures = ((facts[one].zh, figure(event.facts[one]), facts[one].unit) for one in news)
    reason = "，".join(f"{label}{count}{unit}" for label, count, unit in figures)
    for report in reports_of(area, area.incidents[event.incident_id]):
        asked = report.asked is SheetKind.AMENDMENT
        if news and not asked and report.state in (FINAL, ACKNOWLEDGED):
            said = c.Particulars(reason=f"{reason}（{event.source}）")
            yield c.TakeStep(LIFECYCLE, report.chain_id, "ask_amendment", said)


def _told(event: re.ReportPhoned, area: Area, _profile: Profile) -> Iterator[c.Command]:
    """Whoever was told may have to tell it on."""
    if not event.to_leader:
        yield rc.SeeToReports(area.information_reports[event.chain_id].incident_id)


def _moved(event: re.SheetMoved, area: Area, _profile: Profile) -> Iterator[c.Command]:
    report = area.information_reports[event.chain_id]
    incident = area.incidents[report.incident_id]
    if event.state is SheetState.SENT:
        yield rc.SeeToReports(incident.incident_id)
    if event.state is SheetState.ACKED and report.to_code is not None and incident.verified:
        yield _call(report.to_code, incident.incident_id)


def _call(place_code: str, incident_id: str) -> c.Command:
    reason = in_both("已签收该事件的信息报告", "it has acknowledged a report of the incident")
    return pc.NotifyPost(place_code, incident_id, reason=reason)


REACTIONS: dict[type[Any], Callable[[Any, Area, Profile], Iterator[c.Command]]] = {
    e.IncidentRegistered: _see_to,
    e.IncidentVerified: _confirmed,
    e.ResponseActivated: _see_to,
    gm.GradeSet: _see_to,
    gm.FactsRecorded: _counted,
    re.ReportPhoned: _told,
    re.SheetMoved: _moved,
}
