"""Show evacuations as far as a viewer sees, with their counts."""

from typing import Any

from api.shown import plain
from api.visibility import View, concern_of
from dispatch.domain.area import Area
from dispatch.domain.evacuations import Evacuation, EvacuationGroup, counts_of


def groups_of(area: Area, found: Evacuation) -> list[EvacuationGroup]:
    """Return the groups of an evacuation, in the order they were listed."""
    return [area.evacuation_groups[one] for one in found.group_ids]


def evacuation_body(area: Area, view: View, found: Evacuation) -> dict[str, Any]:
    """Return an evacuation with the counts of the groups a viewer sees."""
    seen = [one for one in groups_of(area, found) if view.sees(concern_of(area, one))]
    shown: dict[str, Any] = plain(found)
    return shown | {
        "group_ids": [one.group_id for one in seen],
        "is_open": any(one.is_open for one in seen),
        "counts": plain(counts_of(seen)),
    }


def group_body(found: EvacuationGroup) -> dict[str, Any]:
    """Return a group with what its counts come to."""
    shown: dict[str, Any] = plain(found)
    return shown | {"in_shelters": found.in_shelters, "missing": found.missing}


def open_evacuations(area: Area, view: View) -> list[dict[str, Any]]:
    """Return the evacuations a viewer sees in which somebody is still away."""
    seen = (one for one in area.evacuations.values() if view.sees(concern_of(area, one)))
    return [body for one in seen if (body := evacuation_body(area, view, one))["is_open"]]
