"""Fold what happens to warnings, and to the calls by which places confirm them."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import warning_events as we
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted
from dispatch.domain.warning_calls import PlaceCall, call_id
from dispatch.domain.warnings import HazardWarning, Tick

UNANSWERED = "UNANSWERED"
"""The state of a call that ended without an answer, by the name the table gives it."""


def received(area: Area, event: we.WarningReceived, position: int, at: float) -> Area:
    """A warning stands."""
    made = replace(event.warning, reached={event.warning.state: at}, revision=position)
    return counted(_set(area, made), "warning")


def changed(area: Area, event: we.WarningChanged, position: int, _at: float) -> Area:
    """A warning says something else; to be passed on anew it begins at the top again."""
    before = area.warnings[event.warning_id]
    after = replace(
        before, notice=event.notice, past=(*before.past, before.notice), revision=position
    )
    if event.anew:
        after = replace(after, to_relay=(before.place_code,))
    return _set(area, after)


def stepped(area: Area, event: e.StepTaken, at: float) -> Area:
    """A warning moves on in its lifecycle; how it ended is by a message's id, else by a reason."""
    before = area.warnings[event.subject_id]
    after = replace(
        before,
        state=event.went_to,
        is_open=not event.over,
        reached={**before.reached, event.went_to: at},
    )
    if event.over:
        ended_by = event.evidence[0] if event.evidence else event.reason
        after = replace(after, ended_by=ended_by, to_relay=())
    return _set(area, after)


def call_stepped(area: Area, event: e.StepTaken) -> Area:
    """A call moves on in its lifecycle."""
    before = area.warning_calls[event.subject_id]
    return _set_call(area, replace(before, state=event.went_to, is_open=not event.over))


def passed_on(area: Area, event: we.WarningPassedOn, position: int, at: float) -> Area:
    """Places are called; who passed it on has done so."""
    warning = area.warnings[event.warning_id]
    passing = call_id(event.warning_id, event.place_code)
    if passing in area.warning_calls:
        call = area.warning_calls[passing]
        area = _set_call(area, replace(call, relayed_at=at, relayed_by=event.by))
    calls = {one.call_id: replace(one, revision=position) for one in event.calls}
    area = replace(
        area,
        warning_calls=area.warning_calls.update(calls),
    )
    waiting = [one for one in warning.to_relay if one != event.place_code]
    waiting += [one.place_code for one in event.calls if one.must_relay]
    called = warning.called + len(calls)
    return _set(area, replace(warning, to_relay=tuple(waiting), called=called))


def answered(area: Area, event: we.CallAnswered, position: int, at: float) -> Area:
    """A place has confirmed."""
    call = area.warning_calls[event.call_id]
    warning = area.warnings[call.warning_id]
    area = _set(area, replace(warning, answered=warning.answered + 1))
    after = replace(
        call, answered_at=at, answered_by=event.by, words=event.words, revision=position
    )
    return _set_call(area, after)


def called_again(area: Area, event: we.PlaceCalledAgain, position: int, _at: float) -> Area:
    """A place is called once more: it let a limit pass."""
    call = area.warning_calls[event.call_id]
    again = replace(call, times=call.times + 1, missed=call.missed + 1, revision=position)
    return _set_call(area, again)


def escalated(area: Area, event: we.CallEscalated, _position: int, _at: float) -> Area:
    """Those above know that a place does not answer."""
    call = area.warning_calls[event.call_id]
    after = replace(call, told=(*call.told, event.told), missed=call.missed + 1)
    return _set_call(area, after)


def settled(area: Area, event: we.CallsSettled, _position: int, _at: float) -> Area:
    """Calls are over; those never answered stay on record."""
    warning, calls = area.warnings[event.warning_id], {}
    answers = 0
    for place_code, state in event.states.items():
        call = area.warning_calls[call_id(event.warning_id, place_code)]
        answers += call.answered_at is not None
        unanswered = call.unanswered + (state == UNANSWERED)
        calls[call.call_id] = replace(call, state=state, is_open=False, unanswered=unanswered)
    left = [one for one in warning.to_relay if one not in event.states]
    area = replace(area, warning_calls=area.warning_calls.update(calls))
    if not warning.is_open:  # what is over keeps its numbers, for the review
        return area
    after = replace(
        warning,
        called=warning.called - len(calls),
        answered=warning.answered - answers,
        to_relay=tuple(left),
    )
    return _set(area, after)


def put_on_standby(area: Area, event: we.TeamsPutOnStandby, _position: int, _at: float) -> Area:
    """Teams stand by."""
    warning = area.warnings[event.warning_id]
    return _set(area, replace(warning, standby=(*warning.standby, *event.team_ids)))


def ticked(area: Area, event: we.MeasureTicked, _position: int, at: float) -> Area:
    """A measure is taken, or was not after all."""
    warning = area.warnings[event.warning_id]
    ticks = dict(warning.ticks.get(event.place_code, {}))
    if event.taken:
        ticks[event.measure] = Tick(event.by, at, event.note)
    else:
        ticks.pop(event.measure, None)
    return _set(area, replace(warning, ticks={**warning.ticks, event.place_code: ticks}))


def _set(area: Area, warning: HazardWarning) -> Area:
    return replace(area, warnings=area.warnings.set(warning.warning_id, warning))


def _set_call(area: Area, call: PlaceCall) -> Area:
    return replace(area, warning_calls=area.warning_calls.set(call.call_id, call))


FOLDS: dict[type[e.Event], Callable[[Area, Any, int, float], Area]] = {
    we.WarningReceived: received,
    we.WarningChanged: changed,
    we.WarningPassedOn: passed_on,
    we.CallAnswered: answered,
    we.PlaceCalledAgain: called_again,
    we.CallEscalated: escalated,
    we.CallsSettled: settled,
    we.TeamsPutOnStandby: put_on_standby,
    we.MeasureTicked: ticked,
}
