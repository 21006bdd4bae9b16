"""Tell what an alarm is, and what people said to it."""

from dispatch.domain import alarm_messages as lm
from dispatch.domain import events as e
from dispatch.domain.alarms import Alarm
from dispatch.domain.lifecycle import Label
from dispatch.publishing.telling.lexicon import Lexicon, Words, label_in, with_reason


def alarm_words(lex: Lexicon, alarm: Alarm | lm.AlarmAnswered) -> Label:
    """Return what an alarm is: its group, whose it is, and which limit passed."""
    group = label_in(lex.profile.alarms.groups, alarm.group)
    about = _whose(lex, alarm)
    words = Label(f"{group.zh} {about}".rstrip(), f"{group.en}, {about}".rstrip(", "))
    if alarm.timer:
        of = lex.profile.duty.seats if alarm.lifecycle == "shift" else {}
        limit = label_in(of, alarm.timer) if alarm.timer in of else lex.timer(alarm.timer)
        words = Label(f"{words.zh}（{limit.zh}）", f"{words.en} ({limit.en})")
    return with_reason(words, alarm.words) if isinstance(alarm, Alarm) else words


def _whose(lex: Lexicon, alarm: Alarm | lm.AlarmAnswered) -> str:
    """Return whose it is, its name first: a strip of alarms has no room for all of it."""
    order = lex.area.instructions.get(alarm.subject_id)
    if alarm.lifecycle == "instruction" and order is not None:
        return f"{lex.team(order.team_id)} {alarm.subject_id}"
    call = lex.area.warning_calls.get(alarm.subject_id)
    if alarm.lifecycle == "warning_call" and call is not None:
        return f"{lex.place(call.place_code)} {call.warning_id}"
    return lex.subject(alarm.lifecycle, alarm.subject_id)


def _answered(lex: Lexicon, event: lm.AlarmAnswered) -> Label:
    said, what = event.answer, alarm_words(lex, event)
    until = lex.clock(said.until_at)
    words = (
        Label(f"告警暂缓至 {until}：{what.zh}", f"Put off to {until}: {what.en}")
        if said.snoozed
        else Label(f"告警已处理中：{what.zh}", f"Seen to: {what.en}")
    )
    return with_reason(words, said.reason)


WORDS: dict[type[e.Event], Words] = {lm.AlarmAnswered: _answered}
