"""Read from the log what happened about one incident, a bounded stretch at a time."""

from collections.abc import Iterator
from typing import Any

from immutables import Map

from api.concerns import incident_of_event, seen_of
from api.frames import event_body
from api.visibility import View
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.incidents import Incident
from dispatch.engine.history import last_position
from dispatch.publishing.telling.entries import entry_of
from dispatch.publishing.telling.lexicon import Lexicon
from dispatch.publishing.telling.milestones import is_milestone
from dispatch.store.codec import recorded_of
from dispatch.store.log import EventLog

MAX_READ = 20_000  # entries looked at for one page: some tens of milliseconds


def timeline_page(
    log: EventLog, lexicon: Lexicon, incident: Incident, view: View, after: int, limit: int
) -> dict[str, Any]:
    """Return the next events about an incident a viewer may see, and the position to go on from.

    Each has its words, as in every timeline people read.
    """
    area = lexicon.area
    start = max(after, _before(log, area, incident))
    items: list[dict[str, Any]] = []
    reached = start
    for reached, recorded in _about(log, area, incident, start, MAX_READ):
        seen = None if recorded is None else seen_of(area, recorded, view)
        if seen is not None:
            items.append(_told(lexicon, seen))
        if len(items) >= limit or reached >= area.position:
            break
    return {"items": items, "next": reached if reached < area.position else None}


def milestones_page(
    log: EventLog, lexicon: Lexicon, view: View, after: int, limit: int
) -> dict[str, Any]:
    """Return the next milestones of an area that a viewer may see, and where to go on from."""
    area, items, reached = lexicon.area, [], after
    for entry in log.read(area.area_id, after=after, limit=MAX_READ):
        if entry.position > area.position:
            break
        reached, recorded = entry.position, recorded_of(entry)
        seen = seen_of(area, recorded, view) if is_milestone(recorded) else None
        if seen is not None:
            items.append(_told(lexicon, seen))
        if len(items) >= limit:
            break
    return {"items": items, "next": reached if after < reached < area.position else None}


def whole_story(log: EventLog, area: Area, incident: Incident, view: View) -> tuple[Recorded, ...]:
    """Return every event about an incident that a viewer may see, the earliest first."""
    found = (seen_of(area, recorded, view) for recorded in all_about(log, area, incident))
    return tuple(one for one in found if one is not None)


def all_about(log: EventLog, area: Area, incident: Incident) -> Iterator[Recorded]:
    """Yield every event about an incident, the earliest first, whoever may see it."""
    start = _before(log, area, incident)
    for _, recorded in _about(log, area, incident, start, None):
        if recorded is not None:
            yield recorded


def _about(
    log: EventLog, area: Area, incident: Incident, start: int, limit: int | None
) -> Iterator[tuple[int, Recorded | None]]:
    """Yield each position of a stretch of the log, with its event where it is about an incident."""
    names = _names(area, incident)
    for entry in log.read(area.area_id, after=start, limit=limit):
        # Most entries are about something else; their bytes tell, without being understood.
        if entry.position <= area.position and any(name in entry.body for name in names):
            recorded = recorded_of(entry)
            about_it = incident_of_event(area, recorded.event) == incident.incident_id
            yield entry.position, recorded if about_it else None
        else:
            yield entry.position, None


def _names(area: Area, incident: Incident) -> tuple[bytes, ...]:
    posts = [area.command_posts[one] for one in incident.post_ids]
    theirs = [one for one in area.evacuations.values() if one.incident_id == incident.incident_id]
    ids = (
        *(incident.incident_id, *incident.instruction_ids, *incident.reservation_ids),
        *(incident.post_ids),
        *(one for post in posts for one in post.group_order_ids),
        *(one.shipment_id for one in _of(area.shipments, incident)),
        *(one.request_id for one in _of(area.support_requests, incident)),
        *(name for one in theirs for name in (one.evacuation_id, *one.group_ids)),
        *(incident.information_report_ids),
    )
    return tuple(f'"{one}"'.encode() for one in ids)


def _of(things: Map[str, Any], incident: Incident) -> Iterator[Any]:
    return (one for one in things.values() if one.incident_id == incident.incident_id)


def _before(log: EventLog, area: Area, incident: Incident) -> int:
    """Return the position after which the first event about an incident lies."""
    return last_position(log, area.area_id, area.position, lambda at: at < incident.opened_at)


def _told(lexicon: Lexicon, seen: Recorded) -> dict[str, Any]:
    """Return an event as it is shown, with its words."""
    told = entry_of(lexicon, seen)
    return event_body(seen) | {"zh": told.zh, "en": told.en, "overdue": told.overdue}
