"""Decide how a warning goes down the levels 传达, and the calls each place confirms it by 叫应."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import warning_commands as wc
from dispatch.domain import warning_events as we
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline, Moments, started
from dispatch.domain.duty import is_manned
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, permit, running, step_taken
from dispatch.domain.warning_calls import PlaceCall, call_id
from dispatch.domain.warning_guards import is_no_test, next_to_tell
from dispatch.domain.warnings import HazardWarning, WarningNotice, concerns

TABLE = "warning_call"


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a call: answered by the place, or for it by those above who telephoned."""
    call = area.warning_call(command.subject_id)
    authorise(area, order.actor, call.place_code)
    s = Situation(
        area=area, profile=profile, order=order, particulars=command.particulars, call=call
    )
    table = profile.lifecycles[TABLE]
    row = choose_row(table, call.state, command.action, s)
    events: list[e.Event] = [
        step_taken(s, table, row, call.call_id, call.state, Moments(step_at=order.at))
    ]
    for effect in row.effects:
        events += EFFECTS[effect](s, call)
    return events


def passed_on(s: Situation, warning: HazardWarning, place_code: str) -> list[e.Event]:
    """Return the events of a place that passes a warning on to those directly below it."""
    if place_code not in warning.to_relay:
        return []
    calls: list[PlaceCall] = []
    clocks: list[Deadline] = []
    for call in _calls_below(s.area, warning, place_code, s.order.at):
        row = choose_row(s.profile.lifecycles[TABLE], NEW, "call", _by_engine(s, call))
        calls.append(replace(call, state=row.moves[NEW]))
        moments = Moments(step_at=s.order.at)
        clocks += started(s.profile, row.starts, TABLE, call.call_id, moments)
    by = s.order.actor.name
    return [we.WarningPassedOn(warning.warning_id, place_code, by, tuple(calls), tuple(clocks))]


def settled(
    s: Situation,
    warning: HazardWarning,
    *,
    all_of_them: bool,
    still: WarningNotice | None = None,
) -> list[e.Event]:
    """Return the event that ends calls: `all_of_them`, or those that a notice concerns no more."""
    states: dict[str, str] = {}
    stopped: list[str] = []
    table = s.profile.lifecycles[TABLE]
    for call in calls_of(s.area, warning):
        if not call.is_open:
            continue
        if not all_of_them and still and concerns(still, s.area.places, call.place_code):
            continue
        row = choose_row(table, call.state, "settle", _by_engine(s, call))
        states[call.place_code] = row.moves[call.state]
        stopped += running(s.area, TABLE, call.call_id, tuple(s.profile.timers))
    return [we.CallsSettled(warning.warning_id, states, tuple(stopped))] if states else []


def calls_of(area: Area, warning: HazardWarning) -> Iterator[PlaceCall]:
    """Yield the calls of a warning, by place."""
    found = (one for one in area.warning_calls.values() if one.warning_id == warning.warning_id)
    yield from sorted(found, key=lambda one: one.place_code)


def tick(area: Area, command: wc.TickMeasure, order: Order, profile: Profile) -> list[e.Event]:
    """Record that a place has taken a measure of a warning's list, or has not after all."""
    warning = area.warning(command.warning_id)
    check_ticks(area, warning, command.place_code, order, profile)
    if command.measure not in profile.warnings.measures_of(warning.notice.colour):
        reason = f"the law lists no measure {command.measure!r} for it"
        raise Rejected("unknown_measure", reason, "measure")
    done = command.measure in warning.ticks.get(command.place_code, {})
    if done == command.taken:
        return []
    return [
        we.MeasureTicked(
            warning_id=warning.warning_id,
            place_code=command.place_code,
            measure=command.measure,
            by=order.actor.name,
            note=command.note,
            taken=command.taken,
        )
    ]


def check_ticks(
    area: Area, warning: HazardWarning, place_code: str, order: Order, profile: Profile
) -> None:
    """Refuse an actor who may not say of a place which measures of a warning it has taken."""
    permit(profile, order, "TickMeasure")
    authorise(area, order.actor, place_code)
    if place_code not in area.places:
        raise Rejected("unknown_place", f"no place {place_code!r}", "place_code")
    if not concerns(warning.notice, area.places, place_code):
        raise Rejected("wrong_place", f"the warning is not for {place_code}", "place_code")
    if not profile.lifecycles["warning"].has("OPEN", warning.state):
        raise Rejected("wrong_state", f"{warning.warning_id} is {warning.state}", "warning_id")
    s = Situation(area=area, profile=profile, order=order, warning=warning)
    if (broken := is_no_test(s)) is not None:
        raise Rejected("is_no_test", broken, "warning_id")


def _calls_below(
    area: Area, warning: HazardWarning, place_code: str, at: float
) -> Iterator[PlaceCall]:
    notice = warning.notice
    for code in area.below.get(place_code, ()):
        if not concerns(notice, area.places, code):
            continue
        further = any(concerns(notice, area.places, one) for one in area.below.get(code, ()))
        before = area.warning_calls.get(call_id(warning.warning_id, code))
        yield PlaceCall(
            call_id=call_id(warning.warning_id, code),
            warning_id=warning.warning_id,
            place_code=code,
            called_from=place_code,
            state="",
            called_at=at,
            must_relay=further,
            missed=before.missed if before else 0,
            unanswered=before.unanswered if before else 0,
        )


def _by_engine(s: Situation, call: PlaceCall) -> Situation:
    by_engine = s.order.by_engine(s.area.root)
    return Situation(area=s.area, profile=s.profile, order=by_engine, call=call)


# --- effects


def _record_answer(s: Situation, call: PlaceCall) -> list[e.Event]:
    return [we.CallAnswered(call.call_id, s.order.actor.name, s.particulars.reason)]


def _pass_on(s: Situation, call: PlaceCall) -> list[e.Event]:
    return passed_on(s, s.area.warnings[call.warning_id], call.place_code)


def _call_again(_s: Situation, call: PlaceCall) -> list[e.Event]:
    return [we.PlaceCalledAgain(call.call_id)]


def _tell_above(s: Situation, call: PlaceCall) -> list[e.Event]:
    """Tell the next place above; where its duty room is empty, the one above it at once too."""
    events: list[e.Event] = []
    while (told := next_to_tell(s, call)) is not None:
        events.append(we.CallEscalated(call.call_id, told))
        if is_manned(s.area, told, s.order.at):
            break
        call = replace(call, told=(*call.told, told))
    return events


EFFECTS: dict[str, Callable[[Situation, PlaceCall], list[e.Event]]] = {
    "record_answer": _record_answer,
    "pass_on": _pass_on,
    "call_again": _call_again,
    "tell_above": _tell_above,
}
