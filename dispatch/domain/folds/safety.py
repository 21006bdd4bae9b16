"""Fold what an order waits for, and what is known of the safety of its team."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import order_events as oe
from dispatch.domain.area import Area
from dispatch.domain.folds.common import with_incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.safety import CallTask, Headcount, Hold, Mayday

Change = Callable[[Instruction, Any, float], Instruction]


def answered(before: Instruction, after: Instruction) -> Instruction:
    """Return an order without the call that was asked for once its team owes nothing any more.

    Whoever reaches another state has been heard from, unless it only fell overdue.
    """
    if after.state != before.state and after.state != "OVERDUE" and (after.reminders or after.told):
        after = replace(after, reminders=0, told=())
    if after.call is not None and not after.awaits:
        after = replace(after, call=None)
    return after


def at_rest(instruction: Instruction) -> Instruction:
    """Return an order that is over: nobody is safe or in danger by it any more."""
    return replace(
        instruction,
        call=None,
        safety=replace(instruction.safety, roll_called_at=None, hold=Hold.NONE, mayday=None),
    )


def without_mayday(area: Area, instruction: Instruction) -> Area:
    """Return the area in which the team of an order does not call for help."""
    incident_id, instruction_id = instruction.incident_id, instruction.instruction_id
    maydays = area.incidents[incident_id].maydays
    if instruction_id not in maydays:
        return area
    return with_incident(area, incident_id, maydays=_without(maydays, instruction_id))


def of_an_order(change: Change) -> Callable[[Area, Any, int, float], Area]:
    """Return the fold of an event that changes one order."""

    def fold(area: Area, event: Any, position: int, at: float) -> Area:
        before = area.instructions[event.instruction_id]
        after = answered(before, replace(change(before, event, at), revision=position))
        return _with(area, after)

    return fold


def mayday_called(area: Area, event: oe.MaydayCalled, position: int, at: float) -> Area:
    """A team is in danger; the first moment of it counts."""
    order = area.instructions[event.instruction_id]
    standing = order.safety.mayday
    mayday = Mayday(standing.called_at if standing else at, event.words, event.wanted)
    safety = replace(order.safety, mayday=mayday)
    area = _with(area, replace(order, safety=safety, revision=position))
    others = _without(area.incidents[event.incident_id].maydays, event.instruction_id)
    return with_incident(area, event.incident_id, maydays=(*others, event.instruction_id))


def mayday_cleared(area: Area, event: oe.MaydayCleared, position: int, _at: float) -> Area:
    """The team is out of danger."""
    order = area.instructions[event.instruction_id]
    safety = replace(order.safety, mayday=None)
    area = _with(area, replace(order, safety=safety, revision=position))
    return without_mayday(area, order)


def _reminded(order: Instruction, _event: oe.OrderReminded, _at: float) -> Instruction:
    return replace(order, reminders=order.reminders + 1)


def _call_asked(order: Instruction, event: oe.CallAsked, at: float) -> Instruction:
    return replace(order, call=CallTask(event.place_code, event.contact, event.awaits, at))


def _call_settled(order: Instruction, event: oe.CallSettled, _at: float) -> Instruction:
    return replace(order, call=None, reminders=0 if event.reached else order.reminders)


def _supervisor_told(order: Instruction, event: oe.SupervisorTold, _at: float) -> Instruction:
    return replace(order, told=(*_without(order.told, event.place_code), event.place_code))


def _roll_called(order: Instruction, _event: oe.RollCalled, at: float) -> Instruction:
    safety = order.safety
    if safety.roll_called_at is not None:
        return order  # asked again while an answer is owed: owed since the first time
    return replace(order, safety=replace(safety, roll_called_at=at, rolls_missed=0))


def _roll_answered(order: Instruction, event: oe.RollAnswered, at: float) -> Instruction:
    counted = Headcount(at, event.safe, event.elsewhere, event.expected, event.words)
    safety = replace(order.safety, roll_called_at=None, rolls_missed=0, headcount=counted)
    return replace(order, safety=safety)


def _roll_missed(order: Instruction, _event: oe.RollMissed, _at: float) -> Instruction:
    safety = replace(order.safety, rolls_missed=order.safety.rolls_missed + 1)
    return replace(order, safety=safety)


def _holding(hold: Hold) -> Change:
    def change(order: Instruction, _event: Any, _at: float) -> Instruction:
        return replace(order, safety=replace(order.safety, hold=hold))

    return change


def _unchanged(order: Instruction, _event: Any, _at: float) -> Instruction:
    return order


FOLDS: dict[Any, Callable[[Area, Any, int, float], Area]] = {
    oe.OrderReminded: of_an_order(_reminded),
    oe.CallAsked: of_an_order(_call_asked),
    oe.CallSettled: of_an_order(_call_settled),
    oe.SupervisorTold: of_an_order(_supervisor_told),
    oe.RollCalled: of_an_order(_roll_called),
    oe.RollAnswered: of_an_order(_roll_answered),
    oe.RollMissed: of_an_order(_roll_missed),
    oe.TeamHeldBack: of_an_order(_holding(Hold.ORDERED)),
    oe.HoldAcknowledged: of_an_order(_holding(Hold.SEEN)),
    oe.HoldMissed: of_an_order(_unchanged),
    oe.TeamMayGoOn: of_an_order(_holding(Hold.LIFTED)),
    oe.GoingOnAcknowledged: of_an_order(_holding(Hold.NONE)),
    oe.MaydayCalled: mayday_called,
    oe.MaydayCleared: mayday_cleared,
}


def _with(area: Area, order: Instruction) -> Area:
    return replace(area, instructions=area.instructions.set(order.instruction_id, order))


def _without(some: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(other for other in some if other != one)
