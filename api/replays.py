"""Show an area as it was at one position: as a board, a map or a state, and what came then."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
from immutables import Map

from api.frames import lines_of
from api.road_drawings import lines
from api.road_impacts import narrowed_measure
from api.shown import plain, rfc3339
from api.snapshots import fix_body, snapshot
from api.visibility import Subject, View, concern_of
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.evolve import evolve
from dispatch.domain.profile import Profile
from dispatch.domain.roads import IN_FORCE, Everywhere
from dispatch.domain.teams import REJOINED, Team
from dispatch.engine.bootstrap import CommandArea
from dispatch.engine.history import History
from dispatch.engine.positions import STALE_S, Fix
from dispatch.store.tracks import Tracks
from routing.geo import Position

REPLAY = {"zh": "回放", "en": "replay"}
"""What stands on whatever is shown of the past, so that nobody takes it for the present."""

REST_OF_MS = 0.000_999_5  # a moment is shown to the nearest microsecond before it is cut
"""Moments are shown cut to the millisecond: one that is asked for means its whole millisecond."""

STATE_PARTS = (
    *("incidents", "instructions", "teams", "depots", "reservations", "shipments", "shelters"),
    *("support_requests", "command_posts", "group_orders"),
)


def mark(at: float, position: int, **more: Any) -> dict[str, Any]:
    """Return the mark of a moment that is past."""
    return {**REPLAY, "at": rfc3339(at), "position": position, **more}


def span_of(where: CommandArea) -> dict[str, Any]:
    """Return the first and the last position and moment there is, for a slider."""
    area = where.area
    first, last = where.history.moment_of(1), where.history.moment_of(area.position)
    return {
        "area": area.area_id,
        "name": area.name,
        "exercise": area.exercise,
        "first_position": min(1, area.position),
        "last_position": area.position,
        "begins_at": None if first is None else rfc3339(first),
        "ends_at": None if last is None else rfc3339(last),
    }


def board_at(where: CommandArea, area: Area, at: float, view: View) -> dict[str, Any]:
    """Return what the live feed would have begun with then."""
    fixes = fixes_at(where.tracks, area, where.engine.profile, at)
    board = snapshot(area, where.engine.profile, view, fixes)
    return board | {"at": rfc3339(at), "replay": mark(at, area.position)}


def state_at(area: Area, at: float, view: View) -> dict[str, Any]:
    """Return all that a viewer sees of an area: what is over and at rest, too."""
    body: dict[str, Any] = {"area": area.area_id, "position": area.position}
    if area.exercise:
        body["exercise"] = True
    for part in STATE_PARTS:
        held: Map[str, Subject] = getattr(area, part)
        body[part] = plain([one for one in held.values() if view.sees(concern_of(area, one))])
    measures = area.road_measures.values()
    body["road_measures"] = plain([narrowed_measure(area, one, view) for one in measures])
    return body | {"replay": mark(at, area.position)}


def map_at(where: CommandArea, area: Area, at: float, view: View) -> dict[str, Any]:
    """Return open incidents, teams where they were, and the measures on the roads, as GeoJSON.

    What holds everywhere, such as a condition of the hour, is not drawn: it is on no road more
    than on another.
    """
    fixes = fixes_at(where.tracks, area, where.engine.profile, at)
    features = [
        _point(one.position, "incident", one.incident_id, kind=one.kind, state=one.state)
        for one in (area.incidents[incident_id] for incident_id in area.open_incidents)
        if view.sees(concern_of(area, one))
    ]
    for team in area.teams.values():
        if team.state != REJOINED and view.sees(concern_of(area, team)):
            fix = fixes.get(team.team_id)
            stands = team.whereabouts if fix is None else fix.position
            features.append(_point(stands, "team", team.team_id, title=team.name, state=team.state))
    for measure in area.road_measures.values():
        if measure.state == IN_FORCE and not isinstance(measure.selection, Everywhere):
            for feature in lines(where.roads, measure.selection)["features"]:
                about = {"what": "road_measure", "measure_id": measure.measure_id}
                feature["properties"] |= about | {"effect": measure.effect.value}
                features.append(feature)
    body: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if area.exercise:
        body["exercise"] = True
    return body | {"replay": mark(at, area.position)}


def fixes_at(tracks: Tracks, area: Area, profile: Profile, at: float) -> dict[str, Fix]:
    """Return where the teams that were not at rest were seen last, by the tracks that were kept."""
    return {
        one.team_id: Fix(one.team_id, Position(one.lon, one.lat), one.at, one.source)
        for one in tracks.latest(area.area_id, busy(area, profile), at - STALE_S, at)
    }


def busy(area: Area, profile: Profile) -> list[str]:
    """Return the teams that were not at rest, in order."""
    resting = frozenset(profile.team_availability.sets.get("FREE", ())) | {REJOINED}
    return sorted(one.team_id for one in area.teams.values() if one.state not in resting)


def events_after(
    history: History, area: Area, view: View, limit: int, until: int
) -> tuple[list[str], Area]:
    """Return the events after an area's position that a viewer saw, and the area after them."""
    events = list(islice(history.events(area.position, limit), max(0, until - area.position)))
    return told(events, area, view)


def told(events: list[Recorded], area: Area, view: View) -> tuple[list[str], Area]:
    """Return events that follow on an area as a viewer saw them, and the area after them."""
    for recorded in events:
        area = evolve(area, recorded.event, recorded.position, recorded.recorded_at)
    texts = [text for line in lines_of(events, area) if (text := line.text_for(view)) is not None]
    return texts, area


def shown_fixes(fixes: dict[str, Fix], area: Area, view: View) -> Iterator[tuple[str, Any]]:
    """Yield the fixes of the teams a viewer sees, as they are shown."""
    for team_id, fix in fixes.items():
        team: Team | None = area.teams.get(team_id)
        if team is not None and view.sees(concern_of(area, team)):
            yield team_id, fix_body(fix)


def _point(position: Position, what: str, name: str, **about: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": [position.lon, position.lat]},
        "properties": {"what": what, **msgspec.to_builtins(about)},
    }
