"""Show the proposal to move teams under orders, and take the decision on it."""

from fastapi import APIRouter

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer
from api.concerns import concern_of_event
from api.inputs import ReasonIn
from api.orders import Orders
from api.problems import not_found
from api.shown import plain
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.exchanges import Exchange

router = APIRouter(tags=["exchanges"])


@router.get("/exchange")
@answers(Exchange)
def get_exchange(where: Where, who: Who) -> Body:
    """Show the exchange that lies open, if there is one."""
    shown: Body = plain(_open(where.area, who))
    return shown


@router.post("/exchanges/{exchange_id}/accept")
@answers(CommandAnswer)
async def accept_exchange(exchange_id: str, orders: Orders) -> Body:
    """Move the teams, all of them or none."""
    command = c.AcceptExchange(exchange_id)
    return await orders.told(command)


@router.post("/exchanges/{exchange_id}/decline")
@answers(CommandAnswer)
async def decline_exchange(exchange_id: str, body: ReasonIn, orders: Orders) -> Body:
    """Leave the teams where they are sent, for a reason."""
    command = c.DeclineExchange(exchange_id, body.reason)
    return await orders.told(command)


def _open(area: Area, who: Caller) -> Exchange:
    found = area.exchange
    if found is None or not who.view.sees(concern_of_event(area, e.ExchangeProposed(found))):
        raise not_found("exchange", "open")
    return found
