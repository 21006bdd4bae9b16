"""Say whom an event concerns, and narrow those that list many things to what a viewer may see."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from api.duty_concerns import CONCERNS as DUTY_CONCERNS
from api.evacuation_concerns import BULK as EVACUATION_BULK
from api.evacuation_concerns import CONCERNS as EVACUATION_CONCERNS
from api.evacuation_concerns import narrowed_evacuation
from api.road_impacts import narrowed_impact
from api.visibility import (
    EVERYBODY,
    NOBODY,
    Concern,
    View,
    concern_of,
    concern_of_holder,
    seen_from,
)
from api.warning_concerns import BULK as WARNING_BULK
from api.warning_concerns import CONCERNS as WARNING_CONCERNS
from api.warning_concerns import narrowed_event
from dispatch.domain import attachment_messages as am
from dispatch.domain import cover_events as ve
from dispatch.domain import events as e
from dispatch.domain import fusion_events as fe
from dispatch.domain import order_events as oe
from dispatch.domain import plan_messages as pm
from dispatch.domain import post_events as pe
from dispatch.domain import report_events as re
from dispatch.domain import responder_messages as fm
from dispatch.domain import sensor_messages as sm
from dispatch.domain import supply_events as se
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.posts import CommandPost
from dispatch.domain.subjects import kept

BULK = (
    pm.PlansRegistered,
    *(e.PlacesRegistered, e.TeamsEnrolled, e.DepotsRegistered, e.SheltersRegistered),
    e.RoadImpactAssessed,
    *(sm.SensorsRegistered, fm.RespondersRegistered, fm.RespondersAsked),
    *WARNING_BULK,
    *EVACUATION_BULK,
)
"""Events that list many things: each viewer gets the list narrowed, see `narrowed`."""


def concern_of_event(area: Area, event: e.Event) -> Concern:
    """Return whom an event concerns; `area` is any state of the area after the event."""
    return _CONCERNS.get(type(event), _by_what_it_names)(area, event)


def incident_of_event(area: Area, event: e.Event) -> str | None:
    """Return the incident an event is about, None when it is about none."""
    match event:
        case e.ReportReceived():
            return event.report.incident_id
        case e.StepTaken():
            return _incident_of_subject(area, event.lifecycle, event.subject_id)
        case e.DeadlinePassed():
            return _incident_of_subject(area, event.deadline.lifecycle, event.deadline.subject_id)
        case e.RecommendationMade():
            return event.recommendation.incident_id
        case ve.SupportRequested():
            return event.request.incident_id
        case re.InformationReportBegun():
            return event.report.incident_id
        case am.AttachmentKept() | am.AttachmentShown():
            return event.holder.incident_id
        case fe.IncidentMerged():
            return event.into  # the step tells it of the other
        case fe.IncidentSeparated() | fe.ReportSeparated():
            return event.out_of
        case (
            se.StockIssued()
            | se.StockReturned()
            | se.ReservationReleased()
            | se.ReservationLapsed()
        ):
            return area.reservations[event.reservation_id].incident_id
        case se.ShipmentSigned() | se.ShipmentEtaRevised():
            return area.shipments[event.shipment_id].incident_id
        case _:
            return _incident_it_names(area, event)


def _incident_it_names(area: Area, event: e.Event) -> str | None:
    """Return the incident an event names, or that of the order it names."""
    incident_id: str | None = getattr(event, "incident_id", None)
    instruction_id: str | None = getattr(event, "instruction_id", None)
    if incident_id is None and instruction_id is not None:
        return area.instructions[instruction_id].incident_id
    group_id: str | None = getattr(event, "group_id", None)
    if incident_id is None and group_id is not None:
        return _incident_of_subject(area, "evacuation", group_id)
    chain_id: str | None = getattr(event, "chain_id", None)
    if incident_id is None and chain_id is not None:
        return area.information_reports[chain_id].incident_id
    post = _post_it_names(area, event)
    return post.incident_id if incident_id is None and post is not None else incident_id


def _post_it_names(area: Area, event: e.Event) -> CommandPost | None:
    """Return the command post an event names, or that of the group's order it names."""
    post_id: str | None = getattr(event, "post_id", None)
    order_id: str | None = getattr(event, "order_id", None)
    if post_id is None and order_id is not None:
        post_id = area.group_orders[order_id].post_id
    return None if post_id is None else area.command_posts[post_id]


def seen_of(area: Area, recorded: Recorded, view: View) -> Recorded | None:
    """Return what a viewer sees of an event, None when it is not theirs to see."""
    if not view.sees(concern_of_event(area, recorded.event)):
        return None
    event = narrowed(area, recorded.event, view)
    return None if event is None else replace(recorded, event=event)


