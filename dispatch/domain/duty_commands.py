"""List the orders about duty, in the imperative: rosters, stand-ins, notes in the duty log."""

import msgspec

from dispatch.domain.messages import ACommand


class SeatPlan(msgspec.Struct, frozen=True):
    """Who takes a seat; `contact` is how they are reached."""

    name: str
    seat: str
    contact: str = ""


class ShiftPlan(msgspec.Struct, frozen=True):
    """A shift as it is planned, from one moment to another, in epoch seconds UTC."""

    begins_at: float
    ends_at: float
    people: tuple[SeatPlan, ...]


class PlanShifts(ACommand, frozen=True):
    """Plan shifts of a place 排班: all of them, or none."""

    place_code: str
    shifts: tuple[ShiftPlan, ...]


class RecordAbsence(ACommand, frozen=True):
    """Say that somebody does not come, or has to leave, and who stands in 替班, if anybody does."""

    shift_id: str
    name: str
    reason: str
    stand_in: str = ""
    contact: str = ""


class AnnotateLog(ACommand, frozen=True):
    """Write into the duty log of a place: beside the entry at a position, or on its own."""

    place_code: str
    text: str
    on_position: int | None = None


DutyCommand = PlanShifts | RecordAbsence | AnnotateLog
