"""Show evacuations, order people out, say where they go, count them, clear them to return."""

import asyncio
from typing import Any

from fastapi import Query

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.supplies import ShelterPlanShown
from api.answers.warnings import (
    AssignEvacueesAnswer,
    EvacuationDetail,
    EvacuationPreview,
    EvacuationShown,
    GroupDetail,
    OrderEvacuationAnswer,
)
from api.coordinates import router_in_crs
from api.evacuation_inputs import (
    AreaIn,
    AssignmentsIn,
    CountsIn,
    EvacuationIn,
    FetchIn,
    GoneBackIn,
    GroupToMoveIn,
    TieIn,
)
from api.evacuation_plans import plan_of
from api.evacuation_shown import evacuation_body, group_body, groups_of
from api.finding import evacuation, evacuation_group, incident, shelter
from api.geojson_inputs import not_understood
from api.inputs import StepIn
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, by_number, page
from api.shown import plain
from api.visibility import concern_of
from dispatch.assignment.places_within import places_within
from dispatch.domain import commands as c
from dispatch.domain import evacuation_commands as xc
from dispatch.domain import evacuation_events as xe
from dispatch.domain.area import Area
from dispatch.domain.evacuations import Assignment
from dispatch.domain.warnings import Polygon

router = router_in_crs("evacuations")


@router.post("/evacuations/preview")
@answers(EvacuationPreview)
async def preview(body: AreaIn, where: Where, who: Who) -> Body:
    """Say who lives in the area, by village, those with the most vulnerable people first."""
    groups, _polygons = await _groups(body, where, who)
    groups = tuple(sorted(groups, key=lambda one: (-one.vulnerable, -one.people, one.place_code)))
    return {
        "people": sum(one.people for one in groups),
        "vulnerable": sum(one.vulnerable for one in groups),
        "groups": plain(groups),
        "log_position": where.area.position,
    }


@router.post("/evacuations", status_code=201)
@answers(OrderEvacuationAnswer)
async def order_evacuation(body: EvacuationIn, orders: Orders) -> Body:
    """Order people out of a danger."""
    groups, polygons = await _groups(body, orders.where, orders.who)
    if body.incident_id is not None:
        incident(orders.area, orders.who, body.incident_id)
    command = xc.OrderEvacuation(
        place_code=body.place_code or orders.who.actor.jurisdiction,
        hazard=body.hazard,
        reason=body.reason,
        groups=groups,
        mode=body.mode or orders.where.engine.profile.shelters.proposed_mode,
        forced=body.forced,
        incident_id=body.incident_id,
        warning_id=body.warning_id,
        polygons=polygons,
    )
    committed, told = await orders.give(command)
    (ordered,) = (
        one.event for one in committed.events if isinstance(one.event, xe.EvacuationOrdered)
    )
    return {
        "evacuation_id": ordered.evacuation.evacuation_id,
        "group_ids": list(ordered.evacuation.group_ids),
    } | told


