"""State what must hold of first responders and the calls to them."""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.responders import AVAILABLE, responder_call_id


def violations_of_responders(area: Area) -> Iterator[str]:
    """Yield what does not hold, one sentence each."""
    for call in area.responder_calls.values():
        if not call.is_open:
            continue
        found = area.responders[call.responder_id]
        if found.called_to != call.incident_id:
            yield f"{call.call_id} is open and {found.responder_id} does not know of it"
        if found.state != AVAILABLE:
            yield f"{call.call_id} is open and {found.responder_id} is {found.state}"
        incident = area.incidents[call.incident_id]
        while incident.merged is not None:
            incident = area.incidents[incident.merged.into]
        if incident.incident_id not in area.open_incidents:
            yield f"{call.call_id} is open and {incident.incident_id} is over"
    for found in area.responders.values():
        if found.called_to is None:
            continue
        held = area.responder_calls.get(responder_call_id(found.called_to, found.responder_id))
        if held is None or not held.is_open:
            yield f"{found.responder_id} is held by a call to {found.called_to} that is over"
