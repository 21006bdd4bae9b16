"""Show how much of the population help reaches in time, now and once teams have gone."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.access import Body, Caller, Where, Who
from api.coordinates import InCrs, geojson_in
from api.finding import team
from api.notices import shares
from api.problems import not_found
from api.shown import plain
from dispatch.assignment.coverage import NEVER_MS, Coverage
from dispatch.domain.area import Area
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
