"""Show how much of the population help reaches in time, now and once teams have gone."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Items
from api.answers.teams import CoverageMap, CoverageShares, MoveUpAnswer, ShareChange
from api.coordinates import InCrs, geojson_in
from api.cover_inputs import MoveUpIn, SendHomeIn
from api.finding import team
from api.notices import seen_proposal, shares
from api.orders import Orders
from api.problems import not_found
from api.shown import plain
from dispatch.assignment.coverage import NEVER_MS, Coverage
from dispatch.domain.area import Area
from dispatch.domain.cover_commands import MoveUp, SendHome, TeamMove
from dispatch.domain.places import is_within
from dispatch.domain.refusals import Rejected, unknown
from dispatch.engine.bootstrap import CommandArea

MOST_TEAMS = 50  # of one option

router = APIRouter(tags=["coverage"])

PlaceCode = Annotated[
    str | None,
    Query(max_length=50, description="within this place; your own if absent"),
]


@router.get("/coverage")
@answers(CoverageMap)
def get_coverage(
    capability: str,
    where: Where,
    who: Who,
    place: PlaceCode = None,
    crs: InCrs = "WGS-84",
) -> Body:
    """Show each place where people live with who reaches it, as GeoJSON, and the number over all.

    `teams` free teams reach a place within the standard; `nearest_s` and `next_s` are the road
    times of the first and the second of all free ones, null where there is none.
    """
    code = _place(where.area, who, place)
    if capability not in where.engine.profile.capabilities:
        raise unknown("capability", capability)
    coverage = where.cover.now()
    if capability not in coverage.teams:
        known = ", ".join(coverage.teams)
        raise Rejected("no_standard", f"{capability} has no standard, {known} have", "capability")
    body = {
        "type": "FeatureCollection",
        **plain(coverage.share(capability, code)),
        "place": code,
        "road_version": coverage.reach.roads.version,
        "features": _features(where.area, coverage, capability, code),
    }
    return geojson_in(body, crs)


@router.get("/coverage/shares")
@answers(CoverageShares)
def list_shares(where: Where, who: Who, place: PlaceCode = None) -> Body:
    """Show the number of every capability that has a standard."""
    code = _place(where.area, who, place)
    coverage = where.cover.now()
    return {
        "items": plain(shares(coverage, code)),
        "place": code,
        "road_version": coverage.reach.roads.version,
    }


@router.get("/coverage/without")
@answers(Items[ShareChange])
def list_shares_without(
    where: Where,
    who: Who,
    team_id: Annotated[list[str], Query(min_length=1, max_length=MOST_TEAMS)],
) -> Body:
    """Show the numbers now and once these teams have gone, of what they can do."""
    _place(where.area, who, None)
    for one in team_id:
        team(where.area, who, one)
    return {"items": shares_without(where, who, team_id)}


@router.get("/coverage/move-up")
@answers(MoveUpAnswer)
def get_move_up(where: Where, who: Who) -> Body:
    """Show who should stand by elsewhere, or go home again; null while cover is as it should be.

    Also null to who does not see all the teams it is about, and where they would go.
    """
    return {"proposal": plain(seen_proposal(where.area, who.view, where.move_ups.now()))}


@router.post("/coverage/move-up")
@answers(CommandAnswer)
async def move_up(body: MoveUpIn, orders: Orders) -> Body:
    """Have teams stand by elsewhere, all of them or none: a proposal is carried out like this."""
    moves = []
    for index, one in enumerate(body.moves):
        team(orders.area, orders.who, one.team_id)
        place = orders.area.places.get(one.place_code)
        position = None if place is None else place.position
        if one.position is not None:
            position = one.position.value()
        if position is None:
            field = f"moves[{index}].place_code"
            raise Rejected("unknown_place", f"where is {one.place_code!r}?", field)
        moves.append(TeamMove(one.team_id, one.place_code, position))
    return await orders.told(MoveUp(tuple(moves), body.reason))


@router.post("/coverage/send-home")
@answers(CommandAnswer)
async def send_home(body: SendHomeIn, orders: Orders) -> Body:
    """Have teams that were moved up go back to their stations, all of them or none."""
    for one in body.team_ids:
        team(orders.area, orders.who, one)
    command = SendHome(tuple(body.team_ids), body.reason)
    return await orders.told(command)


def shares_without(
    where: CommandArea, who: Caller, team_ids: Collection[str]
) -> list[dict[str, Any]]:
    """Return the numbers now and without some teams, of each capability that changes."""
    now = where.cover.now()
    after = now.without(team_ids)
    code = who.view.jurisdiction
    changed = [one for one in now.teams if now.teams[one] is not after.teams[one]]
    return [
        {
            "capability": one,
            "now": plain(now.share(one, code)),
            "after": plain(after.share(one, code)),
        }
        for one in changed
    ]


def _features(
    area: Area, coverage: Coverage, capability: str, place_code: str
) -> list[dict[str, Any]]:
    residents, counts = coverage.reach.residents, coverage.teams[capability]
    soonest = coverage.soonest_ms(capability)
    features = []
    for row in residents.within(place_code).tolist():
        code, position = residents.codes[row], residents.positions[row]
        nearest, following = (None if ms == NEVER_MS else ms / 1000 for ms in soonest[row].tolist())
        features.append(
            {
                "type": "Feature",
                "id": code,
                "geometry": {"type": "Point", "coordinates": [position.lon, position.lat]},
                "properties": {
                    "name": area.places[code].name,
                    "people": int(residents.people[row]),
                    "teams": int(counts[row]),
                    "covered": bool(counts[row]),
                    "nearest_s": nearest,
                    "next_s": following,
                },
            }
        )
    return features


def _place(area: Area, who: Caller, place_code: str | None) -> str:
    """Return the place asked about; raises `Problem` for one the caller does not see."""
    own = who.view.jurisdiction
    if not own:
        raise not_found("coverage", "of a jurisdiction: you see no place")
    wanted = own if place_code is None else place_code
    if wanted != own and not is_within(area.places, wanted, own):
        raise not_found("place", wanted)
    return wanted
