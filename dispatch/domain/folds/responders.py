"""Fold who the first responders are, where they are, and what they were asked."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain import responder_messages as fm
from dispatch.domain.area import Area
from dispatch.domain.nearby import cell_of
from dispatch.domain.responders import Responder


def registered(area: Area, event: fm.RespondersRegistered, _position: int, _at: float) -> Area:
    """People are entered; one entered anew stays as they are, and where."""
    for one in event.responders:
        known = area.responders.get(one.responder_id)
        entered = replace(one, state=event.state, position=None, seen_at=0.0, called_to=None)
        if known is not None:
            entered = replace(
                entered,
                state=known.state,
                position=known.position,
                seen_at=known.seen_at,
                called_to=known.called_to,
            )
        area = _put(area, entered)
    return area


def placed(area: Area, event: fm.ResponderPlaced, _position: int, _at: float) -> Area:
    """Somebody is elsewhere."""
    found = area.responders[event.responder_id]
    return _put(area, replace(found, position=event.position, seen_at=event.at))


def asked(area: Area, event: fm.RespondersAsked, position: int, at: float) -> Area:
    """Some are asked to an incident."""
    calls, responders = area.responder_calls, area.responders
    for one in event.calls:
        call = replace(one, reached={one.state: at}, revision=position)
        calls = calls.set(call.call_id, call)
        found = responders[call.responder_id]
        called = replace(found, called_to=event.incident_id)
        responders = responders.set(call.responder_id, called)
    ids = (*area.called_to.get(event.incident_id, ()), *(one.call_id for one in event.calls))
    return replace(
        area,
        responder_calls=calls,
        responders=responders,
        called_to=area.called_to.set(event.incident_id, ids),
    )


def stepped(area: Area, event: e.StepTaken) -> Area:
    """Somebody is away, back, or to be asked no more."""
    found = area.responders[event.subject_id]
    return _put(area, replace(found, state=event.went_to))


def call_stepped(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    """A call is answered, or over."""
    before = area.responder_calls[event.subject_id]
    after = replace(
        before,
        state=event.went_to,
        reached={**before.reached, event.went_to: at},
        reason=event.reason or before.reason,
        is_open=not event.over,
        revision=position,
    )
    area = replace(area, responder_calls=area.responder_calls.set(after.call_id, after))
    if after.is_open:
        return area
    found = replace(area.responders[after.responder_id], called_to=None)
    return replace(area, responders=area.responders.set(found.responder_id, found))


def merged(area: Area, event: fe.IncidentMerged) -> Area:
    """Whoever goes to an incident that is part of another is stood down with that one."""
    ids = area.called_to.get(event.incident_id, ())
    if not ids:
        return area
    into = (*area.called_to.get(event.into, ()), *ids)
    return replace(area, called_to=area.called_to.set(event.into, into))


def _put(area: Area, after: Responder) -> Area:
    """Enter a responder, also by where they are and where they live."""
    near = area.responders_near
    before = area.responders.get(after.responder_id)
    gone, come = _cells(before) - _cells(after), _cells(after) - _cells(before)
    for cell in gone:
        left = tuple(one for one in near[cell] if one != after.responder_id)
        near = near.set(cell, left) if left else near.delete(cell)
    for cell in come:
        near = near.set(cell, (*near.get(cell, ()), after.responder_id))
    responders = area.responders.set(after.responder_id, after)
    return replace(area, responders=responders, responders_near=near)


def _cells(found: Responder | None) -> frozenset[str]:
    if found is None:
        return frozenset()
    position = found.position or found.home
    return frozenset((cell_of(found.home), cell_of(position)))


FOLDS: dict[type[Any], Callable[[Area, Any, int, float], Area]] = {
    fm.RespondersRegistered: registered,
    fm.ResponderPlaced: placed,
    fm.RespondersAsked: asked,
}
