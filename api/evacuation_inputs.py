"""Describe what callers send about evacuations."""

from typing import Annotated, Literal

from pydantic import Field

from api.geojson_inputs import GeoPolygonIn
from api.inputs import Id, Input, People, PositionIn, Text
from dispatch.domain.evacuation_commands import CountEvacuees
from dispatch.domain.evacuations import Assignment

SomePeople = Annotated[int, Field(ge=1, le=1_000_000)]
Polygons = Annotated[list[GeoPolygonIn], Field(max_length=50)]
Seats = Annotated[int, Field(ge=0, le=1_000_000)]


class GroupToMoveIn(Input):
    """People who leave together; what is not said is what is on record of their place."""

    place_code: Id
    people: SomePeople | None = None
    vulnerable: People | None = None
    name: Annotated[str, Field(max_length=100)] = ""
    households: list[Annotated[str, Field(max_length=100)]] = Field(
        default_factory=list, max_length=500
    )
    position: PositionIn | None = None


class AreaIn(Input):
    """Who is to leave: all who live in the polygons, and the groups that are listed."""

    polygons: Polygons = Field(default_factory=list)
    groups: list[GroupToMoveIn] = Field(default_factory=list, max_length=5_000)


class EvacuationIn(AreaIn):
    """People to be ordered out of a danger, by the caller's own place unless said."""

    hazard: Id
    reason: Text
    mode: Id | None = Field(default=None, description="how long they stay; the profile's if absent")
    forced: bool = False
    place_code: Id | None = None
    incident_id: Id | None = None
    warning_id: Id | None = None


class TieIn(Input):
    """The incident an evacuation belongs to."""

    incident_id: Id


class AssignmentIn(Input):
    """People of a group who are to go to a shelter."""

    group_id: Id
    shelter_id: Id
    people: SomePeople
    vulnerable: People = 0
    by: Literal["walk", "bus"] = "walk"
    travel_s: float | None = Field(default=None, ge=0)

    def value(self) -> Assignment:
        """Return it as the domain has it."""
        return Assignment(
            self.group_id, self.shelter_id, self.people, self.vulnerable, self.by, self.travel_s
        )


class AssignmentsIn(Input):
    """Who goes where: as listed, or without a list as it is reckoned now."""

    assignments: list[AssignmentIn] | None = Field(default=None, max_length=20_000)
    seats: Seats | None = Field(default=None, description="in buses; the profile's if absent")
    also_closed: bool = True


class CountsIn(Input):
    """Counts of a group as they are now; who is sheltered is counted by the shelters."""

    people: SomePeople | None = None
    vulnerable: People | None = None
    notified: People | None = None
    moved: People | None = None
    elsewhere: People | None = None
    went_back: People | None = None
    note: Text = ""

    def command(self, group_id: str) -> CountEvacuees:
        """Return the order that states them."""
        return CountEvacuees(group_id, **self.model_dump())


class GoneBackIn(Input):
    """People who went back without leave, out of a shelter or on the way there."""

    people: SomePeople
    shelter_id: Id | None = None
    vulnerable: People = 0
    words: Text = ""


class FetchIn(Input):
    """Who is to fetch them; the nearest force of the village if absent."""

    team_id: Id | None = None
