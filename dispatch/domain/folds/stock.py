"""Fold what happens to stock."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot, Reservation, ReservationState, Stock
from dispatch.domain.folds.common import counted, with_incident


def reserved(area: Area, event: e.StockReserved, _position: int, _at: float) -> Area:
    """A quantity is promised."""
    reservation = Reservation(
        reservation_id=event.reservation_id,
        depot_id=event.depot_id,
        incident_id=event.incident_id,
        supply=event.supply,
        quantity=event.quantity,
    )
    ids = (*area.incidents[event.incident_id].reservation_ids, event.reservation_id)
    area = _stock(area, event.depot_id, event.supply, reserved=event.quantity)
    area = replace(area, reservations=area.reservations.set(event.reservation_id, reservation))
    return counted(with_incident(area, event.incident_id, reservation_ids=ids), "reservation")


def issued(area: Area, event: e.StockIssued, _position: int, _at: float) -> Area:
    """What was promised has left."""
    held = area.reservations[event.reservation_id]
    area = _stock(area, held.depot_id, held.supply, on_hand=-held.quantity, reserved=-held.quantity)
    return _set_reservation(area, held, ReservationState.ISSUED)


def released(area: Area, event: e.ReservationReleased, _position: int, _at: float) -> Area:
    """A promise is let go."""
    held = area.reservations[event.reservation_id]
    area = _stock(area, held.depot_id, held.supply, reserved=-held.quantity)
    return _set_reservation(area, held, ReservationState.RELEASED)


def received(area: Area, event: e.StockReceived, _position: int, _at: float) -> Area:
    """Supplies come in."""
    return _stock(area, event.depot_id, event.supply, on_hand=event.quantity)


def counted_anew(area: Area, event: e.StockTaken, _position: int, _at: float) -> Area:
    """A count replaces what was believed."""
    found = area.depots[event.depot_id].stock.get(event.supply, Stock(0))
    return _stock(area, event.depot_id, event.supply, on_hand=event.counted - found.on_hand)


def _stock(area: Area, depot_id: str, supply: str, on_hand: int = 0, reserved: int = 0) -> Area:
    depot: Depot = area.depots[depot_id]
    stock = depot.stock.get(supply, Stock(0))
    after = Stock(on_hand=stock.on_hand + on_hand, reserved=stock.reserved + reserved)
    depot = replace(depot, stock=depot.stock.set(supply, after))
    return replace(area, depots=area.depots.set(depot_id, depot))


def _set_reservation(area: Area, held: Reservation, state: ReservationState) -> Area:
    after = replace(held, state=state)
    return replace(area, reservations=area.reservations.set(held.reservation_id, after))
