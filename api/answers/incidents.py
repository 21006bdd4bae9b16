"""What is answered about incidents, the reports they came from and the safety of who is there."""

from msgspec import Struct

from api.answers.information_reports import InformationReportShown
from api.answers.shapes import CommandAnswer, Page, RecordedEvent
from dispatch.domain.deadlines import Deadline
from dispatch.domain.depots import Reservation
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.posts import CommandPost
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.reports import Report
from dispatch.domain.safety import Safety
from dispatch.domain.steps import AllowedAction


class Missing(Struct):
    """What an incident still needs: crews by capability, quantities by supply."""

    teams: dict[str, int]
    supplies: dict[str, int]


class IncidentSummary(Incident, frozen=True, kw_only=True):
    """An incident as lists show it."""

    open: bool
    missing: Missing


class IncidentPage(Page[IncidentSummary]):
    """A page of incidents, as of a position of the log."""

    position: int


class IncidentDetail(IncidentSummary, frozen=True, kw_only=True):
    """An incident in full, as far as the caller sees."""

    allowed_actions: list[AllowedAction]
    reports: list[Report]
    instructions: list[Instruction]
    reservations: list[Reservation]
    posts: list[CommandPost]
    information_reports: list[InformationReportShown]
    suspected_to_be_this: list[str]
    merged_into_this: list[str]
    recommendation: Recommendation | None
    deadlines: list[Deadline]
    log_position: int


class TimelineEntry(RecordedEvent, tag="event", tag_field="type"):
    """An event in words; `overdue` marks a limit that passed unmet."""

    zh: str
    en: str
    overdue: bool


class TimelinePage(Struct):
    """Events about an incident; `next` is the position to go on after, null at the log's end."""

    items: list[TimelineEntry]
    next: int | None


class ReportAnswer(Struct):
    """Where a report went: `linked` says that the incident was there before."""

    report_id: str
    incident_id: str
    linked: bool


class SeparateReportAnswer(CommandAnswer):
    """The incident that the report began."""

    incident_id: str


class AlarmAnswer(CommandAnswer):
    """The alarm that was raised."""

    alarm: int


class GiveInstructionAnswer(CommandAnswer):
    """The instruction, and the team or detachment that goes."""

    instruction_id: str
    team_id: str


class ReserveAnswer(CommandAnswer):
    """The promise that was made."""

    reservation_id: str


class TeamSafety(Struct):
    """One team's row: what it owes, by when, and how many of it are missing."""

    instruction_id: str
    team_id: str
    team_name: str
    state: str
    people: int | None
    awaits: list[str]
    safety: Safety
    differs_by: int
    next_roll_at: float | None
    roll_call_due_at: float | None
    hold_due_at: float | None
    told: list[str]


class IncidentSafety(Struct):
    """The safety of an incident's teams, the orders that matter named by their ids."""

    incident_id: str
    safety_hold: bool
    not_acknowledged: list[str]
    maydays: list[str]
    items: list[TeamSafety]
    log_position: int


class TeamCall(Struct):
    """A team to be telephoned, and what it owes an answer to."""

    instruction_id: str
    incident_id: str
    team_id: str
    team_name: str
    place_code: str
    contact: str
    awaits: list[str]
    asked_at: float


class TeamCalls(Struct):
    """The calls that duty rooms are asked for, the longest waiting first."""

    items: list[TeamCall]
    log_position: int
