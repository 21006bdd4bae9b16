"""Name the rules of information reports: who speaks for which side, and what may be sent when.

Each answers a reason when it is broken, or nothing; the table refers to them by name.
"""

from dispatch.domain.actors import SYSTEM_ROLE
from dispatch.domain.information_reports import (
    LAST_KINDS,
    SETTLED,
    InformationReport,
    Sheet,
    SheetKind,
    SheetState,
)
from dispatch.domain.places import is_within
from dispatch.domain.report_clocks import ReportClocks
from dispatch.domain.report_lines import lines_due, standing_reports_of
from dispatch.domain.reporting_rules import ReportLine
from dispatch.domain.rules import Rule, Situation

UNIT_ROLE = "UNIT"
"""The role of the enterprise or institution concerned, which reports for itself alone."""


def speaks_for_sender(s: Situation) -> str | None:
    """A place's own duty room reports; a unit, for itself; nobody on behalf of another level."""
    actor, report = s.order.actor, report_of(s)
    if actor.role == SYSTEM_ROLE:
        return None
    if is_of_a_unit(s) is None:
        if actor.role != UNIT_ROLE:
            return f"{report.chain_id} is the report of the unit concerned"
        within = is_within(s.area.places, report.place_code, actor.jurisdiction)
        return None if within else f"{actor.name} does not speak for a unit in {report.place_code}"
    if actor.jurisdiction == report.place_code and actor.role != UNIT_ROLE:
        return None
    return f"{actor.name} of {actor.jurisdiction} does not report for {report.place_code}"


def speaks_for_receiver(s: Situation) -> str | None:
    """Only the level a report was sent to receives it."""
    actor, report = s.order.actor, report_of(s)
    if actor.jurisdiction == report.to_code and actor.role != UNIT_ROLE:
        return None
    receiver = report.to_code or "an office beyond this area"
    return f"{actor.name} of {actor.jurisdiction} does not receive for {receiver}"


def receives_or_shows_receipt(s: Situation) -> str | None:
    """The receiver answers; what went beyond this area, whoever reported, with the receipt."""
    report = report_of(s)
    if report.to_code is not None:
        return speaks_for_receiver(s)
    if not s.particulars.evidence:
        return "it went beyond this area: name the receipt as evidence"
    return speaks_for_sender(s)


def is_of_a_unit(s: Situation) -> str | None:
    """It is the report of the enterprise or institution concerned."""
    line = line_of(s)
    return None if line is not None and line.by_unit else "it is the report of a duty room"


def no_correction_is_asked(s: Situation) -> str | None:
    """What was reported stands."""
    return (
        "a correction is owed: say what is corrected"
        if report_of(s).asked is SheetKind.CORRECTION
        else None
    )


def correction_is_asked(s: Situation) -> str | None:
    """The event was found to be none, and the level above was told of it."""
    return None if report_of(s).asked is SheetKind.CORRECTION else "no correction is owed"


def sheet_is_drafted(s: Situation) -> str | None:
    """There is a sheet that is written and not yet laid before the leader."""
    return _draft_is(s, SheetState.DRAFT)


def sheet_is_submitted(s: Situation) -> str | None:
    """There is a sheet before the leader."""
    return _draft_is(s, SheetState.SUBMITTED, SheetState.SIGNED)


def sheet_may_be_signed(s: Situation) -> str | None:
    """There is a sheet that is not signed; at night the leader signs what lies written."""
    return _draft_is(s, SheetState.DRAFT, SheetState.SUBMITTED)


def sheet_is_signed(s: Situation) -> str | None:
    """Nothing goes out that no leader has signed."""
    return _draft_is(s, SheetState.SIGNED)


def sheet_is_initial(s: Situation) -> str | None:
    """It is the first report."""
    return _draft_is_a(s, SheetKind.INITIAL)


def sheet_is_followup(s: Situation) -> str | None:
    """It is a follow-up, or says that there is nothing new."""
    return _draft_is_a(s, SheetKind.FOLLOWUP, SheetKind.ZERO)


def sheet_is_last(s: Situation) -> str | None:
    """It is what ends the reports: the final report, or the verified figures."""
    return _draft_is_a(s, *LAST_KINDS)


def sheet_is_correction(s: Situation) -> str | None:
    """It corrects what was reported of an event that was none."""
    return _draft_is_a(s, SheetKind.CORRECTION)


def sheet_is_amendment(s: Situation) -> str | None:
    """It amends the casualties of the final report."""
    return _draft_is_a(s, SheetKind.AMENDMENT)


def handling_has_ended(s: Situation) -> str | None:
    """The final report follows when the response has ended."""
    incident = s.the_incident
    if s.profile.incident_handling.has("UNDER_COMMAND", incident.state):
        return f"{incident.incident_id} is {incident.state}: its handling has not ended"
    return None


