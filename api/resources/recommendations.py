"""Show who is proposed and why, and take the decision on it."""

from fastapi import APIRouter, Response

from api.access import Body, Where, Who
from api.finding import incident, recommendation, team
from api.inputs import ChangeIn
from api.orders import IdempotencyKey, give
from api.problems import not_found
from api.shown import plain
from dispatch.domain import commands as c

router = APIRouter(tags=["recommendations"])


@router.get("/incidents/{incident_id}/recommendation")
def get_recommendation_of(incident_id: str, where: Where, who: Who) -> Body:
    """Show what is proposed for an incident now."""
    found = incident(where.area, who, incident_id)
    if found.recommendation_id is None:
        raise not_found("recommendation", f"for {incident_id}")
    shown: Body = plain(recommendation(where.area, who, found.recommendation_id))
    return shown


@router.get("/recommendations/{recommendation_id}")
def get_recommendation(recommendation_id: str, where: Where, who: Who) -> Body:
    """Show a recommendation, whatever became of it."""
    shown: Body = plain(recommendation(where.area, who, recommendation_id))
    return shown


@router.post("/recommendations/{recommendation_id}/accept")
async def accept(
    recommendation_id: str, where: Where, who: Who, response: Response, key: IdempotencyKey = None
) -> Body:
    """Carry it out, as far as it still holds."""
    recommendation(where.area, who, recommendation_id)
    command = c.AcceptRecommendation(recommendation_id)
    _, told = await give(where, who, command, key, response)
    return told


@router.post("/recommendations/{recommendation_id}/change")
async def change(
    recommendation_id: str,
    body: ChangeIn,
    where: Where,
    who: Who,
    response: Response,
    key: IdempotencyKey = None,
) -> Body:
    """Carry it out with other teams, for a reason."""
    recommendation(where.area, who, recommendation_id)
    chosen = {capability: tuple(ids) for capability, ids in body.team_ids.items()}
    for team_id in (one for ids in chosen.values() for one in ids):
        team(where.area, who, team_id)
    command = c.ChangeRecommendation(recommendation_id, chosen, body.reason)
    _, told = await give(where, who, command, key, response)
    return told
