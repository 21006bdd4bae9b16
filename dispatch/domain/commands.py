"""List every order the engine takes, in the imperative; some have a module beside it."""

import msgspec

from dispatch.domain.actors import Channel
from dispatch.domain.alarm_messages import AlarmCommand
from dispatch.domain.attachment_messages import KeepAttachment, ShowAttachment
from dispatch.domain.cover_commands import MoveUp, RequestSupport, SendHome
from dispatch.domain.depots import Depot
from dispatch.domain.duty_commands import DutyCommand
from dispatch.domain.evacuation_commands import EvacuationCommand
from dispatch.domain.exchanges import Exchange
from dispatch.domain.fusion_commands import KeepApart, SeparateReport
from dispatch.domain.grade_messages import RecordFacts, SetGrade
from dispatch.domain.messages import ACommand
from dispatch.domain.places import Place
from dispatch.domain.plan_messages import PlanCommand
from dispatch.domain.post_commands import PostCommand
from dispatch.domain.posts import Improvement
from dispatch.domain.profile import Grade, SupplyNeed, TeamNeed
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.report_commands import ReportCommand
from dispatch.domain.responder_messages import ResponderCommand
from dispatch.domain.road_commands import (
    BeginRoadCondition,
    CloseRoad,
    PlanRoadHours,
    RecordRoadImpact,
    ReopenRoad,
    SlowRoad,
)
from dispatch.domain.sensor_messages import SensorCommand
from dispatch.domain.shelter_commands import AdmitEvacuees, SeeEvacueesOff
from dispatch.domain.shelters import Shelter
from dispatch.domain.supply_commands import (
    IssueStock,
    LoadShipment,
    ReceiveStock,
    ReleaseReservation,
    ReserveStock,
    TakeStock,
)
from dispatch.domain.teams import Team
from dispatch.domain.warning_commands import WarningCommand
from routing.geo import Position


class FoundArea(ACommand, frozen=True):
    """Begin a command area under a profile; `root` is the code of its highest place."""

    name: str
    root: str
    profile_id: str
    exercise: bool = False


class RegisterPlaces(ACommand, frozen=True):
    """Enter places; each parent must be known or come with them."""

    places: tuple[Place, ...]


class EnrolTeams(ACommand, frozen=True):
    """Enter teams, or replace the record of teams that nothing binds."""

    teams: tuple[Team, ...]


class RegisterDepots(ACommand, frozen=True):
    """Enter depots with their stock."""

    depots: tuple[Depot, ...]


class RegisterShelters(ACommand, frozen=True):
    """Enter shelters."""

    shelters: tuple[Shelter, ...]


class SendReport(ACommand, frozen=True):
    """Report an emergency. The reporter's side chooses `report_id`; moments are epoch seconds UTC.

    Without `place_code` the nearest town and village are taken. `accuracy_m` is what a
    phone calls it: the radius within which it lies two times in three. `team_needs`, `supply_needs`
    and `shelter_places` state the demands that are known already (a call taker's run card) instead
    of the kind's own. `trust` is the report's own, where it has not that of its source.
    """

    report_id: str
    kind: str
    source: str
    position: Position
    place_code: str | None = None
    occurred_at: float | None = None
    discovered_at: float | None = None
    text: str = ""
    external_no: str = ""
    evidence: tuple[str, ...] = ()
    priority: int | None = None
    sensitive: bool = False
    team_needs: tuple[TeamNeed, ...] | None = None
    supply_needs: tuple[SupplyNeed, ...] | None = None
    shelter_places: int | None = None
    accuracy_m: float | None = None
    trust: float | None = None


