"""List every fact the log can hold: what happened in the field, in the past tense.

An event carries what was resolved when it was decided (the state it led to, the deadlines it
started), so folding the log needs no profile and no clock: a city may change its rules, and
yesterday stays as it was. A new field takes a default; a changed meaning takes an upcaster in
`dispatch.store.codec`.
"""

from dispatch.domain.actors import Channel
from dispatch.domain.alarm_messages import AlarmEvent
from dispatch.domain.attachment_messages import AttachmentKept, AttachmentShown
from dispatch.domain.cover_events import SupportRequested, TeamMovedUp, TeamSentHome
from dispatch.domain.deadlines import Deadline
from dispatch.domain.depots import Depot
from dispatch.domain.duty_events import DutyEvent
from dispatch.domain.evacuation_events import EvacuationEvent
from dispatch.domain.exchanges import Exchange, ExchangeSettlement
from dispatch.domain.fusion_events import FusionEvent
from dispatch.domain.grade_messages import GradeEvent
from dispatch.domain.incidents import Activation
from dispatch.domain.messages import AnEvent
from dispatch.domain.order_events import (
    AnswerEvent,
    InstructionGiven,
    ProgressReported,
    WithdrawalSeen,
)
from dispatch.domain.places import Place
from dispatch.domain.plan_messages import PlanEvent
from dispatch.domain.post_events import PostEvent
from dispatch.domain.profile import EventClass, Grade, SupplyNeed, TeamNeed
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.report_events import ReportEvent
from dispatch.domain.reports import Report
from dispatch.domain.responder_messages import ResponderEvent
from dispatch.domain.road_events import (
    EtaRevised,
    RoadImpactAssessed,
    RoadMeasureOrdered,
    RoadPartlyReopened,
)
from dispatch.domain.sensor_messages import SensorEvent
from dispatch.domain.shelter_events import EvacueesAdmitted, EvacueesDeparted
from dispatch.domain.shelters import Shelter
from dispatch.domain.supply_events import (
    ReservationLapsed,
    ReservationReleased,
    ShipmentEtaRevised,
    ShipmentLoaded,
    ShipmentSigned,
    StockIssued,
    StockReceived,
    StockReserved,
    StockReturned,
    StockTaken,
)
from dispatch.domain.teams import Team
from dispatch.domain.warning_events import WarningEvent
from routing.geo import Position

# --- the area and what is in it


class AreaFounded(AnEvent, frozen=True):
    """A command area began, under a profile; `exercise` marks a drill 演练."""

    name: str
    root: str
    profile_id: str
    exercise: bool = False


class PlacesRegistered(AnEvent, frozen=True):
    """Places of administration were entered."""

    places: tuple[Place, ...]


class TeamsEnrolled(AnEvent, frozen=True):
    """Teams or forces were entered, or their record replaced while nothing bound them."""

    teams: tuple[Team, ...]


class DepotsRegistered(AnEvent, frozen=True):
    """Depots were entered with their stock."""

    depots: tuple[Depot, ...]


class SheltersRegistered(AnEvent, frozen=True):
    """Shelters were entered."""

    shelters: tuple[Shelter, ...]


# --- reports and incidents


class ReportReceived(AnEvent, frozen=True):
    """A report came in and belongs to the incident it names."""

    report: Report


class IncidentRegistered(AnEvent, frozen=True):
    """An incident was registered 接报登记 from its first report, with its first demands."""

    incident_id: str
    row: str
    state: str
    kind: str
    event_class: EventClass
    place_code: str
    position: Position
    priority: int
    report_id: str
    source: str
    occurred_at: float | None = None
    exercise: bool = False
    sensitive: bool = False
    team_needs: tuple[TeamNeed, ...] = ()
    supply_needs: tuple[SupplyNeed, ...] = ()
    started: tuple[Deadline, ...] = ()
    shelter_places: int = 0
    uncertainty_m: float = 50.0
    trust: float = 0.5


class ReportLinked(AnEvent, frozen=True):
    """A further report was taken to be about an incident already open, with so much certainty.

    `position` and `uncertainty_m` are the incident's by then; None in logs that kept the first.
    """

    report_id: str
    incident_id: str
    source: str
    distance_m: float
    certainty: float = 1.0
    position: Position | None = None
    uncertainty_m: float | None = None


class StepTaken(AnEvent, frozen=True):
    """A step of a lifecycle was taken: a row of its table, with the states it led from and to.

    `started` and `stopped` are the clocks the row names, `stopped` as deadline ids. `over` says
    that the subject has come to an end: it is open no longer and binds nobody. `channel` is how a
    person gave it, `done_at` when it was done in the field, where word of it came later.
    """

    lifecycle: str
    subject_id: str
    row: str
    action: str
    came_from: str
    went_to: str
    reason: str = ""
    evidence: tuple[str, ...] = ()
    started: tuple[Deadline, ...] = ()
    stopped: tuple[str, ...] = ()
    over: bool = False
    channel: Channel = Channel.CLICK
    done_at: float | None = None

    @property
    def moved(self) -> bool:
        """Whether it led to another state; a reminder or a roll call does not."""
        return self.went_to != self.came_from


class IncidentVerified(AnEvent, frozen=True):
    """The incident was confirmed 核实属实, with its kind and provisional grade."""

    incident_id: str
    kind: str
    event_class: EventClass
    grade: Grade | None


