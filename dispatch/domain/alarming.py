"""Decide what becomes of an alarm that somebody acknowledges, or puts off, with a reason."""

from collections.abc import Iterator

from dispatch.domain import alarm_messages as lm
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.alarm_answers import AlarmAnswer
from dispatch.domain.alarm_rules import PART_DOWN, UNSOUND
from dispatch.domain.alarms import Alarm, alarms, outside_alarm
from dispatch.domain.area import Area
from dispatch.domain.invariants import violations
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected, unknown
from dispatch.domain.steps import authorise, permit


def acknowledge(
    area: Area, command: lm.AcknowledgeAlarm, order: Order, profile: Profile
) -> list[e.Event]:
    """Record that somebody sees to an alarm."""
    permit(profile, order, "AcknowledgeAlarm")
    alarm = _alarm_for(area, command.alarm_id, command.reason, order, profile)
    until_at = order.at + profile.alarms.acknowledged_s
    return [_answered(alarm, command.reason, order, until_at, snoozed=False)]


def acknowledge_all(
    area: Area, command: lm.AcknowledgeAlarms, order: Order, profile: Profile
) -> list[e.Event]:
    """Record that somebody sees to several alarms; refused whole, naming every one that cannot be.

    Named twice is named once.
    """
    permit(profile, order, "AcknowledgeAlarms")
    _say_how(command.reason)
    if not command.alarm_ids:
        raise Rejected("input_missing", "which alarms are seen to?", "alarm_ids")
    standing = _standing(area, profile, order.at, command.alarm_ids)
    found: dict[str, Alarm] = {}
    refused: list[tuple[int, Rejected]] = []
    for number, alarm_id in enumerate(command.alarm_ids):
        try:
            found[alarm_id] = _theirs(area, standing, alarm_id, order)
        except Rejected as refusal:
            refused.append((number, refusal))
    if refused:
        reasons = "; ".join(f"alarm_ids.{number}: {one.reason}" for number, one in refused)
        code = refused[0][1].code if len(command.alarm_ids) == 1 else "not_all_acknowledged"
        raise Rejected(code, reasons, f"alarm_ids.{refused[0][0]}")
    until_at = order.at + profile.alarms.acknowledged_s
    return [
        _answered(one, command.reason, order, until_at, snoozed=False) for one in found.values()
    ]


def snooze(area: Area, command: lm.SnoozeAlarm, order: Order, profile: Profile) -> list[e.Event]:
    """Record that an alarm is put off."""
    permit(profile, order, "SnoozeAlarm")
    alarm = _alarm_for(area, command.alarm_id, command.reason, order, profile)
    if not profile.alarms.groups[alarm.group].may_snooze:
        raise Rejected("may_not_be_snoozed", f"{alarm.alarm_id} is put off by nobody")
    longest_s = profile.alarms.max_snooze_s
    if not 0 < command.for_s <= longest_s:
        raise Rejected("wrong_number", f"at most {longest_s:g} s, and more than none", "for_s")
    return [_answered(alarm, command.reason, order, order.at + command.for_s, snoozed=True)]


def _alarm_for(area: Area, alarm_id: str, reason: str, order: Order, profile: Profile) -> Alarm:
    """Return the alarm that stands under an id, for one who may answer it."""
    _say_how(reason)
    return _theirs(area, _standing(area, profile, order.at, (alarm_id,)), alarm_id, order)


def _say_how(reason: str) -> None:
    if not reason.strip():
        raise Rejected("input_missing", "say how it is seen to", "reason")


def _standing(
    area: Area, profile: Profile, at: float, alarm_ids: tuple[str, ...]
) -> dict[str, Alarm]:
    """Return the alarms that stand, those of the process that are named among them."""
    outside = tuple(outside_named(area, profile, *alarm_ids))
    return {one.alarm_id: one for one in alarms(area, profile, at, outside)}


def _theirs(area: Area, standing: dict[str, Alarm], alarm_id: str, order: Order) -> Alarm:
    found = standing.get(alarm_id)
    if found is None:
        raise unknown("alarm", alarm_id)
    authorise(area, order.actor, *found.place_codes)
    return found


def unsound(area: Area, profile: Profile) -> Iterator[Alarm]:
    """Yield an alarm for each invariant that does not hold: something was counted wrongly."""
    for words in violations(area):
        yield outside_alarm(area, profile, UNSOUND, words, 0.0, "")


def outside_named(area: Area, profile: Profile, *alarm_ids: str) -> Iterator[Alarm]:
    """Yield alarms of the process that ids name: the log has only the word of the caller."""
    named = [alarm_id.partition("/") for alarm_id in alarm_ids]
    if any(group == UNSOUND for group, _, _name in named):
        yield from unsound(area, profile)
    for group, _, name in named:
        if group == PART_DOWN and name:
            yield outside_alarm(area, profile, PART_DOWN, name, 0.0, "")


def _answered(
    alarm: Alarm, reason: str, order: Order, until_at: float, *, snoozed: bool
) -> lm.AlarmAnswered:
    answer = AlarmAnswer(
        by=order.actor.name,
        reason=reason.strip(),
        answered_at=order.at,
        until_at=until_at,
        since_at=alarm.since_at,
        harm=alarm.harm,
        snoozed=snoozed,
    )
    return lm.AlarmAnswered(
        alarm.alarm_id,
        alarm.group,
        alarm.place_codes,
        answer,
        alarm.incident_id,
        alarm.lifecycle,
        alarm.subject_id,
        alarm.timer,
    )
