"""Describe what callers send about shelters and the people who go there."""

from typing import Annotated, Literal

from pydantic import Field

from api.inputs import Id, Input, PositionIn, Text

People = Annotated[int, Field(ge=1, le=1_000_000)]
Vulnerable = Annotated[int, Field(ge=0, le=1_000_000)]


class AdmissionIn(Input):
    """People taken in, for a stay of a mode; what they flee and where they are from, if known."""

    mode: Id
    people: People
    vulnerable: Vulnerable = 0
    incident_id: Id | None = None
    place_code: Id | None = None
    group_id: Id | None = Field(default=None, description="their group of an evacuation")


class DepartureIn(Input):
    """People who left, of those who stayed in a mode."""

    mode: Id
    people: People
    vulnerable: Vulnerable = 0
    reason: Text = ""
    group_id: Id | None = Field(default=None, description="their group of an evacuation")
    to: Literal["HOME", "ELSEWHERE", "SHELTER"] | None = Field(
        default=None, description="where those of a group go; home only once they are cleared"
    )


class GroupIn(Input):
    """People of one place who belong together; without a position they are at the place's own."""

    place_code: Id
    people: People
    vulnerable: Vulnerable = 0
    position: PositionIn | None = None
    group_id: Id | None = None


class AllocationIn(Input):
    """Who is to be sheltered, for which stay, and how many seats there are in buses.

    Groups, or an incident: then those for whom it still wants places, from where it is. With
    `also_closed` shelters count that would have to be opened first.
    """

    mode: Id
    groups: list[GroupIn] = Field(default_factory=list, max_length=500)
    incident_id: Id | None = None
    seats: int = Field(default=0, ge=0, le=1_000_000)
    also_closed: bool = False
