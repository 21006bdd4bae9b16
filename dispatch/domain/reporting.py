"""Decide the course of information reports 信息报告: begun, told, sent, answered, corrected.

Whether anybody reports in time holds up nobody: a late report alarms, and rescue goes on.
"""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import report_events as re
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import (
    InformationReport,
    SheetKind,
    SheetState,
)
from dispatch.domain.places import lineage
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.report_clocks import ReportClocks
from dispatch.domain.report_lines import (
    standing_reports_of,
)
from dispatch.domain.reporting_rules import Stage
from dispatch.domain.rules import Situation
from dispatch.domain.sayings import in_both
from dispatch.domain.steps import choose_row, is_offered, step_taken

WRITE = "write"
"""The action that is taken by writing a sheet."""


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a report by its table, with what its row brings about."""
    report = area.information_report(command.subject_id)
    if command.action == WRITE:
        raise Rejected("input_missing", "a sheet is written with its texts: WriteSheet", "action")
    s = situation(area, report, order, profile, command.particulars)
    return step(s, report, command.action)


def situation(
    area: Area,
    report: InformationReport,
    order: Order,
    profile: Profile,
    particulars: c.Particulars | None = None,
) -> Situation:
    """Return what the rules of a report look at."""
    return Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=particulars or c.Particulars(),
        incident=area.incidents[report.incident_id],
        information=report,
    )


def step(s: Situation, report: InformationReport, action: str) -> list[e.Event]:
    """Return the events of a step of a report, with the clocks it moves."""
    table = s.profile.information_report
    row = choose_row(table, report.state, action, s)
    taken = step_taken(s, table, row, report.chain_id, report.state, Moments(step_at=s.order.at))
    if not taken.over:
        clocks = ReportClocks(s.area, s.profile, s.the_incident, report, s.order.at)
        starts, stops = clocks.moved(row.effects)
        if starts or stops:
            stopped = dict.fromkeys((*taken.stopped, *stops))
            taken = replace(taken, started=(*taken.started, *starts), stopped=tuple(stopped))
    events: list[e.Event] = [taken]
    for effect in row.effects:
        events += EFFECTS[effect](s, report)
    return events


def take_with_all(s: Situation, incident: Incident, action: str, reason: str) -> list[e.Event]:
    """Return the events of a step that every standing report of an incident takes which can."""
    by_engine = s.order.by_engine(s.area.root)
    events: list[e.Event] = []
    for report in standing_reports_of(s.area, incident):
        its = situation(s.area, report, by_engine, s.profile, c.Particulars(reason=reason))
        if is_offered(s.profile.information_report, report.state, action, its):
            events += step(its, report, action)
    return events


# --- what the steps of an incident bring about in its reports


def ask_final_reports(s: Situation, incident: Incident) -> list[e.Event]:
    """Its handling has ended, or it went to another unit: what was reported is to be ended."""
    return take_with_all(
        s,
        incident,
        "ask_final",
        s.particulars.reason or in_both("处置已结束", "the handling has ended"),
    )


def end_reports(s: Situation, incident: Incident) -> list[e.Event]:
    """Nothing more is done here: whoever was told is told the end; nobody else is told anything."""
    reason = s.particulars.reason or in_both("事件已结束", "the incident is over")
    return [*take_with_all(s, incident, "cancel", reason), *ask_final_reports(s, incident)]


def correct_reports(s: Situation, incident: Incident) -> list[e.Event]:
    """It was none, or was another: whoever was told is told so; nobody else is told anything."""
    into = s.particulars.into
    reason = s.particulars.reason or (
        in_both(f"并入 {into}", f"merged into {into}")
        if into
        else in_both("经核实不属实", "the event was none")
    )
    return [
        *take_with_all(s, incident, "cancel", reason),
        *take_with_all(s, incident, "ask_correction", reason),
    ]


def resume_reports(s: Situation, incident: Incident) -> list[e.Event]:
    """It began again: follow-ups and a new final report are owed."""
    return take_with_all(s, incident, "resume", s.particulars.reason)


INCIDENT_EFFECTS: dict[str, Callable[[Situation, Incident], list[e.Event]]] = {
    "ask_final_reports": ask_final_reports,
    "end_reports": end_reports,
    "correct_reports": correct_reports,
    "resume_reports": resume_reports,
}


# --- effects: what a row brings about besides its step


def _tell_leader(s: Situation, report: InformationReport) -> list[e.Event]:
    return [_call(s, report, to_leader=True)]


def _record_call(s: Situation, report: InformationReport) -> list[e.Event]:
    return [_call(s, report, to_leader=False)]


def _call(s: Situation, report: InformationReport, *, to_leader: bool) -> e.Event:
    return re.ReportPhoned(
        chain_id=report.chain_id,
        to=s.particulars.receiver,
        words=s.particulars.reason,
        by=s.order.actor.name,
        to_leader=to_leader,
    )


def _moves(state: SheetState) -> Callable[[Situation, InformationReport], list[e.Event]]:
    def move(s: Situation, report: InformationReport) -> list[e.Event]:
        sheet = report.draft if state in _OF_THE_SENDER else report.awaited
        assert sheet is not None  # noqa: S101 - a rule of the row
        return [
            re.SheetMoved(
                chain_id=report.chain_id,
                number=sheet.number,
                state=state,
                name=s.order.actor.name,
                place_code=s.order.actor.jurisdiction,
                reason=s.particulars.reason,
            )
        ]

    return move


_OF_THE_SENDER = frozenset(
    {SheetState.DRAFT, SheetState.SUBMITTED, SheetState.SIGNED, SheetState.SENT}
)


def _send(s: Situation, report: InformationReport) -> list[e.Event]:
    sent, sheet = _moves(SheetState.SENT)(s, report), report.draft
    if sheet is not None and report.asked is sheet.kind:
        sent.append(re.SheetAsked(chain_id=report.chain_id, kind=None))
    return sent


def _return(s: Situation, report: InformationReport) -> list[e.Event]:
    """What ends, corrects or amends the reports is owed again when it is returned."""
    returned, sheet = _moves(SheetState.RETURNED)(s, report), report.awaited
    owed_anew = (SheetKind.INITIAL, SheetKind.FOLLOWUP, SheetKind.ZERO)
    if sheet is not None and sheet.kind not in owed_anew:
        asked = re.SheetAsked(report.chain_id, sheet.kind, s.particulars.reason, report.void)
        returned.append(asked)
    return returned


def _drop_sheet(s: Situation, report: InformationReport) -> list[e.Event]:
    if report.draft is None:
        return []
    return [re.SheetDropped(report.chain_id, report.draft.number, s.particulars.reason)]


def _ask_final(s: Situation, report: InformationReport) -> list[e.Event]:
    line = s.profile.reporting.lines.get(report.line)
    kind = SheetKind.FINAL if line is None else line.ends_with
    return [re.SheetAsked(report.chain_id, kind, s.particulars.reason)]


def _ask_correction(s: Situation, report: InformationReport) -> list[e.Event]:
    asked = re.SheetAsked(report.chain_id, SheetKind.CORRECTION, s.particulars.reason, void=True)
    return [*_drop_sheet(s, report), asked]


def _ask_amendment(s: Situation, report: InformationReport) -> list[e.Event]:
    return [re.SheetAsked(report.chain_id, SheetKind.AMENDMENT, s.particulars.reason)]


def _resume(s: Situation, report: InformationReport) -> list[e.Event]:
    return [*_drop_sheet(s, report), re.SheetAsked(report.chain_id, None)]


def _nothing_more(_s: Situation, _report: InformationReport) -> list[e.Event]:
    return []  # the row's clocks are all of it


def _alarm(s: Situation, report: InformationReport) -> list[e.Event]:
    """Alarm the duty leader of whoever is late, and copy the level above it."""
    timer = s.particulars.timer
    receipt = s.profile.reporting.clock(report.line, Stage.RECEIPT)
    silent, copied_to = report.place_code, report.to_code
    if timer == receipt and report.to_code is not None:
        above = lineage(s.area.places, report.to_code)[1:]
        silent, copied_to = report.to_code, next(iter(above), None)
    return [re.ReportAlarmed(report.chain_id, timer, silent, copied_to)]


def _note(s: Situation, report: InformationReport) -> list[e.Event]:
    return [re.ReportNoted(report.chain_id, s.particulars.reason, s.order.actor.name)]


EFFECTS: dict[str, Callable[[Situation, InformationReport], list[e.Event]]] = {
    "tell_leader": _tell_leader,
    "record_call": _record_call,
    "submit_sheet": _moves(SheetState.SUBMITTED),
    "send_back_sheet": _moves(SheetState.DRAFT),
    "sign_sheet": _moves(SheetState.SIGNED),
    "send_sheet": _send,
    "acknowledge_sheet": _moves(SheetState.ACKED),
    "return_sheet": _return,
    "drop_sheet": _drop_sheet,
    "ask_final": _ask_final,
    "ask_correction": _ask_correction,
    "ask_amendment": _ask_amendment,
    "resume_reports": _resume,
    "next_followup": _nothing_more,
    "next_zero_report": _nothing_more,
    "alarm": _alarm,
    "add_note": _note,
}
