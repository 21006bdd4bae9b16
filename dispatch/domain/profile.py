"""Hold what differs from city to city: a proved profile, as plain values for `decide`.

The loader in `dispatch.profile` reads these from files and proves them; nothing here is read from
disk, and no rule, clock or threshold of a city stands in code.
"""

from enum import StrEnum
from functools import cached_property
from typing import Literal

import msgspec

from dispatch.domain.alarm_rules import AlarmRules
from dispatch.domain.command_rules import CommandRules, IcsRules, WorkingGroup
from dispatch.domain.costs import CostTable
from dispatch.domain.coverage import CoverageRules
from dispatch.domain.duty_rules import DutyRules
from dispatch.domain.evacuation_policy import EvacuationRules
from dispatch.domain.fusion import FusionRules
from dispatch.domain.grades import EventClass as EventClass
from dispatch.domain.grades import Fact, GradingRules
from dispatch.domain.grades import Grade as Grade
from dispatch.domain.lifecycle import Label, Lifecycle
from dispatch.domain.notices import NoticeBook
from dispatch.domain.places import AdminLevel, Places, lineage
from dispatch.domain.plans import PlanBook
from dispatch.domain.reporting_rules import ReportingRules, SheetRules
from dispatch.domain.responders import ResponderRules
from dispatch.domain.sensors import SensorRules
from dispatch.domain.shelters import ShelterRules
from dispatch.domain.travel import RoadRules
from dispatch.domain.wanted import Demands as Demands
from dispatch.domain.wanted import PlannedDemands
from dispatch.domain.wanted import SupplyNeed as SupplyNeed
from dispatch.domain.wanted import TeamNeed as TeamNeed
from dispatch.domain.warning_policy import WarningRules


class ClockFrom(StrEnum):
    """The moment a timer counts from."""

    OCCURRED = "occurred"
    DISCOVERED = "discovered"
    RECEIVED = "received"
    STEP = "step"
    BEGINS = "begins"
    ENDS = "ends"


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role of the field; `admin_levels` are the places it can be bound to."""

    zh: str
    en: str
    admin_levels: tuple[AdminLevel, ...]


class Timer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time limit: what must be done by then, and what follows when it is not.

    `on_pass` names an action of the subject's own lifecycle that the engine takes when the limit
    passes; the subject is marked overdue, which never holds up rescue, unless nobody is `late` by
    it: a step of a ladder, a moment that has simply come. `by_kind` are the limits of kinds of
    event that have one of their own, in seconds; null is a kind for which there is no such clock.
    """

    zh: str
    en: str
    limit_s: float
    clock_from: ClockFrom = ClockFrom.STEP
    on_pass: str | None = None
    late: bool = True
    by_kind: dict[str, float | None] = {}
    basis: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it does no more than run from a step: somebody is late, and nothing follows."""
        return self.on_pass is None and self.late and self.clock_from is ClockFrom.STEP

    def limit_for(self, kind: str | None) -> float | None:
        """Return the limit at a kind of event, in seconds; None: there is no such clock."""
        return self.limit_s if kind is None else self.by_kind.get(kind, self.limit_s)


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of event: its class, first priority (1 is most urgent) and first demands.

    `grades` are the totals its plan wants at each grade, `alarms` those at the second alarm, the
    third and so on. `commander` is the role that commands on the scene. `fit_people_only` says that
    no minors, pregnant or disabled people may be sent.
    """

    zh: str
    en: str
    event_class: EventClass
    priority: int
    teams: tuple[TeamNeed, ...] = ()
    supplies: tuple[SupplyNeed, ...] = ()
    shelter_places: int = 0
    grades: dict[Grade, Demands] = {}
    alarms: tuple[Demands, ...] = ()
    commander: str = "OSC"
    fit_people_only: bool = False
    basis: str = ""

    @property
    def demands(self) -> Demands:
        """What is wanted at the first report."""
        return Demands(self.teams, self.supplies, self.shelter_places)

    @property
    def planned(self) -> PlannedDemands:
        """What is wanted of it where no plan says otherwise."""
        return PlannedDemands(self.demands, self.grades, self.alarms)


class Supply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A supply, its unit, and its GB/T 38565 code once that is known.

    What is `returnable` is lent and comes back; all else is used up. Where not all supplies can be
    brought, one item of it counts as much as `worth` of the plainest.
    """

    zh: str
    en: str
    unit: str
    gb38565_code: str = ""
    returnable: bool = False
    worth: int = 1


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where reports come from, how far one is to be believed, and how exactly it says where.

    `position_error_m` is one standard deviation. Reports of a source that is `fused` are linked to
    an open incident where that is nearly certain; those of others are only proposed.
    """

    zh: str
    en: str
    trust: float = 0.5
    position_error_m: float = 50.0
    fused: bool = False


class AutomaticDispatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kinds and priorities whose recommendations are carried out without waiting for a person."""

    kinds: tuple[str, ...]
    priorities: tuple[int, ...]


class DispatchPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How demands are met. `search` names the policy; distances in metres, times in seconds.

    `crew_people` is how many people make a crew 编组. `costs` stand in a file of their own.
    """

    search: Literal["nearest", "optimal", "joint"]
    max_travel_s: float
    max_off_road_m: float
    unmet_s: float
    runners_up: int
    depots_per_incident: int
    crew_people: int
    priority_weights: dict[int, int]
    automatic: tuple[AutomaticDispatch, ...] = ()
    costs: CostTable = CostTable()


