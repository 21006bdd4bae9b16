"""What is answered about information reports 信息报告."""

from msgspec import Struct

from api.answers.shapes import CommandAnswer
from dispatch.domain.deadlines import Deadline
from dispatch.domain.information_reports import InformationReport, Sheet, SheetKind
from dispatch.domain.lifecycle import Label
from dispatch.domain.steps import AllowedAction


class InformationReportShown(InformationReport, frozen=True, kw_only=True):
    """A report with the clocks that run for it."""

    deadlines: list[Deadline]


class FormSection(Struct):
    """A section of a sheet; a fixed one cannot be written."""

    section: str
    zh: str
    en: str
    fixed: bool


class SheetForm(Struct):
    """A kind of sheet that can be written next."""

    zh: str
    en: str
    sections: list[FormSection]


class InformationReportDetail(InformationReportShown, frozen=True, kw_only=True):
    """A report in full; `forms` are the sheets that can be written next, by kind."""

    line_label: Label | None
    forms: dict[SheetKind, SheetForm]
    allowed_actions: list[AllowedAction]
    log_position: int


class OpenReportAnswer(CommandAnswer):
    """The report that was begun."""

    chain_id: str


class WriteSheetAnswer(CommandAnswer):
    """The sheet as it stands now, and which of its sections are in the drafter's own words."""

    sheet: Sheet
    edited: list[str]
