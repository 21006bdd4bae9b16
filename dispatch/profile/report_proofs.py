"""Prove how a profile has incidents reported: lines lead upwards, sheets can be filled."""

from collections.abc import Iterator
from string import Formatter

from dispatch.domain.information_reports import SheetKind
from dispatch.domain.local_time import second_of_day
from dispatch.domain.profile import Profile
from dispatch.domain.reporting_rules import Applies, FixedHours, ReportLine, Stage
from dispatch.domain.sheet_texts import FILLS
from dispatch.domain.sheet_words import PHRASES

NEEDED_STAGES = (Stage.RECEIPT, Stage.FOLLOWUP, Stage.FINAL, Stage.CORRECTION, Stage.AMENDMENT)
ENDS = (SheetKind.INITIAL, SheetKind.FINAL, SheetKind.VERIFIED)


def problems_of_reporting(profile: Profile) -> Iterator[str]:
    """Yield what is wrong with `reporting.yaml` and `sheets.yaml`, a line each."""
    where = "reporting.yaml"
    for key, line in profile.reporting.lines.items():
        for problem in _line(profile, line):
            yield f"{where}: lines: {key}: {problem}"
    yield from _clocks(profile, where)
    for problem in _hours(profile, profile.reporting.followups):
        yield f"{where}: followups: {problem}"
    if profile.reporting.lines:
        yield from _sheets(profile)


def _clocks(profile: Profile, where: str) -> Iterator[str]:
    rules = profile.reporting
    for stage, timer in rules.clocks.items():
        if timer not in profile.timers:
            yield f"{where}: clocks: {stage}: unknown timer {timer!r}"
    if rules.lines:
        for stage in NEEDED_STAGES:
            if stage not in rules.clocks:
                yield f"{where}: clocks: {stage}: missing, a report would never be late"
    for fact in rules.casualty_facts:
        if fact not in profile.facts:
            yield f"{where}: casualty_facts: unknown fact {fact!r}"
    for amendment in rules.amendments:
        if amendment.timer not in profile.timers:
            yield f"{where}: amendments: unknown timer {amendment.timer!r}"
        for problem in _applies(profile, amendment.applies):
            yield f"{where}: amendments: {amendment.timer}: {problem}"


def _line(profile: Profile, line: ReportLine) -> Iterator[str]:
    sender, receiver = line.sender, line.receiver
    if sender is not None and receiver is not None and receiver.rank > sender.rank:
        yield f"receiver: the {receiver.lower()} does not stand above the sender"
    by_itself = line.begins != "by_hand"
    if by_itself and line.sender is None and not line.by_unit:
        yield "sender: missing, nobody would report"
    if by_itself and line.receiver is None and not line.beyond:
        yield "receiver: missing, nobody would be told"
    if line.ends_with not in ENDS:
        yield f"ends_with: {line.ends_with} ends nothing"
    for stage, timer in line.clocks.items():
        if timer not in profile.timers:
            yield f"clocks: {stage}: unknown timer {timer!r}"
    yield from _applies(profile, line.applies)
    for problem in _hours(profile, line.followups or ()):
        yield f"followups: {problem}"


def _hours(profile: Profile, rules: tuple[FixedHours, ...]) -> Iterator[str]:
    for rule in rules:
        if not rule.hours:
            yield "hours: one at least"
        for hour in rule.hours:
            try:
                second_of_day(hour)
            except ValueError as problem:
                yield str(problem)
        yield from _applies(profile, rule.applies)


def _applies(profile: Profile, rule: Applies) -> Iterator[str]:
    for kind in (*rule.kinds, *rule.except_kinds):
        if kind not in profile.kinds:
            yield f"unknown kind {kind!r}"


def _sheets(profile: Profile) -> Iterator[str]:
    rules, where = profile.sheets, "sheets.yaml"
    for kind in SheetKind:
        form = rules.forms.get(kind)
        if form is None:
            yield f"{where}: forms: {kind}: missing, it would have to be written"
            continue
        yield from _words(f"{where}: forms: {kind}: title", form.title, {"place", "kind", "nth"})
        for key in form.sections:
            if key not in rules.sections:
                yield f"{where}: forms: {kind}: unknown section {key!r}"
    yield from _sections(profile, where)
    yield from _words(f"{where}: serial", rules.serial, {"code", "year", "count"})
    for admin_level, office in rules.offices.items():
        yield from _words(f"{where}: offices: {admin_level}", office, {"place"})
    for key, words in PHRASES.items():
        if key not in rules.phrases:
            yield f"{where}: phrases: {key}: missing, the log is put into its words"
        else:
            yield from _words(f"{where}: phrases: {key}", rules.phrases[key], words)
    for key in rules.phrases.keys() - PHRASES.keys():
        yield f"{where}: phrases: {key}: there is no such phrase"


def _sections(profile: Profile, where: str) -> Iterator[str]:
    for key, section in profile.sheets.sections.items():
        if section.fill and section.fill not in FILLS:
            yield f"{where}: sections: {key}: fill: nothing is known as {section.fill!r}"
        for fact in section.facts:
            if fact not in profile.facts:
                yield f"{where}: sections: {key}: facts: unknown fact {fact!r}"
        for problem in _applies(profile, section.applies):
            yield f"{where}: sections: {key}: {problem}"


def _words(where: str, text: str, known: set[str]) -> Iterator[str]:
    try:
        fields = [field for _text, field, _spec, _conversion in Formatter().parse(text)]
    except ValueError as problem:
        yield f"{where}: {problem}"
        return
    for field in fields:
        if field is not None and field not in known:
            yield f"{where}: unknown word {field!r}"
