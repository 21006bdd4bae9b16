"""Say which places answer for a matter: whose duty room has to see to it when it is late."""

from collections.abc import Callable
from typing import Any

from dispatch.domain.area import Area
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.subjects import kept


def answerable(area: Area, profile: Profile, lifecycle: str, subject_id: str) -> tuple[str, ...]:
    """Return the duty rooms that answer for the subject of a step or clock, each once."""
    codes = _places(area, lifecycle, kept(area, lifecycle, subject_id))
    rooms = (duty_room(area.places, profile, one) for one in codes if one)
    return tuple(dict.fromkeys(rooms))


def incident_of(area: Area, lifecycle: str, subject_id: str) -> Incident | None:
    """Return the incident that a subject belongs to, None where it belongs to none."""
    subject = kept(area, lifecycle, subject_id)
    if lifecycle == "evacuation":
        subject = area.evacuations[subject.evacuation_id]
    elif lifecycle == "group_order":
        subject = area.command_posts[subject.post_id]
    incident_id = getattr(subject, "incident_id", None)
    return None if incident_id is None else area.incidents.get(incident_id)


def _of_incident(area: Area, subject: Any) -> tuple[str | None, ...]:
    incident = area.incidents[subject.incident_id]
    return (incident.place_code if incident.lead is None else incident.lead,)


def _of_order(area: Area, order: Any) -> tuple[str | None, ...]:
    return (*_of_incident(area, order), area.teams[order.team_id].place_code)


def _of_depot(area: Area, subject: Any) -> tuple[str | None, ...]:
    return (*_of_incident(area, subject), area.depots[subject.depot_id].place_code)


def _of_plan_call(area: Area, call: Any) -> tuple[str | None, ...]:
    return (*_of_incident(area, call), call.place_code)


def _own(_area: Area, subject: Any) -> tuple[str | None, ...]:
    return (subject.place_code,)


# Whatever is not named here answers for itself at its own place.
_PLACES: dict[str, Callable[[Area, Any], tuple[str | None, ...]]] = {
    "incident_handling": _of_incident,
    "instruction": _of_order,
    "checklist_step": _of_incident,
    "plan_call": _of_plan_call,
    "shipment": _of_depot,
    "reservation": _of_depot,
    "group_order": lambda area, order: (area.command_posts[order.post_id].place_code,),
    "information_report": lambda _area, chain: (chain.place_code, chain.to_code),
    "responder_call": _of_incident,
    "support_request": lambda _area, asked: (asked.place_code, asked.asked_of),
    "warning_call": lambda _area, call: (call.called_from, call.place_code),
    "road_measure": lambda area, _measure: (area.root,),
}


def _places(area: Area, lifecycle: str, subject: Any) -> tuple[str | None, ...]:
    return _PLACES.get(lifecycle, _own)(area, subject)
