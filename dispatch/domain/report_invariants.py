"""State what must hold of information reports, whatever was ordered."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Set

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
    Sheet,
    SheetKind,
    SheetState,
)

_ANSWERED = frozenset({SheetState.ACKED, SheetState.RETURNED})
_FIRST = frozenset({SheetKind.INITIAL})
_BEFORE_FINAL = frozenset({SheetKind.INITIAL, SheetKind.FOLLOWUP, SheetKind.ZERO})


def violations_of_reports(area: Area) -> Iterator[str]:
    """Yield what does not hold: a chain loses no step, and has no receipt of what was not sent."""
    known = {one for incident in area.incidents.values() for one in incident.information_report_ids}
    for report in area.information_reports.values():
        if report.chain_id not in known:
            yield f"{report.chain_id} is lost: no incident knows it"
        yield from _sheets(report)
        yield from _state(report)


def _sheets(report: InformationReport) -> Iterator[str]:
    if not report.sheets:
        return
    numbers = [one.number for one in report.sheets]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"{report.chain_id}: sheets {numbers} are not counted from 1"
    counted: defaultdict[SheetKind, list[int]] = defaultdict(list)
    for sheet in report.sheets:
        if sheet.sent_at is not None:
            counted[sheet.kind].append(sheet.nth)
        for wrong in _sheet(sheet, is_last=sheet is report.last):
            yield f"{report.chain_id}, sheet {sheet.number} {wrong}"
    for kind, told in counted.items():
        if sorted(set(told)) != list(range(1, max(told) + 1)):
            yield f"{report.chain_id}: {kind} counted {told}"


def _sheet(sheet: Sheet, *, is_last: bool) -> Iterator[str]:
    state, sent_at, is_unsent = sheet.state, sheet.sent_at, sheet.is_unsent
    if is_unsent and not is_last:
        yield "was never sent, and another was written"
    if (sent_at is None) != is_unsent:
        yield f"is {state} and was sent at {sent_at}"
    if sent_at is not None and sheet.signed_at is None:
        yield "was sent and never signed"
    if (state in _ANSWERED) != (sheet.answered_at is not None):
        yield f"is {state} and was answered at {sheet.answered_at}"


def _state(report: InformationReport) -> Iterator[str]:
    spoken = any(not one.to_leader for one in report.calls)
    kinds = {one.kind for one in report.sheets if one.sent_at is not None}
    if not _FITS[report.state](report, spoken, kinds):
        told = ", ".join(sorted(kinds)) or ("a call" if spoken else "nothing")
        yield f"{report.chain_id} is {report.state} with {told}"


_FITS: dict[str, Callable[[InformationReport, bool, Set[SheetKind]], bool]] = {
    DUE: lambda _report, spoken, kinds: not spoken and not kinds,
    CANCELLED: lambda _report, spoken, kinds: not spoken and not kinds,
    PHONED: lambda _report, spoken, kinds: spoken and not kinds,
    WRITTEN: lambda _report, _spoken, kinds: kinds == _FIRST,
    FOLLOWUP: lambda report, _spoken, kinds: (
        bool(kinds - _FIRST) or report.asked is SheetKind.CORRECTION
    ),
    FINAL: lambda _report, _spoken, kinds: bool(kinds - _BEFORE_FINAL),
    ACKNOWLEDGED: lambda report, _spoken, _kinds: bool(report.sheets) and report.awaited is None,
    CLOSED: lambda report, spoken, kinds: report.awaited is None and (bool(kinds) or spoken),
}
"""What a chain in each state may have told, by word of mouth and by kinds of sheets."""
