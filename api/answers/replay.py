"""What is answered about the past of an area: its span, board, map, state and events."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from api.answers.incidents import TimelinePage
from api.answers.live import ReplayMark, SnapshotFrame
from api.answers.roads import LineGeometry
from api.answers.shapes import RecordedEvent
from dispatch.domain.depots import Depot, Reservation
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.posts import CommandPost
from dispatch.domain.roads import RoadMeasure
from dispatch.domain.shelters import Shelter
from dispatch.domain.shipments import Shipment
from dispatch.domain.support import SupportRequest
from dispatch.domain.teams import Team


class ReplaySpan(Struct):
    """From when to when there is something to play; null moments while nothing happened."""

    area: str
    name: str
    exercise: bool
    first_position: int
    last_position: int
    begins_at: float | None
    ends_at: float | None


class BoardThen(SnapshotFrame, kw_only=True, tag="snapshot"):
    """What the live feed would have begun with then."""

    replay: ReplayMark


class StateThen(Struct, kw_only=True):
    """All there was, as far as the caller sees, with what was over and who was at rest."""

    area: str
    position: int
    exercise: bool | UnsetType = UNSET
    incidents: list[Incident]
    instructions: list[Instruction]
    teams: list[Team]
    depots: list[Depot]
    reservations: list[Reservation]
    shipments: list[Shipment]
    shelters: list[Shelter]
    support_requests: list[SupportRequest]
    command_posts: list[CommandPost]
    group_orders: list[GroupOrder]
    road_measures: list[RoadMeasure]
    replay: ReplayMark


class PointGeometry(Struct, tag="Point", tag_field="type"):
    """A GeoJSON point."""

    coordinates: tuple[float, float]


class ThenProperties(Struct):
    """What a feature is: an open incident, a team, or an arc of a measure in force."""

    what: Literal["incident", "team", "road_measure"]
    kind: str | UnsetType = UNSET
    state: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    measure_id: str | UnsetType = UNSET
    effect: str | UnsetType = UNSET


class FeatureThen(Struct, tag="Feature", tag_field="type"):
    """Something on the map; the `id` of an arc is its number."""

    id: int | str
    geometry: PointGeometry | LineGeometry
    properties: ThenProperties


class MapThen(Struct, kw_only=True, tag="FeatureCollection", tag_field="type"):
    """The map of a moment, as GeoJSON."""

    features: list[FeatureThen]
    exercise: bool | UnsetType = UNSET
    replay: ReplayMark


class MilestonesThen(TimelinePage):
    """Milestones of an area in words; `next` is the position to go on after, null at the end."""

    replay: ReplayMark


class EventsThen(Struct):
    """The events after a position; `next` is the position to go on from, null at the end."""

    items: list[RecordedEvent]
    next: int | None
    replay: ReplayMark
