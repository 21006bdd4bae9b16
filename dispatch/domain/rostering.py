"""Decide who keeps duty when 排班, who is there, who stands in, and how duty is handed over."""

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import duty_commands as dc
from dispatch.domain import duty_events as de
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.duty import shifts_of
from dispatch.domain.duty_guards import next_above, relief_of, side_of
from dispatch.domain.duty_items import open_items
from dispatch.domain.duty_rooms import WATCH
from dispatch.domain.evolve import folded
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.shifts import OUTGOING, Seated, Shift
from dispatch.domain.steps import authorise, choose_row, permit, step_taken

TABLE = "shift"
MAX_SHIFTS = 500  # in one command: a year of a place's days


def plan(area: Area, command: dc.PlanShifts, order: Order, profile: Profile) -> list[e.Event]:
    """Put shifts on the roster of a place, all of them or none."""
    _check_place(area, command.place_code, profile)
    authorise(area, order.actor, command.place_code)
    if not 0 < len(command.shifts) <= MAX_SHIFTS:
        raise Rejected("wrong_number", f"plan 1 to {MAX_SHIFTS} shifts at once", "shifts")
    events: list[e.Event] = []
    for number, wanted in enumerate(command.shifts):
        where = f"shifts.{number}"
        for refusal in _misplanned(area, command.place_code, wanted, order, profile, where):
            raise refusal
        planned = _planned(area, command.place_code, wanted, order, profile)
        area = folded(area, [planned], order.at)
        events.append(planned)
    return events


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Check in, hand over, sign, stand down: a step of a shift's table."""
    shift = area.shift(command.subject_id)
    authorise(area, order.actor, shift.place_code)
    s = Situation(
        area=area, profile=profile, order=order, particulars=command.particulars, shift=shift
    )
    table = profile.lifecycles[TABLE]
    row = choose_row(table, shift.state, command.action, s)
    moments = Moments(step_at=order.at, begins_at=shift.begins_at, ends_at=shift.ends_at)
    events: list[e.Event] = [step_taken(s, table, row, shift.shift_id, shift.state, moments)]
    for effect in row.effects:
        events += EFFECTS[effect](s, shift)
    return events


def record_absence(
    area: Area, command: dc.RecordAbsence, order: Order, profile: Profile
) -> list[e.Event]:
    """Say that somebody is not there, and who is instead."""
    permit(profile, order, "RecordAbsence")
    shift = area.shift(command.shift_id)
    authorise(area, order.actor, shift.place_code)
    seated = shift.seated(command.name)
    if not shift.is_open:
        raise Rejected("wrong_state", f"{shift.shift_id} is {shift.state}")
    if seated is None:
        raise Rejected("unknown_person", f"{command.name} is not on {shift.shift_id}", "name")
    if not command.reason.strip():
        raise Rejected("input_missing", "say why", "reason")
    stand_in = None
    if command.stand_in:
        if shift.seated(command.stand_in) is not None:
            reason = f"{command.stand_in} is on {shift.shift_id} already"
            raise Rejected("already_seated", reason, "stand_in")
        stand_in = Seated(command.stand_in, seated.seat, command.contact, stands_in_for=seated.name)
    return [de.AbsenceRecorded(shift.shift_id, seated.name, command.reason.strip(), stand_in)]


def _planned(
    area: Area, place_code: str, wanted: dc.ShiftPlan, order: Order, profile: Profile
) -> de.ShiftPlanned:
    draft = Shift(
        shift_id=area.next_id("shift", "Z"),
        place_code=place_code,
        begins_at=wanted.begins_at,
        ends_at=wanted.ends_at,
        people=tuple(Seated(one.name, one.seat, one.contact) for one in wanted.people),
        state="",
        planned_by=order.actor.name,
    )
    table = profile.lifecycles[TABLE]
    s = Situation(area=area, profile=profile, order=order, shift=draft)
    row = choose_row(table, NEW, "plan", s)
    moments = Moments(step_at=order.at, begins_at=draft.begins_at, ends_at=draft.ends_at)
    clocks = started(profile, row.starts, TABLE, draft.shift_id, moments)
    return de.ShiftPlanned(row.id, replace(draft, state=row.moves[NEW]), clocks)


def _check_place(area: Area, place_code: str, profile: Profile) -> None:
    place = area.places.get(place_code)
    if place is None:
        raise Rejected("unknown_place", f"no place {place_code!r}", "place_code")
    watch = profile.roles.get(WATCH)
    if watch is None or place.admin_level not in watch.admin_levels:
        raise Rejected("wrong_place", f"{place_code} has no duty room", "place_code")


def _misplanned(
    area: Area, place_code: str, wanted: dc.ShiftPlan, order: Order, profile: Profile, where: str
) -> Iterator[Rejected]:
    rules = profile.duty
    if wanted.ends_at <= max(wanted.begins_at, order.at):
        yield Rejected("wrong_window", "it ends after it begins, and not in the past", where)
    if wanted.ends_at - wanted.begins_at > rules.max_shift_s:
        hours = rules.max_shift_s / 3600
        yield Rejected("wrong_window", f"nobody keeps duty for more than {hours:g} h", where)
    for other in shifts_of(area, place_code):
        if wanted.begins_at < other.ends_at and other.begins_at < wanted.ends_at:
            yield Rejected("shifts_overlap", f"{other.shift_id} is planned for that time", where)
    seats = Counter(one.seat for one in wanted.people)
    for one in wanted.people:
        if one.seat not in rules.seats:
            yield Rejected("unknown_seat", f"no seat {one.seat!r}", f"{where}.people")
        if not one.name.strip():
            yield Rejected("input_missing", "name everybody", f"{where}.people")
    for key, seat in rules.seats.items():
        if not seat.at_least <= seats[key] <= seat.at_most:
            wants = f"{seat.at_least} to {seat.at_most} as {key}"
            yield Rejected("wrong_number", f"a shift has {wants}", f"{where}.people")
    names = Counter(one.name for one in wanted.people)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        yield Rejected("stands_twice", f"{', '.join(twice)}: twice", f"{where}.people")


# --- effects of the rows


def _check_in(s: Situation, shift: Shift) -> list[e.Event]:
    return [de.CheckedIn(shift.shift_id, s.order.actor.name)]


def _tell_place(_s: Situation, shift: Shift) -> list[e.Event]:
    return [de.ShiftUnmanned(shift.shift_id, shift.place_code)]


def _tell_above(s: Situation, shift: Shift) -> list[e.Event]:
    told = next_above(s)
    return [] if told is None else [de.ShiftUnmanned(shift.shift_id, told)]


def _list_items(s: Situation, shift: Shift) -> list[e.Event]:
    relief = relief_of(s.area, shift)
    assert relief is not None  # noqa: S101 - a rule of the rows
    items = open_items(s.area, s.profile, shift.place_code)
    return [de.ShiftHandoverListed(shift.shift_id, relief.shift_id, items)]


def _sign(s: Situation, shift: Shift) -> list[e.Event]:
    side = side_of(s) or OUTGOING
    words = s.particulars.reason.strip()
    return [de.ShiftHandoverSigned(shift.shift_id, side, s.order.actor.name, words)]


def _drop_handover(_s: Situation, shift: Shift) -> list[e.Event]:
    return [de.ShiftHandoverDropped(shift.shift_id)]


EFFECTS: dict[str, Callable[[Situation, Shift], list[e.Event]]] = {
    "check_in": _check_in,
    "tell_place": _tell_place,
    "tell_above": _tell_above,
    "list_items": _list_items,
    "sign_duty_handover": _sign,
    "drop_duty_handover": _drop_handover,
}
