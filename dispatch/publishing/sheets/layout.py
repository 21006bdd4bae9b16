"""Lay out a report sheet 突发事件信息报告单: its head, its header cells and its sections, as text.

The same layout is printed as DOCX and as PDF.
"""

import msgspec

from dispatch.domain.area import Area
from dispatch.domain.information_reports import InformationReport, Sheet
from dispatch.domain.local_time import local_time
from dispatch.domain.profile import Profile
from dispatch.publishing.notices import EXERCISE


class Cell(msgspec.Struct, frozen=True):
    """A label and what stands beside it."""

    label: str
    text: str


class Layout(msgspec.Struct, frozen=True):
    """A sheet as it is printed. `header` goes two cells to a line, but for `wide`, one to a line.

    `foot` says what became of it, or that it is a draft.
    """

    heading: str
    title: str
    header: tuple[Cell, ...]
    wide: tuple[Cell, ...]
    sections: tuple[Cell, ...]
    foot: str
    file_name: str


def laid_out(area: Area, profile: Profile, report: InformationReport, sheet: Sheet) -> Layout:
    """Return the layout of one sheet of a report."""
    rules, mark = profile.sheets, EXERCISE if area.exercise else ""
    labels = {key: label.zh for key, label in rules.header.items()}
    moment = sheet.drafted_at if sheet.sent_at is None else sheet.sent_at
    values = {
        "serial": sheet.serial,
        "urgency": sheet.urgency,
        "office": sheet.office,
        "moment": _moment(profile, moment),
        "signed_by": sheet.signed_by,
        "drafted_by": sheet.drafted_by,
        "contact": sheet.contact,
        "addressee": sheet.addressee,
        "copied_to": "、".join(_name(area, one) for one in report.copied_to),
    }
    cells = {key: Cell(labels[key], values[key]) for key in values if key in labels}
    wide = ("addressee", "copied_to")
    return Layout(
        heading=f"{mark}{rules.heading.zh}",
        title=sheet.title,
        header=tuple(cell for key, cell in cells.items() if key not in wide),
        wide=tuple(cells[key] for key in wide if key in cells and cells[key].text),
        sections=tuple(
            Cell(rules.sections[key].zh if key in rules.sections else key, text)
            for key, text in sheet.texts.items()
        ),
        foot=_foot(profile, sheet),
        file_name=f"{mark}{sheet.title}",
    )


def _foot(profile: Profile, sheet: Sheet) -> str:
    phrases = profile.sheets.phrases
    if sheet.sent_at is None:
        return phrases.get("draft", "")
    if sheet.answered_at is None:
        return phrases.get("unanswered", "")
    moment = _moment(profile, sheet.answered_at)
    words = {"name": sheet.answered_by, "moment": moment, "reason": sheet.reason}
    return phrases.get(sheet.state.lower(), "").format_map(words)


def _moment(profile: Profile, at: float) -> str:
    local = local_time(at, profile.utc_offset_s)
    return profile.sheets.phrases.get("moment", "").format_map(msgspec.structs.asdict(local))


def _name(area: Area, code: str) -> str:
    place = area.places.get(code)
    return code if place is None else place.name
