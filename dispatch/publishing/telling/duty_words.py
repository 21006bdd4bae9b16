"""Tell what happened to duty: planned, manned or not, handed over."""

from dispatch.domain import duty_events as de
from dispatch.domain import events as e
from dispatch.domain.lifecycle import Label
from dispatch.domain.shifts import OUTGOING
from dispatch.publishing.telling.lexicon import Lexicon, Words, with_reason


def _planned(lex: Lexicon, event: de.ShiftPlanned) -> Label:
    shift = event.shift
    place, names = lex.place(shift.place_code), "、".join(shift.expected)
    begins, ends = lex.clock(shift.begins_at), lex.clock(shift.ends_at)
    return Label(
        f"排班 {shift.shift_id}：{place} {begins} 至 {ends}，{names}",
        f"Shift {shift.shift_id} planned: {place}, {begins} to {ends}, {names}",
    )


def _checked_in(lex: Lexicon, event: de.CheckedIn) -> Label:
    shift = lex.subject("shift", event.shift_id)
    return Label(f"{event.name} 到岗 {shift}", f"{event.name} checked in, {shift}")


def _absent(lex: Lexicon, event: de.AbsenceRecorded) -> Label:
    shift, instead = lex.subject("shift", event.shift_id), event.stand_in
    zh = "无人替班" if instead is None else f"{instead.name} 替班"
    en = "nobody stands in" if instead is None else f"{instead.name} stands in"
    words = Label(f"{event.name} 不在岗，{zh} {shift}", f"{event.name} is absent, {en}, {shift}")
    return with_reason(words, event.reason)


def _unmanned(lex: Lexicon, event: de.ShiftUnmanned) -> Label:
    shift, told = lex.subject("shift", event.shift_id), lex.place(event.told)
    return Label(f"无人接岗 {shift}，通知 {told}", f"Nobody came, {shift}: {told} is told")


def _listed(lex: Lexicon, event: de.ShiftHandoverListed) -> Label:
    shift, count = lex.subject("shift", event.shift_id), len(event.items)
    return Label(
        f"交接班 {shift} → {event.to_shift}：未结事项 {count} 件",
        f"Handover of duty, {shift} → {event.to_shift}: {count} open items",
    )


def _signed(lex: Lexicon, event: de.ShiftHandoverSigned) -> Label:
    shift = lex.subject("shift", event.shift_id)
    zh, en = ("交班", "hands over") if event.side == OUTGOING else ("接班", "takes over")
    words = Label(f"{event.name} 签署{zh} {shift}", f"{event.name} signs and {en}, {shift}")
    return with_reason(words, event.words)


def _dropped(lex: Lexicon, event: de.ShiftHandoverDropped) -> Label:
    shift = lex.subject("shift", event.shift_id)
    return Label(f"交接中止 {shift}", f"The handover is broken off, {shift}")


def _annotated(_lex: Lexicon, event: de.LogAnnotated) -> Label:
    if event.on_position is None:
        return Label(f"值班记事：{event.text}", f"Duty note: {event.text}")
    on = event.on_position
    return Label(f"批注第 {on} 条：{event.text}", f"Note on entry {on}: {event.text}")


WORDS: dict[type[e.Event], Words] = {
    de.ShiftPlanned: _planned,
    de.CheckedIn: _checked_in,
    de.AbsenceRecorded: _absent,
    de.ShiftUnmanned: _unmanned,
    de.ShiftHandoverListed: _listed,
    de.ShiftHandoverSigned: _signed,
    de.ShiftHandoverDropped: _dropped,
    de.LogAnnotated: _annotated,
}