class OwnMeans(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a place of each level must be able to meet by itself, and what it may count on soon.

    `grades` are those of its plans. A team at work on a kind of event is taken to be back
    `mean_task_s` after it came on scene, `other_task_s` where the kind is not named; what comes
    back within `horizon_s` counts as means soon.
    """

    grades: dict[AdminLevel, tuple[Grade, ...]] = {}
    horizon_s: float = 0.0
    other_task_s: float = 3600.0
    mean_task_s: dict[str, float] = {}


class SafetyRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted more, at once, when a team calls mayday 紧急求救: its rescue."""

    mayday: tuple[TeamNeed, ...] = ()


class EscalationRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the post of the level `to` is called, whatever the levels below think of it.

    All that is named must hold: one of the `kinds` (any, without), each of the `facts` at its
    figure, the `grade` or a graver one, and the passing of the incident's clock `timer`.
    """

    zh: str
    en: str
    to: AdminLevel
    kinds: tuple[str, ...] = ()
    facts: dict[str, float] = {}
    grade: Grade | None = None
    timer: str = ""
    basis: str = ""


class Organs(msgspec.Struct, frozen=True):
    """The lowest level whose organ may activate a response level 1–4, or 0, a town's own plan.

    Every government sets its own (突发事件应对法 art. 71): `within` holds those of some places, by
    the code of the place, for all that lies in it.
    """

    lowest: dict[int, AdminLevel]
    within: dict[str, dict[int, AdminLevel]] = {}

    def holder(self, response_level: int, places: Places, code: str) -> AdminLevel | None:
        """Return the lowest level that holds a response level at a place, None for no level."""
        for above in lineage(places, code):
            if response_level in self.within.get(above, {}):
                return self.within[above][response_level]
        return self.lowest.get(response_level)


class Profile(msgspec.Struct, frozen=True, dict=True):
    """A whole proved profile. `permissions` maps a command that is no step of a lifecycle to the
    roles that may give it; `groups` are the working groups of command posts.
    """

    profile_id: str
    name: Label
    utc_offset_s: int
    roles: dict[str, Role]
    permissions: dict[str, tuple[str, ...]]
    capabilities: dict[str, Label]
    supplies: dict[str, Supply]
    kinds: dict[str, Kind]
    timers: dict[str, Timer]
    organs: Organs
    lifecycles: dict[str, Lifecycle]
    sources: dict[str, Source]
    fusion: FusionRules
    facts: dict[str, Fact]
    plans: PlanBook
    grading: GradingRules
    dispatch: DispatchPolicy
    roads: RoadRules
    shelters: ShelterRules
    warnings: WarningRules
    evacuation: EvacuationRules
    duty: DutyRules
    alarms: AlarmRules
    sensors: SensorRules = SensorRules()
    responders: ResponderRules = ResponderRules()
    coverage: CoverageRules = CoverageRules()
    own_means: OwnMeans = OwnMeans()
    safety: SafetyRules = SafetyRules()
    command: CommandRules = CommandRules()
    groups: dict[str, WorkingGroup] = {}
    ics: IcsRules = IcsRules()
    escalation: dict[str, EscalationRule] = {}
    notices: NoticeBook = NoticeBook()
    reporting: ReportingRules = ReportingRules()
    sheets: SheetRules = SheetRules()

    @property
    def incident_handling(self) -> Lifecycle:
        """The table of emergency handling 应急处置."""
        return self.lifecycles["incident_handling"]

    @property
    def instruction(self) -> Lifecycle:
        """The table of an order to a team 指令."""
        return self.lifecycles["instruction"]

    @property
    def team_availability(self) -> Lifecycle:
        """The table of a team's availability."""
        return self.lifecycles["team_availability"]

    @property
    def road_measure(self) -> Lifecycle:
        """The table of a closure or other measure on the roads 道路管制."""
        return self.lifecycles["road_measure"]

    @property
    def shelter(self) -> Lifecycle:
        """The table of a shelter 避难场所."""
        return self.lifecycles["shelter"]

    @property
    def support_request(self) -> Lifecycle:
        """The table of a request to the level above 请求支援."""
        return self.lifecycles["support_request"]

    @property
    def shipment(self) -> Lifecycle:
        """The table of a shipment of supplies 调拨."""
        return self.lifecycles["shipment"]

    @property
    def command_post(self) -> Lifecycle:
        """The table of a command post 应急指挥."""
        return self.lifecycles["command_post"]

    @property
    def group_order(self) -> Lifecycle:
        """The table of an order to a working group 工作组任务."""
        return self.lifecycles["group_order"]

    @property
    def evacuation_table(self) -> Lifecycle:
        """The table of an evacuation 转移避险."""
        return self.lifecycles["evacuation"]

    @property
    def sensor(self) -> Lifecycle:
        """The table of a sensor 监测设备."""
        return self.lifecycles["sensor"]

    @property
    def information_report(self) -> Lifecycle:
        """The table of a chain of information reports 信息报告."""
        return self.lifecycles["information_report"]

    def timers_of(self, lifecycle: str) -> tuple[str, ...]:
        """Return the timers that a row or a line starts for a subject of a lifecycle, in order."""
        return self._timers_of[lifecycle]

    @cached_property
    def _timers_of(self) -> dict[str, tuple[str, ...]]:
        started = {
            key: {timer for row in table.rows for timer in row.starts}
            for key, table in self.lifecycles.items()
        }
        started["information_report"] |= self.reporting.timers
        return {
            key: tuple(one for one in self.timers if one in timers)
            for key, timers in started.items()
        }

    def is_automatic(self, kind: str, priority: int) -> bool:
        """Whether a recommendation for this kind and priority is carried out at once."""
        return any(
            ("*" in rule.kinds or kind in rule.kinds) and priority in rule.priorities
            for rule in self.dispatch.automatic
        )
