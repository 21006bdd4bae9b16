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
    if not reason.strip():
        raise Rejected("input_missing", "say how it is seen to", "reason")
    outside = tuple(outside_named(area, profile, alarm_id))
    found = next(
        (one for one in alarms(area, profile, order.at, outside) if one.alarm_id == alarm_id), None
    )
    if found is None:
        raise unknown("alarm", alarm_id)
    authorise(area, order.actor, *found.place_codes)
    return found


def unsound(area: Area, profile: Profile) -> Iterator[Alarm]:
    """Yield an alarm for each invariant that does not hold: something was counted wrongly."""
    for words in violations(area):
        yield outside_alarm(area, profile, UNSOUND, words, 0.0, "")


def outside_named(area: Area, profile: Profile, alarm_id: str) -> Iterator[Alarm]:
    """Yield the alarm of the process that an id names: the log has only the word of the caller."""
    group, _, name = alarm_id.partition("/")
    if group == UNSOUND:
        yield from unsound(area, profile)
    elif group == PART_DOWN and name:
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
