"""Change one part of an area: small steps that the folds share."""

from collections.abc import Iterable
from typing import Any

from immutables import Map
from msgspec.structs import replace

from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline
from dispatch.domain.incidents import Incident
from dispatch.domain.nearby import cell_of


def with_deadlines(
    deadlines: Map[str, Deadline], started: Iterable[Deadline]
) -> Map[str, Deadline]:
    """Return the deadlines with those that have started."""
    for deadline in started:
        deadlines = deadlines.set(deadline.deadline_id, deadline)
    return deadlines


def without_deadlines(deadlines: Map[str, Deadline], stopped: Iterable[str]) -> Map[str, Deadline]:
    """Return the deadlines without those that are met; one that has passed runs no more."""
    for deadline_id in stopped:
        if deadline_id in deadlines:
            deadlines = deadlines.delete(deadline_id)
    return deadlines


def counted(area: Area, noun: str) -> Area:
    """Count one more thing named."""
    return replace(area, numbers=area.numbers.set(noun, area.numbers.get(noun, 0) + 1))


def set_incident(area: Area, incident: Incident) -> Area:
    """Put an incident in its place."""
    return replace(area, incidents=area.incidents.set(incident.incident_id, incident))


def with_incident(area: Area, incident_id: str, **changes: Any) -> Area:
    """Change fields of an incident."""
    return set_incident(area, replace(area.incidents[incident_id], **changes))


def opened(area: Area, incident: Incident) -> Area:
    """Enter an incident among the open ones, also by where it is."""
    if incident.incident_id in area.open_incidents:
        return area
    cell = cell_of(incident.position)
    near = (*area.open_near.get(cell, ()), incident.incident_id)
    return replace(
        area,
        open_incidents=area.open_incidents.set(incident.incident_id, None),
        open_near=area.open_near.set(cell, near),
    )


def closed(area: Area, incident: Incident) -> Area:
    """Take an incident out of the open ones."""
    if incident.incident_id not in area.open_incidents:
        return area
    cell = cell_of(incident.position)
    near = tuple(one for one in area.open_near[cell] if one != incident.incident_id)
    return replace(
        area,
        open_incidents=area.open_incidents.delete(incident.incident_id),
        open_near=area.open_near.set(cell, near) if near else area.open_near.delete(cell),
    )


def moved_to(area: Area, before: Incident, after: Incident) -> Area:
    """Enter an open incident by where it is now."""
    if before.incident_id not in area.open_incidents:
        return area
    if cell_of(before.position) == cell_of(after.position):
        return area
    return opened(closed(area, before), after)
