"""Show shelters, open and close them, count people in and out, and propose who goes where."""

import asyncio
from typing import Any

from fastapi import Query

from api.access import Body, Caller, Where, Who
from api.answering import answers
from api.answers.shapes import CommandAnswer, Page
from api.answers.supplies import ShelterDetail, ShelterPlanShown, ShelterShown
from api.coordinates import router_in_crs
from api.finding import incident, shelter
from api.inputs import StepIn
from api.offers import offered, situation
from api.orders import Orders
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.problems import Problem
from api.shelter_inputs import AdmissionIn, AllocationIn, DepartureIn, GroupIn
from api.shown import plain
from api.visibility import concern_of
from dispatch.assignment.shelter_plan import EvacueeGroup
from dispatch.assignment.shelters import allocate_shelters
from dispatch.domain import commands as c
from dispatch.domain import shelter_commands as hc
from dispatch.domain.area import Area
from dispatch.domain.needs import missing_shelter_places
from dispatch.domain.places import is_within
from dispatch.domain.profile import Profile
from dispatch.domain.shelters import Shelter, capacity_of, places_left

router = router_in_crs("shelters")


@router.get("/shelters")
@answers(Page[ShelterShown])
def list_shelters(
    where: Where,
    who: Who,
    state: str | None = Query(default=None, max_length=50),
    place: str | None = Query(default=None, max_length=50, description="in this place or below it"),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List shelters with the places they have left, by id from the last to the first."""
    area, profile = where.area, where.engine.profile
    seen = [
        one
        for one in area.shelters.values()
        if (state is None or one.state == state)
        and who.view.sees(concern_of(area, one))
        and (place is None or is_within(area.places, one.place_code, place))
    ]
    return page(
        seen, lambda one: (one.shelter_id,), limit, cursor, lambda one: _shown(one, profile)
    )


@router.get("/shelters/{shelter_id}")
@answers(ShelterDetail)
def get_shelter(shelter_id: str, where: Where, who: Who) -> Body:
    """Show a shelter and what the caller may do with it now."""
    area, profile = where.area, where.engine.profile
    found = shelter(area, who, shelter_id)
    s = situation(where, who, shelter=found)
    actions = offered(profile.shelter, found.state, s, found.place_code)
    return _shown(found, profile) | {
        "allowed_actions": actions,
        "log_position": area.position,
    }


@router.post("/shelters/{shelter_id}/actions")
@answers(CommandAnswer)
async def take_shelter_step(shelter_id: str, body: StepIn, orders: Orders) -> Body:
    """Take a step of a shelter: have it opened, open it, close it."""
    shelter(orders.area, orders.who, shelter_id)
    step = c.TakeStep("shelter", shelter_id, body.action, body.particulars())
    return await orders.told(step)


@router.post("/shelters/{shelter_id}/admissions")
@answers(CommandAnswer)
async def admit_evacuees(shelter_id: str, body: AdmissionIn, orders: Orders) -> Body:
    """Count people in."""
    shelter(orders.area, orders.who, shelter_id)
    command = hc.AdmitEvacuees(
        shelter_id=shelter_id,
        mode=body.mode,
        people=body.people,
        vulnerable=body.vulnerable,
        incident_id=body.incident_id,
        place_code=body.place_code,
        group_id=body.group_id,
    )
    return await orders.told(command)


@router.post("/shelters/{shelter_id}/departures")
@answers(CommandAnswer)
async def see_evacuees_off(shelter_id: str, body: DepartureIn, orders: Orders) -> Body:
    """Count people out."""
    shelter(orders.area, orders.who, shelter_id)
    command = hc.SeeEvacueesOff(
        shelter_id=shelter_id,
        mode=body.mode,
        people=body.people,
        vulnerable=body.vulnerable,
        reason=body.reason,
        group_id=body.group_id,
        to=body.to or "",
    )
    return await orders.told(command)


@router.post("/shelters/allocations")
@answers(ShelterPlanShown)
async def propose_allocation(body: AllocationIn, where: Where, who: Who) -> Body:
    """Propose who goes to which open shelter, on foot or by bus; nothing is ordered by it."""
    area, profile = where.area, where.engine.profile
    if body.mode not in profile.shelters.modes:
        raise _unfit("mode", f"no mode {body.mode!r}")
    groups = _groups(area, body.groups)
    if body.incident_id is not None:
        groups += _of_incident(area, who, body.incident_id)
    elif not groups:
        raise _unfit("groups", "name groups, or an incident")
    plan = await asyncio.to_thread(
        allocate_shelters,
        profile,
        where.roads.under(area),
        _seen(area, who),
        groups,
        body.mode,
        body.seats,
        body.also_closed,
    )
    shown: Body = plain(plan)
    return shown | {"log_position": area.position}


def _shown(found: Shelter, profile: Profile) -> dict[str, Any]:
    rules = profile.shelters
    shown: dict[str, Any] = plain(found)
    return shown | {
        "people": found.people,
        "places": {
            mode: {
                "in_all": capacity_of(found, mode, rules),
                "left": places_left(found, mode, rules),
            }
            for mode in rules.modes
        },
    }


def _seen(area: Area, who: Caller) -> list[Shelter]:
    return [one for one in area.shelters.values() if who.view.sees(concern_of(area, one))]


def _groups(area: Area, given: list[GroupIn]) -> list[EvacueeGroup]:
    """Return the groups as the allocation has them; raises `Problem` naming the field at fault."""
    groups: dict[str, EvacueeGroup] = {}
    for index, one in enumerate(given):
        where, group_id = f"groups[{index}]", one.group_id or one.place_code
        place = area.places.get(one.place_code)
        if place is None:
            raise _unfit(f"{where}.place_code", f"no place {one.place_code!r}")
        position = one.position.value() if one.position else place.position
        if position is None:
            raise _unfit(f"{where}.position", f"{place.code} has no position on record: say where")
        if one.vulnerable > one.people:
            raise _unfit(f"{where}.vulnerable", "none to all of them are vulnerable")
        if group_id in groups:
            raise _unfit(f"{where}.group_id", f"{group_id!r} stands twice")
        groups[group_id] = EvacueeGroup(group_id, position, one.people, one.vulnerable)
    return list(groups.values())


def _of_incident(area: Area, who: Caller, incident_id: str) -> list[EvacueeGroup]:
    found = incident(area, who, incident_id)
    places = missing_shelter_places(found)
    return [EvacueeGroup(incident_id, found.position, places)] if places else []


def _unfit(field: str, reason: str) -> Problem:
    errors = [{"field": field, "reason": reason}]
    return Problem(422, "invalid_input", f"not understood: {field}", field=field, errors=errors)
