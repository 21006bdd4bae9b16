"""Translate what a device sends into a command, a fix, or the reason why it cannot be read.

A function of its arguments: the loop that receives, waits and acknowledges is in `mqtt`.
"""

from typing import TypeVar

import msgspec

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.plan_messages import AcknowledgePlan
from dispatch.domain.profile import Profile
from dispatch.domain.reports import Report
from dispatch.domain.teams import Team
from dispatch.domain.warning_calls import call_id
from dispatch.domain.warning_commands import TakeInWarning
from dispatch.engine.positions import Fix
from dispatch.intake.cap import read_warning
from dispatch.intake.cap_xml import CapProblem
from dispatch.intake.from_the_field import counted, replied, sheltered, speaks_for_place, stands_at
from dispatch.intake.measured import Measured, measured
from dispatch.intake.message import Message, Unreadable
from dispatch.intake.notice_outbox import team_calls
from dispatch.intake.payloads import (
    MAX_PAYLOAD,
    AcknowledgementPayload,
    ConfirmationPayload,
    CountPayload,
    PositionPayload,
    ReadingsPayload,
    ReceiptPayload,
    ReplyPayload,
    ReportPayload,
    ShelterCountPayload,
    StatusPayload,
)
from dispatch.intake.topics import Channel, Topic
from routing.crs import Crs, convert_position
from routing.geo import Position

# What a place says that has answered, or passed on, by another channel before.
ANSWERED_ALREADY = frozenset({"wrong_state", "is_not_passed_on"})
FUTURE_TOLERANCE_S = 300.0  # a fix of tomorrow would hide every fix until then

_P = TypeVar("_P", bound=msgspec.Struct)


def translate(
    topic: Topic, payload: bytes, area: Area, now: float, profile: Profile
) -> Message | Fix | Measured:
    """Return what a payload on a topic means; raises `Unreadable` naming the field at fault."""
    if len(payload) > MAX_PAYLOAD:
        raise Unreadable(f"payload: {len(payload)} bytes, at most {MAX_PAYLOAD} are read")
    if area.position == 0:
        raise Unreadable(f"topic: the area {topic.area_id!r} is not founded yet")
    match topic.channel:
        case Channel.WARNING:
            return _warning(topic, payload, area, profile)
        case Channel.CONFIRMATION:
            return _confirmation(topic, _decode(payload, ConfirmationPayload), area)
        case Channel.REPORT:
            return _report(topic, _decode(payload, ReportPayload), area, "GRID", "grid")
        case Channel.SENSOR_REPORT:
            return _report(topic, _decode(payload, ReportPayload), area, "SENSOR", "sensor")
        case Channel.READINGS:
            return measured(topic.speaker, _decode(payload, ReadingsPayload), area, now, profile)
        case Channel.REPLY | Channel.RESPONDER_POSITION | Channel.COUNT | Channel.SHELTER_COUNT:
            return _from_people(topic, payload, area, now)
        case Channel.POSITION:
            said = _decode(payload, PositionPayload)
            return _fix(_part(_team(topic, area), said.team_id, area), said, now)
        case Channel.STATUS | Channel.RECEIPT | Channel.ACKNOWLEDGEMENT:
            return _from_a_team(topic.channel, _team(topic, area), payload, area)


def _from_a_team(channel: Channel, team: Team, payload: bytes, area: Area) -> Message:
    match channel:
        case Channel.STATUS:
            return _status(team, _decode(payload, StatusPayload), area)
        case Channel.RECEIPT:
            return _receipt(team, _decode(payload, ReceiptPayload), area)
        case _:
            return _acknowledgement(team, _decode(payload, AcknowledgementPayload), area)


def _from_people(topic: Topic, payload: bytes, area: Area, now: float) -> Message:
    """Return what people say who are no team: first responders, those who count evacuees."""
    match topic.channel:
        case Channel.REPLY:
            return replied(topic.speaker, _decode(payload, ReplyPayload), area)
        case Channel.COUNT:
            return counted(topic.speaker, _decode(payload, CountPayload), area)
        case Channel.SHELTER_COUNT:
            return sheltered(topic.speaker, _decode(payload, ShelterCountPayload), area)
        case _:
            return stands_at(topic.speaker, _decode(payload, PositionPayload), area, now)


def is_repeat_of(report: Report, command: c.SendReport, actor: Actor) -> bool:
    """Whether a report sent under a known id is that one again, and not another one.

    A device that counts from 1 anew after a reset must not have its reports taken for old ones.
    """
    return (report.reporter, report.kind, report.position, report.text) == (
        actor.name,
        command.kind,
        command.position,
        command.text,
    )


def _report(topic: Topic, said: ReportPayload, area: Area, role: str, source: str) -> Message:
    command = c.SendReport(
        report_id=said.report_id,
        kind=said.kind,
        source=source,
        position=convert_position(said.position, said.crs, Crs.WGS_84),
        place_code=said.place_code,
        occurred_at=said.occurred_at,
        discovered_at=said.discovered_at,
        text=said.text,
        external_no=said.external_no,
        evidence=said.evidence,
        priority=said.priority,
        sensitive=said.sensitive,
        accuracy_m=said.accuracy_m,
    )
    actor = Actor(topic.speaker, role, said.place_code or area.root)
    return Message(command, actor, said.report_id)


