"""Decide which information reports begin: what is owed by now, and what is reported by hand."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import report_commands as rc
from dispatch.domain import report_events as re
from dispatch.domain.actors import SYSTEM_ROLE, Order
from dispatch.domain.area import Area
from dispatch.domain.evolve import folded
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import FOLLOWUP, WRITTEN, InformationReport
from dispatch.domain.lifecycle import NEW
from dispatch.domain.places import lineage
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.report_clocks import ReportClocks
from dispatch.domain.report_guards import handling_has_ended
from dispatch.domain.report_lines import (
    DueLine,
    lines_due,
    reports_of,
    skipped,
    standing_reports_of,
)
from dispatch.domain.reporting import situation, step
from dispatch.domain.steps import authorise, choose_row, is_offered


def see_to(area: Area, command: rc.SeeToReports, order: Order, profile: Profile) -> list[e.Event]:
    """Begin every report that is owed by now; nothing where all have begun."""
    if order.actor.role != SYSTEM_ROLE:
        raise Rejected("role_may_not", "only the engine sees to what is owed")
    incident = area.incident(command.incident_id)
    if incident.incident_id not in area.open_incidents:
        return []
    events: list[e.Event] = []
    now = area  # with what has begun so far
    for due in lines_due(area, profile, incident):
        begun = _begun(now, due, incident, order, profile)
        now = folded(now, [begun], order.at)
        ended = _ended_already(now, begun.report.chain_id, order, profile)
        now = folded(now, ended, order.at)
        events += [begun, *ended]
    for report in standing_reports_of(area, incident):
        if report.state in (WRITTEN, FOLLOWUP):
            events += _sooner(ReportClocks(area, profile, incident, report, order.at), report)
    return events


def _ended_already(area: Area, chain_id: str, order: Order, profile: Profile) -> list[e.Event]:
    """Ask a report that begins after the handling has ended for its final one: nobody else will."""
    report = area.information_report(chain_id)
    said = c.Particulars(reason="the handling has ended")
    its = situation(area, report, order, profile, said)
    offered = is_offered(profile.information_report, report.state, "ask_final", its)
    return step(its, report, "ask_final") if offered and handling_has_ended(its) is None else []


def open_by_hand(
    area: Area, command: rc.OpenReport, order: Order, profile: Profile
) -> list[e.Event]:
    """Begin a report that does not begin by itself, also past the next level 越级上报."""
    incident = area.incident(command.incident_id)
    authorise(area, order.actor, incident.place_code)
    line = profile.reporting.lines.get(command.line)
    if line is None:
        raise Rejected("unknown_line", f"no line of reports {command.line!r}", "line")
    if command.place_code not in lineage(area.places, incident.place_code):
        reason = f"{incident.incident_id} does not lie in {command.place_code}"
        raise Rejected("wrong_place", reason, "place_code")
    to_code = _addressee(area, command, line.beyond)
    for one in standing_reports_of(area, incident):
        same = (one.route, one.place_code) == (line.route, command.place_code)
        if same and one.is_open and (line.begins != "by_hand" or one.to_code == to_code):
            raise Rejected("reported_already", f"{one.chain_id} goes that way already", "line")
    heard = (_heard_at(one, command.place_code) for one in reports_of(area, incident))
    received_at = min((one for one in heard if one is not None), default=incident.opened_at)
    copied_to = skipped(area.places, command.place_code, to_code)
    due = DueLine(command.line, command.place_code, to_code, copied_to, received_at)
    return [_begun(area, due, incident, order, profile, command.reason.strip())]


def _begun(
    area: Area, due: DueLine, incident: Incident, order: Order, profile: Profile, reason: str = ""
) -> re.InformationReportBegun:
    draft = InformationReport(
        chain_id=area.next_id("information_report", "B"),
        incident_id=incident.incident_id,
        line=due.line,
        route=profile.reporting.lines[due.line].route,
        place_code=due.place_code,
        state="",
        opened_at=order.at,
        received_at=due.received_at,
        to_code=due.to_code,
        copied_to=due.copied_to,
        reason=reason,
    )
    s = situation(area, draft, order, profile, c.Particulars(reason=reason))
    row = choose_row(profile.information_report, NEW, "begin", s)
    begun = replace(draft, state=row.moves[NEW])
    clocks = ReportClocks(area, profile, incident, begun, order.at)
    return re.InformationReportBegun(row=row.id, report=begun, started=clocks.beginning())


def _sooner(clocks: ReportClocks, report: InformationReport) -> list[e.Event]:
    """Return the next follow-up of an event that is graver than it was, where it is due sooner."""
    due = clocks.followup()
    if due is None:
        return []
    next_one = clocks.next_followup()
    if not next_one or next_one[0].due_at >= due.due_at:
        return []
    return [re.FollowupDue(chain_id=report.chain_id, started=next_one)]


def _addressee(area: Area, command: rc.OpenReport, beyond: bool) -> str | None:
    """Return whom a report by hand goes to; raises `Rejected` where that is nobody above."""
    above = lineage(area.places, command.place_code)[1:]
    if command.to_code is None:
        if beyond:
            return None
        raise Rejected("input_missing", "say which place above receives it", "to_code")
    if command.to_code not in above:
        reason = f"{command.to_code} does not stand above {command.place_code}"
        raise Rejected("wrong_place", reason, "to_code")
    return command.to_code


def _heard_at(report: InformationReport, place_code: str) -> float | None:
    return report.told_at if place_code in (report.to_code, *report.copied_to) else None
