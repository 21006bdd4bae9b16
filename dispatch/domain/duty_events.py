"""List the facts about duty: shifts planned, manned, left unmanned, handed over."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.messages import AnEvent
from dispatch.domain.shifts import OpenItem, Seated, Shift


class ShiftPlanned(AnEvent, frozen=True):
    """A shift stands on the roster of a place."""

    row: str
    shift: Shift
    started: tuple[Deadline, ...] = ()


class CheckedIn(AnEvent, frozen=True):
    """Somebody of a shift is there 到岗."""

    shift_id: str
    name: str


class AbsenceRecorded(AnEvent, frozen=True):
    """Somebody of a shift does not come, or left; `stand_in` takes the seat, if anybody does."""

    shift_id: str
    name: str
    reason: str
    stand_in: Seated | None = None


class ShiftUnmanned(AnEvent, frozen=True):
    """Nobody has come to a shift, or to relieve it; the people of the place `told` are told."""

    shift_id: str
    told: str


class ShiftHandoverListed(AnEvent, frozen=True):
    """What is open was listed for the next shift; what was signed before counts no longer."""

    shift_id: str
    to_shift: str
    items: tuple[OpenItem, ...]


class ShiftHandoverSigned(AnEvent, frozen=True):
    """One side signed a handover of duty; `side` is `outgoing` or `incoming`."""

    shift_id: str
    side: str
    name: str
    words: str = ""


class ShiftHandoverDropped(AnEvent, frozen=True):
    """A handover of duty was broken off; the shift stays."""

    shift_id: str


class LogAnnotated(AnEvent, frozen=True):
    """Somebody wrote into the duty log of a place: beside an entry, or on its own."""

    place_code: str
    text: str
    by: str
    role: str
    on_position: int | None = None


DutyEvent = (
    ShiftPlanned
    | CheckedIn
    | AbsenceRecorded
    | ShiftUnmanned
    | ShiftHandoverListed
    | ShiftHandoverSigned
    | ShiftHandoverDropped
    | LogAnnotated
)
