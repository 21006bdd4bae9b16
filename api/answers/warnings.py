"""What is answered about warnings, the calls to confirm them, and evacuations."""

from msgspec import Struct

from api.answers.shapes import CommandAnswer
from dispatch.assignment.shelter_plan import Unsheltered
from dispatch.domain.evacuation_commands import GroupToMove
from dispatch.domain.evacuations import Assignment, Counts, Evacuation, EvacuationGroup
from dispatch.domain.steps import AllowedAction
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warning_policy import Measure
from dispatch.domain.warning_review import CallReview
from dispatch.domain.warnings import HazardWarning


class WarningDetail(HazardWarning, frozen=True, kw_only=True):
    """A warning, its measures by law, the shelters to ready, and what may be done now.

    `allowed_commands` has `TickMeasure` where the caller may say what their own place has taken.
    """

    measures: dict[str, Measure]
    shelters_to_ready: list[str]
    allowed_actions: list[AllowedAction]
    allowed_commands: list[str]
    log_position: int


class WarningAnswer(CommandAnswer):
    """The warning that was issued or brought."""

    warning_id: str


class PlaceCallShown(PlaceCall, frozen=True, kw_only=True):
    """The call to a place, with its name."""

    place_name: str


class PlaceCallDetail(PlaceCallShown, frozen=True, kw_only=True):
    """The call to a place, with what the caller may do about it now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class CallReviewShown(CallReview, frozen=True, kw_only=True):
    """How the calls the caller sees went."""

    late: tuple[PlaceCallShown, ...]
    unanswered: tuple[PlaceCallShown, ...]
    log_position: int


class EvacuationPreview(Struct):
    """Who lives in an area, by village."""

    people: int
    vulnerable: int
    groups: list[GroupToMove]
    log_position: int


class OrderEvacuationAnswer(CommandAnswer):
    """The evacuation and its groups."""

    evacuation_id: str
    group_ids: list[str]


class EvacuationShown(Evacuation, frozen=True, kw_only=True):
    """An evacuation with the counts of the groups the caller sees."""

    is_open: bool
    counts: Counts


class GroupShown(EvacuationGroup, frozen=True, kw_only=True):
    """A group with what its counts come to."""

    in_shelters: int
    missing: int


class EvacuationDetail(EvacuationShown, frozen=True, kw_only=True):
    """An evacuation with its groups, those with the most vulnerable people first."""

    groups: list[GroupShown]
    log_position: int


class GroupDetail(GroupShown, frozen=True, kw_only=True):
    """A group, with what the caller may do about it now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class AssignEvacueesAnswer(CommandAnswer):
    """Who goes where, and for whom there is no place."""

    assignments: list[Assignment]
    unsheltered: list[Unsheltered]
