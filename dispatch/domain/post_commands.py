"""List the orders about command posts that are no step of their table, in the imperative."""

from dispatch.domain.messages import ACommand
from dispatch.domain.posts import GroupStaff, Sector


class NotifyPost(ACommand, frozen=True):
    """Call the post of a place, for an incident or a warning 通知; nothing where a live one exists.

    `rule` names the rule of the profile that has it called: a live post is told of it once.
    """

    place_code: str
    incident_id: str | None = None
    warning_id: str | None = None
    reason: str = ""
    rule: str = ""


class ManGroup(ACommand, frozen=True):
    """Man a working group of a post, or call for one and leave its leader to be named."""

    post_id: str
    group: str
    staff: GroupStaff


class SetObjective(ACommand, frozen=True):
    """Set a post an objective, or state the one of that id anew."""

    post_id: str
    text: str
    group: str = ""
    due_at: float | None = None
    objective_id: str | None = None


class ReportObjective(ACommand, frozen=True):
    """Tell how far an objective has come, in per cent."""

    post_id: str
    objective_id: str
    percent: int
    note: str = ""


class SetSector(ACommand, frozen=True):
    """Divide the scene: set up a sector of a post, or state the one of that name anew."""

    post_id: str
    sector: Sector


class FillPosition(ACommand, frozen=True):
    """Name who holds a function of a post; an empty name leaves it to the commander."""

    post_id: str
    position: str
    name: str


class NoteHandoverItem(ACommand, frozen=True):
    """Say what is to be known about an item of a handover; signatures given before are void."""

    post_id: str
    item: str
    note: str


class FinishImprovement(ACommand, frozen=True):
    """Say that an improvement of a debriefing is made, and how; counted from 1."""

    post_id: str
    number: int
    note: str


class OrderGroup(ACommand, frozen=True):
    """Give a working group of a post a task; what comes of it is tracked."""

    post_id: str
    group: str
    task: str
    due_at: float | None = None


class RecordTouchedPlaces(ACommand, frozen=True):
    """Say which places an incident touches beside its own: their common superior is called."""

    incident_id: str
    place_codes: tuple[str, ...]
    reason: str


PostCommand = (
    NotifyPost
    | ManGroup
    | SetObjective
    | ReportObjective
    | SetSector
    | FillPosition
    | NoteHandoverItem
    | FinishImprovement
    | OrderGroup
    | RecordTouchedPlaces
)
