"""Fold reports and the handling of incidents."""

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.folds.common import (
    counted,
    opened,
    set_incident,
    with_incident,
)
from dispatch.domain.incidents import Incident


def report_received(area: Area, event: e.ReportReceived, _position: int, _at: float) -> Area:
    """A report is kept as it was said."""
    return replace(area, reports=area.reports.set(event.report.report_id, event.report))


def incident_registered(area: Area, event: e.IncidentRegistered, _position: int, at: float) -> Area:
    """An incident begins, and its clocks."""
    incident = Incident(
        incident_id=event.incident_id,
        kind=event.kind,
        event_class=event.event_class,
        place_code=event.place_code,
        position=event.position,
        state=event.state,
        priority=event.priority,
        opened_at=at,
        last_report_at=at,
        occurred_at=event.occurred_at,
        report_ids=(event.report_id,),
        report_sources=(event.source,),
        team_needs=event.team_needs,
        supply_needs=event.supply_needs,
        shelter_places=event.shelter_places,
        exercise=event.exercise,
        sensitive=event.sensitive,
        uncertainty_m=event.uncertainty_m,
        trust=event.trust,
    )
    return counted(opened(set_incident(area, incident), incident), "incident")


def verified(area: Area, event: e.IncidentVerified, _position: int, _at: float) -> Area:
    """The incident is confirmed."""
    return with_incident(
        area,
        event.incident_id,
        verified=True,
        kind=event.kind,
        event_class=event.event_class,
        grade=event.grade,
    )


def lead_passed(area: Area, event: e.LeadPassed, _position: int, _at: float) -> Area:
    """Somebody else leads, and supervises what is under way."""
    instructions = area.instructions
    for one in area.incidents[event.incident_id].instruction_ids:
        if instructions[one].is_open:
            supervised = replace(instructions[one], supervisor=event.place_code)
            instructions = instructions.set(one, supervised)
    area = replace(area, instructions=instructions)
    return with_incident(area, event.incident_id, lead=event.place_code)


def activated(area: Area, event: e.ResponseActivated, _position: int, _at: float) -> Area:
    """A response stands, or stands otherwise."""
    return with_incident(area, event.incident_id, activation=event.activation, grade=event.grade)


def hold_ordered(area: Area, event: e.SafetyHoldOrdered, _position: int, _at: float) -> Area:
    """Rescuers are held back."""
    return with_incident(area, event.incident_id, safety_hold=True)


def hold_lifted(area: Area, event: e.SafetyHoldLifted, _position: int, _at: float) -> Area:
    """Rescuers may go on."""
    return with_incident(area, event.incident_id, safety_hold=False)


def transferred(area: Area, event: e.IncidentTransferred, _position: int, _at: float) -> Area:
    """Another unit has it."""
    return with_incident(area, event.incident_id, transferred_to=event.receiver)


def demands_set(area: Area, event: e.DemandsSet, _position: int, _at: float) -> Area:
    """Other demands hold."""
    return with_incident(
        area,
        event.incident_id,
        team_needs=event.team_needs,
        supply_needs=event.supply_needs,
        shelter_places=event.shelter_places,
    )


def alarm_raised(area: Area, event: e.AlarmRaised, _position: int, _at: float) -> Area:
    """A further alarm was raised."""
    return with_incident(area, event.incident_id, alarm=event.alarm)


def priority_set(area: Area, event: e.PrioritySet, _position: int, _at: float) -> Area:
    """Another priority holds."""
    return with_incident(area, event.incident_id, priority=event.priority)


def attested(area: Area, event: e.MatterAttested, _position: int, _at: float) -> Area:
    """A matter is vouched for."""
    attested = {**area.incidents[event.incident_id].attested, event.matter: event.evidence}
    return with_incident(area, event.incident_id, attested=attested)


def attestations_lapsed(
    area: Area, event: e.AttestationsLapsed, _position: int, _at: float
) -> Area:
    """What was vouched for, or overdue, counts no longer."""
    return with_incident(area, event.incident_id, attested={}, overdue=())
