"""List the facts about orders to teams: given, answered or chased, and the safety of the teams."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.messages import AnEvent
from dispatch.domain.profile import TeamNeed
from routing.geo import Position


class InstructionGiven(AnEvent, frozen=True):
    """An order to a team was drafted or issued, to `crews` of its crews, who are `people`."""

    instruction_id: str
    incident_id: str
    team_id: str
    capability: str
    row: str
    state: str
    destination: Position
    travel_s: float | None = None
    recommendation_id: str | None = None
    task: str = ""
    started: tuple[Deadline, ...] = ()
    crews: int = 1
    people: int | None = None
    post_id: str | None = None


class ProgressReported(AnEvent, frozen=True):
    """A team told how its work goes, or that it needs more; clocks that waited for word stop.

    `done_at` is when it was said in the field, where word of it came later.
    """

    instruction_id: str
    text: str
    evidence: tuple[str, ...] = ()
    started: tuple[Deadline, ...] = ()
    stopped: tuple[str, ...] = ()
    team_needs: tuple[TeamNeed, ...] = ()
    done_at: float | None = None


class WithdrawalSeen(AnEvent, frozen=True):
    """The team's device confirmed that it has seen its order called off."""

    instruction_id: str


class OrderReminded(AnEvent, frozen=True):
    """A team was reminded, by every channel, of what it owes an answer to."""

    instruction_id: str
    awaits: tuple[str, ...]


class CallAsked(AnEvent, frozen=True):
    """The duty room of a place was asked to reach the team by telephone, at `contact`."""

    instruction_id: str
    place_code: str
    contact: str
    awaits: tuple[str, ...]


class CallSettled(AnEvent, frozen=True):
    """A duty room telephoned, and told how it went: the team was reached, or was not."""

    instruction_id: str
    reached: bool
    result: str


class SupervisorTold(AnEvent, frozen=True):
    """Those who supervise 督办 were told that a team owes an answer: at `place_code`."""

    instruction_id: str
    place_code: str
    awaits: tuple[str, ...]


class RollCalled(AnEvent, frozen=True):
    """A team on scene was asked how many of its people are safe 点名."""

    instruction_id: str
    expected: int | None


class RollAnswered(AnEvent, frozen=True):
    """A team said how many are safe, and how many are accounted for elsewhere."""

    instruction_id: str
    safe: int
    elsewhere: int = 0
    expected: int | None = None
    words: str = ""


class RollMissed(AnEvent, frozen=True):
    """A roll call was not answered in time."""

    instruction_id: str


class TeamHeldBack(AnEvent, frozen=True):
    """A team was ordered to withdraw from a direct threat, and is to say that it knows."""

    instruction_id: str


class HoldAcknowledged(AnEvent, frozen=True):
    """A team said that it withdraws."""

    instruction_id: str


class HoldMissed(AnEvent, frozen=True):
    """A team has not said in time that it withdraws."""

    instruction_id: str


class TeamMayGoOn(AnEvent, frozen=True):
    """A team that was held back may go on."""

    instruction_id: str


class GoingOnAcknowledged(AnEvent, frozen=True):
    """A team said that it knows it may go on."""

    instruction_id: str


class MaydayCalled(AnEvent, frozen=True):
    """A team is in danger itself and calls for help 紧急求救; `wanted` is demanded more for it."""

    instruction_id: str
    incident_id: str
    team_id: str
    words: str = ""
    wanted: tuple[TeamNeed, ...] = ()


class MaydayCleared(AnEvent, frozen=True):
    """Whoever commands declared a mayday over, for a reason."""

    instruction_id: str
    incident_id: str
    team_id: str
    reason: str


AnswerEvent = (
    OrderReminded
    | CallAsked
    | CallSettled
    | SupervisorTold
    | RollCalled
    | RollAnswered
    | RollMissed
    | TeamHeldBack
    | HoldAcknowledged
    | HoldMissed
    | TeamMayGoOn
    | GoingOnAcknowledged
    | MaydayCalled
    | MaydayCleared
)
