"""List the orders about evacuations that are no step of the table, in the imperative."""

import msgspec

from dispatch.domain.evacuations import Assignment
from dispatch.domain.messages import ACommand
from dispatch.domain.warnings import Polygon
from routing.geo import Position


class GroupToMove(msgspec.Struct, frozen=True):
    """People who are to leave together; without a name they are called after their place."""

    place_code: str
    people: int
    vulnerable: int = 0
    name: str = ""
    households: tuple[str, ...] = ()
    position: Position | None = None


class OrderEvacuation(ACommand, frozen=True):
    """Order people out of a danger, as the organ of a place or those on the spot."""

    place_code: str
    hazard: str
    reason: str
    groups: tuple[GroupToMove, ...]
    mode: str
    forced: bool = False
    incident_id: str | None = None
    warning_id: str | None = None
    polygons: tuple[Polygon, ...] = ()


class ExtendEvacuation(ACommand, frozen=True):
    """Order further groups out in an evacuation that runs."""

    evacuation_id: str
    groups: tuple[GroupToMove, ...]


class TieEvacuation(ACommand, frozen=True):
    """Say which incident an evacuation belongs to, once there is one."""

    evacuation_id: str
    incident_id: str


class AssignEvacuees(ACommand, frozen=True):
    """Say who is to go to which shelter, and how; what the groups named had before is void."""

    evacuation_id: str
    assignments: tuple[Assignment, ...]


class CountEvacuees(ACommand, frozen=True):
    """State counts of a group as they are now; what is not said stays as it was.

    Who is sheltered is counted by the shelters.
    """

    group_id: str
    people: int | None = None
    vulnerable: int | None = None
    notified: int | None = None
    moved: int | None = None
    elsewhere: int | None = None
    went_back: int | None = None
    note: str = ""


class ReportGoneBack(ACommand, frozen=True):
    """Report that people went back without leave, out of a shelter or on the way there."""

    group_id: str
    people: int
    shelter_id: str | None = None
    vulnerable: int = 0
    words: str = ""


class FetchBack(ACommand, frozen=True):
    """Send a team after those of a group who went back, the nearest of the village unless named."""

    group_id: str
    team_id: str | None = None


EvacuationCommand = (
    OrderEvacuation
    | ExtendEvacuation
    | TieEvacuation
    | AssignEvacuees
    | CountEvacuees
    | ReportGoneBack
    | FetchBack
)
