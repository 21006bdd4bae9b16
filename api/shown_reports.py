"""Show information reports to those on both sides: a level above sees what was sent to it."""

from typing import Any

from msgspec.structs import replace

from api.shown import plain
from api.visibility import View, sees_drafts
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline, deadline_id
from dispatch.domain.information_reports import InformationReport, Sheet
from dispatch.domain.profile import Profile
from dispatch.domain.report_clocks import LIFECYCLE
from dispatch.domain.sheets import kinds_next


def as_seen(report: InformationReport, view: View) -> InformationReport:
    """Return a report as a viewer may see it: without the sheet that is not sent yet."""
    if report.draft is None or sees_drafts(report, view):
        return report
    return replace(report, sheets=report.sheets[:-1], edited=())


def report_body(
    area: Area, profile: Profile, report: InformationReport, view: View
) -> dict[str, Any]:
    """Return a report with the clocks that run for it."""
    shown: dict[str, Any] = plain(as_seen(report, view))
    return shown | {"deadlines": plain(deadlines_of(area, profile, report))}


def deadlines_of(area: Area, profile: Profile, report: InformationReport) -> list[Deadline]:
    """Return the clocks that run for a report, the soonest first."""
    ids = (deadline_id(LIFECYCLE, report.chain_id, one) for one in profile.reporting.timers)
    running = [area.deadlines[one] for one in ids if one in area.deadlines]
    return sorted(running, key=lambda one: (one.due_at, one.timer))


def forms_of(profile: Profile, report: InformationReport) -> dict[str, Any]:
    """Return the kinds of sheet that can be written next, and what their sections are called."""
    rules, line = profile.sheets, profile.reporting.lines.get(report.line)
    forms = {kind: rules.forms[kind] for kind in kinds_next(report, line)}
    return {
        kind: {
            "zh": form.zh,
            "en": form.en,
            "sections": [
                {"section": key, "zh": section.zh, "en": section.en, "fixed": section.fixed}
                for key in form.sections
                for section in (rules.sections[key],)
            ],
        }
        for kind, form in forms.items()
    }


def sheet_of(report: InformationReport, view: View, number: int | None) -> Sheet | None:
    """Return a sheet of a report that a viewer may see, the newest unless one is named."""
    sheets = as_seen(report, view).sheets
    if number is None:
        return sheets[-1] if sheets else None
    return next((one for one in sheets if one.number == number), None)
