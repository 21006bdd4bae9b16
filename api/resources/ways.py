"""Say how to get from here to there as the roads are now, how soon, and if not, why not."""

import gzip
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from fastapi import APIRouter, Query, Request, Response

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.roads import Isochrones, PathFeature, Reach, RoadEdges
from api.coordinates import CrsName, InCrs, geojson_in, point, shown_in
from api.problems import Problem
from api.road_drawings import line_of, marks
from api.visibility import concern_of
from dispatch.assignment.reasons import reason_kept
from dispatch.assignment.roads import UNREACHABLE_MS, NoWay, RoadView
from dispatch.domain.impacts import UNREACHABLE_WORDS, Unreachable
from dispatch.domain.teams import Team
from dispatch.engine.bootstrap import CommandArea
from routing.directions import Step, directions
from routing.geo import Position
from routing.isochrones import isochrones
from routing.network import RoadNetwork
from routing.snapping import RoadSnapper
from routing.tiles import RoadTiles

MAX_MINUTES = 240.0
MAX_LIMITS = 8  # areas in one answer
TILE_TYPE = "application/vnd.mapbox-vector-tile"

router = APIRouter(tags=["roads"])

_Metric = Query(default=None, max_length=50, description="that of the teams if absent")


@router.get("/roads/path")
@answers(PathFeature)
def get_path(
    where: Where,
    from_: str = Query(alias="from", max_length=60, description="lon,lat"),
    to: str = Query(max_length=60, description="lon,lat"),
    metric: str | None = _Metric,
    language: Literal["zh", "en"] | None = Query(default=None, description="tells turn by turn"),
    crs: InCrs = "WGS-84",
) -> Body:
    """Show the fastest way as a GeoJSON feature; where there is none it has no geometry, and why.

    `reachable`, `travel_s`, `length_m`, `reason` and `detail` are among its properties, and with a
    `language` the `steps` a driver is told.
    """
    view, metric = _view(where, metric)
    told: dict[str, Any] = {"metric": metric, "road_version": view.version, "overlay": view.overlay}
    try:
        found = view.path(point(from_, "from", crs), point(to, "to", crs), metric)
    except NoWay as why:
        return _feature(None, told | _unreachable(why.reason, str(why)))
    line = [[round(lon, 7), round(lat, 7)] for lon, lat in zip(found.lon, found.lat, strict=True)]
    told |= {"reachable": True, "travel_s": found.travel_s, "length_m": round(found.length_m, 1)}
    if language is not None:
        told["steps"] = [_step(one, crs) for one in directions(view.network, found, language)]
    geometry = {"type": "LineString", "coordinates": line if len(line) > 1 else line * 2}
    return geojson_in(_feature(geometry, told), crs)


@router.get("/roads/reach")
@answers(Reach)
def get_reach(
    where: Where,
    who: Who,
    to: str = Query(max_length=60, description="lon,lat"),
    teams: str | None = Query(default=None, max_length=2_000, description="ids, by comma"),
    metric: str | None = _Metric,
    crs: InCrs = "WGS-84",
) -> Body:
    """Say which team could be somewhere soonest, or why none can.

    Without `teams` these are the free teams the caller sees that count for a village's reach.
    """
    view, metric = _view(where, metric)
    told: dict[str, Any] = {"metric": metric, "road_version": view.version, "overlay": view.overlay}
    asked = _asked(where, who, teams)
    place = point(to, "to", crs)
    goal = view.node_of(place)
    if goal is None:
        detail = where.roads.off_the_roads("the destination", place)
        return told | _unreachable(Unreachable.OFF_THE_ROADS, detail)
    if not asked:
        return told | _unreachable(Unreachable.NOBODY_FREE)
    nodes = view.nodes_of([_whereabouts(where, team) for team in asked])
    on_roads = np.flatnonzero(nodes >= 0)
    if not len(on_roads):
        return told | _unreachable(Unreachable.OFF_THE_ROADS, "no team is near any road")
    times = view.times_to(nodes[on_roads], goal, metric)
    able = np.flatnonzero(times != UNREACHABLE_MS)
    if not len(able):
        reasons = {view.why_unreachable(int(nodes[one]), goal, metric) for one in on_roads}
        closed = Unreachable.CUT_OFF in reasons
        return told | _unreachable(Unreachable.CUT_OFF if closed else Unreachable.NO_WAY)
    best = int(able[np.argmin(times[able])])
    team = asked[int(on_roads[best])]
    return told | {"reachable": True, "team_id": team.team_id, "travel_s": int(times[best]) / 1000}


@router.get("/roads/isochrones")
@answers(Isochrones)
def get_isochrones(
    where: Where,
    who: Who,
    minutes: str = Query(default="5,10,15", max_length=100, description="limits, by comma"),
    teams: str | None = Query(default=None, max_length=2_000, description="ids, by comma"),
    from_: str | None = Query(default=None, alias="from", max_length=60, description="lon,lat"),
    metric: str | None = _Metric,
    crs: InCrs = "WGS-84",
) -> Body:
    """Show the areas that a place or the soonest of some teams reaches in time, as GeoJSON."""
    view, metric = _view(where, metric)
    limits = _limits(minutes)
    if from_ is not None:
        starts = [point(from_, "from", crs)]
    else:
        starts = [_whereabouts(where, team) for team in _asked(where, who, teams)]
    nodes = view.nodes_of(starts)
    times = view.reach_ms(nodes[nodes >= 0].tolist(), metric)
    arrival_s = np.where(times == UNREACHABLE_MS, np.inf, times / 1000)
    found = isochrones(view.network, arrival_s, view.weights_of(metric), limits)
    about = {"metric": metric, "road_version": view.version, "overlay": view.overlay}
    return geojson_in(found, crs) | about


