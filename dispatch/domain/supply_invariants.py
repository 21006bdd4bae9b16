"""State what must hold of supplies: no item is lost, made from nothing, or in two places."""

from collections import Counter
from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.depots import ReservationState, Stock
from dispatch.domain.shipments import LOADING, RETURNING

LEFT = (ReservationState.ISSUED, ReservationState.TURNED_BACK)
"""Reservations whose goods have left the shelf, be they back on it or not."""


def violations_of_stock(area: Area) -> Iterator[str]:
    """Yield what does not add up in the depots, one sentence each.

    For each supply of each depot: enrolled + received + corrected + returned = on hand + what has
    left, and what has left is what was promised and issued.
    """
    promised: Counter[tuple[str, str]] = Counter()
    issued: Counter[tuple[str, str]] = Counter()
    returned: Counter[tuple[str, str]] = Counter()
    for one in area.reservations.values():
        where = one.depot_id, one.supply
        if one.state is ReservationState.HELD:
            promised[where] += one.quantity
        elif one.state in LEFT:
            issued[where] += one.quantity
            returned[where] += one.returned
    for depot in area.depots.values():
        for supply, stock in depot.stock.items():
            where = depot.depot_id, supply
            booked = promised.get(where, 0), issued.get(where, 0), returned.get(where, 0)
            for wrong in _wrong(stock, *booked):
                yield f"depot {depot.depot_id}: {supply}: {wrong}"


def _wrong(stock: Stock, promised: int, issued: int, returned: int) -> Iterator[str]:
    """Yield what is wrong on the shelf, and then what is wrong in the ledger."""
    if stock.on_hand < 0:
        yield f"{stock.on_hand} are on hand"
    if not 0 <= stock.reserved <= stock.on_hand:
        yield f"{stock.reserved} of {stock.on_hand} are promised"
    if stock.reserved != promised:
        yield "the promises do not add up"
    if stock.batches and min(one.quantity for one in stock.lots) < 0:
        yield "the lots exceed what is on hand"
    if stock.ledger.balance != stock.on_hand:
        yield "some were lost or made from nothing"
    if stock.ledger.issued != issued:
        yield "some left without a promise"
    if stock.ledger.returned != returned:
        yield "more or less came back than is booked"


def violations_of_shipments(area: Area) -> Iterator[str]:
    """Yield what cannot be of vehicles and of what they carry, one sentence each."""
    taken = Counter(one.vehicle for one in area.shipments.values() if one.is_open)
    for vehicle, count in taken.items():
        if count > 1:
            yield f"vehicle {vehicle} carries {count} shipments at once"
    for shipment in area.shipments.values():
        name = shipment.shipment_id
        if shipment.state == LOADING and shipment.incident_id not in area.open_incidents:
            yield f"{name} is loaded for an incident that is over"
        for one in map(area.reservation, shipment.reservation_ids):
            if one.state not in LEFT:
                yield f"{name} carries {one.reservation_id}, which is {one.state}"
    for one in area.reservations.values():
        if one.state is not ReservationState.TURNED_BACK or one.returned == one.quantity:
            continue
        if one.shipment_id is None or area.shipments[one.shipment_id].state != RETURNING:
            yield f"{one.reservation_id} turned back and is nowhere"