@router.get("/evacuations")
@answers(Page[EvacuationShown])
def list_evacuations(
    where: Where,
    who: Who,
    open_: bool | None = Query(default=None, alias="open"),
    incident_id: str | None = Query(default=None, max_length=100),
    warning_id: str | None = Query(default=None, max_length=100),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List evacuations with their counts, the newest first."""
    area, view = where.area, who.view
    found = [
        one
        for one in area.evacuations.values()
        if view.sees(concern_of(area, one))
        and (incident_id is None or one.incident_id == incident_id)
        and (warning_id is None or one.warning_id == warning_id)
        and (open_ is None or any(g.is_open for g in groups_of(area, one)) == open_)
    ]
    return page(
        found,
        lambda one: by_number(one.evacuation_id),
        limit,
        cursor,
        lambda one: evacuation_body(area, view, one),
    )


@router.get("/evacuations/{evacuation_id}")
@answers(EvacuationDetail)
def get_evacuation(evacuation_id: str, where: Where, who: Who) -> Body:
    """Show an evacuation: its counts, and those groups the caller sees, vulnerable people first."""
    area, view = where.area, who.view
    found = evacuation(area, who, evacuation_id)
    seen = [one for one in groups_of(area, found) if view.sees(concern_of(area, one))]
    seen.sort(key=lambda one: (-one.vulnerable, -one.people, one.group_id))
    return evacuation_body(area, view, found) | {
        "groups": [group_body(one) for one in seen],
        "log_position": area.position,
    }


@router.post("/evacuations/{evacuation_id}/groups", status_code=201)
@answers(CommandAnswer)
async def extend_evacuation(evacuation_id: str, body: AreaIn, orders: Orders) -> Body:
    """Order further groups out."""
    evacuation(orders.area, orders.who, evacuation_id)
    groups, _polygons = await _groups(body, orders.where, orders.who)
    return await orders.told(xc.ExtendEvacuation(evacuation_id, groups))


@router.put("/evacuations/{evacuation_id}/incident")
@answers(CommandAnswer)
async def tie_evacuation(evacuation_id: str, body: TieIn, orders: Orders) -> Body:
    """Say which incident it belongs to."""
    evacuation(orders.area, orders.who, evacuation_id)
    incident(orders.area, orders.who, body.incident_id)
    return await orders.told(xc.TieEvacuation(evacuation_id, body.incident_id))


@router.get("/evacuations/{evacuation_id}/plan")
@answers(ShelterPlanShown)
async def propose_plan(
    evacuation_id: str,
    where: Where,
    who: Who,
    seats: int | None = Query(default=None, ge=0, le=1_000_000),
    also_closed: bool = True,
) -> Body:
    """Propose who goes to which shelter, on foot or by bus; nothing is ordered by it."""
    found = evacuation(where.area, who, evacuation_id)
    plan = await asyncio.to_thread(plan_of, where, who.view, found, seats, also_closed)
    shown: Body = plain(plan)
    return shown | {"log_position": where.area.position}


@router.post("/evacuations/{evacuation_id}/assignments", status_code=201)
@answers(AssignEvacueesAnswer)
async def assign_evacuees(evacuation_id: str, body: AssignmentsIn, orders: Orders) -> Body:
    """Say who goes where, as listed or as reckoned now; shelters that are closed are had opened."""
    found = evacuation(orders.area, orders.who, evacuation_id)
    unsheltered: list[Any] = []
    if body.assignments is not None:
        for one in body.assignments:
            shelter(orders.area, orders.who, one.shelter_id)
        assignments = tuple(one.value() for one in body.assignments)
    else:
        view = orders.who.view
        plan = await asyncio.to_thread(
            plan_of, orders.where, view, found, body.seats, body.also_closed
        )
        assignments = tuple(
            Assignment(
                one.group_id, one.shelter_id, one.people, one.vulnerable, one.by, one.travel_s
            )
            for one in plan.choices
        )
        unsheltered = plain(plan.unsheltered)
    told = await orders.told(xc.AssignEvacuees(evacuation_id, assignments))
    return {"assignments": plain(assignments), "unsheltered": unsheltered} | told


@router.get("/evacuations/{evacuation_id}/groups/{group_id}")
@answers(GroupDetail)
def get_group(evacuation_id: str, group_id: str, where: Where, who: Who) -> Body:
    """Show a group, with what the caller may do about it now."""
    area, profile = where.area, where.engine.profile
    found = evacuation_group(area, who, evacuation_id, group_id)
    s = situation(where, who, evacuation=area.evacuations[evacuation_id], group=found)
    table = profile.evacuation_table
    actions = offered(table, found.state, s, found.place_code)
    return group_body(found) | {"allowed_actions": actions, "log_position": area.position}


@router.post("/evacuations/{evacuation_id}/groups/{group_id}/actions")
@answers(CommandAnswer)
async def take_group_step(evacuation_id: str, group_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a group: all are notified, they set out, they are cleared to return …"""
    evacuation_group(orders.area, orders.who, evacuation_id, group_id)
    return await orders.told(c.TakeStep("evacuation", group_id, body.action, body.particulars()))


@router.post("/evacuations/{evacuation_id}/groups/{group_id}/counts")
@answers(CommandAnswer)
async def count_evacuees(evacuation_id: str, group_id: str, body: CountsIn, orders: Orders) -> Body:
    """State counts of a group as they are now."""
    evacuation_group(orders.area, orders.who, evacuation_id, group_id)
    return await orders.told(body.command(group_id))


@router.post("/evacuations/{evacuation_id}/groups/{group_id}/gone-back", status_code=201)
@answers(CommandAnswer)
async def report_gone_back(
    evacuation_id: str, group_id: str, body: GoneBackIn, orders: Orders
) -> Body:
    """Report that people went back without leave; the village's force is sent after them."""
    evacuation_group(orders.area, orders.who, evacuation_id, group_id)
    if body.shelter_id is not None:
        shelter(orders.area, orders.who, body.shelter_id)
    command = xc.ReportGoneBack(group_id, body.people, body.shelter_id, body.vulnerable, body.words)
    return await orders.told(command)


@router.post("/evacuations/{evacuation_id}/groups/{group_id}/fetch")
@answers(CommandAnswer)
async def fetch_back(evacuation_id: str, group_id: str, body: FetchIn, orders: Orders) -> Body:
    """Send a team after those who went back."""
    evacuation_group(orders.area, orders.who, evacuation_id, group_id)
    return await orders.told(xc.FetchBack(group_id, body.team_id))


async def _groups(
    body: AreaIn, where: Where, who: Caller
) -> tuple[tuple[xc.GroupToMove, ...], tuple[Polygon, ...]]:
    """Return the groups that are listed, and one for each village that lies in the polygons."""
    area = where.area
    polygons = tuple(one.value(f"polygons[{i}]") for i, one in enumerate(body.polygons))
    try:
        inside = await asyncio.to_thread(places_within, area, polygons, who.actor.jurisdiction)
    except ValueError as failure:
        raise not_understood("polygons", str(failure)) from None
    listed = [_listed(area, index, one) for index, one in enumerate(body.groups)]
    named = {one.place_code for one in listed}
    found = [
        xc.GroupToMove(code, area.places[code].population, area.places[code].vulnerable)
        for code in inside
        if code not in named and area.places[code].population
    ]
    return (*listed, *found), polygons


def _listed(area: Area, index: int, one: GroupToMoveIn) -> xc.GroupToMove:
    place = area.places.get(one.place_code)
    if place is None:
        raise not_understood(f"groups[{index}].place_code", f"no place {one.place_code!r}")
    people = place.population if one.people is None else one.people
    if not people:
        raise not_understood(f"groups[{index}].people", f"none are on record of {place.code}")
    vulnerable = place.vulnerable if one.vulnerable is None else one.vulnerable
    return xc.GroupToMove(
        place_code=one.place_code,
        people=people,
        vulnerable=vulnerable if one.vulnerable is not None else min(vulnerable, people),
        name=one.name,
        households=tuple(one.households),
        position=one.position.value() if one.position else None,
    )