def narrowed(area: Area, event: e.Event, view: View) -> e.Event | None:
    """Return an event with those of its many things a viewer may see; None when none is left."""

    def seen(subject: Any) -> bool:
        return view.sees(concern_of(area, subject))

    match event:
        case pm.PlansRegistered():
            plans = tuple(filter(seen, event.plans))
            return replace(event, plans=plans, contents={}) if plans else None
        case e.TeamsEnrolled():
            teams = tuple(filter(seen, event.teams))
            return replace(event, teams=teams) if teams else None
        case e.DepotsRegistered():
            depots = tuple(filter(seen, event.depots))
            return replace(event, depots=depots) if depots else None
        case e.SheltersRegistered():
            shelters = tuple(filter(seen, event.shelters))
            return replace(event, shelters=shelters) if shelters else None
        case fm.RespondersRegistered():
            responders = tuple(filter(seen, event.responders))
            return replace(event, responders=responders) if responders else None
        case fm.RespondersAsked():
            calls = tuple(filter(seen, event.calls))
            return replace(event, calls=calls, started=()) if calls else None
        case sm.SensorsRegistered():
            sensors = tuple(filter(seen, event.sensors))
            return replace(event, sensors=sensors) if sensors else None
        case e.RoadImpactAssessed():
            impact = narrowed_impact(area, event.impact, view)
            return replace(event, impact=impact) if impact else None
        case _:
            warned = narrowed_event(area, event, view)
            return narrowed_evacuation(area, warned, view)  # type: ignore[no-any-return]


def _incident_of_subject(area: Area, lifecycle: str, subject_id: str) -> str | None:
    subject = kept(area, lifecycle, subject_id)
    if lifecycle == "evacuation":
        subject = area.evacuations[subject.evacuation_id]
    elif lifecycle == "group_order":
        subject = area.command_posts[subject.post_id]
    incident_id: str | None = getattr(subject, "incident_id", None)
    return incident_id


def _of_subject(area: Area, lifecycle: str, subject_id: str) -> Concern:
    if lifecycle == "road_measure":
        return EVERYBODY  # who is on the road must know what is closed
    found = kept(area, lifecycle, subject_id)
    return NOBODY if found is None else concern_of(area, found)


def _of_plan(area: Area, event: pm.PlanDrafted) -> Concern:
    return concern_of(area, event.plan)


def _of_fixed_plan(area: Area, event: pm.PlanContentFixed) -> Concern:
    return concern_of(area, area.plans[event.plan_id])


def _everybody(_area: Area, _event: e.Event) -> Concern:
    return EVERYBODY


def _report(area: Area, event: e.ReportReceived) -> Concern:
    return concern_of(area, event.report)


def _step(area: Area, event: e.StepTaken) -> Concern:
    return _of_subject(area, event.lifecycle, event.subject_id)


def _deadline(area: Area, event: e.DeadlinePassed) -> Concern:
    return _of_subject(area, event.deadline.lifecycle, event.deadline.subject_id)


def _detachment(area: Area, event: e.DetachmentFormed) -> Concern:
    return concern_of(area, event.team)


def _detachment_back(area: Area, event: e.DetachmentRejoined) -> Concern:
    return concern_of(area, area.teams[event.team_id])


def _stands_by(area: Area, event: ve.TeamMovedUp | ve.TeamSentHome) -> Concern:
    team = area.teams[event.team_id]
    places = [team.place_code]
    if isinstance(event, ve.TeamMovedUp):
        places.append(event.place_code)
    return Concern(seen_from(area, places), frozenset({team.team_id}))


def _called(area: Area, event: pe.PostNotified) -> Concern:
    return concern_of(area, area.command_posts[event.post_id])


def _alarmed(area: Area, event: pe.DutyLeadAlarmed) -> Concern:
    """An alarm is for whoever did not answer, the level that is copied, and the post that waits."""
    waits = concern_of(area, area.command_posts[event.post_id])
    places = (event.place_code, *((event.copied_to,) if event.copied_to else ()))
    return Concern(waits.seen_from | seen_from(area, places))


def _support(area: Area, event: ve.SupportRequested) -> Concern:
    return concern_of(area, event.request)


def _report_begun(area: Area, event: re.InformationReportBegun) -> Concern:
    return concern_of(area, event.report)


def _draft(area: Area, event: re.SheetWritten | re.SheetDropped) -> Concern:
    # What is not signed and sent yet is nobody's but those who write it.
    return Concern(frozenset({area.information_reports[event.chain_id].place_code}))


def _report_late(area: Area, event: re.ReportAlarmed) -> Concern:
    report = concern_of(area, area.information_reports[event.chain_id])
    places = (event.place_code, *((event.copied_to,) if event.copied_to else ()))
    return Concern(report.seen_from | seen_from(area, places))


