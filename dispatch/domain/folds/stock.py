"""Fold what happens to stock."""

from typing import Any

from msgspec.structs import replace

from dispatch.domain import supply_events as se
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot, Ledger, Reservation, ReservationState, Stock
from dispatch.domain.folds.common import counted, with_incident


def enrolled(depot: Depot) -> Depot:
    """Return a depot whose ledgers begin with what it is registered with."""
    stock = {
        supply: replace(one, ledger=Ledger(enrolled=one.on_hand))
        for supply, one in depot.stock.items()
    }
    return replace(depot, stock=depot.stock.update(stock))


def reserved(area: Area, event: se.StockReserved, position: int, _at: float) -> Area:
    """A quantity is promised."""
    reservation = Reservation(
        reservation_id=event.reservation_id,
        depot_id=event.depot_id,
        incident_id=event.incident_id,
        supply=event.supply,
        quantity=event.quantity,
        revision=position,
        travel_s=event.travel_s,
    )
    ids = (*area.incidents[event.incident_id].reservation_ids, event.reservation_id)
    area = _promised(area, reservation, event.quantity)
    area = replace(
        area,
        reservations=area.reservations.set(event.reservation_id, reservation),
    )
    return counted(with_incident(area, event.incident_id, reservation_ids=ids), "reservation")


def issued(area: Area, event: se.StockIssued, _position: int, _at: float) -> Area:
    """What was promised has left."""
    held = area.reservations[event.reservation_id]
    stock = area.depots[held.depot_id].stock[held.supply]
    for one in event.lots:
        stock = stock.changed(-one.quantity, one.lot)
    if not event.lots:  # from before there were lots
        stock = stock.changed(-held.quantity)
    ledger = replace(stock.ledger, issued=stock.ledger.issued + held.quantity)
    stock = replace(stock, reserved=stock.reserved - held.quantity, ledger=ledger)
    area = _with_stock(area, held.depot_id, held.supply, stock)
    return _settled(area, held, state=ReservationState.ISSUED, lots=event.lots)


def released(area: Area, event: se.ReservationReleased, _position: int, _at: float) -> Area:
    """A promise is let go."""
    held = area.reservations[event.reservation_id]
    area = _promised(area, held, -held.quantity)
    return _settled(area, held, state=ReservationState.RELEASED)


def lapsed(area: Area, event: se.ReservationLapsed, _position: int, _at: float) -> Area:
    """A promise counts no longer."""
    held = area.reservations[event.reservation_id]
    area = _promised(area, held, -held.quantity)
    return _settled(area, held, state=ReservationState.LAPSED)


def returned(area: Area, event: se.StockReturned, _position: int, _at: float) -> Area:
    """What had left is on the shelf again."""
    back = area.reservations[event.reservation_id]
    quantity = sum(one.quantity for one in event.lots)
    stock = _stock(area, back.depot_id, back.supply)
    for one in event.lots:
        stock = stock.changed(one.quantity, one.lot, one.expires_at)
    ledger = replace(stock.ledger, returned=stock.ledger.returned + quantity)
    area = _with_stock(area, back.depot_id, back.supply, replace(stock, ledger=ledger))
    return _settled(area, back, returned=quantity)


def received(area: Area, event: se.StockReceived, _position: int, _at: float) -> Area:
    """Supplies come in."""
    stock = _stock(area, event.depot_id, event.supply)
    ledger = replace(stock.ledger, received=stock.ledger.received + event.quantity)
    stock = replace(stock.changed(event.quantity, event.lot, event.expires_at), ledger=ledger)
    return _with_stock(area, event.depot_id, event.supply, stock)


def counted_anew(area: Area, event: se.StockTaken, _position: int, _at: float) -> Area:
    """A count replaces what was believed."""
    stock = _stock(area, event.depot_id, event.supply)
    believed = sum(one.quantity for one in stock.lots if one.lot == event.lot)
    by = event.counted - believed
    ledger = replace(stock.ledger, corrected=stock.ledger.corrected + by)
    stock = replace(stock.changed(by, event.lot), ledger=ledger)
    return _with_stock(area, event.depot_id, event.supply, stock)


def _stock(area: Area, depot_id: str, supply: str) -> Stock:
    return area.depots[depot_id].stock.get(supply, Stock(0))


def _with_stock(area: Area, depot_id: str, supply: str, stock: Stock) -> Area:
    depot = area.depots[depot_id]
    depot = replace(depot, stock=depot.stock.set(supply, stock))
    return replace(area, depots=area.depots.set(depot_id, depot))


def _promised(area: Area, held: Reservation, by: int) -> Area:
    stock = _stock(area, held.depot_id, held.supply)
    stock = replace(stock, reserved=stock.reserved + by)
    return _with_stock(area, held.depot_id, held.supply, stock)


def _settled(area: Area, held: Reservation, **changes: Any) -> Area:
    after = replace(held, **changes)
    return replace(area, reservations=area.reservations.set(held.reservation_id, after))
