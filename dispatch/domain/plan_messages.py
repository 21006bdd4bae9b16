"""List the orders and facts about plans and their checklists."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.grades import Grade
from dispatch.domain.messages import ACommand, AnEvent
from dispatch.domain.plans import Activated, ChecklistStep, Plan, PlanStep, StepOutcome
from dispatch.domain.wanted import PlannedDemands


class RegisterPlans(ACommand, frozen=True):
    """Enter plans that are in force already; all of them or none."""

    plans: tuple[Plan, ...]


class DraftPlan(ACommand, frozen=True):
    """Draft a plan of a place, or a new version of one: `follows` is the version before."""

    place_code: str
    template: str
    title: str
    follows: str | None = None
    groups: tuple[str, ...] | None = None
    steps: dict[str, PlanStep] | None = None
    for_grades: tuple[Grade, ...] = ()
    demands: PlannedDemands | None = None


class TickStep(ACommand, frozen=True):
    """Say what became of a step of an activated plan."""

    step_id: str
    outcome: StepOutcome
    note: str = ""


class PlansRegistered(AnEvent, frozen=True):
    """Plans in force were entered."""

    plans: tuple[Plan, ...]


class PlanDrafted(AnEvent, frozen=True):
    """A plan was drafted."""

    row: str
    plan: Plan


class PlanActivated(AnEvent, frozen=True):
    """A plan was activated for an incident 启动预案: its steps are to be done from now on."""

    incident_id: str
    activated: Activated
    steps: tuple[ChecklistStep, ...] = ()
    started: tuple[Deadline, ...] = ()


class StepTicked(AnEvent, frozen=True):
    """A step of an activated plan was done, or does not apply."""

    step_id: str
    incident_id: str
    outcome: StepOutcome
    note: str
    by: str
    stopped: tuple[str, ...] = ()


PlanEvent = PlansRegistered | PlanDrafted | PlanActivated | StepTicked
