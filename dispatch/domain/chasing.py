"""Chase an order nobody answers: remind its team, have it called, tell those who supervise.

When each follows is said by the table of instructions and its clocks; here is what each means.
"""

from collections.abc import Callable

from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain.duty import answering_room
from dispatch.domain.instructions import Instruction
from dispatch.domain.rules import Situation


def _remind(_s: Situation, order: Instruction) -> list[e.Event]:
    # Whoever is reminded and owes no signature is reminded to tell how the work goes.
    return [oe.OrderReminded(order.instruction_id, order.awaits or ("feedback",))]


def _ask_to_call(s: Situation, order: Instruction) -> list[e.Event]:
    """Ask the duty room that answers for the team's place, and has somebody in it."""
    team = s.area.teams[order.team_id]
    return [
        oe.CallAsked(
            instruction_id=order.instruction_id,
            place_code=answering_room(s.area, s.profile, team.place_code, s.order.at),
            contact=team.contact or s.area.teams[team.parent_id].contact,
            awaits=order.awaits,
        )
    ]


def _settle_call(s: Situation, order: Instruction, *, reached: bool) -> list[e.Event]:
    return [oe.CallSettled(order.instruction_id, reached, s.particulars.reason)]


def tell_supervisor(s: Situation, order: Instruction) -> list[e.Event]:
    """Return the word to whoever leads the incident, else to the duty room of its place.

    Where nobody is on duty there, those above hear of it.
    """
    incident = s.area.incidents[order.incident_id]
    seat = incident.lead or incident.place_code
    place_code = answering_room(s.area, s.profile, seat, s.order.at)
    return [oe.SupervisorTold(order.instruction_id, place_code, order.awaits)]


EFFECTS: dict[str, Callable[[Situation, Instruction], list[e.Event]]] = {
    "remind": _remind,
    "ask_to_call": _ask_to_call,
    "record_reached": lambda s, order: _settle_call(s, order, reached=True),
    "record_not_reached": lambda s, order: _settle_call(s, order, reached=False),
    "tell_supervisor": tell_supervisor,
}
