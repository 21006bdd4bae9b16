"""State what must hold of the safety of teams after every event."""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.safety import Hold


def violations_of_safety(area: Area) -> Iterator[str]:
    """Yield what does not hold, one sentence each."""
    for order in area.instructions.values():
        name, safety = order.instruction_id, order.safety
        incident = area.incidents[order.incident_id]
        if not order.is_open and (order.call or safety.roll_called_at or safety.hold):
            yield f"{name} is over and its team is still asked for an answer"
        if safety.hold in (Hold.ORDERED, Hold.SEEN) and not incident.safety_hold:
            yield f"{name} is held back and {incident.incident_id} is not on safety hold"
        if (safety.mayday is not None) != (name in incident.maydays):
            yield f"{incident.incident_id} and {name} differ on whether mayday stands"
        if safety.mayday is not None and not order.is_open:
            yield f"{name} is over and mayday stands"
