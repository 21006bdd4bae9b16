"""Hold what one place reports of an incident to another above it 信息报告: a chain of sheets.

One chain per incident, route and reporting place, from the first call to the final report. Its
state is one of the table of information reports; every sheet has a state of its own.
"""

from enum import StrEnum

import msgspec

# States of the table that the code knows by name.
DUE, PHONED, WRITTEN, FOLLOWUP = "DUE", "PHONED", "WRITTEN", "FOLLOWUP"
FINAL, ACKNOWLEDGED, CLOSED, CANCELLED = "FINAL", "ACKNOWLEDGED", "CLOSED", "CANCELLED"

REPORT_STATES = (DUE, PHONED, WRITTEN, FOLLOWUP, FINAL, ACKNOWLEDGED, CLOSED, CANCELLED)

SETTLED = frozenset({ACKNOWLEDGED, CLOSED})
"""The final report lies with the level above, which has acknowledged it."""


class SheetKind(StrEnum):
    """What a sheet is: 初报, 续报, 零报告, 终报, 核报, 更正报告, 补报."""

    INITIAL = "INITIAL"
    FOLLOWUP = "FOLLOWUP"
    ZERO = "ZERO"
    FINAL = "FINAL"
    VERIFIED = "VERIFIED"
    CORRECTION = "CORRECTION"
    AMENDMENT = "AMENDMENT"


LAST_KINDS = frozenset({SheetKind.FINAL, SheetKind.VERIFIED})
"""What ends the reports of an event."""


class SheetState(StrEnum):
    """How far a sheet has come: written, laid before the leader, signed, sent, received or not."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    SIGNED = "SIGNED"
    SENT = "SENT"
    ACKED = "ACKED"
    RETURNED = "RETURNED"


UNSENT = frozenset({SheetState.DRAFT, SheetState.SUBMITTED, SheetState.SIGNED})


class Sheet(msgspec.Struct, frozen=True):
    """One 突发事件信息报告单, counted from 1 in its chain; `nth` counts the sheets of its kind.

    `serial` is its number with the reporting place (编号). `texts` are its sections by key, as they
    were when it was written: filled from the log, and changed by the drafter. `reason` says why it
    was sent back or returned.
    """

    number: int
    kind: SheetKind
    nth: int
    serial: str
    title: str
    urgency: str
    office: str
    addressee: str
    texts: dict[str, str]
    drafted_by: str
    drafted_at: float
    contact: str = ""
    state: SheetState = SheetState.DRAFT
    signed_by: str = ""
    signed_at: float | None = None
    sent_at: float | None = None
    answered_by: str = ""
    answered_at: float | None = None
    reason: str = ""

    @property
    def is_unsent(self) -> bool:
        """Whether it still lies with the reporting place."""
        return self.state in UNSENT


class Call(msgspec.Struct, frozen=True):
    """A report by word of mouth: who told whom, when; `to_leader`: the own duty leader 带班领导."""

    by: str
    to: str
    at: float
    words: str = ""
    to_leader: bool = False


class ReportAlarm(msgspec.Struct, frozen=True):
    """Somebody was late: by which timer, whose duty leader was alarmed, who got a copy."""

    timer: str
    place_code: str
    at: float
    copied_to: str | None = None


class ReportNote(msgspec.Struct, frozen=True):
    """What is put on file beside the reports."""

    by: str
    text: str
    at: float


class InformationReport(msgspec.Struct, frozen=True):
    """A chain of reports of one place about one incident, by a line of the profile.

    `to_code` is the place that receives them; None is beyond this area, and the receipt is then put
    on record by whoever reports. Skipped levels get a copy: `copied_to`. `received_at` is when the
    reporting place learnt of the event. `asked` is what it owes beside what its state says: a final
    report, a correction, an amendment. `edited` are the sections of the sheet not sent yet that are
    in the drafter's words. `void` says that the event turned out to be none.
    """

    chain_id: str
    incident_id: str
    line: str
    route: str
    place_code: str
    state: str
    opened_at: float
    received_at: float
    to_code: str | None = None
    copied_to: tuple[str, ...] = ()
    reason: str = ""
    calls: tuple[Call, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    notes: tuple[ReportNote, ...] = ()
    edited: tuple[str, ...] = ()
    asked: SheetKind | None = None
    asked_reason: str = ""
    void: bool = False
    is_open: bool = True
    overdue: tuple[str, ...] = ()
    alarms: tuple[ReportAlarm, ...] = ()
    reached: dict[str, float] = {}
    revision: int = 0

    @property
    def draft(self) -> Sheet | None:
        """The sheet that is not sent yet, if there is one: always the last."""
        last = self.last
        return last if last is not None and last.is_unsent else None

    @property
    def last(self) -> Sheet | None:
        """The newest sheet."""
        return self.sheets[-1] if self.sheets else None

    @property
    def awaited(self) -> Sheet | None:
        """The newest sheet that was sent and not answered yet."""
        sent = [one for one in self.sheets if one.state is SheetState.SENT]
        return sent[-1] if sent else None

    @property
    def told_at(self) -> float | None:
        """When the receiver first heard of it, by telephone or in writing; None: not yet."""
        spoken = [one.at for one in self.calls if not one.to_leader]
        written = [one.sent_at for one in self.sheets if one.sent_at is not None]
        return min((*spoken, *written), default=None)

    def sent(self, *kinds: SheetKind) -> tuple[Sheet, ...]:
        """Return the sheets of these kinds that were sent and were not returned."""
        gone = (SheetState.SENT, SheetState.ACKED)
        return tuple(one for one in self.sheets if one.kind in kinds and one.state in gone)
