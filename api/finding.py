"""Find what a path names, for a caller who may see it; otherwise there is nothing to be found."""

from typing import TypeVar

from api.access import Caller
from api.problems import not_found
from api.visibility import Subject, concern_of
from dispatch.domain.area import Area
from dispatch.domain.depots import Depot, Reservation
from dispatch.domain.evacuations import Evacuation, EvacuationGroup
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import InformationReport
from dispatch.domain.instructions import Instruction
from dispatch.domain.plans import Plan
from dispatch.domain.posts import CommandPost
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.reports import Report
from dispatch.domain.responders import Responder, ResponderCall, responder_call_id
from dispatch.domain.sensors import Sensor
from dispatch.domain.shelters import Shelter
from dispatch.domain.shifts import Shift
from dispatch.domain.shipments import Shipment
from dispatch.domain.support import SupportRequest
from dispatch.domain.teams import Team
from dispatch.domain.warning_calls import PlaceCall, call_id
from dispatch.domain.warnings import HazardWarning

Found = TypeVar("Found", bound=Subject)


def incident(area: Area, who: Caller, incident_id: str) -> Incident:
    """Return an incident the caller sees; raises `Problem` (404) as all of these do."""
    return _seen(area, who, area.incidents.get(incident_id), "incident", incident_id)


def report(area: Area, who: Caller, report_id: str) -> Report:
    """Return a report the caller sees."""
    return _seen(area, who, area.reports.get(report_id), "report", report_id)


def instruction(area: Area, who: Caller, instruction_id: str) -> Instruction:
    """Return an instruction the caller sees."""
    found = area.instructions.get(instruction_id)
    return _seen(area, who, found, "instruction", instruction_id)


def team(area: Area, who: Caller, team_id: str) -> Team:
    """Return a team the caller sees."""
    return _seen(area, who, area.teams.get(team_id), "team", team_id)


def depot(area: Area, who: Caller, depot_id: str) -> Depot:
    """Return a depot the caller sees."""
    return _seen(area, who, area.depots.get(depot_id), "depot", depot_id)


def shift(area: Area, who: Caller, shift_id: str) -> Shift:
    """Return a shift on duty the caller sees."""
    return _seen(area, who, area.shifts.get(shift_id), "shift", shift_id)


def reservation(area: Area, who: Caller, reservation_id: str) -> Reservation:
    """Return a reservation the caller sees."""
    found = area.reservations.get(reservation_id)
    return _seen(area, who, found, "reservation", reservation_id)


def shipment(area: Area, who: Caller, shipment_id: str) -> Shipment:
    """Return a shipment the caller sees."""
    return _seen(area, who, area.shipments.get(shipment_id), "shipment", shipment_id)


def shelter(area: Area, who: Caller, shelter_id: str) -> Shelter:
    """Return a shelter the caller sees."""
    return _seen(area, who, area.shelters.get(shelter_id), "shelter", shelter_id)


def sensor(area: Area, who: Caller, sensor_id: str) -> Sensor:
    """Return a sensor the caller sees."""
    return _seen(area, who, area.sensors.get(sensor_id), "sensor", sensor_id)


def responder(area: Area, who: Caller, responder_id: str) -> Responder:
    """Return a first responder the caller sees."""
    return _seen(area, who, area.responders.get(responder_id), "responder", responder_id)


def responder_call(area: Area, who: Caller, incident_id: str, responder_id: str) -> ResponderCall:
    """Return the call of a first responder to an incident that the caller sees."""
    found = area.responder_calls.get(responder_call_id(incident_id, responder_id))
    return _seen(area, who, found, "responder_call", responder_id)


def support_request(area: Area, who: Caller, request_id: str) -> SupportRequest:
    """Return a request for support that the caller sees, as who asks or who is asked."""
    found = area.support_requests.get(request_id)
    return _seen(area, who, found, "support_request", request_id)


def command_post(area: Area, who: Caller, post_id: str) -> CommandPost:
    """Return a command post the caller sees."""
    return _seen(area, who, area.command_posts.get(post_id), "command_post", post_id)


def group_order(area: Area, who: Caller, order_id: str) -> GroupOrder:
    """Return a working group's task the caller sees."""
    return _seen(area, who, area.group_orders.get(order_id), "group_order", order_id)


def evacuation(area: Area, who: Caller, evacuation_id: str) -> Evacuation:
    """Return an evacuation of which the caller sees some."""
    return _seen(area, who, area.evacuations.get(evacuation_id), "evacuation", evacuation_id)


def evacuation_group(area: Area, who: Caller, evacuation_id: str, group_id: str) -> EvacuationGroup:
    """Return a group of an evacuation that the caller sees."""
    found = area.evacuation_groups.get(group_id)
    if found is not None and found.evacuation_id != evacuation_id:
        found = None
    return _seen(area, who, found, "evacuation_group", group_id)


def warning(area: Area, who: Caller, warning_id: str) -> HazardWarning:
    """Return a warning."""
    return _seen(area, who, area.warnings.get(warning_id), "warning", warning_id)


def warning_call(area: Area, who: Caller, warning_id: str, place_code: str) -> PlaceCall:
    """Return the call to a place about a warning that the caller sees."""
    found = area.warning_calls.get(call_id(warning_id, place_code))
    return _seen(area, who, found, "warning_call", f"{warning_id}/{place_code}")


def plan(area: Area, who: Caller, plan_id: str) -> Plan:
    """Return a plan of a place the caller sees."""
    return _seen(area, who, area.plans.get(plan_id), "plan", plan_id)


def information_report(area: Area, who: Caller, chain_id: str) -> InformationReport:
    """Return a chain of information reports the caller sees."""
    found = area.information_reports.get(chain_id)
    return _seen(area, who, found, "information_report", chain_id)


def recommendation(area: Area, who: Caller, recommendation_id: str) -> Recommendation:
    """Return a recommendation for an incident the caller sees; a team is shown none."""
    found = area.recommendations.get(recommendation_id)
    if found is None or who.view.team_id is not None:
        raise not_found("recommendation", recommendation_id)
    if not who.view.sees(concern_of(area, area.incidents[found.incident_id])):
        raise not_found("recommendation", recommendation_id)
    return found


def _seen(area: Area, who: Caller, found: Found | None, noun: str, subject_id: str) -> Found:
    if found is None or not who.view.sees(concern_of(area, found)):
        raise not_found(noun, subject_id)
    return found
