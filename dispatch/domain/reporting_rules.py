"""Know how a profile has incidents reported upwards: who to whom, of what, by when 信息报告.

All of it differs from place to place and is read from `reporting.yaml` and `sheets.yaml`.
"""

from enum import StrEnum
from functools import cached_property
from typing import Literal

import msgspec

from dispatch.domain.grades import EventClass, Grade, is_at_least
from dispatch.domain.information_reports import SheetKind
from dispatch.domain.lifecycle import Label
from dispatch.domain.places import AdminLevel


class Stage(StrEnum):
    """What a clock of a report waits for."""

    LEADER = "leader"  # the own duty leader is told
    LEADER_WRITTEN = "leader_written"  # the sheet lies before the own duty leader
    PHONE = "phone"
    WRITTEN = "written"
    RECEIPT = "receipt"  # the receiver checks it and acknowledges or returns it
    RESEND = "resend"  # what was returned is put right
    FOLLOWUP = "followup"
    ZERO = "zero"
    FINAL = "final"
    CORRECTION = "correction"
    AMENDMENT = "amendment"


class Applies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which events something is for; what is left out holds for all.

    With `sensitive` it is also for sensitive events of any grade, and of none.
    """

    classes: tuple[EventClass, ...] = ()
    kinds: tuple[str, ...] = ()
    except_kinds: tuple[str, ...] = ()
    grade_from: Grade | None = None
    sensitive: bool = False

    def to(self, event_class: EventClass, kind: str, grade: Grade | None, sensitive: bool) -> bool:
        """Whether it is for an event of that class, kind and grade."""
        if (self.classes and event_class not in self.classes) or kind in self.except_kinds:
            return False
        if self.kinds and kind not in self.kinds:
            return False
        if self.grade_from is None or (self.sensitive and sensitive):
            return True
        return is_at_least(grade, self.grade_from)


class FixedHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of the local day at which a follow-up is due, for events open `open_for_s` or more."""

    hours: tuple[str, ...]
    applies: Applies = Applies()
    open_for_s: float = 0.0
    basis: str = ""


class ReportLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who reports what to whom. Of the lines of one `route` the first that applies is taken.

    `sender` and `receiver` are levels; a receiver that is the sender's own level is another office
    of the same place, none is beyond the province. The lowest place of that level or above
    receives; where there is none, `beyond` says that the report leaves the area. It begins when the
    event is `registered`, when the sender has `received` word of it from below, or `by_hand`.
    `office` and `sender_office` are offices of these places other than their duty rooms.
    `by_unit` is the report of the enterprise or institution concerned. `clocks` are timers by what
    they wait for, before those of all lines.
    """

    zh: str
    en: str
    route: str
    sender: AdminLevel | None = None
    receiver: AdminLevel | None = None
    office: str = ""
    sender_office: str = ""
    begins: Literal["registered", "received", "by_hand"] = "registered"
    beyond: bool = False
    by_unit: bool = False
    applies: Applies = Applies()
    clocks: dict[Stage, str] = {}
    followups: tuple[FixedHours, ...] | None = None
    ends_with: SheetKind = SheetKind.FINAL
    zero: bool = False
    basis: str = ""


_Case = tuple[EventClass, str, Grade | None, bool]


class Amendment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how long casualties are amended after a kind of event: the timer of that window."""

    timer: str
    applies: Applies = Applies()


class ReportingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All of `reporting.yaml`. What is sent `early_s` or less before a fixed hour meets it.

    A change of one of the `casualty_facts` after the final report asks for an amendment.
    """

    lines: dict[str, ReportLine] = {}
    clocks: dict[Stage, str] = {}
    followups: tuple[FixedHours, ...] = ()
    early_s: float = 7_200.0
    amendments: tuple[Amendment, ...] = ()
    casualty_facts: tuple[str, ...] = ()

    def clock(self, line: str, stage: Stage) -> str | None:
        """Return the timer of a stage of a line, None where there is no such clock."""
        own = self.lines[line].clocks if line in self.lines else {}
        return own.get(stage, self.clocks.get(stage))

    def lines_for(
        self, event_class: EventClass, kind: str, grade: Grade | None, sensitive: bool
    ) -> tuple[tuple[str, ReportLine], ...]:
        """Return the lines, with their keys, that are for such an event and begin by themselves."""
        case = event_class, kind, grade, sensitive
        if (known := self._lines_for.get(case)) is None:
            known = self._lines_for[case] = tuple(
                (key, line)
                for key, line in self.lines.items()
                if line.begins != "by_hand" and line.applies.to(*case)
            )
        return known

    @cached_property
    def _lines_for(self) -> dict[_Case, tuple[tuple[str, ReportLine], ...]]:
        """Asked at every step of an incident, and there are few kinds of event: found once each."""
        return {}

    def hours(self, line: str) -> tuple[FixedHours, ...]:
        """Return the fixed hours of a line."""
        own = self.lines[line].followups if line in self.lines else None
        return self.followups if own is None else own

    @property
    def timers(self) -> frozenset[str]:
        """Every timer that the table of information reports starts by a line."""
        of_lines = (key for line in self.lines.values() for key in line.clocks.values())
        return frozenset((*self.clocks.values(), *of_lines, *(a.timer for a in self.amendments)))


class SheetSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section of a sheet; `fill` names what the log fills it with, `fixed` is not for editing.

    `facts` are the figures of the event it tells, by their keys; where none is known it is filled
    by `fill`.
    """

    zh: str
    en: str
    facts: tuple[str, ...] = ()
    fill: str = ""
    fixed: bool = False
    applies: Applies = Applies()


class SheetForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of sheet: how it is called, its title, and its sections in order."""

    zh: str
    en: str
    title: str
    sections: tuple[str, ...]


class Urgency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How urgent a sheet is marked; the first that applies."""

    zh: str
    en: str
    applies: Applies = Applies()


class SheetRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `sheets.yaml`: what stands on a sheet, in the words of the place.

    `offices` name who reports at each level; `phrases` are what the log's facts are put into. Both,
    like titles and `serial`, hold words in braces that are filled in.
    """

    heading: Label = Label("", "")
    header: dict[str, Label] = {}
    serial: str = ""
    offices: dict[AdminLevel, str] = {}
    unit_office: str = ""
    beyond_office: str = ""
    urgencies: tuple[Urgency, ...] = ()
    forms: dict[SheetKind, SheetForm] = {}
    sections: dict[str, SheetSection] = {}
    phrases: dict[str, str] = {}
    classes: dict[EventClass, Label] = {}
    grades: dict[Grade, Label] = {}
