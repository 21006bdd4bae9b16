"""Hold the whole state of one command area: the tree that every fold builds.

The maps are persistent (hash tries): a new state shares all that did not change with the one
before, so a consistent copy for a solver, a screen or a rollback costs nothing.
"""

import msgspec
from immutables import Map

from dispatch.domain.alarm_answers import AlarmAnswer
from dispatch.domain.attachments import Attachment
from dispatch.domain.deadlines import Deadline
from dispatch.domain.depots import Depot, Reservation
from dispatch.domain.evacuations import Evacuation, EvacuationGroup
from dispatch.domain.exchanges import Exchange
from dispatch.domain.group_orders import GroupOrder
from dispatch.domain.incidents import Incident
from dispatch.domain.information_reports import InformationReport
from dispatch.domain.instructions import Instruction
from dispatch.domain.log_notes import LogNote
from dispatch.domain.places import Place
from dispatch.domain.plans import ChecklistStep, Plan, PlanCall, PlanContent
from dispatch.domain.posts import CommandPost
from dispatch.domain.recommendations import Recommendation
from dispatch.domain.refusals import unknown
from dispatch.domain.reports import Report
from dispatch.domain.responders import Responder, ResponderCall
from dispatch.domain.roads import RoadMeasure
from dispatch.domain.sensors import Sensor
from dispatch.domain.shelters import Shelter
from dispatch.domain.shifts import Shift
from dispatch.domain.shipments import Shipment
from dispatch.domain.support import SupportRequest
from dispatch.domain.teams import Team
from dispatch.domain.warning_calls import PlaceCall
from dispatch.domain.warnings import HazardWarning


