"""Hold the plans 预案 of places, and what an activated one has people do."""

from enum import StrEnum

import msgspec

from dispatch.domain.actors import Channel
from dispatch.domain.grades import Grade
from dispatch.domain.places import AdminLevel
from dispatch.domain.wanted import PlannedDemands

DRAFT, IN_FORCE, SUPERSEDED = "DRAFT", "IN_FORCE", "SUPERSEDED"
"""The states of a plan that the code knows by name."""


class PlanCategory(StrEnum):
    """What a plan is in the scheme "1+13+N": the master, a special plan, or one of the others."""

    MASTER = "MASTER"
    SPECIAL = "SPECIAL"
    ON_SITE = "ON_SITE"


class PlanStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a plan has people do; `timer` names the limit within which, `basis` the law."""

    zh: str
    en: str
    basis: str = ""
    timer: str = ""


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a plan has notified: a role at a level above or at the incident's place.

    `timer` names the limit within which they acknowledge.
    """

    role: str
    admin_level: AdminLevel
    timer: str = ""


class PlanTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the plans of one kind say alike: for which kinds of event, which groups, which steps.

    A template without kinds is for every kind: the master plan. `checklists` name lists of steps;
    what is wanted at each grade stands with the kind of event.
    """

    zh: str
    en: str
    category: PlanCategory
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    checklists: tuple[str, ...] = ()
    notify: tuple[Told, ...] = ()
    basis: str = ""


class PlanBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The templates and checklists of a profile."""

    templates: dict[str, PlanTemplate] = {}
    checklists: dict[str, dict[str, PlanStep]] = {}


class PlanContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a plan says, whole: nothing of it is looked up elsewhere once it is fixed.

    `demands` are by kind of event, `limits` the seconds of each timer that a step or somebody to be
    told names. Plans that say the same share one: `content_id` is a digest of it.
    """

    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    steps: dict[str, PlanStep] = {}
    notify: tuple[Told, ...] = ()
    demands: dict[str, PlannedDemands] = {}
    limits: dict[str, float] = {}


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """A plan of one place, by a template; it is never changed, a new version takes its place.

    In a draft, what is None is the template's as it is, and demands the kind of event's. What comes
    into force is fixed whole, under `content_id`, and follows no later change of the profile. It is
    for incidents of `for_grades`, for every incident where none is named. `root_id` is the first
    version's id; `follows` the version before. `approved_at` is in epoch seconds UTC.
    """

    plan_id: str
    place_code: str
    template: str
    title: str
    state: str = DRAFT
    version: int = 1
    root_id: str = ""
    follows: str | None = None
    groups: tuple[str, ...] | None = None
    steps: dict[str, PlanStep] | None = None
    for_grades: tuple[Grade, ...] = ()
    demands: PlannedDemands | None = None
    drafted_by: str = ""
    approved_by: str = ""
    approved_at: float | None = None
    content_id: str = ""
    is_open: bool = True


class StepOutcome(StrEnum):
    """What became of a step of a checklist."""

    DONE = "DONE"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class ChecklistStep(msgspec.Struct, frozen=True):
    """A step of an activated plan for one incident; `due_at` is when it is to be done by.

    `step_id` is `{incident}/{plan}/{key}`; `outcome` is None while it is open.
    """

    step_id: str
    incident_id: str
    plan_id: str
    zh: str
    en: str
    basis: str = ""
    timer: str = ""
    due_at: float | None = None
    outcome: StepOutcome | None = None
    note: str = ""
    by: str = ""
    at: float | None = None
    overdue: tuple[str, ...] = ()
    is_open: bool = True


class PlanCall(msgspec.Struct, frozen=True, omit_defaults=True):
    """People whom an activated plan has told: those of a role at a place, until one acknowledges.

    `call_id` is `{incident}/{plan}/{place}/{role}`; they acknowledge until `answer_by`.
    """

    call_id: str
    incident_id: str
    plan_id: str
    place_code: str
    role: str
    called_at: float
    timer: str = ""
    answer_by: float | None = None
    acknowledged_by: str = ""
    acknowledged_at: float | None = None
    channel: Channel | None = None
    overdue: tuple[str, ...] = ()
    is_open: bool = True


class Activated(msgspec.Struct, frozen=True):
    """A plan as it was activated for an incident."""

    plan_id: str
    place_code: str
    grade: Grade | None
    activated_at: float
