"""Describe what callers send about command posts."""

from typing import Annotated

from pydantic import Field

from api.inputs import Id, Input, Moment, People, Text
from dispatch.domain.posts import GroupStaff, Sector

Name = Annotated[str, Field(max_length=100)]


class NoticeIn(Input):
    """Which post is called, for which incident or warning, and why."""

    place_code: Id
    incident_id: Id | None = None
    warning_id: Id | None = None
    reason: Text = ""


class StaffIn(Input):
    """Who mans a working group; without a leader it is only called for."""

    leader: Name = ""
    unit: Name = ""
    contact: Name = ""
    people: People = 0

    def value(self) -> GroupStaff:
        """Return it as the domain has it."""
        return GroupStaff(self.leader, self.unit, self.contact, self.people)


class SectorIn(Input):
    """Who supervises a sector, and who works there."""

    supervisor: Id
    team_ids: list[Id] = Field(default_factory=list, max_length=200)
    group: Name = ""
    radio: Name = ""
    task: Text = ""

    def value(self, name: str) -> Sector:
        """Return it as the domain has it."""
        teams = tuple(self.team_ids)
        return Sector(name, self.supervisor, teams, self.group, self.radio, self.task)


class PositionHolderIn(Input):
    """Who holds a function; empty leaves it to the commander."""

    name: Name


class ObjectiveIn(Input):
    """What is to be reached, by which group, until when."""

    text: Text
    group: Name = ""
    due_at: Moment | None = None


class ObjectiveProgressIn(Input):
    """How far an objective has come."""

    percent: int = Field(ge=0, le=100)
    note: Text = ""


class GroupOrderIn(Input):
    """A task for a working group."""

    group: Id
    task: Text
    due_at: Moment | None = None


class NoteIn(Input):
    """What is to be said."""

    note: Text


class TouchedIn(Input):
    """Places an incident touches beside its own, and why."""

    place_codes: Annotated[list[Id], Field(min_length=1, max_length=100)]
    reason: Text
