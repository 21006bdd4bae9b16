"""Decide which places an incident touches: who leads what concerns several is found from it."""

from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.demanding import open_incident, say_why
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import permit


def record(
    area: Area, command: pc.RecordTouchedPlaces, order: Order, profile: Profile
) -> list[e.Event]:
    """Record places an incident touches beside its own; what is known of stays."""
    permit(profile, order, "RecordTouchedPlaces")
    incident = open_incident(area, command.incident_id, order, profile)
    say_why(command.reason)
    for code in command.place_codes:
        if code not in area.places:
            raise Rejected("unknown_place", f"no place {code!r}", "place_codes")
    known = {incident.place_code, *incident.touched}
    new = tuple(one for one in dict.fromkeys(command.place_codes) if one not in known)
    return [pe.PlacesTouched(incident.incident_id, new, command.reason)] if new else []
