"""Decide what happens to stock: promised, issued, let go, received, counted."""

from dispatch.domain import events as e
from dispatch.domain import supply_commands as sc
from dispatch.domain import supply_events as se
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline, Moments, started
from dispatch.domain.depots import HOLD, Depot, Reservation, ReservationState, Stock
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit, running


def reserve(area: Area, command: sc.ReserveStock, order: Order, profile: Profile) -> list[e.Event]:
    """Promise stock that is free; never more than is there."""
    permit(profile, order, "ReserveStock")
    incident, depot = area.incident(command.incident_id), area.depot(command.depot_id)
    authorise(area, order.actor, incident.place_code)
    authorise(area, order.actor, depot.place_code)
    if not profile.incident_handling.has("DISPATCHABLE", incident.state):
        raise Rejected("incident_not_open", f"{incident.incident_id} is {incident.state}")
    _positive(command.quantity, "quantity")
    free = depot.free(command.supply, order.at)
    if command.quantity > free:
        raise Rejected("out_of_stock", f"{depot.depot_id} has {free} {command.supply}", "quantity")
    reservation_id = area.next_id("reservation", "S")
    return [promised(area, command, reservation_id, order, profile)]


def promised(
    area: Area, wanted: sc.ReserveStock, reservation_id: str, order: Order, profile: Profile
) -> se.StockReserved:
    """Return the event of a promise; its clock begins when the goods can be fetched."""
    moments = Moments(step_at=order.at + area.depots[wanted.depot_id].lead_s)
    return se.StockReserved(
        reservation_id=reservation_id,
        depot_id=wanted.depot_id,
        incident_id=wanted.incident_id,
        supply=wanted.supply,
        quantity=wanted.quantity,
        started=started(profile, (HOLD,), "reservation", reservation_id, moments),
        travel_s=wanted.travel_s,
    )


def issue(area: Area, command: sc.IssueStock, order: Order, profile: Profile) -> list[e.Event]:
    """Let promised supplies leave; issuing them again changes nothing."""
    permit(profile, order, "IssueStock")
    held = _reservation(area, command.reservation_id, order)
    if held.state is ReservationState.ISSUED:
        return []
    _still_held(held)
    return [issued(area, held, area.depots[held.depot_id].stock[held.supply], order)]


def issued(area: Area, held: Reservation, stock: Stock, order: Order) -> se.StockIssued:
    """Return the event of a held promise that leaves a stock; raises `Rejected` where it cannot."""
    lots = stock.picked(held.quantity, order.at)
    if sum(one.quantity for one in lots) < held.quantity:
        raise Rejected(
            "expired", f"too much of the {held.supply} in {held.depot_id} has expired since"
        )
    stopped = _hold_clock(area, held)
    return se.StockIssued(reservation_id=held.reservation_id, lots=lots, stopped=stopped)


def release(
    area: Area, command: sc.ReleaseReservation, order: Order, profile: Profile
) -> list[e.Event]:
    """Let a promise go; what has left the depot cannot be let go."""
    permit(profile, order, "ReleaseReservation")
    held = _reservation(area, command.reservation_id, order)
    if held.state is ReservationState.RELEASED:
        return []
    _still_held(held)
    return [released(area, held, command.reason)]


def released(area: Area, held: Reservation, reason: str) -> se.ReservationReleased:
    """Return the event of a held promise that is let go."""
    return se.ReservationReleased(
        reservation_id=held.reservation_id, reason=reason, stopped=_hold_clock(area, held)
    )


def lapse_by_clock(deadline: Deadline) -> list[e.Event]:
    """Let a promise lapse that nobody fetched in time; its clock has just passed."""
    reason = f"{deadline.timer} passed"
    return [se.ReservationLapsed(reservation_id=deadline.subject_id, reason=reason)]