class Particulars(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a step may need to be told; a row's `needs` says which of these are required.

    `response_level` is 1–4, 0 for a town's own plan. `receiver` names the unit a transfer goes to,
    or whose property is requisitioned. `channel` is how the step was given. `commander`,
    `order_ref` (of the level above), `minutes` and `improvements` belong to a command post.
    A roll call is answered by how many are `safe` (all of them, unless said) and how many are
    accounted for `elsewhere`. `timer` is the clock that passed, where the
    engine takes the step by it. `into` is the incident that another is merged into. `done_at` is
    when it was done in the field, where word of it comes later: from a phone without a signal.
    """

    reason: str = ""
    evidence: tuple[str, ...] = ()
    kind: str | None = None
    grade: Grade | None = None
    response_level: int | None = None
    matters: str = ""
    expected_period: str = ""
    measures: tuple[str, ...] = ()
    receiver: str = ""
    override: str = ""
    safe: int | None = None
    elsewhere: int = 0
    channel: Channel = Channel.CLICK
    plan_id: str = ""
    commander: str = ""
    order_ref: str = ""
    minutes: str = ""
    improvements: tuple[Improvement, ...] = ()
    timer: str = ""
    into: str = ""
    done_at: float | None = None


class TakeStep(ACommand, frozen=True):
    """Take a step of an incident, an instruction or a team's availability, by its table."""

    lifecycle: str
    subject_id: str
    action: str
    particulars: Particulars = Particulars()


class SetDemands(ACommand, frozen=True):
    """State anew what an incident needs."""

    incident_id: str
    team_needs: tuple[TeamNeed, ...]
    supply_needs: tuple[SupplyNeed, ...]
    reason: str
    shelter_places: int = 0


class RaiseAlarm(ACommand, frozen=True):
    """Raise the next alarm of an incident 升级出动: what its plan wants more then is wanted."""

    incident_id: str
    reason: str


class SetPriority(ACommand, frozen=True):
    """Change an incident's priority; 1 is most urgent."""

    incident_id: str
    priority: int
    reason: str


class AttestMatter(ACommand, frozen=True):
    """Vouch that a matter of an incident is done, naming the evidence."""

    incident_id: str
    matter: str
    evidence: str


class LetDeadlinePass(ACommand, frozen=True):
    """Say that the moment of a deadline has come."""

    deadline_id: str


class MakeRecommendation(ACommand, frozen=True):
    """Put a recommendation before the operators; it takes the place of the incident's last one."""

    recommendation: Recommendation


class AcceptRecommendation(ACommand, frozen=True):
    """Carry out a recommendation, decided against the area as it is now."""

    recommendation_id: str


class ChangeRecommendation(ACommand, frozen=True):
    """Carry out a recommendation with another choice of teams, for a reason.

    `team_ids` maps each capability to the teams that are to go for it; depots stay as proposed.
    `crews` says of which of them only so many crews go, by team.
    """

    recommendation_id: str
    team_ids: dict[str, tuple[str, ...]]
    reason: str
    crews: dict[str, int] = msgspec.field(default_factory=dict)


class PinTeam(ACommand, frozen=True):
    """Want a team to go to an incident, whatever a reckoning says; it is proposed until it does."""

    incident_id: str
    team_id: str
    capability: str
    reason: str


class UnpinTeam(ACommand, frozen=True):
    """Leave it to the reckoning again whether a team goes to an incident."""

    incident_id: str
    team_id: str
    reason: str


class ProposeExchange(ACommand, frozen=True):
    """Put before the operators that teams under orders go elsewhere; the last one lapses."""

    exchange: Exchange


class AcceptExchange(ACommand, frozen=True):
    """Carry out an exchange, all of it or nothing."""

    exchange_id: str


class DeclineExchange(ACommand, frozen=True):
    """Leave the teams where they are sent."""

    exchange_id: str
    reason: str


class GiveInstruction(ACommand, frozen=True):
    """Order a team to an incident by hand; with `draft` it waits for approval.

    `crews` of its crews go; without, the team as it is. `post_id` is the command post that gives
    it.
    """

    incident_id: str
    team_id: str
    capability: str
    task: str = ""
    draft: bool = False
    crews: int | None = None
    post_id: str | None = None


class ReportProgress(ACommand, frozen=True):
    """Tell how the work of an instruction goes, and what more is wanted 请求增援.

    Whoever directs the incident decides on `team_needs`. `done_at` is as in `Particulars`.
    """

    instruction_id: str
    text: str
    evidence: tuple[str, ...] = ()
    team_needs: tuple[TeamNeed, ...] = ()
    done_at: float | None = None


class SeeWithdrawal(ACommand, frozen=True):
    """Confirm from the device that an instruction is known to be called off."""

    instruction_id: str


Command = (
    FoundArea
    | RegisterPlaces
    | EnrolTeams
    | RegisterDepots
    | RegisterShelters
    | SendReport
    | SeparateReport
    | KeepApart
    | RecordFacts
    | SetGrade
    | PlanCommand
    | TakeStep
    | SetDemands
    | RaiseAlarm
    | SetPriority
    | AttestMatter
    | LetDeadlinePass
    | MakeRecommendation
    | AcceptRecommendation
    | ChangeRecommendation
    | PinTeam
    | UnpinTeam
    | ProposeExchange
    | AcceptExchange
    | DeclineExchange
    | GiveInstruction
    | MoveUp
    | SendHome
    | RequestSupport
    | ReportProgress
    | SeeWithdrawal
    | KeepAttachment
    | ShowAttachment
    | ReserveStock
    | IssueStock
    | LoadShipment
    | ReleaseReservation
    | ReceiveStock
    | TakeStock
    | AdmitEvacuees
    | SeeEvacueesOff
    | CloseRoad
    | SlowRoad
    | BeginRoadCondition
    | ReopenRoad
    | PostCommand
    | ReportCommand
    | PlanRoadHours
    | RecordRoadImpact
    | WarningCommand
    | EvacuationCommand
    | SensorCommand
    | DutyCommand
    | AlarmCommand
    | ResponderCommand
)
