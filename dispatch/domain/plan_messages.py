"""List the orders and facts about plans and their checklists."""

import msgspec

from dispatch.domain.actors import Channel
from dispatch.domain.deadlines import Deadline
from dispatch.domain.grades import Grade
from dispatch.domain.messages import ACommand, AnEvent
from dispatch.domain.plans import (
    Activated,
    ChecklistStep,
    Plan,
    PlanCall,
    PlanContent,
    PlanStep,
    StepOutcome,
)
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


class AcknowledgePlan(ACommand, frozen=True):
    """Say that those of a role at a place know that a plan is active; for them, by telephone."""

    incident_id: str
    plan_id: str
    place_code: str
    role: str
    channel: Channel = Channel.CLICK


class PlansRegistered(AnEvent, frozen=True):
    """Plans in force were entered; `contents` are what they say, by `content_id`."""

    plans: tuple[Plan, ...]
    contents: dict[str, PlanContent] = msgspec.field(default_factory=dict)


class PlanDrafted(AnEvent, frozen=True):
    """A plan was drafted."""

    row: str
    plan: Plan


class PlanContentFixed(AnEvent, frozen=True):
    """What a plan says was fixed as it came into force: it follows no template from now on."""

    plan_id: str
    content_id: str
    content: PlanContent


class PlanActivated(AnEvent, frozen=True):
    """A plan was activated for an incident 启动预案: its steps are to be done from now on, and
    those it names are told."""

    incident_id: str
    activated: Activated
    steps: tuple[ChecklistStep, ...] = ()
    started: tuple[Deadline, ...] = ()
    calls: tuple[PlanCall, ...] = ()


class StepTicked(AnEvent, frozen=True):
    """A step of an activated plan was done, or does not apply."""

    step_id: str
    incident_id: str
    outcome: StepOutcome
    note: str
    by: str
    stopped: tuple[str, ...] = ()


class PlanAcknowledged(AnEvent, frozen=True):
    """Those of a role at a place know that a plan is active."""

    call_id: str
    incident_id: str
    place_code: str
    role: str
    by: str
    channel: Channel
    stopped: tuple[str, ...] = ()


PlanCommand = RegisterPlans | DraftPlan | TickStep | AcknowledgePlan
PlanEvent = (
    PlansRegistered | PlanDrafted | PlanContentFixed | PlanActivated | StepTicked | PlanAcknowledged
)