class LeadPassed(AnEvent, frozen=True):
    """The lead of an incident came to the organ of a place, with its command post if it has one.

    Orders that are open keep who gave them; the new lead supervises them.
    """

    incident_id: str
    place_code: str
    post_id: str | None = None


class ResponseActivated(AnEvent, frozen=True):
    """A response was activated 启动响应, or adjusted 响应调整 to what is stated here."""

    incident_id: str
    activation: Activation
    grade: Grade | None


class SafetyHoldOrdered(AnEvent, frozen=True):
    """Rescuers were ordered back from a direct threat 撤离避险."""

    incident_id: str


class SafetyHoldLifted(AnEvent, frozen=True):
    """Rescuers may go on."""

    incident_id: str


class IncidentTransferred(AnEvent, frozen=True):
    """The incident was moved to the unit whose duty it is 移送."""

    incident_id: str
    receiver: str


class DemandsSet(AnEvent, frozen=True):
    """What the incident needs was stated anew."""

    incident_id: str
    team_needs: tuple[TeamNeed, ...]
    supply_needs: tuple[SupplyNeed, ...]
    reason: str
    shelter_places: int = 0


class AlarmRaised(AnEvent, frozen=True):
    """A further alarm was raised 升级出动: the second, third … of the incident."""

    incident_id: str
    alarm: int
    reason: str


class PrioritySet(AnEvent, frozen=True):
    """The incident's priority was changed; 1 is most urgent."""

    incident_id: str
    priority: int
    reason: str


class MatterAttested(AnEvent, frozen=True):
    """Somebody vouched that a matter is done, naming the evidence.

    `stopped` is only in older logs: clocks that it met.
    """

    incident_id: str
    matter: str
    evidence: str
    stopped: tuple[str, ...] = ()


class AttestationsLapsed(AnEvent, frozen=True):
    """What had been vouched for, or was overdue, counts no longer: the incident began anew."""

    incident_id: str


class DeadlinePassed(AnEvent, frozen=True):
    """A limit passed unmet."""

    deadline: Deadline


# --- who goes


class RecommendationMade(AnEvent, frozen=True):
    """A recommendation was reckoned and put before the operators."""

    recommendation: Recommendation


class RecommendationSettled(AnEvent, frozen=True):
    """A recommendation was accepted, changed by hand, or superseded by a newer one."""

    recommendation_id: str
    incident_id: str
    settlement: str
    reason: str = ""
    lapsed: tuple[str, ...] = ()


class TeamPinned(AnEvent, frozen=True):
    """A person wants a team to go to an incident."""

    incident_id: str
    team_id: str
    capability: str
    reason: str


class TeamUnpinned(AnEvent, frozen=True):
    """Nobody insists any longer that a team goes to an incident."""

    incident_id: str
    team_id: str
    reason: str


class ExchangeProposed(AnEvent, frozen=True):
    """It was reckoned that teams under orders would do better elsewhere."""

    exchange: Exchange


class ExchangeSettled(AnEvent, frozen=True):
    """An exchange was carried out, turned down, or holds no longer."""

    exchange_id: str
    incident_ids: tuple[str, ...]
    settlement: ExchangeSettlement
    reason: str = ""


class DetachmentFormed(AnEvent, frozen=True):
    """Crews left the team `out_of` and stand as a detachment 分队 with an order of its own."""

    team: Team
    out_of: str


class DetachmentRejoined(AnEvent, frozen=True):
    """A detachment is with its team again."""

    team_id: str


Event = (
    AreaFounded
    | PlacesRegistered
    | TeamsEnrolled
    | DepotsRegistered
    | SheltersRegistered
    | ReportReceived
    | IncidentRegistered
    | ReportLinked
    | FusionEvent
    | GradeEvent
    | PlanEvent
    | StepTaken
    | IncidentVerified
    | LeadPassed
    | ResponseActivated
    | SafetyHoldOrdered
    | SafetyHoldLifted
    | IncidentTransferred
    | DemandsSet
    | AlarmRaised
    | PrioritySet
    | MatterAttested
    | AttestationsLapsed
    | DeadlinePassed
    | RecommendationMade
    | RecommendationSettled
    | TeamPinned
    | TeamUnpinned
    | ExchangeProposed
    | ExchangeSettled
    | DetachmentFormed
    | DetachmentRejoined
    | InstructionGiven
    | ProgressReported
    | WithdrawalSeen
    | AnswerEvent
    | AttachmentKept
    | AttachmentShown
    | StockReserved
    | StockIssued
    | ReservationReleased
    | ReservationLapsed
    | StockReceived
    | StockTaken
    | StockReturned
    | ShipmentLoaded
    | ShipmentSigned
    | ShipmentEtaRevised
    | EvacueesAdmitted
    | EvacueesDeparted
    | TeamMovedUp
    | TeamSentHome
    | SupportRequested
    | PostEvent
    | ReportEvent
    | RoadMeasureOrdered
    | RoadPartlyReopened
    | RoadImpactAssessed
    | EtaRevised
    | WarningEvent
    | EvacuationEvent
    | SensorEvent
    | DutyEvent
    | AlarmEvent
    | ResponderEvent
)
