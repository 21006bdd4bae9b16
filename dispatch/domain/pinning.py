"""Decide a person's wish that a certain team goes: a reckoning plans around it, never over it."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit


def pin(area: Area, command: c.PinTeam, order: Order, profile: Profile) -> list[e.Event]:
    """Want a team for an incident that is open; it may be busy now and go when it is free."""
    permit(profile, order, "PinTeam")
    incident, team = area.incident(command.incident_id), area.team(command.team_id)
    authorise(area, order.actor, incident.place_code)
    authorise(area, order.actor, team.place_code)
    if not profile.incident_handling.has("DISPATCHABLE", incident.state):
        raise Rejected("incident_not_open", f"{incident.incident_id} is {incident.state}")
    if command.capability not in team.capabilities:
        raise Rejected(
            "lacks_capability", f"{team.team_id} has no {command.capability}", "capability"
        )
    if not command.reason.strip():
        raise Rejected("input_missing", "say why", "reason")
    if incident.pins.get(team.team_id) == command.capability:
        return []
    return [
        e.TeamPinned(
            incident_id=incident.incident_id,
            team_id=team.team_id,
            capability=command.capability,
            reason=command.reason,
        )
    ]


def unpin(area: Area, command: c.UnpinTeam, order: Order, profile: Profile) -> list[e.Event]:
    """Wish it no longer; a wish nobody had changes nothing."""
    permit(profile, order, "UnpinTeam")
    incident = area.incident(command.incident_id)
    authorise(area, order.actor, incident.place_code)
    if command.team_id not in incident.pins:
        return []
    return [
        e.TeamUnpinned(
            incident_id=incident.incident_id, team_id=command.team_id, reason=command.reason
        )
    ]
