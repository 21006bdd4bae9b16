"""What is answered about command posts, requests to the level above, and plans 预案."""

from msgspec import Struct

from api.answers.shapes import CommandAnswer
from dispatch.assignment.satisfiability import PlanKey
from dispatch.domain.deadlines import Deadline
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.lifecycle import Label
from dispatch.domain.plans import Activated, Plan, PlanCall, PlanContent, PlanTemplate
from dispatch.domain.posts import CommandPost
from dispatch.domain.spans import Span
from dispatch.domain.steps import AllowedAction
from dispatch.domain.support import Amounts, SupportRequest


class HandoverItem(Struct):
    """An item of the handover's checklist, and what was said of it."""

    item: str
    zh: str
    en: str
    note: str


class PostDetail(CommandPost, frozen=True, kw_only=True):
    """A post in full, with what the caller may do about it now.

    `allowed_commands` are those beside its steps, by name: `ManGroup`, `SetObjective` …
    """

    leads: bool
    spans: list[Span]
    group_orders: list[GroupOrder]
    handover_checklist: list[HandoverItem]
    allowed_actions: list[AllowedAction]
    allowed_commands: list[str]
    deadlines: list[Deadline]
    log_position: int


class SetObjectiveAnswer(CommandAnswer):
    """The objective that was set."""

    objective_id: str


class OrderGroupAnswer(CommandAnswer):
    """The order that was given."""

    order_id: str


class GroupOrderDetail(GroupOrder, frozen=True, kw_only=True):
    """A working group's task, with what the caller may do about it now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class IcsFormName(Struct):
    """A form that can be made for a post."""

    form: str
    zh: str
    en: str


class SupportRequestDetail(SupportRequest, frozen=True, kw_only=True):
    """A request, with what the caller may do about it now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class RequestSupportAnswer(CommandAnswer):
    """The request that was made."""

    request_id: str


class PlanDetail(Plan, frozen=True, kw_only=True):
    """A plan with all that it says, and what the caller may do about it now.

    `content` of a draft is what would be fixed if it were approved now; `template_says` is what the
    template says now, which an approved plan does not follow.
    """

    content: PlanContent | None
    template_says: PlanTemplate | None
    allowed_actions: list[AllowedAction]


class DraftPlanAnswer(CommandAnswer):
    """The plan that was drafted."""

    plan_id: str
    version: int


class ImportPlansAnswer(CommandAnswer):
    """How many plans were entered."""

    plans: int


class MatchingPlans(Struct):
    """The plans that would do for an incident, those activated for it, and whom these told.

    `allowed_commands` are what the caller may say of them: `TickStep`, `AcknowledgePlan`.
    """

    items: list[Plan]
    activated: list[Activated]
    told: list[PlanCall]
    allowed_commands: list[str]


class PlanCheckShown(PlanKey, frozen=True, kw_only=True):
    """A plan, what it lacks with own means and since when, and a line for people."""

    short: bool
    lacks: Amounts
    since_at: float | None
    text: Label
