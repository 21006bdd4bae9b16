"""Close, slow and reopen roads, and show what is in force and whom it delays."""

import asyncio
from typing import Any, Literal

from fastapi import APIRouter, Query

from api.access import Body, Where, Who
from api.answering import answers
from api.answers.roads import (
    MeasureDetail,
    MeasurePage,
    OrderMeasureAnswer,
    ReopenAnswer,
    RoadLines,
    RoadNames,
    RoadsShown,
)
from api.coordinates import InCrs, geojson_in, shown_in
from api.inputs import epoch
from api.orders import Giving, Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.problems import Problem, not_found
from api.road_drawings import lines
from api.road_impacts import narrowed_measure
from api.road_inputs import (
    ArcsIn,
    ClosureIn,
    ConditionIn,
    ReopeningIn,
    SelectionIn,
    SlowdownIn,
)
from api.shown import plain
from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.roads import Arcs, RoadEffect, Selection
from dispatch.engine.bootstrap import CommandArea
from routing.selection import arcs_numbered, midst_of, names_like

MAX_NAMES = 100

_FIELDS = {"arcs": "arcs", "name": "name", "polygon": "rings", "everywhere": "by"}

router = APIRouter(tags=["roads"])


@router.get("/roads")
@answers(RoadsShown)
def get_roads(where: Where) -> Body:
    """Show the words of the roads: metrics, conditions, what serves what, the overlay in force."""
    rules, area = where.engine.profile.roads, where.area
    view, network = where.roads.under(area), where.roads.network
    return {
        "network": network.fingerprint,
        "nodes": network.node_count,
        "arcs": network.arc_count,
        "attribution": network.source,
        "overlay": view.overlay,
        "road_version": view.version,
        "metrics": plain(rules.metrics),
        "serves": plain(rules.serves),
        "conditions": plain(rules.conditions),
    }


@router.get("/roads/names")
@answers(RoadNames)
def list_names(
    where: Where,
    q: str = Query(max_length=200, description="part of a road's name"),
    limit: int = Query(default=20, ge=1, le=MAX_NAMES),
    crs: InCrs = "WGS-84",
) -> Body:
    """Find road names: those that begin with the text first, each with a point of such a road."""
    network = where.roads.network
    names = names_like(network, q, limit)
    positions = [plain(midst_of(network, one)) for one in names]
    shown: Body = shown_in({"items": list(names), "positions": positions}, crs)
    return shown


