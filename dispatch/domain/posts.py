"""Hold a command post 指挥部: what it proposes and approves, who commands, and what it set itself.

There is one live post per incident and place, or per warning and place. Its state is one of the
table of command posts, rows K1 to K15.
"""

import msgspec

from dispatch.domain.actors import Channel
from dispatch.domain.profile import Grade

# States of the table that the code knows by name.
STANDBY, CONSULTING, ACTIVATING = "STANDBY", "CONSULTING", "ACTIVATING"
ESTABLISHED, DIRECTING, HANDOVER = "ESTABLISHED", "DIRECTING", "HANDOVER"
SUBORDINATE, STANDING_DOWN, DEBRIEFED = "SUBORDINATE", "STANDING_DOWN", "DEBRIEFED"

LEADING = frozenset({DIRECTING, HANDOVER})
"""What a post that has the lead is in: during a handover the lower post still leads."""

UPPER, LOWER = "upper", "lower"
"""The two sides that sign a handover."""


class Notice(msgspec.Struct, frozen=True):
    """Why a post was called; `rule` names the rule of the profile that had it called."""

    reason: str
    at: float
    rule: str = ""


class Advice(msgspec.Struct, frozen=True):
    """What the expert panel 专家组 advises."""

    text: str
    at: float


class Proposal(msgspec.Struct, frozen=True):
    """A response that is proposed, with the four statements of 突发事件应对法 art. 72.

    `grade` is the estimate and may be empty; `plan_id` names the plan it follows, if there is one.
    """

    response_level: int
    matters: str
    expected_period: str
    measures: tuple[str, ...]
    grade: Grade | None = None
    plan_id: str = ""
    proposed_by: str = ""
    proposed_at: float = 0.0


class Approval(msgspec.Struct, frozen=True):
    """An approved response. One given by word of mouth is put in writing later, at `written_at`."""

    response_level: int
    approved_by: str
    role: str
    approved_at: float
    channel: Channel = Channel.CLICK
    written_at: float | None = None


class GroupStaff(msgspec.Struct, frozen=True):
    """Who mans a working group; without a `leader` it is called for and not manned yet."""

    leader: str = ""
    unit: str = ""
    contact: str = ""
    people: int = 0


class Sector(msgspec.Struct, frozen=True):
    """A stretch of the scene or a task with a supervisor of its own, and who works there."""

    name: str
    supervisor: str
    team_ids: tuple[str, ...] = ()
    group: str = ""
    radio: str = ""
    task: str = ""


class Objective(msgspec.Struct, frozen=True):
    """What a post set itself; `percent` is how far it has come."""

    objective_id: str
    text: str
    set_at: float
    group: str = ""
    due_at: float | None = None
    percent: int = 0
    note: str = ""


class Signature(msgspec.Struct, frozen=True):
    """A commander's name under a handover."""

    name: str
    place_code: str
    at: float


class Handover(msgspec.Struct, frozen=True):
    """Command passing to a post above, by an order of that level 指挥权移交.

    `items` maps what the checklist asks for to what was said of it; `signatures` the side to its
    commander's.
    """

    to_post: str
    order_ref: str
    begun_at: float
    items: dict[str, str] = {}
    signatures: dict[str, Signature] = {}


class EscalationAsked(msgspec.Struct, frozen=True):
    """The level above was asked to lead 扩大应急; empty until it answers."""

    asked_of: str
    reason: str
    asked_at: float
    answer: str = ""
    answered_at: float | None = None


class LeadAlarm(msgspec.Struct, frozen=True):
    """A duty leader was alarmed because nobody answered; the level above it got a copy."""

    place_code: str
    reason: str
    at: float
    copied_to: str | None = None


class Requisition(msgspec.Struct, frozen=True):
    """Property that was requisitioned 征用: what, and whose."""

    what: str
    owner: str
    at: float


class Improvement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a debriefing wants done: by whom, until when; `note` says how it was done."""

    text: str
    owner: str
    due_at: float
    done_at: float | None = None
    note: str = ""


class CommandPost(msgspec.Struct, frozen=True):
    """A command post of a place, for an incident or for a warning.

    `follows` is the record before it, where an event that was over began again. `commander` is the
    one on-scene commander 现场总指挥. `groups` are keys of the profile; `positions` maps functions
    of the incident command system to names. `told` is what it was told, and when. `reached` is the
    moment each state was entered last. `revision` is the log position of its last step.
    """

    post_id: str
    place_code: str
    state: str
    opened_at: float
    incident_id: str | None = None
    warning_id: str | None = None
    is_open: bool = True
    follows: str | None = None
    notices: tuple[Notice, ...] = ()
    advice: tuple[Advice, ...] = ()
    proposal: Proposal | None = None
    approval: Approval | None = None
    commander: str = ""
    groups: dict[str, GroupStaff] = {}
    group_order_ids: tuple[str, ...] = ()
    sectors: dict[str, Sector] = {}
    positions: dict[str, str] = {}
    objectives: tuple[Objective, ...] = ()
    requisitions: tuple[Requisition, ...] = ()
    handover: Handover | None = None
    escalation: EscalationAsked | None = None
    alarms: tuple[LeadAlarm, ...] = ()
    consented_at: float | None = None
    told: dict[str, float] = {}
    minutes: str = ""
    improvements: tuple[Improvement, ...] = ()
    overdue: tuple[str, ...] = ()
    reached: dict[str, float] = {}
    revision: int = 0

    @property
    def subject(self) -> str:
        """What it is for: the id of an incident or of a warning, told apart by their kind."""
        return subject_key(self.incident_id, self.warning_id)

    @property
    def is_live(self) -> bool:
        """Whether it is called and has not stood down: there is one such post per place."""
        return self.is_open and self.state != STANDING_DOWN

    @property
    def lacks_staff(self) -> tuple[str, ...]:
        """The groups that are called for and not manned."""
        return tuple(key for key, staff in self.groups.items() if not staff.leader)


def subject_key(incident_id: str | None, warning_id: str | None) -> str:
    """Return what a post is for, as one word."""
    return f"incident/{incident_id}" if incident_id is not None else f"warning/{warning_id}"


def seat_key(subject: str, place_code: str) -> str:
    """Return the key under which an area finds the newest post of a place for a subject."""
    return f"{subject}@{place_code}"
