"""Find what a lifecycle's step or clock is about, by the name of its table."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline
from dispatch.domain.depots import ReservationState
from dispatch.domain.shelters import OPENING

# Where an area keeps the subjects of each table, and of clocks that belong to no table.
_KEPT_IN = {
    "incident_handling": "incidents",
    "instruction": "instructions",
    "team_availability": "teams",
    "road_measure": "road_measures",
    "sensor": "sensors",
    "responder": "responders",
    "responder_call": "responder_calls",
    "shelter": "shelters",
    "support_request": "support_requests",
    "shipment": "shipments",
    "command_post": "command_posts",
    "group_order": "group_orders",
    "evacuation": "evacuation_groups",
    "warning": "warnings",
    "warning_call": "warning_calls",
    "plan": "plans",
    "checklist_step": "checklist_steps",
    "plan_call": "plan_calls",
    "information_report": "information_reports",
    "shift": "shifts",
    "reservation": "reservations",
}

# A subject's clocks may run while it is open, but for these.
_MAY_TICK: dict[str, Callable[[Area, Any], bool]] = {
    "incident_handling": lambda area, incident: incident.incident_id in area.open_incidents,
    "instruction": lambda _area, order: order.is_open or order.state == "DONE",
    "shelter": lambda _area, shelter: shelter.state == OPENING,
    "reservation": lambda _area, held: held.state is ReservationState.HELD,
}


def subject_of(area: Area, deadline: Deadline) -> Any:
    """Return whose clock it is: an incident, an order, a shipment …"""
    return getattr(area, _KEPT_IN[deadline.lifecycle])[deadline.subject_id]


def kept(area: Area, lifecycle: str, subject_id: str) -> Any:
    """Return the subject of a lifecycle's step, None where no such lifecycle keeps any."""
    field = _KEPT_IN.get(lifecycle)
    return None if field is None else getattr(area, field)[subject_id]


def may_tick(area: Area, deadline: Deadline) -> bool:
    """Whether the subject of a clock is still at a point where a clock of it may run."""
    subject = subject_of(area, deadline)
    test = _MAY_TICK.get(deadline.lifecycle)
    return subject.is_open if test is None else test(area, subject)


def overdue(area: Area, deadline: Deadline) -> Area:
    """Return the area with the clock's subject marked overdue, if it is one that can be late.

    One whose moment has simply come (a closure that ends, a promise that lapses) is not late. What
    has been overdue once stays on record, once.
    """
    subject = subject_of(area, deadline)
    late = getattr(subject, "overdue", None)
    if late is None or not deadline.late or deadline.timer in late:
        return area
    field = _KEPT_IN[deadline.lifecycle]
    marked = replace(subject, overdue=(*late, deadline.timer))
    return replace(area, **{field: getattr(area, field).set(deadline.subject_id, marked)})
