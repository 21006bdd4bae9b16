"""Show depots and suppliers, and take what comes in, goes out and is counted."""

from fastapi import Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.supplies import DepotDetail, RegisterDepotAnswer
from api.coordinates import router_in_crs
from api.finding import depot, reservation
from api.inputs import ReasonIn, ReceiptIn, StockTakeIn, epoch
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.shown import plain
from api.supply_inputs import DepotIn
from api.visibility import concern_of
from dispatch.domain import supply_commands as sc
from dispatch.domain.commands import RegisterDepots
from dispatch.domain.depots import Depot

router = router_in_crs("supplies")


@router.get("/depots")
@answers(Page[Depot])
def list_depots(
    where: Where,
    who: Who,
    supply: str | None = Query(default=None, max_length=100, description="with this on hand"),
    agreement: bool | None = Query(default=None, description="suppliers only, or own depots only"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List depots and suppliers with their stock, by id from the last to the first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.depots.values()
        if (supply is None or (supply in one.stock and one.stock[supply].on_hand > 0))
        and (agreement is None or agreement == (one.agreement is not None))
        and view.sees(concern_of(area, one))
    ]
    return page(seen, lambda one: (one.depot_id,), limit, cursor)


@router.post("/depots", status_code=201)
@answers(RegisterDepotAnswer)
async def register_depot(body: DepotIn, orders: Orders) -> Body:
    """Enter a depot, or a supplier with its agreement 社会储备协议."""
    _, told = await orders.give(RegisterDepots((body.value(),)))
    return {"depot_id": body.depot_id} | told


@router.get("/depots/{depot_id}")
@answers(DepotDetail)
def get_depot(depot_id: str, where: Where, who: Who) -> Body:
    """Show a depot and what is promised from it."""
    area = where.area
    found = depot(area, who, depot_id)
    held = [
        one
        for one in area.reservations.values()
        if one.depot_id == depot_id and one.state == "HELD" and who.view.sees(concern_of(area, one))
    ]
    shown: Body = plain(found)
    return shown | {"reservations": plain(held), "log_position": area.position}


@router.post("/depots/{depot_id}/receipts")
@answers(CommandAnswer)
async def receive(depot_id: str, body: ReceiptIn, orders: Orders) -> Body:
    """Take supplies in 入库."""
    depot(orders.area, orders.who, depot_id)
    command = sc.ReceiveStock(
        depot_id, body.supply, body.quantity, body.reason, body.lot, epoch(body.expires_at)
    )
    return await orders.told(command)


@router.post("/depots/{depot_id}/stock-takes")
@answers(CommandAnswer)
async def take_stock(depot_id: str, body: StockTakeIn, orders: Orders) -> Body:
    """Record what was counted 盘点."""
    depot(orders.area, orders.who, depot_id)
    command = sc.TakeStock(depot_id, body.supply, body.counted, body.reason, body.lot)
    return await orders.told(command)


@router.post("/reservations/{reservation_id}/issue")
@answers(CommandAnswer)
async def issue(reservation_id: str, orders: Orders) -> Body:
    """Let promised supplies leave 出库."""
    reservation(orders.area, orders.who, reservation_id)
    return await orders.told(sc.IssueStock(reservation_id))


@router.post("/reservations/{reservation_id}/release")
@answers(CommandAnswer)
async def release(reservation_id: str, body: ReasonIn, orders: Orders) -> Body:
    """Let a promise go."""
    reservation(orders.area, orders.who, reservation_id)
    command = sc.ReleaseReservation(reservation_id, body.reason)
    return await orders.told(command)