def receive(area: Area, command: sc.ReceiveStock, order: Order, profile: Profile) -> list[e.Event]:
    """Take supplies in."""
    permit(profile, order, "ReceiveStock")
    depot = area.depot(command.depot_id)
    authorise(area, order.actor, depot.place_code)
    _known(profile, command.supply)
    _positive(command.quantity, "quantity")
    if command.expires_at is not None and not command.lot:
        raise Rejected("input_missing", "what expires bears a lot: name it", "lot")
    lots = depot.stock.get(command.supply, Stock(0)).lots
    known = next((one for one in lots if one.lot == command.lot), None)
    if (
        known is not None
        and command.expires_at is not None
        and command.expires_at != known.expires_at
    ):
        raise Rejected(
            "wrong_lot", f"lot {command.lot} is on record to expire at another moment", "expires_at"
        )
    return [
        se.StockReceived(
            depot_id=depot.depot_id,
            supply=command.supply,
            quantity=command.quantity,
            reason=command.reason,
            lot=command.lot,
            expires_at=command.expires_at,
        )
    ]


def take(area: Area, command: sc.TakeStock, order: Order, profile: Profile) -> list[e.Event]:
    """Correct a lot to what was counted; promises it leaves uncovered lapse, the newest first."""
    permit(profile, order, "TakeStock")
    depot = area.depot(command.depot_id)
    authorise(area, order.actor, depot.place_code)
    _known(profile, command.supply)
    if command.counted < 0:
        raise Rejected("wrong_number", "a count is never negative", "counted")
    stock = depot.stock.get(command.supply, Stock(0))
    lot = _counted_lot(stock, command)
    believed = sum(one.quantity for one in stock.lots if one.lot == lot)
    taken = se.StockTaken(
        depot_id=depot.depot_id,
        supply=command.supply,
        counted=command.counted,
        reason=command.reason,
        lot=lot,
    )
    after = stock.changed(command.counted - believed, lot)
    return [taken, *_uncovered(area, depot, command.supply, after, order)]


def _uncovered(
    area: Area, depot: Depot, supply: str, after: Stock, order: Order
) -> list[se.ReservationLapsed]:
    """Return the lapse of the promises a stock cannot keep, the newest first."""
    usable = sum(one.quantity for one in after.lots if not one.has_expired(order.at))
    short = after.reserved - usable
    if short <= 0:
        return []
    held = [
        one
        for one in area.reservations.values()
        if (one.depot_id, one.supply) == (depot.depot_id, supply)
        and one.state is ReservationState.HELD
    ]
    lapsed = []
    for one in sorted(held, key=lambda one: one.revision, reverse=True):
        if short > 0:
            short -= one.quantity
            reason = f"a stock-take found {usable} {supply} in {depot.depot_id}"
            stopped = _hold_clock(area, one)
            lapsed.append(se.ReservationLapsed(one.reservation_id, reason, stopped))
    return lapsed


def _counted_lot(stock: Stock, command: sc.TakeStock) -> str:
    """Return which lot was counted; raises `Rejected` where that is open or unknown."""
    lots = [one.lot for one in stock.lots] or [""]
    if command.lot is None:
        if len(lots) > 1:
            names = ", ".join(one or "(without a lot)" for one in lots)
            raise Rejected("input_missing", f"say which lot was counted: {names}", "lot")
        return lots[0]
    if command.lot and command.lot not in lots:
        raise Rejected(
            "unknown_lot", f"no lot {command.lot!r} is on record: it is received first", "lot"
        )
    return command.lot


def _reservation(area: Area, reservation_id: str, order: Order) -> Reservation:
    held = area.reservation(reservation_id)
    authorise(
        area,
        order.actor,
        area.depots[held.depot_id].place_code,
        area.incidents[held.incident_id].place_code,
    )
    return held


def _still_held(held: Reservation) -> None:
    if held.state is not ReservationState.HELD:
        reason = f"{held.reservation_id} is {held.state}"
        raise Rejected("wrong_state", reason, "reservation_id")


def _hold_clock(area: Area, held: Reservation) -> tuple[str, ...]:
    return running(area, "reservation", held.reservation_id, (HOLD,))


def _known(profile: Profile, supply: str) -> None:
    if supply not in profile.supplies:
        raise Rejected("unknown_supply", f"no supply {supply!r}", "supply")


def _positive(quantity: int, field: str) -> None:
    if quantity < 1:
        raise Rejected("wrong_number", "one at least", field)
