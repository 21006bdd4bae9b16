"""Fold what happens to shifts of duty rooms."""

from bisect import insort
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import duty_events as de
from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.folds import log_notes
from dispatch.domain.folds.common import counted
from dispatch.domain.shifts import DutySignature, Seated, Shift, ShiftHandover


def planned(area: Area, event: de.ShiftPlanned, position: int, at: float) -> Area:
    """A shift stands on the roster."""
    made = replace(event.shift, reached={event.shift.state: at}, revision=position)
    at_place = _in_order(area, made)
    area = replace(
        area,
        shifts_at=area.shifts_at.set(made.place_code, at_place),
    )
    return counted(_set(area, made), "shift")


def _in_order(area: Area, made: Shift) -> tuple[str, ...]:
    """Return the shifts of a place with one more, the earliest first."""
    there = [area.shifts[one] for one in area.shifts_at.get(made.place_code, ())]
    insort(there, made, key=lambda one: (one.begins_at, one.shift_id))
    return tuple(one.shift_id for one in there)


def stepped(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    """A shift moves on in its table; one that is over stands on no roster."""
    before = area.shifts[event.subject_id]
    after = replace(
        before,
        state=event.went_to,
        is_open=not event.over,
        reached={**before.reached, event.went_to: at} if event.moved else before.reached,
        revision=position,
    )
    if event.over:
        at_place = tuple(one for one in area.shifts_at[before.place_code] if one != before.shift_id)
        shifts_at = area.shifts_at
        area = replace(
            area,
            shifts_at=shifts_at.set(before.place_code, at_place)
            if at_place
            else shifts_at.delete(before.place_code),
        )
    return _set(area, after)


def checked_in(area: Area, event: de.CheckedIn, _position: int, at: float) -> Area:
    """Somebody is there."""

    def there(one: Seated) -> Seated:
        is_meant = one.name == event.name and one.is_expected
        return replace(one, checked_in_at=at) if is_meant else one

    shift = area.shifts[event.shift_id]
    return _set(area, replace(shift, people=tuple(map(there, shift.people))))


def absent(area: Area, event: de.AbsenceRecorded, _position: int, _at: float) -> Area:
    """Somebody is not there, and somebody else may be instead."""

    def gone(one: Seated) -> Seated:
        is_meant = one.name == event.name and one.is_expected
        return replace(one, absent=event.reason) if is_meant else one

    shift = area.shifts[event.shift_id]
    people = tuple(map(gone, shift.people))
    if event.stand_in is not None:
        people = (*people, event.stand_in)
    return _set(area, replace(shift, people=people))


def unmanned(area: Area, event: de.ShiftUnmanned, _position: int, _at: float) -> Area:
    """Somebody was told that nobody came."""
    shift = area.shifts[event.shift_id]
    return _set(area, replace(shift, told=(*shift.told, event.told)))


def listed(area: Area, event: de.ShiftHandoverListed, _position: int, at: float) -> Area:
    """What is open lies before both sides."""
    handover = ShiftHandover(event.to_shift, at, event.items)
    return _set(area, replace(area.shifts[event.shift_id], handover=handover))


def signed(area: Area, event: de.ShiftHandoverSigned, _position: int, at: float) -> Area:
    """One side has signed."""
    shift = area.shifts[event.shift_id]
    if shift.handover is None:
        return area
    signatures = {
        **shift.handover.signatures,
        event.side: DutySignature(event.name, at, event.words),
    }
    return _set(area, replace(shift, handover=replace(shift.handover, signatures=signatures)))


def dropped(area: Area, event: de.ShiftHandoverDropped, _position: int, _at: float) -> Area:
    """Nothing is handed over for now."""
    return _set(area, replace(area.shifts[event.shift_id], handover=None))


def _set(area: Area, shift: Shift) -> Area:
    return replace(area, shifts=area.shifts.set(shift.shift_id, shift))


FOLDS: dict[type[Any], Callable[[Area, Any, int, float], Area]] = {
    de.ShiftPlanned: planned,
    de.CheckedIn: checked_in,
    de.AbsenceRecorded: absent,
    de.ShiftUnmanned: unmanned,
    de.ShiftHandoverListed: listed,
    de.ShiftHandoverSigned: signed,
    de.ShiftHandoverDropped: dropped,
    de.LogAnnotated: log_notes.annotated,
}
