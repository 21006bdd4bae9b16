"""What is answered about teams, their orders, and who is proposed to go."""

from msgspec import Struct

from dispatch.assignment.coverage import Share
from dispatch.assignment.move_up import MoveUpProposal
from dispatch.domain.instructions import Instruction
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.steps import AllowedAction
from dispatch.domain.teams import Team
from dispatch.engine.positions import Fix


class TeamDetail(Team, frozen=True, kw_only=True):
    """A team, its latest fix, and what the caller may do with it now."""

    fix: Fix | None
    allowed_actions: list[AllowedAction]
    log_position: int


class PositionAnswer(Struct):
    """`fresh` is false when a fix as new was known already."""

    fresh: bool


class Fixes(Struct):
    """The latest fix of each team."""

    items: list[Fix]
    position: int


class InstructionShown(Instruction, frozen=True, kw_only=True):
    """An order with what its team owes an answer to."""

    awaits: list[str]  # type: ignore[assignment]


class InstructionDetail(InstructionShown, frozen=True, kw_only=True):
    """An order with where it leads, who is in charge there, and what the caller may do now.

    `report_texts` is what was reported, in the words of who called: who goes there must know.
    """

    incident_kind: str
    place_name: str
    in_charge: str
    report_texts: list[str]
    team_name: str
    allowed_actions: list[AllowedAction]
    log_position: int


class ShareChange(Struct):
    """How a capability's number changes once some teams have gone."""

    capability: str
    now: Share
    after: Share


class RecommendationDetail(Recommendation, frozen=True, kw_only=True):
    """A recommendation with what stays covered once its teams have gone."""

    coverage: list[ShareChange]


class CoverageShares(Struct):
    """The number of every capability that has a standard, within a place."""

    items: list[Share]
    place: str
    road_version: str


class PointGeometry(Struct, tag="Point", tag_field="type"):
    """A GeoJSON point."""

    coordinates: tuple[float, float]


class CoverageOfPlace(Struct):
    """Who reaches a place: how many free teams in time, and how soon the first two are there."""

    name: str
    people: int
    teams: int
    covered: bool
    nearest_s: float | None
    next_s: float | None


class CoverageFeature(Struct, tag="Feature", tag_field="type"):
    """A place where people live."""

    id: str
    geometry: PointGeometry
    properties: CoverageOfPlace


class CoverageMap(Share, frozen=True, kw_only=True, tag="FeatureCollection", tag_field="type"):
    """Every place with who reaches it, and the number over all."""

    place: str
    road_version: str
    features: list[CoverageFeature]


class MoveUpAnswer(Struct):
    """Who should stand by elsewhere; null while cover is as it should be."""

    proposal: MoveUpProposal | None
