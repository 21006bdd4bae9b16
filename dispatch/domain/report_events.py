"""List the facts about information reports: begun, told by telephone, written, signed, answered."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.information_reports import InformationReport, Sheet, SheetKind, SheetState
from dispatch.domain.messages import AnEvent


class InformationReportBegun(AnEvent, frozen=True):
    """A place owes another above it word of an incident, or begins to report it by hand."""

    row: str
    report: InformationReport
    started: tuple[Deadline, ...] = ()


class FollowupDue(AnEvent, frozen=True):
    """The next follow-up is due at another moment than before: the event is graver now."""

    chain_id: str
    started: tuple[Deadline, ...] = ()


class ReportPhoned(AnEvent, frozen=True):
    """A report was made by word of mouth: to the level above, or to the own duty leader."""

    chain_id: str
    to: str
    words: str = ""
    by: str = ""
    to_leader: bool = False


class SheetWritten(AnEvent, frozen=True):
    """A sheet was written, or one that is not sent yet was changed.

    `edited` are its sections in the drafter's own words; a new sheet counts under `counted_as`.
    """

    row: str
    chain_id: str
    sheet: Sheet
    edited: tuple[str, ...] = ()
    counted_as: str = ""


class SheetDropped(AnEvent, frozen=True):
    """A sheet that was not sent is wanted no more."""

    chain_id: str
    number: int
    reason: str


class SheetMoved(AnEvent, frozen=True):
    """A sheet was laid before the leader, sent back, signed, sent, acknowledged or returned."""

    chain_id: str
    number: int
    state: SheetState
    name: str
    place_code: str
    reason: str = ""


class SheetAsked(AnEvent, frozen=True):
    """A final report, a correction or an amendment is owed; None: no longer."""

    chain_id: str
    kind: SheetKind | None
    reason: str = ""
    void: bool = False


class ReportAlarmed(AnEvent, frozen=True):
    """A report is late: the duty leader of a place is alarmed, the level above gets a copy."""

    chain_id: str
    timer: str
    place_code: str
    copied_to: str | None = None


class ReportNoted(AnEvent, frozen=True):
    """Something was put on file beside the reports."""

    chain_id: str
    text: str
    by: str = ""


ReportEvent = (
    InformationReportBegun
    | FollowupDue
    | ReportPhoned
    | SheetWritten
    | SheetDropped
    | SheetMoved
    | SheetAsked
    | ReportAlarmed
    | ReportNoted
)
