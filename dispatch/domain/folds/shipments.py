"""Fold what happens to shipments and what they carry."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import supply_events as se
from dispatch.domain.area import Area
from dispatch.domain.depots import ReservationState
from dispatch.domain.folds.common import counted
from dispatch.domain.shipments import EN_ROUTE, Shipment


def loaded(area: Area, event: se.ShipmentLoaded, _position: int, at: float) -> Area:
    """A shipment is being loaded with what was promised."""
    shipment = Shipment(
        shipment_id=event.shipment_id,
        depot_id=event.depot_id,
        incident_id=event.incident_id,
        reservation_ids=event.reservation_ids,
        vehicle=event.vehicle,
        state=event.state,
        destination=event.destination,
        driver=event.driver,
        contact=event.contact,
        travel_s=event.travel_s,
        eta_at=event.eta_at,
        reached={event.state: at},
    )
    reservations = area.reservations
    for one in event.reservation_ids:
        carried = replace(reservations[one], shipment_id=event.shipment_id)
        reservations = reservations.set(one, carried)
    area = replace(
        area,
        reservations=reservations,
        vehicles=area.vehicles.set(event.vehicle, event.shipment_id),
    )
    return counted(_set(area, shipment), "shipment")


def stepped(area: Area, event: e.StepTaken, at: float) -> Area:
    """A shipment moves on; what does not reach the scene any more serves nobody."""
    before = area.shipments[event.subject_id]
    eta_at = before.eta_at
    if event.went_to == EN_ROUTE:
        eta_at = None if before.travel_s is None else at + before.travel_s
    after = replace(
        before,
        state=event.went_to,
        eta_at=eta_at,
        reached={event.went_to: at} | before.reached,
        is_open=not event.over,
    )
    area = _set(area, after)
    if event.action in ("cancel", "turn_back"):
        for one in before.reservation_ids:
            turned = replace(area.reservations[one], state=ReservationState.TURNED_BACK)
            area = replace(area, reservations=area.reservations.set(one, turned))
    return area


def signed(area: Area, event: se.ShipmentSigned, _position: int, _at: float) -> Area:
    """Somebody on scene has signed for a shipment."""
    return _set(area, replace(area.shipments[event.shipment_id], receiver=event.receiver))


def eta_revised(area: Area, event: se.ShipmentEtaRevised, _position: int, _at: float) -> Area:
    """A shipment is expected at another moment, or cannot get there."""
    before = area.shipments[event.shipment_id]
    after = replace(before, travel_s=event.travel_s, eta_at=event.eta_at, cut_off=event.reason)
    return _set(area, after)


def _set(area: Area, shipment: Shipment) -> Area:
    return replace(area, shipments=area.shipments.set(shipment.shipment_id, shipment))
