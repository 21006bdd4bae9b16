"""Decide what an incident demands: stated anew, raised by its grade, by a further alarm."""

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.demands import check_demands, raised_to
from dispatch.domain.incidents import Incident
from dispatch.domain.plan_matching import planned_for
from dispatch.domain.profile import Demands, Grade, Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit


def set_demands(area: Area, command: c.SetDemands, order: Order, profile: Profile) -> list[e.Event]:
    """State an incident's demands anew; teams on their way are not called back by it."""
    permit(profile, order, "SetDemands")
    incident = open_incident(area, command.incident_id, order, profile)
    say_why(command.reason)
    demands = Demands(command.team_needs, command.supply_needs, command.shelter_places)
    check_demands(demands, profile)
    return [_set(incident, demands, command.reason)]


def raise_alarm(area: Area, command: c.RaiseAlarm, order: Order, profile: Profile) -> list[e.Event]:
    """Raise the next alarm: the demands rise to its totals, so only the difference is missing.

    Refused (`no_further_alarm`) when the plan for the kind of event knows of none.
    """
    permit(profile, order, "RaiseAlarm")
    incident = open_incident(area, command.incident_id, order, profile)
    say_why(command.reason)
    if not profile.incident_handling.has("DISPATCHABLE", incident.state):
        raise Rejected("incident_not_open", f"{incident.incident_id} is {incident.state}")
    planned, whose = planned_for(area, profile, incident.place_code, incident.kind, incident.grade)
    if incident.alarm > len(planned.alarms):
        raise Rejected("no_further_alarm", f"{whose} ends with alarm {incident.alarm}")
    raised = e.AlarmRaised(
        incident_id=incident.incident_id, alarm=incident.alarm + 1, reason=command.reason
    )
    why = f"alarm {raised.alarm} of {whose}: {command.reason}"
    return [raised, *_risen(profile, incident, planned.alarms[incident.alarm - 1], why)]


def risen_to_grade(
    area: Area, profile: Profile, incident: Incident, kind: str, grade: Grade | None
) -> list[e.Event]:
    """Return the demands raised to the plan's for a kind of event and grade; they never fall.

    They rise to those of every plan that was activated for the incident as well.
    """
    if grade is None:
        return []
    planned, whose = planned_for(area, profile, incident.place_code, kind, grade)
    wanted = planned.at(grade)
    for one in incident.plans:
        own = area.plan(one.plan_id).demands
        if own is not None:
            wanted = raised_to(wanted, own.at(grade), profile.dispatch.crew_people)
    return _risen(profile, incident, wanted, f"{whose} at the grade {grade}")


def open_incident(area: Area, incident_id: str, order: Order, profile: Profile) -> Incident:
    """Return an incident that is open and that the actor may move; raises `Rejected`."""
    incident = area.incident(incident_id)
    authorise(area, order.actor, incident.place_code)
    if not profile.incident_handling.has("OPEN", incident.state):
        raise Rejected("incident_not_open", f"{incident_id} is {incident.state}")
    return incident


def say_why(reason: str) -> None:
    """Refuse an empty reason; raises `Rejected`."""
    if not reason.strip():
        raise Rejected("input_missing", "say why", "reason")


def _risen(profile: Profile, incident: Incident, plan: Demands, why: str) -> list[e.Event]:
    demands = raised_to(incident.demands, plan, profile.dispatch.crew_people)
    return [] if demands == incident.demands else [_set(incident, demands, why)]


def _set(incident: Incident, demands: Demands, reason: str) -> e.DemandsSet:
    return e.DemandsSet(
        incident_id=incident.incident_id,
        team_needs=demands.teams,
        supply_needs=demands.supplies,
        shelter_places=demands.shelter_places,
        reason=reason,
    )
