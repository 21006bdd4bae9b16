"""Tell what happened to warnings and the calls about them."""

from dispatch.domain import events as e
from dispatch.domain import warning_events as we
from dispatch.domain.lifecycle import Label
from dispatch.domain.warnings import WarningNotice
from dispatch.publishing.telling.lexicon import Lexicon, Words, label_in, warning_in, with_reason


def _says(lex: Lexicon, notice: WarningNotice) -> Label:
    return warning_in(lex.profile.warnings, notice.kind, notice.colour)


def _call(lex: Lexicon, call_id: str) -> str:
    call = lex.area.warning_calls.get(call_id)
    return call_id if call is None else f"{call.warning_id} {lex.place(call.place_code)}"


def _received(lex: Lexicon, event: we.WarningReceived) -> Label:
    one = event.warning
    says, by = _says(lex, one.notice), one.notice.issued_by
    words = Label(
        f"预警 {one.warning_id}：{says.zh}（{by}）", f"Warning {one.warning_id}: {says.en} ({by})"
    )
    return with_reason(words, one.notice.matters)


def _changed(lex: Lexicon, event: we.WarningChanged) -> Label:
    says = _says(lex, event.notice)
    words = Label(
        f"预警 {event.warning_id} 更新：{says.zh}",
        f"Warning {event.warning_id} said anew: {says.en}",
    )
    return with_reason(words, event.notice.matters)


def _passed_on(lex: Lexicon, event: we.WarningPassedOn) -> Label:
    place, count = lex.place(event.place_code), len(event.calls)
    return Label(
        f"{place} 传达预警 {event.warning_id}，叫应 {count} 处",
        f"{place} passed warning {event.warning_id} on, places called: {count}",
    )


def _answered(lex: Lexicon, event: we.CallAnswered) -> Label:
    call = _call(lex, event.call_id)
    return with_reason(
        Label(f"应答 {call}（{event.by}）", f"Confirmed, {call} ({event.by})"), event.words
    )


def _again(lex: Lexicon, event: we.PlaceCalledAgain) -> Label:
    call = _call(lex, event.call_id)
    return Label(f"再次叫应 {call}", f"Called again, {call}")


def _escalated(lex: Lexicon, event: we.CallEscalated) -> Label:
    call, told = _call(lex, event.call_id), lex.place(event.told)
    return Label(f"{call} 未应答，报 {told}", f"{call} does not confirm, {told} told")


def _settled(_lex: Lexicon, event: we.CallsSettled) -> Label:
    count = len(event.states)
    return Label(
        f"预警 {event.warning_id} 叫应结束 {count} 处",
        f"Warning {event.warning_id}: calls ended: {count}",
    )


def _standby(lex: Lexicon, event: we.TeamsPutOnStandby) -> Label:
    teams = lex.teams(event.team_ids)
    return Label(
        f"预警 {event.warning_id} 待命：{teams}", f"Warning {event.warning_id}: standby: {teams}"
    )


def _ticked(lex: Lexicon, event: we.MeasureTicked) -> Label:
    lists = lex.profile.warnings.measures.values()
    known = {key: one for measures in lists for key, one in measures.items()}
    measure, place = label_in(known, event.measure), lex.place(event.place_code)
    done = Label("已落实", "taken") if event.taken else Label("未落实", "not taken")
    words = Label(
        f"{place} {done.zh} {measure.zh}（{event.warning_id}）",
        f"{place}: {measure.en}: {done.en} ({event.warning_id})",
    )
    return with_reason(words, event.note)


WORDS: dict[type[e.Event], Words] = {
    we.WarningReceived: _received,
    we.WarningChanged: _changed,
    we.WarningPassedOn: _passed_on,
    we.CallAnswered: _answered,
    we.PlaceCalledAgain: _again,
    we.CallEscalated: _escalated,
    we.CallsSettled: _settled,
    we.TeamsPutOnStandby: _standby,
    we.MeasureTicked: _ticked,
}
