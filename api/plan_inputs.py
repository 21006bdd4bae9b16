"""Describe what callers send about plans and their checklists."""

from typing import Annotated, Literal

from pydantic import Field

from api.inputs import Id, Input, SupplyNeedIn, TeamNeedIn, Text
from dispatch.domain.grades import Grade
from dispatch.domain.plans import Plan, PlanStep, StepOutcome
from dispatch.domain.wanted import Demands, PlannedDemands

Title = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^/]+$")]


class PlanStepIn(Input):
    """One thing the plan has people do; `timer` names the limit of the profile it is due within."""

    zh: Text
    en: Text
    basis: Text = ""
    timer: Annotated[str, Field(max_length=100)] = ""

    def value(self) -> PlanStep:
        """Return it as the domain has it."""
        return PlanStep(self.zh, self.en, self.basis, self.timer)


Groups = Annotated[list[Id], Field(max_length=50)]
Steps = Annotated[dict[Key, PlanStepIn], Field(max_length=200)]


class WantedIn(Input):
    """All that a plan wants at one grade or alarm, or at first."""

    teams: list[TeamNeedIn] = Field(default_factory=list, max_length=100)
    supplies: list[SupplyNeedIn] = Field(default_factory=list, max_length=200)
    shelter_places: Annotated[int, Field(ge=0, le=10_000_000)] = 0

    def value(self) -> Demands:
        """Return it as the domain has it."""
        return Demands(
            tuple(one.value() for one in self.teams),
            tuple(one.value() for one in self.supplies),
            self.shelter_places,
        )


GradeName = Literal["EXTRA_MAJOR", "MAJOR", "SERIOUS", "GENERAL"]


class PlannedDemandsIn(Input):
    """What the plan wants at first, in all at each grade, and at the second alarm, the third …"""

    first: WantedIn = WantedIn()
    grades: dict[GradeName, WantedIn] = Field(default_factory=dict)
    alarms: list[WantedIn] = Field(default_factory=list, max_length=10)

    def value(self) -> PlannedDemands:
        """Return it as the domain has it."""
        return PlannedDemands(
            self.first.value(),
            {Grade(grade): one.value() for grade, one in self.grades.items()},
            tuple(one.value() for one in self.alarms),
        )


class PlanIn(Input):
    """A plan of a place by a template; what is left out is the template's."""

    place_code: Id
    template: Id
    title: Title
    follows: Id | None = None
    groups: Groups | None = None
    steps: Steps | None = None
    for_grades: Annotated[list[GradeName], Field(max_length=4)] = Field(default_factory=list)
    demands: PlannedDemandsIn | None = None

    def own_demands(self) -> PlannedDemands | None:
        """Return the demands the plan states itself."""
        return None if self.demands is None else self.demands.value()

    def grades(self) -> tuple[Grade, ...]:
        """Return the grades it is for."""
        return tuple(Grade(one) for one in self.for_grades)

    def own_groups(self) -> tuple[str, ...] | None:
        """Return the groups the plan names itself."""
        return None if self.groups is None else tuple(self.groups)

    def own_steps(self) -> dict[str, PlanStep] | None:
        """Return the steps the plan states itself."""
        if self.steps is None:
            return None
        return {key: step.value() for key, step in self.steps.items()}


class PlanRowIn(PlanIn):
    """A plan that is in force already, under an id of its own."""

    plan_id: Id
    follows: None = None

    def value(self) -> Plan:
        """Return it as the domain has it."""
        return Plan(
            plan_id=self.plan_id,
            place_code=self.place_code,
            template=self.template,
            title=self.title,
            groups=self.own_groups(),
            steps=self.own_steps(),
            for_grades=self.grades(),
            demands=self.own_demands(),
        )


class PlansIn(Input):
    """Plans to enter, all of them or none."""

    plans: Annotated[list[PlanRowIn], Field(min_length=1, max_length=5000)]


class AcknowledgePlanIn(Input):
    """Whose acknowledgement it is: without `place_code` and `role`, the caller's own.

    For others it is taken on the telephone: `channel` says so.
    """

    place_code: Id | None = None
    role: Id | None = None
    channel: Literal["click", "phone", "voice"] = "click"


class TickIn(Input):
    """What became of a step of an activated plan."""

    outcome: Literal["DONE", "NOT_APPLICABLE"]
    note: Text = ""

    def value(self) -> StepOutcome:
        """Return it as the domain has it."""
        return StepOutcome(self.outcome)
