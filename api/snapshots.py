"""Show an area as it is at one position: what a screen needs before it follows the events."""

from typing import Any

from msgspec.structs import replace

from api.concerns import concern_of_event
from api.evacuation_shown import open_evacuations
from api.shown import plain
from api.shown_reports import report_body
from api.visibility import View, concern_of
from api.warning_concerns import narrowed_warning
from dispatch.domain.area import Area
from dispatch.domain.duty import shifts_of
from dispatch.domain.events import ExchangeProposed
from dispatch.domain.exchanges import Exchange
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.shifts import THERE, UNMANNED
from dispatch.domain.teams import REJOINED
from dispatch.engine.positions import Fix


def snapshot(
    area: Area, profile: Profile, view: View, fixes: dict[str, Fix], *, brief: bool = False
) -> dict[str, Any]:
    """Return what is open and who is busy, as far as a viewer sees, at `position`.

    Everything else (the teams at rest, the depots, what is closed) is asked for over HTTP; where it
    is to be `brief`, so is what may be proposed, ordered and reported beside the incidents.
    """
    resting = frozenset(profile.team_availability.sets.get("FREE", ())) | {REJOINED}
    incidents = [area.incidents[one] for one in area.open_incidents]
    seen = [one for one in incidents if view.sees(concern_of(area, one))]
    open_orders = [
        area.instructions[one]
        for incident in incidents
        for one in incident.instruction_ids
        if area.instructions[one].is_open
    ]
    message: dict[str, Any] = {
        "type": "snapshot",
        "position": area.position,
        "area": area.area_id,
        "name": area.name,
        "incidents": plain(seen),
        "instructions": plain([one for one in open_orders if view.sees(concern_of(area, one))]),
        "teams": plain(
            [
                team
                for team in area.teams.values()
                if team.state not in resting and view.sees(concern_of(area, team))
            ]
        ),
        "road_measures": plain(
            [replace(one, impact=None) for one in area.road_measures.values() if one.is_open]
        ),
        "warnings": plain(
            [narrowed_warning(area, one, view) for one in area.warnings.values() if one.is_open]
        ),
        "overlay": area.overlay,
        "fixes": [
            fix_body(fix)
            for team_id, fix in fixes.items()
            if team_id in area.teams and view.sees(concern_of(area, area.teams[team_id]))
        ],
    }
    if not brief:
        message |= _beside(area, profile, view, seen)
    if area.exercise:
        message["exercise"] = True
    return message


def _beside(area: Area, profile: Profile, view: View, seen: list[Incident]) -> dict[str, Any]:
    """Return what a screen asks for when somebody looks at it: of a city on a bad day 16 MB."""
    return {
        "recommendations": plain(
            [
                area.recommendations[one.recommendation_id]
                for one in seen
                if one.recommendation_id is not None and view.team_id is None
            ]
        ),
        "exchange": plain(_exchange(area, view)),
        "shipments": plain(
            [
                one
                for one in area.shipments.values()
                if one.is_open and view.sees(concern_of(area, one))
            ]
        ),
        "posts": plain(
            [
                one
                for one in area.command_posts.values()
                if one.is_open and view.sees(concern_of(area, one))
            ]
        ),
        "information_reports": [
            report_body(area, profile, one, view)
            for one in area.information_reports.values()
            if one.is_open and view.sees(concern_of(area, one))
        ],
        "evacuations": open_evacuations(area, view),
        "shifts": plain(
            [
                one
                for place_code in area.shifts_at
                for one in shifts_of(area, place_code)
                if one.state in (UNMANNED, *THERE) and view.sees(concern_of(area, one))
            ]
        ),
    }


def _exchange(area: Area, view: View) -> Exchange | None:
    found = area.exchange
    if found is None or not view.sees(concern_of_event(area, ExchangeProposed(found))):
        return None
    return found


def fix_body(fix: Fix) -> dict[str, Any]:
    """Return a team's fix as it is shown."""
    shown: dict[str, Any] = plain(fix)
    return shown
