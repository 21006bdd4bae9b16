"""Describe what callers send about plans and their checklists."""

from typing import Annotated, Literal

from pydantic import Field

from api.inputs import Id, Input, Text
from dispatch.domain.plans import Plan, PlanStep, StepOutcome

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


class PlanIn(Input):
    """A plan of a place by a template; what is left out is the template's."""

    place_code: Id
    template: Id
    title: Title
    follows: Id | None = None
    groups: Groups | None = None
    steps: Steps | None = None

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
        )


class PlansIn(Input):
    """Plans to enter, all of them or none."""

    plans: Annotated[list[PlanRowIn], Field(min_length=1, max_length=5000)]


class TickIn(Input):
    """What became of a step of an activated plan."""

    outcome: Literal["DONE", "NOT_APPLICABLE"]
    note: Text = ""

    def value(self) -> StepOutcome:
        """Return it as the domain has it."""
        return StepOutcome(self.outcome)
