"""Decide what happens to shipments 调拨: loaded, sent, signed for, turned back, brought back."""

from collections.abc import Callable, Iterable, Iterator

from immutables import Map

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import supply_commands as sc
from dispatch.domain import supply_events as se
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.depots import Depot, Reservation, Stock
from dispatch.domain.impacts import SupplyImpact
from dispatch.domain.incidents import Incident
from dispatch.domain.lifecycle import NEW
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.shipments import ARRIVED, LOADING, RETURNING, Shipment
from dispatch.domain.steps import authorise, choose_row, step_taken, works_on_it
from dispatch.domain.supplying import issued

LOADING_TIME = "shipment.loading"
"""The timer of the profile that says how long loading takes; it is also what is reckoned with."""


def load(area: Area, command: sc.LoadShipment, order: Order, profile: Profile) -> list[e.Event]:
    """Begin to load promised supplies: they are off the shelf, and their promises are kept."""
    held = _held(area, command)
    depot, incident = area.depots[held[0].depot_id], area.incidents[held[0].incident_id]
    authorise(area, order.actor, depot.place_code, incident.place_code)
    _free_vehicle(area, command.vehicle)
    shipment_id = area.next_id("shipment", "H")
    row = choose_row(
        profile.shipment, NEW, "load", Situation(area=area, profile=profile, order=order)
    )
    travel_s = held[0].travel_s if command.travel_s is None else command.travel_s
    moments = Moments(step_at=order.at)
    loading_s = profile.timers[LOADING_TIME].limit_s
    loaded = se.ShipmentLoaded(
        shipment_id=shipment_id,
        depot_id=depot.depot_id,
        incident_id=incident.incident_id,
        reservation_ids=command.reservation_ids,
        row=row.id,
        state=row.moves[NEW],
        vehicle=command.vehicle,
        driver=command.driver,
        contact=command.contact,
        destination=incident.position,
        travel_s=travel_s,
        eta_at=None if travel_s is None else order.at + loading_s + travel_s,
        started=started(profile, row.starts, "shipment", shipment_id, moments),
    )
    return [loaded, *_off_the_shelf(area, depot, held, order)]


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a shipment; the depot's place, the incident's and its teams may move it."""
    shipment = area.shipment(command.subject_id)
    incident = area.incidents[shipment.incident_id]
    if not works_on_it(area, order.actor, incident):
        depot = area.depots[shipment.depot_id]
        authorise(area, order.actor, depot.place_code, incident.place_code)
    return _step(area, shipment, command.action, order, profile, command.particulars)


def call_off(
    area: Area, profile: Profile, order: Order, incident: Incident, reason: str
) -> list[e.Event]:
    """Return the events that unload what is being loaded for an incident that is over.

    What is under way already goes on; those on the road are told to turn back by a person.
    """
    by_system = order.by_engine(area.root)
    events: list[e.Event] = []
    for shipment_id in shipments_of(area, incident):
        shipment = area.shipments[shipment_id]
        if shipment.state == LOADING:
            told = c.Particulars(reason=reason)
            events += _step(area, shipment, "cancel", by_system, profile, told)
    return events


def revised(
    area: Area, impacts: Iterable[SupplyImpact], overlay: int, at: float
) -> Iterator[e.Event]:
    """Yield when shipments not yet there are expected on roads that have changed.

    Where a lorry is between its depot and the scene is not known: it is taken to be late, or early,
    by as much as its whole way has become longer or shorter; where it was cut off, to be no later
    than if it had begun its way `at` that moment.
    """
    told: set[str] = set()
    for one in impacts:
        shipment_id = area.reservations[one.reservation_id].shipment_id
        if shipment_id is None or shipment_id in told:
            continue
        told.add(shipment_id)
        shipment = area.shipments[shipment_id]
        if not shipment.is_open or shipment.state == RETURNING or ARRIVED in shipment.reached:
            continue
        before_s, eta_at = shipment.travel_s, None
        if one.after_s is not None and before_s is not None and shipment.eta_at is not None:
            eta_at = shipment.eta_at + one.after_s - before_s
        elif one.after_s is not None and shipment.cut_off is not None:
            eta_at = at + one.after_s
        yield se.ShipmentEtaRevised(
            shipment_id=shipment_id,
            overlay=overlay,
            travel_s=one.after_s,
            eta_at=eta_at,
            reason=one.reason,
        )


def shipments_of(area: Area, incident: Incident) -> tuple[str, ...]:
    """Return the shipments for an incident, in the order in which they were loaded."""
    ids = (area.reservations[one].shipment_id for one in incident.reservation_ids)
    found = {one for one in ids if one is not None}
    return tuple(sorted(found, key=lambda one: (len(one), one)))


def _step(
    area: Area,
    shipment: Shipment,
    action: str,
    order: Order,
    profile: Profile,
    particulars: c.Particulars,
) -> list[e.Event]:
    s = Situation(
        area=area, profile=profile, order=order, particulars=particulars, shipment=shipment
    )
    table, shipment_id = profile.shipment, shipment.shipment_id
    row = choose_row(table, shipment.state, action, s)
    moments = Moments(step_at=order.at)
    events: list[e.Event] = [step_taken(s, table, row, shipment_id, shipment.state, moments)]
    for effect in row.effects:
        events += EFFECTS[effect](s, shipment)
    return events


# --- effects: what a row brings about besides its step


def _sign_for(s: Situation, shipment: Shipment) -> list[e.Event]:
    receiver = s.particulars.receiver
    return [se.ShipmentSigned(shipment_id=shipment.shipment_id, receiver=receiver)]


def _restock(s: Situation, shipment: Shipment) -> list[e.Event]:
    """What was not delivered is back on the shelf; of what was, that which was only lent."""
    return [
        se.StockReturned(reservation_id=one.reservation_id, lots=one.lots)
        for one in (s.area.reservations[key] for key in shipment.reservation_ids)
        if not shipment.was_delivered or s.profile.supplies[one.supply].returnable
    ]


EFFECTS: dict[str, Callable[[Situation, Shipment], list[e.Event]]] = {
    "sign_for": _sign_for,
    "restock": _restock,
}


# --- what is asked before loading


def _held(area: Area, command: sc.LoadShipment) -> list[Reservation]:
    """Return the promises to be loaded together; raises `Rejected` where they cannot be."""
    where = "reservation_ids"
    if not command.reservation_ids:
        raise Rejected("input_missing", "say what is to be loaded", where)
    if len(set(command.reservation_ids)) < len(command.reservation_ids):
        raise Rejected("stands_twice", "a promise is loaded once", where)
    if not command.vehicle.strip():
        raise Rejected("input_missing", "name the vehicle", "vehicle")
    if command.travel_s is not None and command.travel_s < 0:
        raise Rejected("wrong_number", "nothing or more is expected", "travel_s")
    held = [area.reservation(one) for one in command.reservation_ids]
    for one in held:
        if one.state != "HELD":
            raise Rejected("wrong_state", f"{one.reservation_id} is {one.state}", where)
    if len({(one.depot_id, one.incident_id) for one in held}) > 1:
        raise Rejected("mixed_shipment", "one shipment goes from one depot to one incident", where)
    return held


def _free_vehicle(area: Area, vehicle: str) -> None:
    last = area.shipments.get(area.vehicles.get(vehicle, ""))
    if last is not None and last.is_open:
        raise Rejected(
            "vehicle_taken", f"{vehicle} carries {last.shipment_id} ({last.state})", "vehicle"
        )


def _off_the_shelf(
    area: Area, depot: Depot, held: list[Reservation], order: Order
) -> Iterator[e.Event]:
    """Yield what leaves the shelf, each promise after the one before it has been picked."""
    shelf: Map[str, Stock] = depot.stock
    for one in held:
        event = issued(area, one, shelf[one.supply], order)
        stock = shelf[one.supply]
        for lot in event.lots:
            stock = stock.changed(-lot.quantity, lot.lot)
        shelf = shelf.set(one.supply, stock)
        yield event
