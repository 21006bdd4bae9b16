"""Say whom the events of evacuations concern: those who answer for the places people leave."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from api.visibility import EVERYBODY, Concern, View, concern_of
from dispatch.domain import evacuation_events as xe
from dispatch.domain.area import Area

BULK = (xe.EvacuationOrdered, xe.EvacuationExtended, xe.EvacueesAssigned)
"""Events that list many groups: each viewer gets their own."""


def narrowed_evacuation(area: Area, event: Any, view: View) -> Any:
    """Return one of the many with the groups a viewer may see; None when none is left."""
    match event:
        case xe.EvacuationOrdered() | xe.EvacuationExtended():
            groups = tuple(one for one in event.groups if view.sees(concern_of(area, one)))
            if not groups:
                return None
            if isinstance(event, xe.EvacuationOrdered):
                seen = tuple(one.group_id for one in groups)
                told = replace(event.evacuation, group_ids=seen)
                return replace(event, evacuation=told, groups=groups, started=())
            return replace(event, groups=groups, started=())
        case xe.EvacueesAssigned():
            theirs = tuple(
                one
                for one in event.assignments
                if view.sees(concern_of(area, area.evacuation_groups[one.group_id]))
            )
            return replace(event, assignments=theirs) if theirs else None
        case _:
            return event


def _everybody(_area: Area, _event: Any) -> Concern:
    return EVERYBODY


def _evacuation(area: Area, event: Any) -> Concern:
    return concern_of(area, area.evacuations[event.evacuation_id])


def _group(area: Area, event: Any) -> Concern:
    return concern_of(area, area.evacuation_groups[event.group_id])


CONCERNS: dict[type[Any], Callable[[Area, Any], Concern]] = {
    **dict.fromkeys(BULK, _everybody),
    xe.EvacuationTied: _evacuation,
    **dict.fromkeys(
        (xe.EvacueesCounted, xe.EvacueesWentBack, xe.FetchingOrdered, xe.NobodyToFetch), _group
    ),
}
