"""Describe what callers send: strict models that name every field that does not fit."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from api.coordinates import CrsName, in_wgs84
from dispatch.domain.actors import Channel
from dispatch.domain.commands import Particulars
from dispatch.domain.posts import Improvement
from dispatch.domain.profile import Grade, SupplyNeed, TeamNeed
from routing.geo import Position

DoneAt = Annotated[
    AwareDatetime | None,
    Field(strict=False, description="when it was done, where word of it comes later: offline"),
]
Moment = Annotated[AwareDatetime, Field(strict=False, description="RFC 3339 with an offset")]
Id = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(max_length=4000)]
Evidence = Annotated[list[Text], Field(max_length=50)]
Lot = Annotated[str, Field(max_length=100)]
Quantity = Annotated[int, Field(ge=1, le=10_000_000)]
People = Annotated[int, Field(ge=0, le=10_000_000)]
Crews = Annotated[int, Field(ge=1, le=1000)]
By = Annotated[
    float | None, Field(gt=0, le=2_592_000, description="wanted by so many seconds after opening")
]


class Input(BaseModel):
    """A body: no unknown fields, no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PositionIn(Input):
    """A point: decimal degrees in the coordinate system that `crs` names."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    crs: CrsName = "WGS-84"

    def value(self) -> Position:
        """Return it as the domain has it: in WGS-84."""
        return in_wgs84(self.lon, self.lat, self.crs)


class TeamNeedIn(Input):
    """So much of one capability: exactly one of `teams` (crews 编组), `people` and `units`."""

    capability: Id
    teams: int | None = Field(default=None, ge=1, le=1000)
    people: int | None = Field(default=None, ge=1, le=100_000)
    units: int | None = Field(default=None, ge=1, le=1000)
    by_s: By = None

    @model_validator(mode="after")
    def _counted_in_one_way(self) -> Self:
        if [self.teams, self.people, self.units].count(None) != 2:
            raise ValueError("give exactly one of teams, people and units")
        return self

    def value(self) -> TeamNeed:
        """Return it as the domain has it."""
        return TeamNeed(
            capability=self.capability,
            teams=self.teams or 0,
            people=self.people or 0,
            units=self.units or 0,
            by_s=self.by_s,
        )


class SupplyNeedIn(Input):
    """So much of one supply."""

    supply: Id
    quantity: Quantity
    by_s: By = None

    def value(self) -> SupplyNeed:
        """Return it as the domain has it."""
        return SupplyNeed(supply=self.supply, quantity=self.quantity, by_s=self.by_s)


TeamNeeds = Annotated[list[TeamNeedIn], Field(max_length=100)]
SupplyNeeds = Annotated[list[SupplyNeedIn], Field(max_length=100)]


class ReportIn(Input):
    """A report. The sender chooses `report_id` and repeats the report under it until answered."""

    report_id: Id
    kind: Id
    source: Id
    position: PositionIn
    place_code: Id | None = None
    occurred_at: Moment | None = None
    discovered_at: Moment | None = None
    text: Text = ""
    external_no: Annotated[str, Field(max_length=100)] = ""
    evidence: Evidence = []
    priority: int | None = None
    sensitive: bool = False
    team_needs: TeamNeeds | None = None
    supply_needs: SupplyNeeds | None = None
    shelter_places: People | None = None
    accuracy_m: float | None = Field(
        default=None,
        gt=0,
        description="metres within which the position lies with 68 %",
    )


class ImprovementIn(Input):
    """What is to be improved, by whom, until when."""

    text: Text
    owner: Id
    due_at: Moment

    def value(self) -> Improvement:
        """Return it as the domain has it."""
        return Improvement(self.text, self.owner, self.due_at.timestamp())


class StepIn(Input):
    """A step of a lifecycle; `allowed_actions` says which there are and what each needs."""

    action: Id
    reason: Text = ""
    evidence: Evidence = []
    kind: Id | None = None
    grade: Literal["EXTRA_MAJOR", "MAJOR", "SERIOUS", "GENERAL"] | None = None
    response_level: int | None = Field(default=None, ge=0, le=4)
    matters: Text = ""
    expected_period: Text = ""
    measures: Evidence = []
    receiver: Text = ""
    override: Text = ""
    safe: int | None = Field(
        default=None, ge=0, le=100_000, description="answers a roll call; all are safe if absent"
    )
    elsewhere: int = Field(default=0, ge=0, le=100_000, description="accounted for elsewhere")
    channel: Literal["click", "phone", "voice"] = "click"
    plan_id: Annotated[str, Field(max_length=100)] = ""
    commander: Annotated[str, Field(max_length=100)] = ""
    order_ref: Text = ""
    minutes: Annotated[str, Field(max_length=20_000)] = ""
    improvements: Annotated[list[ImprovementIn], Field(max_length=100)] = []
    into: Annotated[str, Field(max_length=100)] = ""
    done_at: DoneAt = None

    def particulars(self) -> Particulars:
        """Return what the step is told."""
        return Particulars(
            reason=self.reason,
            evidence=tuple(self.evidence),
            kind=self.kind,
            grade=Grade(self.grade) if self.grade else None,
            response_level=self.response_level,
            matters=self.matters,
            expected_period=self.expected_period,
            measures=tuple(self.measures),
            receiver=self.receiver,
            override=self.override,
            safe=self.safe,
            elsewhere=self.elsewhere,
            channel=Channel(self.channel),
            plan_id=self.plan_id,
            commander=self.commander,
            order_ref=self.order_ref,
            minutes=self.minutes,
            improvements=tuple(one.value() for one in self.improvements),
            into=self.into,
            done_at=epoch(self.done_at),
        )


class FactsIn(Input):
    """Figures of an incident as they are known now, by the keys of `GET /kinds` `facts`."""

    facts: Annotated[dict[Id, float], Field(min_length=1, max_length=100)]
    source: Annotated[str, Field(min_length=1, max_length=200)]


class GradeIn(Input):
    """The grade of an incident, as proposed or otherwise; null takes it away."""

    grade: Literal["EXTRA_MAJOR", "MAJOR", "SERIOUS", "GENERAL"] | None
    reason: Text


class DemandsIn(Input):
    """What an incident needs, stated anew in full."""

    team_needs: TeamNeeds
    supply_needs: SupplyNeeds
    shelter_places: People = 0
    reason: Text


class PriorityIn(Input):
    """A priority, 1 the most urgent, and why."""

    priority: int
    reason: Text


class AttestationIn(Input):
    """A matter somebody vouches for, and the evidence."""

    matter: Id
    evidence: Text


class InstructionIn(Input):
    """An order to a team by hand; a draft waits for approval."""

    team_id: Id
    capability: Id
    task: Text = ""
    draft: bool = False
    crews: Crews | None = Field(default=None, description="how many of its crews; all if absent")
    post_id: Id | None = Field(default=None, description="the command post that gives it")


class ReservationIn(Input):
    """A quantity to be promised from a depot."""

    depot_id: Id
    supply: Id
    quantity: Quantity


class ChangeIn(Input):
    """Other teams than proposed, by capability, and why."""

    team_ids: dict[Id, Annotated[list[Id], Field(max_length=100)]]
    crews: dict[Id, Crews] = Field(default={}, description="of which teams only so many crews go")
    reason: Text


class PinIn(Input):
    """A team that a person wants to go, and why."""

    capability: Id
    reason: Text


class ProgressIn(Input):
    """How the work goes, and what more is wanted 请求增援: for whoever directs to decide on."""

    text: Text = ""
    evidence: Evidence = []
    team_needs: TeamNeeds = []
    done_at: DoneAt = None


class FixIn(PositionIn):
    """Where a team is; `at` is now unless said."""

    at: Moment | None = None


class ReasonIn(Input):
    """Why."""

    reason: Text


class ReceiptIn(Input):
    """Supplies that came in, as a lot where they bear one; what expires bears one."""

    supply: Id
    quantity: Quantity
    reason: Text = ""
    lot: Lot = ""
    expires_at: Moment | None = None


class StockTakeIn(Input):
    """What was counted of a lot; it may be left out where all of the supply is one lot."""

    supply: Id
    counted: int = Field(ge=0, le=100_000_000)
    reason: Text = ""
    lot: Lot | None = None


class LoginIn(Input):
    """A name and a password."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]


class PasswordIn(Input):
    """The old password and the new one."""

    old: Annotated[str, Field(min_length=1, max_length=1000)]
    new: Annotated[str, Field(min_length=1, max_length=1000)]


class UserIn(Input):
    """A user to be entered; the password is to be changed at the first sign-in unless said."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]
    role: Id
    jurisdiction: Id
    team_id: Id | None = None
    must_change_password: bool = True


class UserChangeIn(Input):
    """What changes about a user."""

    active: bool | None = None
    password: Annotated[str, Field(min_length=1, max_length=1000)] | None = None


def epoch(moment: datetime | None) -> float | None:
    """Return a moment in epoch seconds."""
    return None if moment is None else moment.timestamp()