def _fix(team: Team, said: PositionPayload, now: float) -> Fix:
    if said.at is not None and said.at > now + FUTURE_TOLERANCE_S:
        raise Unreadable("at: lies in the future")
    try:
        position = convert_position(Position(lon=said.lon, lat=said.lat), said.crs, Crs.WGS_84)
    except ValueError as problem:
        raise Unreadable(f"position: {problem}") from None
    return Fix(team.team_id, position, now if said.at is None else said.at, said.source)


def _status(team: Team, said: StatusPayload, area: Area) -> Message:
    part = _part(team, said.team_id, area)
    step = c.TakeStep(
        "team_availability", part.team_id, said.action, c.Particulars(reason=said.reason)
    )
    return Message(step, _leader(team), said.id, _command_id(team, said.id))


def _receipt(team: Team, said: ReceiptPayload, area: Area) -> Message:
    instruction = area.instructions.get(said.instruction_id)
    if instruction is None or not _is_part(area.teams[instruction.team_id], team):
        # The same words for both: a team learns nothing of another's orders.
        raise Unreadable(f"instruction_id: {team.team_id} has no {said.instruction_id!r}")
    if said.revision > instruction.revision:
        raise Unreadable(f"revision: {said.revision} is not written yet")
    command: c.Command
    forgives: frozenset[str] = frozenset()
    match said.action:
        case "progress":
            command = c.ReportProgress(said.instruction_id, said.text, said.evidence)
        case "withdrawal_seen":
            command = c.SeeWithdrawal(said.instruction_id)
        case "receipt":
            command = c.TakeStep("instruction", said.instruction_id, "deliver")
            # It was delivered before, or signed, or called off meanwhile.
            forgives = frozenset({"wrong_state"})
        case action:
            particulars = c.Particulars(
                reason=said.reason or said.text,
                evidence=said.evidence,
                safe=said.safe,
                elsewhere=said.elsewhere,
            )
            command = c.TakeStep("instruction", said.instruction_id, action, particulars)
    return Message(command, _leader(team), said.id, _command_id(team, said.id), forgives)


def _acknowledgement(team: Team, said: AcknowledgementPayload, area: Area) -> Message:
    """Return that a team knows of a plan; it speaks in the role that the plan names there."""
    calls = team_calls(area, said.incident_id, said.plan_id, team.place_code)
    if not calls:
        raise Unreadable(f"plan_id: {team.team_id} was told of no plan {said.plan_id!r}")
    call = min(calls, key=lambda one: not one.is_open)
    command = AcknowledgePlan(call.incident_id, call.plan_id, call.place_code, call.role)
    speaker = Actor(team.team_id, call.role, team.place_code, team.team_id)
    return Message(command, speaker, said.id, _command_id(team, said.id))


def _warning(topic: Topic, payload: bytes, area: Area, profile: Profile) -> Message:
    """Return what a feed says; it speaks for the whole of the area."""
    try:
        message = read_warning(payload, area, profile, area.root)
    except CapProblem as problem:
        raise Unreadable(str(problem)) from None
    feed = Actor(topic.speaker, "FEED", area.root)
    return Message(TakeInWarning(message), feed, message.message_id)


def _confirmation(topic: Topic, said: ConfirmationPayload, area: Area) -> Message:
    """Return what a place answers to its call: the duty room of one, the head of a village."""
    speaker = speaks_for_place(topic.speaker, area)
    subject_id = call_id(said.warning_id, speaker.name)
    if subject_id not in area.warning_calls:
        raise Unreadable(f"warning_id: {speaker.name} was not called with {said.warning_id!r}")
    step = c.TakeStep("warning_call", subject_id, said.action, c.Particulars(reason=said.text))
    return Message(step, speaker, said.id, f"{speaker.name}:{said.id}", ANSWERED_ALREADY)


def _team(topic: Topic, area: Area) -> Team:
    team = area.teams.get(topic.speaker)
    if team is None:
        raise Unreadable(f"topic: no team {topic.speaker!r} here")
    return team


def _part(team: Team, team_id: str | None, area: Area) -> Team:
    """Return whom a device speaks of: its own team, or the detachment of it that is named."""
    if team_id is None:
        return team
    part = area.teams.get(team_id)
    if part is None or not _is_part(part, team):
        raise Unreadable(f"team_id: {team.team_id} has no detachment {team_id!r}")
    return part


def _is_part(part: Team, team: Team) -> bool:
    return team.team_id in (part.team_id, part.detached_from)


def _leader(team: Team) -> Actor:
    return Actor(team.team_id, "TEAM", team.place_code, team.team_id)


def _command_id(team: Team, said_id: str) -> str:
    # Ids of two teams never meet, so none can keep another's message from having its effect.
    return f"{team.team_id}:{said_id}"


def _decode(payload: bytes, shape: type[_P]) -> _P:
    try:
        return msgspec.json.decode(payload, type=shape)
    except msgspec.ValidationError as problem:
        raise Unreadable(_named(str(problem))) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Unreadable(f"payload: not JSON: {problem}") from None


def _named(problem: str) -> str:
    """Put the field first: `Expected `str`, got `int` - at `$.kind`` becomes `kind: Expected …`."""
    what, _, where = problem.partition(" - at `$")
    field = where.rstrip("`").lstrip(".")
    if not field:
        missing = problem.split("`")  # "Object missing required field `kind`"
        field = missing[1] if "field" in problem and len(missing) > 2 else "payload"
    elif "field `" in what:
        field = f"{field}.{what.split('`')[1]}"
    return f"{field}: {what}"
