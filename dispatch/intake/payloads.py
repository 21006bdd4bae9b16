"""Say what devices send and are sent: JSON objects, checked strictly, each with its limits."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from routing.crs import Crs
from routing.geo import Position

MAX_PAYLOAD = 64 * 1024  # bytes; a report is text, its pictures are named and lie elsewhere

# PostgreSQL keeps no NUL in a text column: one such id would block everything behind it.
_NO_CONTROL = r"^[^\x00-\x1f\x7f]+$"

Id = Annotated[str, Meta(max_length=128, pattern=_NO_CONTROL)]
Word = Annotated[str, Meta(max_length=64, pattern=_NO_CONTROL)]
Text = Annotated[str, Meta(max_length=4_000)]
Evidence = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=500)], ...], Meta(max_length=20)
]
Moment = Annotated[float, Meta(ge=0.0)]


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A misspelt field is a mistake the sender should hear of, not one to guess about."""


class ReportPayload(_Payload, frozen=True):
    """A grid worker's or sensor's report; moments are epoch seconds UTC.

    The position is in the coordinate system that `crs` names, off by some `accuracy_m`.
    """

    report_id: Id
    kind: Word
    position: Position
    crs: Crs = Crs.WGS_84
    place_code: Word | None = None
    occurred_at: Moment | None = None
    discovered_at: Moment | None = None
    text: Text = ""
    external_no: Annotated[str, Meta(max_length=64)] = ""
    evidence: Evidence = ()
    priority: int | None = None
    sensitive: bool = False
    accuracy_m: Annotated[float, Meta(gt=0.0)] | None = None


class ReadingPayload(_Payload, frozen=True):
    """What a sensor measured, in its own unit; without `at`, now.

    `sensor_id` names the sensor where it is not the device that speaks, but one behind it.
    """

    value: float
    at: Moment | None = None
    sensor_id: Word | None = None


class ReadingsPayload(_Payload, frozen=True):
    """One reading or many; answered where the device gave the message an `id`."""

    readings: Annotated[tuple[ReadingPayload, ...], Meta(min_length=1, max_length=1_000)]
    id: Id | None = None


class PositionPayload(_Payload, frozen=True):
    """Where a team is, in the coordinate system `crs`, and when that was; without `at`, now.

    `team_id` names a detachment of the team, where it is not the team itself.
    """

    lon: float
    lat: float
    team_id: Word | None = None
    crs: Crs = Crs.WGS_84
    at: Moment | None = None
    source: Word = "gps"


class StatusPayload(_Payload, frozen=True):
    """A step of the team's availability, an action of the profile's table.

    `team_id` names a detachment of the team, where it is not the team itself.
    """

    id: Id
    action: Word
    team_id: Word | None = None
    reason: Text = ""


class ReceiptPayload(_Payload, frozen=True):
    """What a team says to an order. `revision` is the one its device has; `at` the device's clock.

    `safe` and `elsewhere` answer a roll call; without `safe` all are.

    The log's own moment is when the engine took the message in, whatever `at` says.
    """

    id: Id
    instruction_id: Word
    revision: int
    action: Literal[
        "receipt",
        "sign",
        "decline",
        "set_out",
        "arrive",
        "begin",
        "finish",
        "withdrawal_seen",
        "progress",
        "answer_the_roll",
        "acknowledge_hold",
        "acknowledge_resume",
        "mayday",
    ]
    safe: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    elsewhere: Annotated[int, Meta(ge=0, le=100_000)] = 0
    reason: Text = ""
    text: Text = ""
    evidence: Evidence = ()
    at: Moment | None = None


class AcknowledgementPayload(_Payload, frozen=True):
    """A team knows that a plan which names it is active, as a notice has told it."""

    id: Id
    incident_id: Word
    plan_id: Annotated[str, Meta(min_length=1, max_length=200)]


class ConfirmationPayload(_Payload, frozen=True):
    """What a place says to a call: it has the warning 应答, or it passed it on too 传达."""

    id: Id
    warning_id: Word
    action: Literal["answer", "relay"] = "answer"
    text: Text = ""


Count = Annotated[int, Meta(ge=0, le=10_000_000)]


class CountPayload(_Payload, frozen=True):
    """Counts of a group of an evacuation as they are now; what is not said stays as it was."""

    id: Id
    group_id: Word
    people: Count | None = None
    vulnerable: Count | None = None
    notified: Count | None = None
    moved: Count | None = None
    elsewhere: Count | None = None
    went_back: Count | None = None
    note: Text = ""