def _recommended(area: Area, event: e.RecommendationMade) -> Concern:
    # A team is not shown who else was weighed, and why they were left out.
    incident = area.incidents[event.recommendation.incident_id]
    return Concern(seen_from(area, (incident.place_code,)))


def _settled(area: Area, event: e.RecommendationSettled) -> Concern:
    return Concern(seen_from(area, (area.incidents[event.incident_id].place_code,)))


def _exchange(area: Area, event: e.ExchangeProposed | e.ExchangeSettled) -> Concern:
    # Like a recommendation: for those who command, where any of its incidents is theirs.
    told = event.exchange if isinstance(event, e.ExchangeProposed) else event
    places = tuple(area.incidents[one].place_code for one in told.incident_ids)
    return Concern(seen_from(area, places))


def _supervised(area: Area, event: oe.CallAsked | oe.SupervisorTold) -> Concern:
    # Those who are asked or told may sit where neither the incident nor the team lies.
    concern = concern_of(area, area.instructions[event.instruction_id])
    return Concern(concern.seen_from | seen_from(area, (event.place_code,)), concern.team_ids)


def _mayday(area: Area, event: oe.MaydayCalled | oe.MaydayCleared) -> Concern:
    # Everybody concerned: all who work on the incident, and those above either side.
    incident = concern_of(area, area.incidents[event.incident_id])
    order = concern_of(area, area.instructions[event.instruction_id])
    return Concern(incident.seen_from | order.seen_from, incident.team_ids | order.team_ids)


def _attachment(area: Area, event: am.AttachmentKept | am.AttachmentShown) -> Concern:
    return concern_of_holder(area, event.holder)


def _by_what_it_names(area: Area, event: Any) -> Concern:
    """Return the concern of an event about one thing, the nearest thing it names."""
    if (reservation_id := getattr(event, "reservation_id", None)) is not None:
        return concern_of(area, area.reservations[reservation_id])
    if (instruction_id := getattr(event, "instruction_id", None)) is not None:
        return concern_of(area, area.instructions[instruction_id])
    if (shipment_id := getattr(event, "shipment_id", None)) is not None:
        return concern_of(area, area.shipments[shipment_id])
    if (shelter_id := getattr(event, "shelter_id", None)) is not None:
        return concern_of(area, area.shelters[shelter_id])
    if (incident_id := getattr(event, "incident_id", None)) is not None:
        return concern_of(area, area.incidents[incident_id])
    if (chain_id := getattr(event, "chain_id", None)) is not None:
        return concern_of(area, area.information_reports[chain_id])
    if (order_id := getattr(event, "order_id", None)) is not None:
        return concern_of(area, area.group_orders[order_id])
    if (post_id := getattr(event, "post_id", None)) is not None:
        return concern_of(area, area.command_posts[post_id])
    if (responder_id := getattr(event, "responder_id", None)) is not None:
        return concern_of(area, area.responders[responder_id])
    if (depot_id := getattr(event, "depot_id", None)) is not None:
        return concern_of(area, area.depots[depot_id])
    return NOBODY


_CONCERNS: dict[type[e.Event], Callable[[Area, Any], Concern]] = {
    e.AreaFounded: _everybody,
    **dict.fromkeys(BULK, _everybody),
    e.RoadMeasureOrdered: _everybody,
    e.RoadPartlyReopened: _everybody,
    e.ReportReceived: _report,
    e.StepTaken: _step,
    pm.PlanDrafted: _of_plan,
    pm.PlanContentFixed: _of_fixed_plan,
    e.DeadlinePassed: _deadline,
    e.DetachmentFormed: _detachment,
    e.DetachmentRejoined: _detachment_back,
    e.RecommendationMade: _recommended,
    ve.SupportRequested: _support,
    re.InformationReportBegun: _report_begun,
    re.SheetWritten: _draft,
    re.SheetDropped: _draft,
    re.ReportAlarmed: _report_late,
    pe.PostNotified: _called,
    pe.DutyLeadAlarmed: _alarmed,
    ve.TeamMovedUp: _stands_by,
    ve.TeamSentHome: _stands_by,
    e.RecommendationSettled: _settled,
    am.AttachmentKept: _attachment,
    am.AttachmentShown: _attachment,
    oe.CallAsked: _supervised,
    oe.SupervisorTold: _supervised,
    oe.MaydayCalled: _mayday,
    oe.MaydayCleared: _mayday,
    e.ExchangeProposed: _exchange,
    e.ExchangeSettled: _exchange,
    **WARNING_CONCERNS,
    **EVACUATION_CONCERNS,
    **DUTY_CONCERNS,
}
