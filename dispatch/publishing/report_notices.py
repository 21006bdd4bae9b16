"""Say what people are told of information reports: received, returned, late, owed."""

from collections.abc import Iterator

from dispatch.domain import report_events as re
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.information_reports import InformationReport, SheetKind, SheetState
from dispatch.domain.profile import Profile
from dispatch.publishing.notice import Notice
from dispatch.publishing.notice_words import of_incident, same


def notices_of_reports(recorded: Recorded, area: Area, profile: Profile) -> Iterator[Notice]:
    """Yield what is to be told of an event of a report; `area` is any state after it."""
    write = _Writer(recorded, area, profile)
    match recorded.event:
        case re.SheetMoved(state=SheetState.SUBMITTED) as moved:
            report = area.information_reports[moved.chain_id]
            yield write.of_report("report_to_sign", report, "", (report.place_code,))
        case re.SheetMoved(state=SheetState.SENT) as moved:
            report = area.information_reports[moved.chain_id]
            if report.to_code is not None:
                places = (report.to_code, *report.copied_to)
                title = report.sheets[moved.number - 1].title
                yield write.of_report("report_received", report, title, places)
        case re.SheetMoved(state=SheetState.RETURNED) as moved:
            report = area.information_reports[moved.chain_id]
            yield write.of_report("report_returned", report, moved.reason, (report.place_code,))
        case re.SheetAsked(kind=SheetKind() as kind) as asked:
            report = area.information_reports[asked.chain_id]
            words = f"{profile.sheets.forms[kind].zh} {profile.sheets.forms[kind].en}"
            yield write.of_report("report_owed", report, words, (report.place_code,))
        case re.ReportAlarmed() as late:
            report = area.information_reports[late.chain_id]
            timer = profile.timers.get(late.timer)
            words = late.timer if timer is None else f"{timer.zh} {timer.en}"
            places = (late.place_code, *((late.copied_to,) if late.copied_to else ()))
            yield write.of_report("report_late", report, words, places)
        case _:
            pass


class _Writer:
    """Writes the notices of one event."""

    def __init__(self, recorded: Recorded, area: Area, profile: Profile) -> None:
        self._recorded, self._area, self._profile = recorded, area, profile

    def of_report(
        self, kind: str, report: InformationReport, words: str, places: tuple[str, ...]
    ) -> Notice:
        """Return what the duty rooms of some places are told of a report."""
        incident = self._area.incidents[report.incident_id]
        return of_incident(
            *(self._recorded, self._area, self._profile, kind, incident, report.chain_id),
            {"words": same(words)},
            place_codes=places,
        )
