"""The messages of the live feed, each by its `type`, and the one that a client may say."""

from msgspec import UNSET, Struct, UnsetType

from api.answers.alarms import AlarmGroupCount, AlarmShown
from api.answers.command import PlanCheckShown
from api.answers.information_reports import InformationReportShown
from api.answers.shapes import RecordedEvent
from api.answers.warnings import EvacuationShown
from dispatch.assignment.coverage import Share
from dispatch.assignment.move_up import MoveUpProposal
from dispatch.domain.exchanges import Exchange
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.posts import CommandPost
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.roads import RoadMeasure
from dispatch.domain.shifts import Shift
from dispatch.domain.shipments import Shipment
from dispatch.domain.teams import Team
from dispatch.domain.warnings import HazardWarning
from dispatch.engine.positions import Fix


class TokenFrame(Struct):
    """What a client without header and cookie says first."""

    token: str


class ReplayOrder(Struct):
    """What a client says to a replay: go to a moment, play so many times as fast, or both."""

    at: float | UnsetType = UNSET
    speed: float | UnsetType = UNSET


class ReplayMark(Struct, kw_only=True):
    """The mark 回放 of what is past: the moment that is played, and how fast where it is played."""

    zh: str
    en: str
    at: float
    position: int
    speed: float | UnsetType = UNSET


class Frame(Struct, kw_only=True, tag_field="type"):
    """What every message of an area says; `exercise` is true on those of a drill 演练.

    `replay` stands on those of a replay, and on no other.
    """

    area: str
    exercise: bool | UnsetType = UNSET
    replay: ReplayMark | UnsetType = UNSET


class SnapshotFrame(Frame, kw_only=True, tag="snapshot"):
    """What is open and who is busy at a position of the log: the first message without `after`.

    A `brief` one ends with the fixes.
    """

    position: int
    at: float
    name: str
    incidents: list[Incident]
    instructions: list[Instruction]
    teams: list[Team]
    road_measures: list[RoadMeasure]
    warnings: list[HazardWarning]
    overlay: int
    fixes: list[Fix]
    recommendations: list[Recommendation] | UnsetType = UNSET
    exchange: Exchange | UnsetType | None = UNSET
    shipments: list[Shipment] | UnsetType = UNSET
    posts: list[CommandPost] | UnsetType = UNSET
    information_reports: list[InformationReportShown] | UnsetType = UNSET
    evacuations: list[EvacuationShown] | UnsetType = UNSET
    shifts: list[Shift] | UnsetType = UNSET


class EventsFrame(Frame, kw_only=True, tag="events"):
    """The events up to a position, in order, each once."""

    position: int
    events: list[RecordedEvent]


class PositionsFrame(Frame, kw_only=True, tag="positions"):
    """The newest fix of each team that moved."""

    fixes: list[Fix]


class HeartbeatFrame(Frame, kw_only=True, tag="heartbeat"):
    """Nothing of the viewer's up to this position is missing."""

    position: int


class CoverageFrame(Frame, kw_only=True, tag="coverage"):
    """How many people are covered within what the viewer sees."""

    shares: list[Share]


class PlansFrame(Frame, kw_only=True, tag="plans"):
    """The plans that fall short now and did not, lack something else, or can be met again."""

    changed: list[PlanCheckShown]


class ProposedSupport(Struct):
    """An incident for which a place should ask the one above; what for is asked over HTTP."""

    incident_id: str
    place_code: str
    predicted: bool


class SupportFrame(Frame, kw_only=True, tag="support"):
    """Which requests to the level above are proposed now."""

    proposals: list[ProposedSupport]


class MoveUpFrame(Frame, kw_only=True, tag="move_up"):
    """Who should stand by elsewhere, null while nobody should."""

    proposal: MoveUpProposal | None


class ReplayEndedFrame(Frame, kw_only=True, tag="replay_ended"):
    """Nothing is left to play; the client may go to another moment."""

    position: int


class AlarmsFrame(Frame, kw_only=True, tag="alarms"):
    """What shouts at the viewer, at most `budget` of it, and what there is of each group."""

    budget: int
    shouting: list[AlarmShown]
    groups: list[AlarmGroupCount]


class FieldError(Struct):
    """A field at fault, and why."""

    field: str
    reason: str


class Problem(Struct):
    """What went wrong, by RFC 9457: `code` is stable, `errors` names each field at fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | UnsetType = UNSET
    errors: list[FieldError] | UnsetType = UNSET


class ProblemFrame(Struct, tag="problem", tag_field="type"):
    """Why the connection is closed at once."""

    problem: Problem


ServerFrame = (
    SnapshotFrame
    | EventsFrame
    | PositionsFrame
    | HeartbeatFrame
    | CoverageFrame
    | PlansFrame
    | SupportFrame
    | MoveUpFrame
    | ReplayEndedFrame
    | AlarmsFrame
    | ProblemFrame
)
ClientFrame = TokenFrame
ReplayFrame = ReplayOrder
