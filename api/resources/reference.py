"""Show what a screen needs to speak of an area: places, tables, kinds, words in two languages."""

from collections.abc import Mapping
from typing import Protocol

from fastapi import Query

from api.access import Body, DeskHere, Where, Who, has_place
from api.answering import answers
from api.answers.reference import AreaShown, WordsInUse
from api.answers.shapes import Items, Page
from api.coordinates import router_in_crs
from api.pages import DEFAULT_LIMIT, Cursor, Limit, page
from api.shown import plain
from dispatch.domain.lifecycle import Label, Lifecycle
from dispatch.domain.places import Place

router = router_in_crs("reference")


@router.get("/areas")
@answers(Items[AreaShown])
def list_areas(desk: DeskHere, who: Who) -> Body:
    """List the command areas the caller has a place in; a drill says `exercise`."""
    opened = {area_id: one.area for area_id, one in sorted(desk.house.areas.items())}
    items = [
        {
            "area": area_id,
            "name": area.name,
            "root": area.root,
            "exercise": area.exercise,
            "position": area.position,
            "main": area_id == desk.main_area,
        }
        for area_id, area in opened.items()
        if has_place(area, who.actor)
    ]
    return {"items": items}


@router.get("/places")
@answers(Page[Place])
def list_places(
    where: Where,
    parent: str | None = Query(default=None, max_length=50, description="directly below this one"),
    admin_level: str | None = Query(default=None, max_length=20),
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Body:
    """List places of administration, by code from the last to the first."""
    found = [
        one
        for one in where.area.places.values()
        if (parent is None or one.parent == parent)
        and (admin_level is None or one.admin_level == admin_level)
    ]
    return page(found, lambda one: (one.code,), limit, cursor)


@router.get("/lifecycles")
@answers(Items[Lifecycle])
def list_lifecycles(where: Where) -> Body:
    """Show the lifecycle tables in force: states, rows, roles, guards, labels."""
    return {"items": plain(list(where.engine.profile.lifecycles.values()))}


@router.get("/kinds")
@answers(WordsInUse)
def list_kinds(where: Where) -> Body:
    """Show words in use: kinds, capabilities, roles, timers, working groups, seats of duty …"""
    profile = where.engine.profile
    words = {
        "kinds": profile.kinds,
        "capabilities": profile.capabilities,
        "supplies": profile.supplies,
        "sources": profile.sources,
        "roles": profile.roles,
        "timers": profile.timers,
        "facts": profile.facts,
        "rule_sets": profile.grading.sets,
        "stay_modes": profile.shelters.modes,
        "shelter_classes": profile.shelters.classes,
        "groups": _labels(profile.groups),
        "positions": _labels(profile.ics.positions),
        "seats": _labels(profile.duty.seats),
        "warning_kinds": _labels(profile.warnings.kinds),
        "quantities": _labels(profile.sensors.quantities),
        "responder_skills": _labels(profile.responders.skills),
        "road_conditions": _labels(profile.roads.conditions),
    }
    shown: Body = plain(words)
    return shown | {"priorities": sorted(profile.dispatch.priority_weights)}


class _Worded(Protocol):
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def _labels(worded: Mapping[str, _Worded]) -> dict[str, Label]:
    """Return the words alone of what the profile lists by key."""
    return {key: Label(one.zh, one.en) for key, one in worded.items()}
