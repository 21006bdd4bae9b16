"""What is answered about duty: rosters, who is there, handovers."""

from msgspec import Struct

from api.answers.shapes import CommandAnswer
from dispatch.domain.log_notes import LogNote
from dispatch.domain.shifts import OpenItem, Seated, Shift, ShiftHandover
from dispatch.domain.steps import AllowedAction
from dispatch.publishing.telling.entries import Entry


class OpenItemShown(OpenItem, frozen=True, kw_only=True):
    """An open item, with words for people."""

    zh: str
    en: str


class ShiftHandoverShown(ShiftHandover, frozen=True, kw_only=True):
    """A handover of duty, each item with words."""

    items: tuple[OpenItemShown, ...]


class ShiftDetail(Shift, frozen=True, kw_only=True):
    """A shift, what is open at its place now, and what the caller may do."""

    handover: ShiftHandoverShown | None
    open_items: list[OpenItemShown]
    allowed_actions: list[AllowedAction]
    log_position: int


class OnDuty(Struct):
    """Who is on duty at a place now; without a roster nobody is named."""

    place_code: str
    has_roster: bool
    people: list[Seated]


class RosterAnswer(CommandAnswer):
    """The shifts that were planned."""

    shift_ids: list[str]


class DutyLogEntry(Entry, frozen=True, kw_only=True):
    """What happened at a minute, the incident it belongs to, and the notes beside it."""

    incident_id: str | None
    notes: list[LogNote]


class DutyLogPage(Struct):
    """Entries of a duty log, the earliest first; `next` goes into `after`, null at the end."""

    place_code: str
    items: list[DutyLogEntry]
    next: int | None
    log_position: int