class ShelterCountPayload(_Payload, frozen=True):
    """People who came to a shelter (`admit`) for a stay of a `mode`, or left it (`see_off`).

    `group_id` is their group of an evacuation; of those it is said where they go `to`.
    """

    id: Id
    action: Literal["admit", "see_off"]
    mode: Word
    people: Annotated[int, Meta(ge=1, le=10_000_000)]
    vulnerable: Count = 0
    group_id: Word | None = None
    incident_id: Word | None = None
    place_code: Word | None = None
    to: str = ""
    reason: Text = ""


class ReplyPayload(_Payload, frozen=True):
    """What a first responder answers to the call to an incident, or says of being available.

    With `incident_id` it is `accept`, `decline`, `arrive` or `leave`; without, `go_away`,
    `come_back`, `withdraw_consent` or `consent_again`.
    """

    id: Id
    action: Word
    incident_id: Word | None = None
    text: Text = ""


class ResponderCallPayload(_Payload, frozen=True):
    """A first responder is asked to an incident, or told that the call is over.

    A device keeps the highest `revision` of each `incident_id`. While `awaits_answer` it asks for
    the reply, by `answer_by`. `distance_m` is as the crow flies when they were asked.
    """

    incident_id: str
    revision: int
    state: str
    over: bool
    awaits_answer: bool
    answer_by: float | None
    kind: str
    kind_zh: str
    place: str
    destination: Position
    distance_m: float
    skill: str
    task_zh: str
    task_en: str
    reason: str
    asked_at: float
    exercise: str


class CallPayload(_Payload, frozen=True):
    """A call to a place, which it is to confirm, or word that the warning changed or is over.

    A terminal keeps the highest `revision` of each `warning_id`. While `awaits_answer` it asks for
    the confirmation, by `answer_by`; `must_relay` asks to pass it on to those below. `colour` is
    empty for a warning without one; `over` is `LIFTED` or `EXPIRED`, empty while it stands.
    """

    warning_id: str
    revision: int
    awaits_answer: bool
    answer_by: float | None
    must_relay: bool
    times: int
    over: str
    kind: str
    kind_zh: str
    colour: str
    headline: str
    matters: str
    advice: str
    issued_by: str
    issued_at: float
    begins_at: float
    ends_at: float
    exercise: str


class NoticePayload(_Payload, frozen=True):
    """What a team is told beside its orders: a plan that names it, who commands, its sector.

    A device keeps the highest `revision` of each `tag`, in which it replaces what was said before.
    While `awaits_answer` it asks for an acknowledgement of `plan_id`, by `answer_by`.
    """

    kind: str
    tag: str
    revision: int
    at: float
    zh: str
    en: str
    urgent: bool
    incident_id: str | None
    plan_id: str | None
    awaits_answer: bool
    answer_by: float | None
    exercise: str


class Answer(_Payload, frozen=True, omit_defaults=True):
    """What became of a message, once that is durable: taken in, or refused and why.

    `id` is the one the device chose (`report_id` for reports).
    """

    id: str
    taken: bool
    position: int | None = None
    incident_id: str | None = None
    reason: str | None = None


class InstructionPayload(_Payload, frozen=True):
    """An order to a team, or word that it was called off (`withdrawn`).

    A device keeps the highest `revision` of each `instruction_id` and ignores repeats. `exercise`
    is 演练 in drills, empty when it is in earnest. `team_id` is the team or the detachment of it
    that is ordered, with `crews` that serve and `people`, None where that was not told.

    `awaits` is what the team owes an answer to: `sign`, `feedback`, `hold`, `roll_call`,
    `headcount` (one that is not even); `roll_call_by` and `hold_by` are the moments to answer by.
    `hold` is `ORDERED` (withdraw at once, and say so), `SEEN`, `LIFTED` (go on, and say so) or
    empty. `maydays` are the teams of the incident that call for help themselves.
    """

    instruction_id: str
    revision: int
    state: str
    withdrawn: bool
    incident_id: str
    kind: str
    kind_zh: str
    place: str
    destination: Position
    capability: str
    task: str
    given_at: float
    sign_by: float | None
    exercise: str
    team_id: str
    crews: int
    people: int | None
    awaits: tuple[str, ...] = ()
    hold: str = ""
    hold_by: float | None = None
    roll_call_by: float | None = None
    maydays: tuple[str, ...] = ()
