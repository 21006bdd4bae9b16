"""Take a person's choice of a team; answer why another is not sent, or a depot not called on."""

from fastapi import APIRouter

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer
from api.finding import depot, incident, team
from api.inputs import PinIn
from api.orders import Orders
from api.problems import not_found
from api.shown import plain
from dispatch.assignment.supply.why_not import WhyNotDepot
from dispatch.assignment.why_not import WhyNot
from dispatch.domain import commands as c

router = APIRouter(tags=["recommendations"])


@router.put("/incidents/{incident_id}/pins/{team_id}")
@answers(CommandAnswer)
async def pin(incident_id: str, team_id: str, body: PinIn, orders: Orders) -> Body:
    """Want a team to go, whatever a reckoning says; it is proposed until it does."""
    incident(orders.area, orders.who, incident_id)
    team(orders.area, orders.who, team_id)
    command = c.PinTeam(incident_id, team_id, body.capability, body.reason)
    return await orders.told(command)


@router.delete("/incidents/{incident_id}/pins/{team_id}")
@answers(CommandAnswer)
async def unpin(incident_id: str, team_id: str, orders: Orders, reason: str = "") -> Body:
    """Leave it to the reckoning again."""
    incident(orders.area, orders.who, incident_id)
    command = c.UnpinTeam(incident_id, team_id, reason)
    return await orders.told(command)


@router.get("/incidents/{incident_id}/why-not")
@answers(WhyNot)
def get_why_not(incident_id: str, team_id: str, capability: str, where: Where, who: Who) -> Body:
    """Say why a team is not sent: the first rule that forbids it, or who would lose by it."""
    area = where.area
    incident(area, who, incident_id)
    team(area, who, team_id)
    if who.view.team_id is not None:
        raise not_found("why-not", incident_id)
    shown: Body = plain(where.advisor.why_not(incident_id, team_id, capability))
    return shown


@router.get("/incidents/{incident_id}/why-not-depot")
@answers(WhyNotDepot)
def get_why_not_depot(incident_id: str, depot_id: str, supply: str, where: Where, who: Who) -> Body:
    """Say why a depot does not bring a supply: what forbids it, or who would lose by it."""
    area = where.area
    incident(area, who, incident_id)
    depot(area, who, depot_id)
    if who.view.team_id is not None:
        raise not_found("why-not-depot", incident_id)
    shown: Body = plain(where.advisor.why_not_depot(incident_id, depot_id, supply))
    return shown
