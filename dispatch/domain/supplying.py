"""Decide what happens to stock: promised, issued, let go, received, counted."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.depots import Reservation, ReservationState, Stock
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit


def reserve(area: Area, command: c.ReserveStock, order: Order, profile: Profile) -> list[e.Event]:
    """Promise stock that is free; never more than is there."""
    permit(profile, order, "ReserveStock")
    incident, depot = area.incident(command.incident_id), area.depot(command.depot_id)
    authorise(area, order.actor, incident.place_code)
    authorise(area, order.actor, depot.place_code)
    if not profile.incident_handling.has("DISPATCHABLE", incident.state):
        raise Rejected("incident_not_open", f"{incident.incident_id} is {incident.state}")
    _positive(command.quantity, "quantity")
    free = depot.stock.get(command.supply, Stock(0)).free
    if command.quantity > free:
        raise Rejected("out_of_stock", f"{depot.depot_id} has {free} {command.supply}", "quantity")
    return [
        e.StockReserved(
            reservation_id=area.next_id("reservation", "S"),
            depot_id=depot.depot_id,
            incident_id=incident.incident_id,
            supply=command.supply,
            quantity=command.quantity,
        )
    ]


def issue(area: Area, command: c.IssueStock, order: Order, profile: Profile) -> list[e.Event]:
    """Let promised supplies leave; issuing them again changes nothing."""
    permit(profile, order, "IssueStock")
    held = _reservation(area, command.reservation_id, order)
    if held.state is ReservationState.ISSUED:
        return []
    if held.state is ReservationState.RELEASED:
        raise Rejected("wrong_state", f"{held.reservation_id} was released", "reservation_id")
    return [e.StockIssued(reservation_id=held.reservation_id)]


def release(
    area: Area, command: c.ReleaseReservation, order: Order, profile: Profile
) -> list[e.Event]:
    """Let a promise go; what has left the depot cannot be let go."""
    permit(profile, order, "ReleaseReservation")
    held = _reservation(area, command.reservation_id, order)
    if held.state is ReservationState.RELEASED:
        return []
    if held.state is ReservationState.ISSUED:
        raise Rejected("wrong_state", f"{held.reservation_id} has left", "reservation_id")
    return [e.ReservationReleased(reservation_id=held.reservation_id, reason=command.reason)]


def receive(area: Area, command: c.ReceiveStock, order: Order, profile: Profile) -> list[e.Event]:
    """Take supplies in."""
    permit(profile, order, "ReceiveStock")
    depot = area.depot(command.depot_id)
    authorise(area, order.actor, depot.place_code)
    _known(profile, command.supply)
    _positive(command.quantity, "quantity")
    return [
        e.StockReceived(
            depot_id=depot.depot_id,
            supply=command.supply,
            quantity=command.quantity,
            reason=command.reason,
        )
    ]


def take(area: Area, command: c.TakeStock, order: Order, profile: Profile) -> list[e.Event]:
    """Correct the stock to what was counted; a promise must be released first."""
    permit(profile, order, "TakeStock")
    depot = area.depot(command.depot_id)
    authorise(area, order.actor, depot.place_code)
    _known(profile, command.supply)
    if command.counted < 0:
        raise Rejected("wrong_number", "a count is never negative", "counted")
    promised = depot.stock.get(command.supply, Stock(0)).reserved
    if command.counted < promised:
        raise Rejected(
            "promised", f"{promised} {command.supply} are promised: release them first", "counted"
        )
    return [
        e.StockTaken(
            depot_id=depot.depot_id,
            supply=command.supply,
            counted=command.counted,
            reason=command.reason,
        )
    ]


def _reservation(area: Area, reservation_id: str, order: Order) -> Reservation:
    held = area.reservation(reservation_id)
    authorise(
        area,
        order.actor,
        area.depots[held.depot_id].place_code,
        area.incidents[held.incident_id].place_code,
    )
    return held


def _known(profile: Profile, supply: str) -> None:
    if supply not in profile.supplies:
        raise Rejected("unknown_supply", f"no supply {supply!r}", "supply")


def _positive(quantity: int, field: str) -> None:
    if quantity < 1:
        raise Rejected("wrong_number", "one at least", field)
