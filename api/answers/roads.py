"""What is answered about roads: the words, the measures, ways and reach as GeoJSON."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from api.answers.shapes import CommandAnswer, Page
from dispatch.domain.impacts import Unreachable
from dispatch.domain.roads import RoadMeasure
from dispatch.domain.travel import Condition, Serves, Travel
from routing.geo import Position


class RoadsShown(Struct):
    """The words of the roads, and the overlay that is in force."""

    network: str
    nodes: int
    arcs: int
    attribution: str
    overlay: int
    road_version: str
    metrics: dict[str, Travel]
    serves: Serves
    conditions: dict[str, Condition]


class RoadNames(Struct):
    """What roads are called, and for each of them where some of it is."""

    items: list[str]
    positions: list[Position]


class MeasurePage(Page[RoadMeasure]):
    """A page of measures, with the overlay and the position it is as of."""

    overlay: int
    position: int


class MeasureDetail(RoadMeasure, frozen=True, kw_only=True):
    """A measure with its blast radius, once that is `assessed`."""

    assessed: bool
    log_position: int


class OrderMeasureAnswer(CommandAnswer):
    """The measure, and how many arcs it is about."""

    measure_id: str
    state: str
    arcs: int


class ReopenAnswer(CommandAnswer):
    """The measures that ended, and those of which a part is open again."""

    ended: list[str]
    partly_reopened: list[str]


class LineGeometry(Struct, tag="LineString", tag_field="type"):
    """A GeoJSON line."""

    coordinates: list[tuple[float, float]]


class PolygonGeometry(Struct, tag="Polygon", tag_field="type"):
    """A GeoJSON polygon."""

    coordinates: list[list[tuple[float, float]]]


class MultiPolygonGeometry(Struct, tag="MultiPolygon", tag_field="type"):
    """GeoJSON polygons that belong together."""

    coordinates: list[list[list[tuple[float, float]]]]


class RoadProperties(Struct):
    """What a road is called."""

    name: str


class RoadFeature(Struct, tag="Feature", tag_field="type"):
    """One arc of a measure; its `id` is the number of the arc."""

    id: int
    geometry: LineGeometry
    properties: RoadProperties


class RoadLines(Struct, tag="FeatureCollection", tag_field="type"):
    """The roads of a measure."""

    features: list[RoadFeature]


class RoadEdge(Struct):
    """A road near a point, drawn in the direction of `arc`; `way_back` is the arc of the other."""

    arc: int
    way_back: int | None
    name: str
    highway: str
    distance_m: float
    geometry: LineGeometry


class RoadEdges(Struct):
    """The roads nearest to a point."""

    network: str
    items: list[RoadEdge]


class PathStep(Struct):
    """A step of the way, as a driver is told."""

    text: str
    maneuver: str
    road: str
    length_m: float
    travel_s: float
    position: Position


class Way(Struct):
    """How long a way takes, or why there is none; `steps` where a language was named."""

    metric: str
    road_version: str
    overlay: int
    reachable: bool
    travel_s: float | None
    length_m: float | UnsetType = UNSET
    steps: list[PathStep] | UnsetType = UNSET
    reason: Unreachable | UnsetType = UNSET
    detail: str | UnsetType = UNSET


class PathFeature(Struct, tag="Feature", tag_field="type"):
    """The fastest way; without a geometry where there is none."""

    geometry: LineGeometry | None
    properties: Way


class Reach(Struct):
    """Which team could be there soonest, or why none can."""

    metric: str
    road_version: str
    overlay: int
    reachable: bool
    travel_s: float | None
    team_id: str | UnsetType = UNSET
    reason: Unreachable | UnsetType = UNSET
    detail: str | UnsetType = UNSET


class IsochroneSize(Struct):
    """What is reached within so many minutes."""

    minutes: float
    area_km2: float


class IsochroneFeature(Struct, tag="Feature", tag_field="type"):
    """The area that is reached within a limit."""

    geometry: PolygonGeometry | MultiPolygonGeometry
    properties: IsochroneSize


class Isochrones(Struct):
    """The areas reached, one a limit."""

    type: Literal["FeatureCollection"]
    features: list[IsochroneFeature]
    metric: str
    road_version: str
    overlay: int
