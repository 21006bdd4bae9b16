"""Show teams and where they are, and take their steps and positions."""

from typing import Any

from fastapi import Query

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.teams import Fixes, PositionAnswer, TeamDetail
from api.coordinates import router_in_crs
from api.finding import team
from api.inputs import FixIn, StepIn, epoch
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.problems import Problem
from api.shown import plain
from api.visibility import concern_of
from dispatch.domain import commands as c
from dispatch.domain.actors import Order
from dispatch.domain.places import is_within
from dispatch.domain.steps import permit
from dispatch.domain.teams import Team
from dispatch.engine.bootstrap import CommandArea
from dispatch.engine.positions import Fix

FUTURE_TOLERANCE_S = 300.0  # a fix from the future would hide all that follow

router = router_in_crs("teams")


@router.get("/teams")
@answers(Page[Team])
def list_teams(
    where: Where,
    who: Who,
    state: str | None = Query(default=None, max_length=50),
    capability: str | None = Query(default=None, max_length=50),
    place: str | None = Query(default=None, max_length=50, description="in this place or below it"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List teams and detachments that are out, by id from the last to the first."""
    area, view = where.area, who.view
    seen = [
        one
        for one in area.teams.values()
        if (one.state == state if state is not None else not one.has_rejoined)
        and (capability is None or capability in one.capabilities)
        and view.sees(concern_of(area, one))
        and (place is None or is_within(area.places, one.place_code, place))
    ]
    return page(seen, lambda one: (one.team_id,), limit, cursor)


@router.get("/teams/{team_id}")
@answers(TeamDetail)
def get_team(team_id: str, where: Where, who: Who) -> Body:
    """Show a team, its latest fix, and what the caller may do with it now."""
    area, profile = where.area, where.engine.profile
    found = team(area, who, team_id)
    s = situation(where, who, team=found)
    table = profile.team_availability
    actions = offered(table, found.state, s, found.place_code)
    shown: dict[str, Any] = plain(found)
    return shown | {
        "fix": plain(where.positions.latest(team_id)),
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.post("/teams/{team_id}/actions")
@answers(CommandAnswer)
async def take_team_step(team_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a team's availability: on and off duty, out of service, back."""
    team(orders.area, orders.who, team_id)
    step = c.TakeStep("team_availability", team_id, body.action, body.particulars())
    return await orders.told(step)


@router.put("/teams/{team_id}/position")
@answers(PositionAnswer)
def put_position(team_id: str, body: FixIn, where: Where, who: Who) -> Body:
    """Tell where a team is. `fresh` is false when a fix as new was known already."""
    found = team(where.area, who, team_id)
    _may_position(where, who, found)
    now = where.engine.clock.now()
    at = epoch(body.at)
    if at is not None and at > now + FUTURE_TOLERANCE_S:
        errors = [{"field": "at", "reason": "lies in the future"}]
        raise Problem(422, "in_the_future", "at lies in the future", field="at", errors=errors)
    source = "gps" if who.actor.team_id is not None else "hand"
    fix = Fix(found.team_id, body.value(), now if at is None else at, source)
    return {"fresh": where.positions.record(fix)}


@router.get("/positions")
@answers(Fixes)
def list_positions(where: Where, who: Who) -> Body:
    """List the latest fix of every team that has one."""
    area, view = where.area, who.view
    fixes = [
        fix
        for team_id, fix in sorted(where.positions.all().items())
        if team_id in area.teams and view.sees(concern_of(area, area.teams[team_id]))
    ]
    return {"items": plain(fixes), "position": area.position}


def _may_position(where: CommandArea, who: Caller, found: Team) -> None:
    """Refuse whoever may not speak for the team; a duty officer may, for a team on the phone."""
    if who.actor.team_id is not None:
        if who.actor.team_id not in (found.team_id, found.detached_from):
            raise Problem(403, "not_own_team", f"{who.user.name} speaks for {who.actor.team_id}")
        return
    permit(where.engine.profile, Order("", who.actor, 0.0), "ReportProgress")