@router.get("/roads/edges")
@answers(RoadEdges)
def list_edges(
    where: Where,
    at: str = Query(max_length=60, description="lon,lat"),
    limit: int = Query(default=5, ge=1, le=20),
    crs: InCrs = "WGS-84",
) -> Body:
    """List the roads nearest to a point, with the numbers of their arcs, to close one by hand."""
    network = where.roads.network
    found = _snapper(network).candidates(point(at, "at", crs), most=limit, limit_m=500.0)
    items = [
        {
            "arc": one.arc,
            "way_back": None if one.twin < 0 else one.twin,
            "name": network.names[network.name[one.arc]],
            "highway": network.highway_classes[network.highway[one.arc]],
            "distance_m": round(one.distance_m, 1),
            "geometry": line_of(network, one.arc),
        }
        for one in found
    ]
    return {"network": network.fingerprint, "items": [geojson_in(one, crs) for one in items]}


@router.get("/tiles/roads/{z}/{x}/{y}.mvt", response_class=Response)
@answers(None, "application/vnd.mapbox-vector-tile")
def get_tile(
    z: int, x: int, y: int, request: Request, where: Where, metric: str | None = _Metric
) -> Response:
    """Draw the roads of a tile as they are now: a layer `roads`, closures and jams marked."""
    view, metric = _view(where, metric)
    etag = f'"{view.network.fingerprint}-{metric}-{view.overlay}-{z}-{x}-{y}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    closed, factor = marks(where.roads, view, metric)
    try:
        tile = _tiles(view.network).tile(z, x, y, closed=closed, factor=factor)
    except ValueError as problem:
        raise Problem(404, "no_such_tile", str(problem)) from None
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        tile = gzip.compress(tile, 5, mtime=0)
    return Response(tile, headers=headers, media_type=TILE_TYPE)


def _view(where: CommandArea, metric: str | None) -> tuple[RoadView, str]:
    """Return the roads as they are, and a metric they know; raises `Problem`."""
    view = where.roads.under(where.area)
    wanted = metric or view.serves.teams
    if wanted not in where.roads.metrics:
        reason = f"one of {', '.join(where.roads.metrics)} is expected"
        errors = [{"field": "metric", "reason": reason}]
        raise Problem(
            422, "unknown_metric", f"no metric {wanted!r}: {reason}", field="metric", errors=errors
        )
    return view, wanted


def _asked(where: CommandArea, who: Caller, ids: str | None) -> list[Team]:
    """Return the teams that are named and seen, or the free ones that count."""
    area, profile, view = where.area, where.engine.profile, who.view
    if ids is not None:
        wanted = [one.strip() for one in ids.split(",") if one.strip()]
        unseen = [
            one
            for one in wanted
            if one not in area.teams or not view.sees(concern_of(area, area.teams[one]))
        ]
        if unseen:
            raise Problem(404, "unknown_team", f"no team {unseen[0]!r} here", field="teams")
        return [area.teams[one] for one in wanted]
    counts = frozenset(profile.roads.impact.capabilities)
    return [
        team
        for _, team in sorted(area.teams.items())
        if not counts.isdisjoint(team.capabilities)
        and reason_kept(team, profile) is None
        and view.sees(concern_of(area, team))
    ]


def _whereabouts(where: CommandArea, team: Team) -> Position:
    fix = where.positions.latest(team.team_id, at=where.engine.clock.now())
    return team.whereabouts if fix is None else fix.position


def _limits(minutes: str) -> list[float]:
    try:
        limits = [float(one) for one in minutes.split(",")]
        if len(limits) <= MAX_LIMITS and all(0 < one <= MAX_MINUTES for one in limits):
            return limits
        reason = f"{MAX_LIMITS} limits at most, each above 0 and up to {MAX_MINUTES:g}"
    except ValueError:
        reason = "minutes by comma are expected, as in 5,10,15"
    errors = [{"field": "minutes", "reason": reason}]
    raise Problem(422, "invalid_input", f"minutes: {reason}", field="minutes", errors=errors)


def _feature(geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _step(step: Step, crs: CrsName) -> dict[str, Any]:
    """Return a step of the way as it is shown."""
    return {
        "text": step.text,
        "maneuver": step.maneuver,
        "road": step.road,
        "length_m": round(step.length_m, 1),
        "travel_s": round(step.travel_s, 1),
        "position": shown_in({"lon": step.position.lon, "lat": step.position.lat}, crs),
    }


def _unreachable(reason: Unreachable, detail: str = "") -> dict[str, Any]:
    return {
        "reachable": False,
        "travel_s": None,
        "reason": reason.value,
        "detail": detail or UNREACHABLE_WORDS[reason],
    }


@lru_cache(maxsize=4)
def _tiles(network: RoadNetwork) -> RoadTiles:
    return RoadTiles(network)


@lru_cache(maxsize=4)
def _snapper(network: RoadNetwork) -> RoadSnapper:
    return RoadSnapper(network)