@router.get("/roads/measures")
@answers(MeasurePage)
def list_measures(
    where: Where,
    who: Who,
    state: Literal["PLANNED", "IN_FORCE", "ENDED"] | None = None,
    effect: RoadEffect | None = None,
    crs: InCrs = "WGS-84",
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List measures on the roads, the newest first."""
    area = where.area
    found = [
        one
        for one in area.road_measures.values()
        if (state is None or one.state == state) and (effect is None or one.effect == effect)
    ]

    def show(one: Any) -> Any:
        return shown_in(plain(narrowed_measure(area, one, who.view)), crs)

    body = page(found, lambda one: by_number(one.measure_id), limit, cursor, show)
    return body | {"overlay": area.overlay, "position": area.position}


@router.get("/roads/measures/{measure_id}")
@answers(MeasureDetail)
def get_measure(measure_id: str, where: Where, who: Who, crs: InCrs = "WGS-84") -> Body:
    """Show one measure with its blast radius, as far as the caller sees it; null until assessed."""
    area = where.area
    found = area.road_measures.get(measure_id)
    if found is None:
        raise not_found("road_measure", measure_id)
    shown: Body = shown_in(plain(narrowed_measure(area, found, who.view)), crs)
    return shown | {"assessed": found.impact is not None, "log_position": area.position}


@router.get("/roads/measures/{measure_id}/lines")
@answers(RoadLines)
def get_lines(measure_id: str, where: Where, crs: InCrs = "WGS-84") -> Body:
    """Show the roads of a measure as GeoJSON lines, at most 5,000 of them."""
    found = where.area.road_measures.get(measure_id)
    if found is None:
        raise not_found("road_measure", measure_id)
    try:
        return geojson_in(lines(where.roads, found.selection), crs)
    except ValueError as problem:
        raise Problem(409, "no_such_road", str(problem)) from None


@router.post("/roads/closures", status_code=201)
@answers(OrderMeasureAnswer)
async def close(body: ClosureIn, orders: Orders) -> Body:
    """Close roads. The answer does not wait for the blast radius: ask for the measure."""
    selection, arcs = await asyncio.to_thread(_meant, orders.where.roads, body.selection)
    command = c.CloseRoad(**_said(body, selection))
    return await _order(orders, command, arcs)


@router.post("/roads/slowdowns", status_code=201)
@answers(OrderMeasureAnswer)
async def slow(body: SlowdownIn, orders: Orders) -> Body:
    """Have roads take so many times as long."""
    selection, arcs = await asyncio.to_thread(_meant, orders.where.roads, body.selection)
    command = c.SlowRoad(**_said(body, selection), factor=body.factor)
    return await _order(orders, command, arcs)


@router.post("/roads/conditions", status_code=201)
@answers(OrderMeasureAnswer)
async def begin_condition(body: ConditionIn, orders: Orders) -> Body:
    """Put roads under a condition of the profile, such as heavy rain."""
    selection, arcs = await asyncio.to_thread(_meant, orders.where.roads, body.selection)
    command = c.BeginRoadCondition(**_said(body, selection), condition=body.condition)
    return await _order(orders, command, arcs)


@router.post("/roads/reopenings")
@answers(ReopenAnswer)
async def reopen(body: ReopeningIn, orders: Orders) -> Body:
    """Open roads again: whole measures by id, or what is closed or slowed on the roads meant."""
    wholly, partly = tuple(body.measure_ids), tuple[str, ...]()
    selection: Selection | None = None
    if body.selection is not None:
        if wholly:
            reason = "name measures or roads, not both"
            raise _unfit("selection", "invalid_input", reason)
        meant, _ = await asyncio.to_thread(_meant, orders.where.roads, body.selection)
        wholly, partly = await asyncio.to_thread(_held, orders.where, meant)
        selection = meant if partly else None
    command = c.ReopenRoad(
        measure_ids=wholly,
        reason=body.reason,
        partly=partly,
        selection=selection,
    )
    told = await orders.told(command)
    return {"ended": list(wholly), "partly_reopened": list(partly)} | told


async def _order(
    orders: Giving, command: c.CloseRoad | c.SlowRoad | c.BeginRoadCondition, arcs: int
) -> Body:
    committed, told = await orders.give(command)
    (made,) = (one.event for one in committed.events if isinstance(one.event, e.RoadMeasureOrdered))
    measure = made.measure
    return {"measure_id": measure.measure_id, "state": measure.state, "arcs": arcs} | told


def _said(body: ClosureIn, selection: Selection) -> dict[str, Any]:
    return {
        "selection": selection,
        "source": body.source,
        "reason": body.reason,
        "begins_at": epoch(body.begins_at),
        "ends_at": epoch(body.ends_at),
        "only_for": tuple(body.only_for),
        "place_code": body.place_code,
    }


def _meant(roads: RoadDesk, given: SelectionIn) -> tuple[Selection, int]:
    """Return a selection and how many arcs it means here; raises `Problem` where it means none."""
    try:
        selection = given.value()
        if isinstance(given, ArcsIn) and isinstance(selection, Arcs):
            fingerprint = roads.network.fingerprint
            if given.network not in (None, fingerprint):
                raise ValueError(f"arcs of {given.network}: the roads here are {fingerprint}")
            arcs = arcs_numbered(roads.network, given.arcs, both_ways=given.both_ways)
            selection = Arcs(network=fingerprint, arcs=tuple(arcs.tolist()))
        return selection, len(roads.selected(selection))
    except ValueError as problem:
        field = f"selection.{_FIELDS[given.by]}"
        raise _unfit(field, "no_such_road", str(problem)) from None


def _held(where: CommandArea, selection: Selection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the closures and slow stretches that act on a selection, wholly and partly."""
    open_ones = (
        one
        for one in where.area.road_measures.values()
        if one.is_open and one.effect is not RoadEffect.CONDITION
    )
    return where.roads.touched(open_ones, selection)


def _unfit(field: str, code: str, reason: str) -> Problem:
    errors = [{"field": field, "reason": reason}]
    return Problem(422, code, f"{field}: {reason}", field=field, errors=errors)