def sheet_is_awaited(s: Situation) -> str | None:
    """Nothing is received that was not sent."""
    return None if report_of(s).awaited is not None else "no sheet waits for a receipt"


def amendment_is_awaited(s: Situation) -> str | None:
    """What waits for a receipt is an amendment."""
    awaited = report_of(s).awaited
    if awaited is not None and awaited.kind is SheetKind.AMENDMENT:
        return None
    return "no amendment waits for a receipt"


def final_was_acknowledged(s: Situation) -> str | None:
    """All that was sent before has been acknowledged."""
    sent = [one for one in report_of(s).sheets if one.state is SheetState.SENT]
    return None if len(sent) <= 1 else f"sheet {sent[0].number} waits for a receipt too"


def correction_is_awaited(s: Situation) -> str | None:
    """What waits for a receipt is the correction, with which all ends."""
    awaited = report_of(s).awaited
    if awaited is not None and awaited.kind is SheetKind.CORRECTION:
        return None
    return "no correction waits for a receipt"


def ends_with_the_initial(s: Situation) -> str | None:
    """The line asks for the first report alone."""
    line = line_of(s)
    if line is not None and line.ends_with is SheetKind.INITIAL:
        return None
    return "it goes on until the final report"


def has_a_last_report(s: Situation) -> str | None:
    """The line asks for a final report, or for verified figures."""
    return "it ends with the first report" if ends_with_the_initial(s) is None else None


def casualties_may_change(s: Situation) -> str | None:
    """Casualties are still amended (生产安全事故报告和调查处理条例 art. 13)."""
    report = report_of(s)
    clocks = ReportClocks(s.area, s.profile, s.the_incident, report, s.order.at)
    if clocks.may_amend():
        return None
    return "the time for amending casualties is over: only a note can be added"


def may_be_amended(s: Situation) -> str | None:
    """Casualties are amended within their time; what was returned of it may be put right after."""
    last = next((one for one in reversed(report_of(s).sheets) if not one.is_unsent), None)
    returned = last is not None and last.state is SheetState.RETURNED
    if returned and last is not None and last.kind is SheetKind.AMENDMENT:
        return None
    return casualties_may_change(s)


def final_report_is_acknowledged(s: Situation) -> str | None:
    """Every report that the event owes has ended, and the level above has its final report."""
    incident = s.the_incident
    lines = s.profile.reporting.lines
    waiting = [f"{one.line} of {one.place_code}" for one in lines_due(s.area, s.profile, incident)]
    for report in standing_reports_of(s.area, incident):
        line = lines.get(report.line)
        if line is not None and line.ends_with is SheetKind.INITIAL:
            continue
        if report.state not in SETTLED:
            waiting.append(f"{report.chain_id} ({report.line}) is {report.state}")
    return f"no acknowledged final report: {', '.join(waiting)}" if waiting else None


def report_of(s: Situation) -> InformationReport:
    """Return the information report in question."""
    assert s.information is not None  # noqa: S101 - the loader pairs rules with tables
    return s.information


def line_of(s: Situation) -> ReportLine | None:
    """Return its line, None where the profile has it no longer."""
    return s.profile.reporting.lines.get(report_of(s).line)


def _draft(s: Situation) -> Sheet | None:
    return report_of(s).draft


def _draft_is(s: Situation, *states: SheetState) -> str | None:
    draft = _draft(s)
    if draft is None:
        return "no sheet is written"
    if draft.state in states:
        return None
    return f"sheet {draft.number} is {draft.state}, not {' or '.join(states)}"


def _draft_is_a(s: Situation, *kinds: SheetKind) -> str | None:
    draft = _draft(s)
    if draft is not None and draft.kind in kinds:
        return None
    return f"no sheet is written that is {' or '.join(sorted(kinds))}"


REPORT_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        speaks_for_sender,
        speaks_for_receiver,
        receives_or_shows_receipt,
        is_of_a_unit,
        no_correction_is_asked,
        correction_is_asked,
        sheet_is_drafted,
        sheet_is_submitted,
        sheet_may_be_signed,
        sheet_is_signed,
        sheet_is_initial,
        sheet_is_followup,
        sheet_is_last,
        sheet_is_correction,
        sheet_is_amendment,
        handling_has_ended,
        sheet_is_awaited,
        amendment_is_awaited,
        final_was_acknowledged,
        correction_is_awaited,
        ends_with_the_initial,
        has_a_last_report,
        casualties_may_change,
        may_be_amended,
    )
}

REPORTED_RULES: dict[str, Rule] = {
    "final_report_is_acknowledged": final_report_is_acknowledged,
}
"""What emergency handling asks of the reports."""