class Area(msgspec.Struct, frozen=True):
    """A command area after `position` events; position 0 is an area that is not founded yet.

    `towns` are the codes of all places of town level, in order. `open_incidents` are those that
    are not over; `open_near` finds them by a coarse cell. `numbers` counts what has been named so
    far, by noun. `exchange` is the one that lies open; `declined_exchanges` are the one declined
    last and those that were `still_declined` then. `overlay` is the log position at which the roads
    last changed, 0 when they never did: it names the measures in force. `posts_at` finds the newest
    command post by what it is for and its place. `passed` are the clocks that passed and were not
    met since, `shifts_at` the shifts of a place that are not over; `log_notes` what was
    written beside an entry of the log, by its position. `responders_near` finds first responders
    by a coarse cell; `called_to` are the calls to them by incident. `vehicles` finds the shipment
    that a vehicle was loaded with last.
    """

    area_id: str
    position: int = 0
    name: str = ""
    root: str = ""
    profile_id: str = ""
    exercise: bool = False
    places: Map[str, Place] = Map()
    below: Map[str, tuple[str, ...]] = Map()
    towns: tuple[str, ...] = ()
    teams: Map[str, Team] = Map()
    depots: Map[str, Depot] = Map()
    shelters: Map[str, Shelter] = Map()
    reports: Map[str, Report] = Map()
    incidents: Map[str, Incident] = Map()
    instructions: Map[str, Instruction] = Map()
    recommendations: Map[str, Recommendation] = Map()
    reservations: Map[str, Reservation] = Map()
    exchange: Exchange | None = None
    declined_exchanges: tuple[Exchange, ...] = ()
    support_requests: Map[str, SupportRequest] = Map()
    shipments: Map[str, Shipment] = Map()
    vehicles: Map[str, str] = Map()
    command_posts: Map[str, CommandPost] = Map()
    posts_at: Map[str, str] = Map()
    group_orders: Map[str, GroupOrder] = Map()
    information_reports: Map[str, InformationReport] = Map()
    road_measures: Map[str, RoadMeasure] = Map()
    overlay: int = 0
    attachments: Map[str, Attachment] = Map()
    warnings: Map[str, HazardWarning] = Map()
    warning_calls: Map[str, PlaceCall] = Map()
    plans: Map[str, Plan] = Map()
    plans_at: Map[str, tuple[str, ...]] = Map()
    plan_contents: Map[str, PlanContent] = Map()
    checklist_steps: Map[str, ChecklistStep] = Map()
    plan_calls: Map[str, PlanCall] = Map()
    evacuations: Map[str, Evacuation] = Map()
    evacuation_groups: Map[str, EvacuationGroup] = Map()
    sensors: Map[str, Sensor] = Map()
    responders: Map[str, Responder] = Map()
    responders_near: Map[str, tuple[str, ...]] = Map()
    responder_calls: Map[str, ResponderCall] = Map()
    called_to: Map[str, tuple[str, ...]] = Map()
    deadlines: Map[str, Deadline] = Map()
    passed: Map[str, Deadline] = Map()
    shifts: Map[str, Shift] = Map()
    shifts_at: Map[str, tuple[str, ...]] = Map()
    alarm_answers: Map[str, AlarmAnswer] = Map()
    log_notes: Map[str, tuple[LogNote, ...]] = Map()
    open_incidents: Map[str, None] = Map()
    open_near: Map[str, tuple[str, ...]] = Map()
    numbers: Map[str, int] = Map()

    def incident(self, incident_id: str) -> Incident:
        """Return an incident; raises `Rejected` when there is none of that id."""
        if (found := self.incidents.get(incident_id)) is None:
            raise unknown("incident", incident_id)
        return found

    def team(self, team_id: str) -> Team:
        """Return a team; raises `Rejected` when there is none of that id."""
        if (found := self.teams.get(team_id)) is None:
            raise unknown("team", team_id)
        return found

    def instruction(self, instruction_id: str) -> Instruction:
        """Return an instruction; raises `Rejected` when there is none of that id."""
        if (found := self.instructions.get(instruction_id)) is None:
            raise unknown("instruction", instruction_id)
        return found

    def depot(self, depot_id: str) -> Depot:
        """Return a depot; raises `Rejected` when there is none of that id."""
        if (found := self.depots.get(depot_id)) is None:
            raise unknown("depot", depot_id)
        return found

    def shelter(self, shelter_id: str) -> Shelter:
        """Return a shelter; raises `Rejected` when there is none of that id."""
        if (found := self.shelters.get(shelter_id)) is None:
            raise unknown("shelter", shelter_id)
        return found

    def recommendation(self, recommendation_id: str) -> Recommendation:
        """Return a recommendation; raises `Rejected` when there is none of that id."""
        if (found := self.recommendations.get(recommendation_id)) is None:
            raise unknown("recommendation", recommendation_id)
        return found

    def reservation(self, reservation_id: str) -> Reservation:
        """Return a reservation; raises `Rejected` when there is none of that id."""
        if (found := self.reservations.get(reservation_id)) is None:
            raise unknown("reservation", reservation_id)
        return found

    def shipment(self, shipment_id: str) -> Shipment:
        """Return a shipment; raises `Rejected` when there is none of that id."""
        if (found := self.shipments.get(shipment_id)) is None:
            raise unknown("shipment", shipment_id)
        return found

    def road_measure(self, measure_id: str) -> RoadMeasure:
        """Return a measure on the roads; raises `Rejected` when there is none of that id."""
        if (found := self.road_measures.get(measure_id)) is None:
            raise unknown("road_measure", measure_id)
        return found

    def support_request(self, request_id: str) -> SupportRequest:
        """Return a request for support; raises `Rejected` when there is none of that id."""
        if (found := self.support_requests.get(request_id)) is None:
            raise unknown("support_request", request_id)
        return found

    def command_post(self, post_id: str) -> CommandPost:
        """Return a command post; raises `Rejected` when there is none of that id."""
        if (found := self.command_posts.get(post_id)) is None:
            raise unknown("command_post", post_id)
        return found

    def group_order(self, order_id: str) -> GroupOrder:
        """Return an order to a working group; raises `Rejected` when there is none of that id."""
        if (found := self.group_orders.get(order_id)) is None:
            raise unknown("group_order", order_id)
        return found

    def warning(self, warning_id: str) -> HazardWarning:
        """Return a warning; raises `Rejected` when there is none of that id."""
        if (found := self.warnings.get(warning_id)) is None:
            raise unknown("warning", warning_id)
        return found

    def warning_call(self, call_id: str) -> PlaceCall:
        """Return the call to a place about a warning; raises `Rejected` when there is none."""
        if (found := self.warning_calls.get(call_id)) is None:
            raise unknown("warning_call", call_id)
        return found

    @property
    def still_declined(self) -> tuple[Exchange, ...]:
        """The exchanges that were declined, of those whose orders would still be changed by it."""
        return tuple(
            one
            for one in self.declined_exchanges
            if all(self.instructions[order].is_open for order in one.ended)
        )

    def plan(self, plan_id: str) -> Plan:
        """Return a plan; raises `Rejected` when there is none of that id."""
        if (found := self.plans.get(plan_id)) is None:
            raise unknown("plan", plan_id)
        return found

    def evacuation(self, evacuation_id: str) -> Evacuation:
        """Return an evacuation; raises `Rejected` when there is none of that id."""
        if (found := self.evacuations.get(evacuation_id)) is None:
            raise unknown("evacuation", evacuation_id)
        return found

    def evacuation_group(self, group_id: str) -> EvacuationGroup:
        """Return a group of an evacuation; raises `Rejected` when there is none of that id."""
        if (found := self.evacuation_groups.get(group_id)) is None:
            raise unknown("evacuation_group", group_id)
        return found

    def sensor(self, sensor_id: str) -> Sensor:
        """Return a sensor; raises `Rejected` when there is none of that id."""
        if (found := self.sensors.get(sensor_id)) is None:
            raise unknown("sensor", sensor_id)
        return found

    def responder(self, responder_id: str) -> Responder:
        """Return a first responder; raises `Rejected` when there is none of that id."""
        if (found := self.responders.get(responder_id)) is None:
            raise unknown("responder", responder_id)
        return found

    def responder_call(self, call_id: str) -> ResponderCall:
        """Return the call of a first responder; raises `Rejected` when there is none."""
        if (found := self.responder_calls.get(call_id)) is None:
            raise unknown("responder_call", call_id)
        return found

    def information_report(self, chain_id: str) -> InformationReport:
        """Return an information report; raises `Rejected` when there is none of that id."""
        if (found := self.information_reports.get(chain_id)) is None:
            raise unknown("information_report", chain_id)
        return found

    def shift(self, shift_id: str) -> Shift:
        """Return a shift on duty; raises `Rejected` when there is none of that id."""
        if (found := self.shifts.get(shift_id)) is None:
            raise unknown("shift", shift_id)
        return found

    def next_id(self, noun: str, letter: str) -> str:
        """Return the id the next thing of that noun will bear: short, speakable, in order."""
        return f"{letter}{self.numbers.get(noun, 0) + 1}"
