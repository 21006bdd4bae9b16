"""List the facts about command posts: called, approved, opened, handed over, debriefed."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.messages import AnEvent
from dispatch.domain.posts import (
    Approval,
    GroupStaff,
    Improvement,
    Objective,
    Proposal,
    Requisition,
    Sector,
)


class PostNotified(AnEvent, frozen=True):
    """A command post was called together for the first time, or anew after it had stood down."""

    post_id: str
    row: str
    state: str
    place_code: str
    incident_id: str | None = None
    warning_id: str | None = None
    reason: str = ""
    rule: str = ""
    follows: str | None = None
    started: tuple[Deadline, ...] = ()


class PostNoticed(AnEvent, frozen=True):
    """A post that is called already was told of a further reason."""

    post_id: str
    reason: str
    rule: str = ""


class AdviceGiven(AnEvent, frozen=True):
    """Experts advised."""

    post_id: str
    text: str


class ResponseProposed(AnEvent, frozen=True):
    """A response was proposed to the authority that may approve it."""

    post_id: str
    proposal: Proposal


class ResponseApproved(AnEvent, frozen=True):
    """A response was approved; `groups` are the working groups that are called for by it."""

    post_id: str
    approval: Approval
    groups: tuple[str, ...] = ()


class ApprovalWritten(AnEvent, frozen=True):
    """An approval by word of mouth was put in writing."""

    post_id: str


class CommanderNamed(AnEvent, frozen=True):
    """One on-scene commander was named; whoever was it before is it no longer."""

    post_id: str
    commander: str


class GroupManned(AnEvent, frozen=True):
    """A working group was called for, or manned."""

    post_id: str
    group: str
    staff: GroupStaff


class SectorSet(AnEvent, frozen=True):
    """A sector was set up, or stated anew."""

    post_id: str
    sector: Sector


class PositionFilled(AnEvent, frozen=True):
    """Somebody holds a function of a post; nobody, where the name is empty."""

    post_id: str
    position: str
    name: str


class ObjectiveSet(AnEvent, frozen=True):
    """A post set itself an objective, or stated one anew."""

    post_id: str
    objective: Objective


class ObjectiveReported(AnEvent, frozen=True):
    """An objective has come so far."""

    post_id: str
    objective_id: str
    percent: int
    note: str = ""


class PropertyRequisitioned(AnEvent, frozen=True):
    """Property was requisitioned 征用."""

    post_id: str
    requisition: Requisition


class EscalationRequested(AnEvent, frozen=True):
    """A post asked the level above to lead 扩大应急."""

    post_id: str
    asked_of: str
    reason: str


class EscalationAnswered(AnEvent, frozen=True):
    """The level above answered a post that had asked it to lead; the clock it meets stops."""

    post_id: str
    answer: str
    stopped: tuple[str, ...] = ()


class DutyLeadAlarmed(AnEvent, frozen=True):
    """Nobody answered in time: the duty leader of a place was alarmed, the level above copied."""

    post_id: str
    place_code: str
    reason: str
    copied_to: str | None = None


class HandoverBegun(AnEvent, frozen=True):
    """A post above took command over, by an order; the lower one leads until both have signed."""

    post_id: str
    to_post: str
    order_ref: str


class HandoverItemNoted(AnEvent, frozen=True):
    """Something was said of an item of the checklist; signatures given before it are void."""

    post_id: str
    item: str
    note: str


class HandoverSigned(AnEvent, frozen=True):
    """A commander signed a handover, for the `upper` or the `lower` side."""

    post_id: str
    side: str
    name: str
    place_code: str


class HandoverCancelled(AnEvent, frozen=True):
    """The post above withdrew; the lower one never stopped leading."""

    post_id: str


class ControlConsented(AnEvent, frozen=True):
    """The post that leads agreed that the event is under control."""

    post_id: str


class ControlTold(AnEvent, frozen=True):
    """Posts were told that the event is under control; the consent to it is used up."""

    incident_id: str
    post_ids: tuple[str, ...]


class PostDebriefed(AnEvent, frozen=True):
    """A post looked back: the minutes, and what is to be improved by whom until when."""

    post_id: str
    minutes: str
    improvements: tuple[Improvement, ...] = ()


class ImprovementDone(AnEvent, frozen=True):
    """An improvement was made; counted from 1."""

    post_id: str
    number: int
    note: str


class GroupOrdered(AnEvent, frozen=True):
    """A working group was given a task."""

    order_id: str
    post_id: str
    group: str
    task: str
    row: str
    state: str
    due_at: float | None = None
    started: tuple[Deadline, ...] = ()


class GroupReported(AnEvent, frozen=True):
    """A working group told how its task goes."""

    order_id: str
    text: str


class PlacesTouched(AnEvent, frozen=True):
    """An incident was found to touch these places beside its own."""

    incident_id: str
    place_codes: tuple[str, ...]
    reason: str


PostEvent = (
    AdviceGiven
    | ApprovalWritten
    | CommanderNamed
    | ControlConsented
    | ControlTold
    | DutyLeadAlarmed
    | EscalationAnswered
    | EscalationRequested
    | GroupManned
    | GroupOrdered
    | GroupReported
    | HandoverBegun
    | HandoverCancelled
    | HandoverItemNoted
    | HandoverSigned
    | ImprovementDone
    | ObjectiveReported
    | ObjectiveSet
    | PlacesTouched
    | PositionFilled
    | PostDebriefed
    | PostNoticed
    | PostNotified
    | PropertyRequisitioned
    | ResponseApproved
    | ResponseProposed
    | SectorSet
)
