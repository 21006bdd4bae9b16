"""Describe what callers send about duty."""

from typing import Annotated

from pydantic import Field

from api.inputs import Id, Input, Moment, Text
from dispatch.domain.duty_commands import SeatPlan, ShiftPlan

Name = Annotated[str, Field(max_length=100)]


class SeatIn(Input):
    """Who takes a seat of a shift; `name` is a user's."""

    name: Id
    seat: Id
    contact: Name = ""


class ShiftIn(Input):
    """A shift, from one moment to another."""

    begins_at: Moment
    ends_at: Moment
    people: Annotated[list[SeatIn], Field(min_length=1, max_length=50)]

    def value(self) -> ShiftPlan:
        """Return it as the domain has it."""
        people = tuple(SeatPlan(one.name, one.seat, one.contact) for one in self.people)
        return ShiftPlan(self.begins_at.timestamp(), self.ends_at.timestamp(), people)


class RosterIn(Input):
    """Shifts of a place, planned together: all of them or none."""

    place_code: Id
    shifts: Annotated[list[ShiftIn], Field(min_length=1, max_length=500)]


class AbsenceIn(Input):
    """Who is not there, why, and who stands in, if anybody does."""

    name: Id
    reason: Text
    stand_in: Name = ""
    contact: Name = ""


class NoteIn(Input):
    """What is written into a place's duty log, beside the entry at a position or on its own."""

    place_code: Id
    text: Text
    on_position: int | None = Field(default=None, ge=1)
