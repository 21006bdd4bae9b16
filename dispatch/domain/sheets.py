"""Decide the writing of a report sheet: which one is next, its number, and what stands on it."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import report_commands as rc
from dispatch.domain import report_events as re
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.information_reports import (
    ACKNOWLEDGED,
    DUE,
    FINAL,
    FOLLOWUP,
    PHONED,
    WRITTEN,
    InformationReport,
    Sheet,
    SheetKind,
    SheetState,
)
from dispatch.domain.local_time import local_time
from dispatch.domain.places import Places
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.report_lines import applies
from dispatch.domain.reporting import WRITE, situation
from dispatch.domain.reporting_rules import ReportLine, SheetRules
from dispatch.domain.rules import Situation
from dispatch.domain.sheet_texts import filled, office_of, title_of
from dispatch.domain.sheet_words import Filling
from dispatch.domain.steps import choose_row

MAX_TEXT = 4_000  # letters of one section; a sheet is read in minutes


def write(area: Area, command: rc.WriteSheet, order: Order, profile: Profile) -> list[e.Event]:
    """Write the next sheet of a report, or change the one that is not sent yet."""
    report = area.information_report(command.chain_id)
    s = situation(area, report, order, profile)
    row = choose_row(profile.information_report, report.state, WRITE, s)
    line = profile.reporting.lines.get(report.line)
    _check(profile.sheets, report, line, command)
    before = report.draft if report.draft and report.draft.kind is command.kind else None
    known = {} if before is None else {key: before.texts[key] for key in report.edited}
    said = {key: text for key, text in (known | command.texts).items() if text.strip()}
    sheet = _drafted(s, report, line, command, before)
    sheet = replace(sheet, texts=filled(_filling(s, report), command.kind) | said)
    return [
        re.SheetWritten(
            row=row.id,
            chain_id=report.chain_id,
            sheet=sheet,
            edited=tuple(said),
            counted_as="" if report.draft is not None else _count_key(s, report),
        )
    ]


def kinds_next(report: InformationReport, line: ReportLine | None) -> tuple[SheetKind, ...]:
    """Return the kinds of sheet that may be written of a report as it stands."""
    ends_with = SheetKind.FINAL if line is None else line.ends_with
    if report.asked is SheetKind.CORRECTION:
        return (SheetKind.CORRECTION,)
    if report.state in (DUE, PHONED) or (
        report.state == WRITTEN and not report.sent(SheetKind.INITIAL)
    ):
        return (SheetKind.INITIAL,)
    if report.state in (FINAL, ACKNOWLEDGED):
        return (SheetKind.AMENDMENT,)
    if report.state not in (WRITTEN, FOLLOWUP):
        return ()
    more = (SheetKind.FOLLOWUP, *((SheetKind.ZERO,) if line is not None and line.zero else ()))
    return more if ends_with is SheetKind.INITIAL else (*more, ends_with)


def _check(
    rules: SheetRules,
    report: InformationReport,
    line: ReportLine | None,
    command: rc.WriteSheet,
) -> None:
    possible = kinds_next(report, line)
    if command.kind not in possible:
        known = ", ".join(possible) or "only notes"
        raise Rejected("wrong_sheet", f"of {report.chain_id} can be written: {known}", "kind")
    for key, text in command.texts.items():
        if key not in rules.forms[command.kind].sections:
            raise Rejected("unknown_section", f"no section {key!r} on this sheet", f"texts.{key}")
        if rules.sections[key].fixed:
            reason = f"{rules.sections[key].en}: as the log has it"
            raise Rejected("fixed_section", reason, f"texts.{key}")
        if len(text) > MAX_TEXT:
            raise Rejected("too_long", f"{MAX_TEXT} letters at most", f"texts.{key}")


def _drafted(
    s: Situation,
    report: InformationReport,
    line: ReportLine | None,
    command: rc.WriteSheet,
    before: Sheet | None,
) -> Sheet:
    """Return the sheet without its sections, not signed."""
    unsent = report.draft
    if before is not None:
        contact = command.contact or before.contact
        return replace(
            before,
            contact=contact,
            state=SheetState.DRAFT,
            drafted_by=s.order.actor.name,
            drafted_at=s.order.at,
            signed_by="",
            signed_at=None,
            reason="",
        )
    nth = len(report.sent(command.kind)) + 1
    filling = _filling(s, report)
    return Sheet(
        number=len(report.sheets) + (0 if unsent is not None else 1),
        kind=command.kind,
        nth=nth,
        serial=unsent.serial if unsent is not None else _serial(s, report),
        title=title_of(filling, command.kind, nth),
        urgency=_urgency(s),
        office=_sender_office(s, report, line),
        addressee=_addressee(s, report, line),
        texts={},
        drafted_by=s.order.actor.name,
        drafted_at=s.order.at,
        contact=command.contact or _usual_contact(report),
    )


def _filling(s: Situation, report: InformationReport) -> Filling:
    return Filling(s.area, s.profile, s.the_incident, report, s.order.at)


def _urgency(s: Situation) -> str:
    for urgency in s.profile.sheets.urgencies:
        if applies(urgency.applies, s.the_incident):
            return urgency.zh
    return ""


def _serial(s: Situation, report: InformationReport) -> str:
    """Return the number of a new sheet: they are counted by place and year."""
    year = local_time(s.order.at, s.profile.utc_offset_s).year
    count = s.area.numbers.get(_count_key(s, report), 0) + 1
    words = {"code": report.place_code, "year": year, "count": count}
    return s.profile.sheets.serial.format_map(words)


def _count_key(s: Situation, report: InformationReport) -> str:
    year = local_time(s.order.at, s.profile.utc_offset_s).year
    return f"report_sheet/{report.place_code}/{year}"


def _sender_office(s: Situation, report: InformationReport, line: ReportLine | None) -> str:
    rules, places = s.profile.sheets, s.area.places
    name = _name(places, report.place_code)
    if line is not None and line.by_unit:
        return rules.unit_office.format_map({"place": name})
    if line is not None and line.sender_office:
        return f"{name}{line.sender_office}"
    return office_of(rules, places, report.place_code)


def _addressee(s: Situation, report: InformationReport, line: ReportLine | None) -> str:
    rules, places = s.profile.sheets, s.area.places
    office = line.office if line is not None else ""
    if report.to_code is None:
        return office or rules.beyond_office
    if office:
        return f"{_name(places, report.to_code)}{office}"
    return office_of(rules, places, report.to_code)


def _usual_contact(report: InformationReport) -> str:
    return next((one.contact for one in reversed(report.sheets) if one.contact), "")


def _name(places: Places, code: str) -> str:
    place = places.get(code)
    return code if place is None else place.name
