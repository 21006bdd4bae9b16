"""Show who is proposed and why, and take the decision on it."""

from fastapi import APIRouter

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Items
from api.answers.teams import RecommendationDetail
from api.finding import incident, recommendation, team
from api.inputs import ChangeIn
from api.orders import Giving, Orders
from api.pages import by_number
from api.problems import Problem, not_found
from api.resources.coverage import shares_without
from api.shown import plain
from api.visibility import concern_of
from dispatch.assignment.candidates import Candidate
from dispatch.domain import commands as c
from dispatch.domain.area import Area
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.refusals import Rejected
from dispatch.engine.bootstrap import CommandArea

router = APIRouter(tags=["recommendations"])


@router.get("/incidents/{incident_id}/recommendation")
@answers(RecommendationDetail)
def get_recommendation_of(incident_id: str, where: Where, who: Who) -> Body:
    """Show what is proposed for an incident now."""
    found = incident(where.area, who, incident_id)
    if found.recommendation_id is None:
        raise not_found("recommendation", f"for {incident_id}")
    return _with_coverage(where, who, recommendation(where.area, who, found.recommendation_id))


@router.get("/incidents/{incident_id}/candidates")
@answers(Items[Candidate])
def list_candidates(incident_id: str, capability: str, where: Where, who: Who) -> Body:
    """Show every team you see: how soon it could be there, or why it cannot go."""
    area = where.area
    incident(area, who, incident_id)
    if who.view.team_id is not None:
        raise not_found("candidates", incident_id)
    told = where.advisor.candidates(incident_id, capability)
    return {"items": [plain(one) for one in told if _is_seen(area, who, one.team_id)]}


@router.get("/recommendations/{recommendation_id}")
@answers(RecommendationDetail)
def get_recommendation(recommendation_id: str, where: Where, who: Who) -> Body:
    """Show an open recommendation; what became of the others is in the timeline."""
    return _with_coverage(where, who, recommendation(where.area, who, recommendation_id))


@router.post("/recommendations/{recommendation_id}/accept")
@answers(CommandAnswer)
async def accept(recommendation_id: str, orders: Orders) -> Body:
    """Carry it out, as far as it still holds."""
    command = c.AcceptRecommendation(recommendation_id)
    return await _settle(orders, command)


@router.post("/recommendations/{recommendation_id}/change")
@answers(CommandAnswer)
async def change(recommendation_id: str, body: ChangeIn, orders: Orders) -> Body:
    """Carry it out with other teams, for a reason."""
    chosen = {capability: tuple(ids) for capability, ids in body.team_ids.items()}
    for team_id in (one for ids in chosen.values() for one in ids):
        team(orders.area, orders.who, team_id)
    command = c.ChangeRecommendation(recommendation_id, chosen, body.reason, body.crews)
    return await _settle(orders, command)


async def _settle(orders: Giving, command: c.AcceptRecommendation | c.ChangeRecommendation) -> Body:
    area, wanted = orders.area, command.recommendation_id
    if wanted in area.recommendations:
        recommendation(area, orders.who, wanted)
    # One that is settled is gone from the area, but a command sent again is known by its key.
    try:
        return await orders.told(command)
    except Rejected as refusal:
        if refusal.code != "unknown_recommendation" or not _was_made(area, wanted):
            raise
        raise Problem(
            409, "recommendation_settled", f"{wanted} was settled or superseded meanwhile"
        ) from None


def _with_coverage(where: CommandArea, who: Caller, found: Recommendation) -> Body:
    """Return a recommendation with what stays covered once its teams have gone."""
    shown: Body = plain(found)
    gone = [choice.team_id for choice in found.teams]
    return shown | {"coverage": shares_without(where, who, gone)}


def _is_seen(area: Area, who: Caller, team_id: str) -> bool:
    return who.view.sees(concern_of(area, area.teams[team_id]))


def _was_made(area: Area, recommendation_id: str) -> bool:
    number, _ = by_number(recommendation_id)
    return isinstance(number, int) and 0 < number <= area.numbers.get("recommendation", 0)
