"""Show shipments and what they carry, have promised supplies loaded, and take their steps."""

from typing import Any

from fastapi import Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.supplies import LoadShipmentAnswer, ShipmentDetail, ShipmentShown
from api.coordinates import router_in_crs
from api.finding import reservation, shipment
from api.inputs import StepIn
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.shown import plain
from api.supply_inputs import ShipmentIn
from api.visibility import concern_of
from dispatch.assignment.supply.posing import road_time_s
from dispatch.domain import commands as c
from dispatch.domain import supply_commands as sc
from dispatch.domain import supply_events as se
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.shipments import Shipment

router = router_in_crs("shipments")


@router.get("/shipments")
@answers(Page[ShipmentShown])
def list_shipments(
    where: Where,
    who: Who,
    state: str | None = Query(default=None, max_length=50),
    open_: bool | None = Query(default=None, alias="open"),
    incident_id: str | None = Query(default=None, max_length=100),
    depot_id: str | None = Query(default=None, max_length=100),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List shipments, the newest first."""
    area, profile = where.area, where.engine.profile
    seen = [
        one
        for one in area.shipments.values()
        if (state is None or one.state == state)
        and (open_ is None or one.is_open == open_)
        and incident_id in (None, one.incident_id)
        and depot_id in (None, one.depot_id)
        and who.view.sees(concern_of(area, one))
    ]
    return page(
        seen,
        lambda one: by_number(one.shipment_id),
        limit,
        cursor,
        lambda one: _shown(area, profile, one),
    )


@router.get("/shipments/{shipment_id}")
@answers(ShipmentDetail)
def get_shipment(shipment_id: str, where: Where, who: Who) -> Body:
    """Show a shipment and what the caller may do with it now."""
    area, profile = where.area, where.engine.profile
    found = shipment(area, who, shipment_id)
    s = situation(where, who, shipment=found)
    places = (
        area.depots[found.depot_id].place_code,
        area.incidents[found.incident_id].place_code,
    )
    actions = offered(profile.shipment, found.state, s, *places)
    return _shown(area, profile, found) | {
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.post("/shipments", status_code=201)
@answers(LoadShipmentAnswer)
async def load_shipment(body: ShipmentIn, orders: Orders) -> Body:
    """Have promised supplies loaded 装车; the road time is that of the roads as they are now."""
    area = orders.area
    promised = [reservation(area, orders.who, one) for one in body.reservation_ids]
    first = promised[0]
    travel_s = road_time_s(
        orders.where.roads.under(area),
        area.depots[first.depot_id],
        area.incidents[first.incident_id],
    )
    command = sc.LoadShipment(
        tuple(body.reservation_ids), body.vehicle, body.driver, body.contact, travel_s
    )
    committed, told = await orders.give(command)
    (loaded,) = (one.event for one in committed.events if isinstance(one.event, se.ShipmentLoaded))
    return {"shipment_id": loaded.shipment_id} | told


@router.post("/shipments/{shipment_id}/actions")
@answers(CommandAnswer)
async def take_shipment_step(shipment_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a shipment: set out, arrive, sign, turn back, bring back, put back."""
    shipment(orders.area, orders.who, shipment_id)
    step = c.TakeStep("shipment", shipment_id, body.action, body.particulars())
    return await orders.told(step)


def _shown(area: Area, profile: Profile, found: Shipment) -> dict[str, Any]:
    shown: dict[str, Any] = plain(found)
    carried = [area.reservations[one] for one in found.reservation_ids]
    return shown | {
        "cargo": [
            {
                "reservation_id": one.reservation_id,
                "supply": one.supply,
                "quantity": one.quantity,
                "returned": one.returned,
                "returnable": profile.supplies[one.supply].returnable,
                "lots": plain(one.lots),
            }
            for one in carried
        ]
    }
