"""Decide emergency handling 应急处置: the steps of an incident and what each brings about."""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import fusing, reporting, shipping
from dispatch.domain import post_events as pe
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.demanding import open_incident, risen_to_grade, say_why
from dispatch.domain.depots import ReservationState
from dispatch.domain.evolve import folded
from dispatch.domain.grading import proposed
from dispatch.domain.incidents import Activation, Incident
from dispatch.domain.instructing import call_off, step, take_with_all
from dispatch.domain.intake import check_priority
from dispatch.domain.lead import posts_of
from dispatch.domain.places import AdminLevel, seat_at
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import ATTESTED, Situation
from dispatch.domain.safety import Hold
from dispatch.domain.sayings import in_both
from dispatch.domain.steps import authorise, choose_row, permit, step_taken, works_on_it
from dispatch.domain.supplying import released

ACTIVATE, ADJUST = "activate_response", "adjust_level"
"""The steps a command post takes of the incident when it approves a response."""

MATTERS = frozenset(matter for matter, _words in ATTESTED.values())


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of an incident by the table, with the effects its row names."""
    incident = area.incident(command.subject_id)
    if not works_on_it(area, order.actor, incident):
        authorise(area, order.actor, incident.place_code)
    if command.particulars.kind is not None and command.particulars.kind not in profile.kinds:
        raise Rejected("unknown_kind", f"no kind {command.particulars.kind!r}", "particulars.kind")
    s = Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=command.particulars,
        incident=incident,
    )
    return _step(s, incident, command.action)


def activated_by_post(s: Situation) -> list[e.Event]:
    """Return the events of the response that the post of the situation approves: H7, or H9.

    One that stands already, by the same organ at the same level, is not activated again.
    """
    incident = s.the_incident
    if s.profile.incident_handling.rows_for(ACTIVATE, incident.state):
        return _step(s, incident, ACTIVATE)
    standing = incident.activation
    asked = (s.order.actor.jurisdiction, s.particulars.response_level)
    if standing is not None and (standing.organ, standing.response_level) == asked:
        return []
    told = s.particulars
    who, organ = s.order.actor.name, s.order.actor.jurisdiction
    reason = told.reason or in_both(f"{organ} {who} 批准", f"approved by {who} of {organ}")
    return _step(replace(s, particulars=replace(told, reason=reason)), incident, ADJUST)


def _step(s: Situation, incident: Incident, action: str) -> list[e.Event]:
    table = s.profile.incident_handling
    row = choose_row(table, incident.state, action, s)
    moments = Moments(step_at=s.order.at, occurred_at=incident.occurred_at, kind=incident.kind)
    taken = step_taken(s, table, row, incident.incident_id, incident.state, moments)
    events: list[e.Event] = [taken]
    for effect in row.effects:
        events += EFFECTS[effect](s, incident)
    return events


def set_priority(
    area: Area, command: c.SetPriority, order: Order, profile: Profile
) -> list[e.Event]:
    """Change an incident's priority, for a reason."""
    permit(profile, order, "SetPriority")
    incident = open_incident(area, command.incident_id, order, profile)
    say_why(command.reason)
    check_priority(profile, command.priority)
    if incident.priority == command.priority:
        return []
    return [
        e.PrioritySet(
            incident_id=incident.incident_id, priority=command.priority, reason=command.reason
        )
    ]


def attest(area: Area, command: c.AttestMatter, order: Order, profile: Profile) -> list[e.Event]:
    """Record that somebody vouches for a matter."""
    permit(profile, order, "AttestMatter")
    incident = area.incident(command.incident_id)
    authorise(area, order.actor, incident.place_code)
    if command.matter not in MATTERS:
        raise Rejected("unknown_matter", f"matters are {', '.join(sorted(MATTERS))}", "matter")
    if not command.evidence:
        raise Rejected("input_missing", "name the evidence", "evidence")
    return [
        e.MatterAttested(
            incident_id=incident.incident_id,
            matter=command.matter,
            evidence=command.evidence,
        )
    ]


# --- effects: what a row brings about besides its step


def _mark_verified(s: Situation, incident: Incident) -> list[e.Event]:
    kind = s.particulars.kind or incident.kind
    grade = s.particulars.grade or incident.grade
    verified = e.IncidentVerified(
        incident_id=incident.incident_id,
        kind=kind,
        event_class=s.profile.kinds[kind].event_class,
        grade=grade,
    )
    return [
        verified,
        *proposed(s.area, s.profile, incident, incident.facts, kind),
        *_interim_commander(s, incident),
        *risen_to_grade(s.area, s.profile, incident, kind, grade),
    ]


def _interim_commander(s: Situation, incident: Incident) -> list[e.Event]:
    """Until a command post leads, the office of the town does: the lead is never empty."""
    if incident.lead is not None:
        return []
    town = seat_at(s.area.places, incident.place_code, AdminLevel.TOWN) or incident.place_code
    return [e.LeadPassed(incident_id=incident.incident_id, place_code=town)]


def _activate(s: Situation, incident: Incident) -> list[e.Event]:
    given = s.particulars
    grade = given.grade or incident.grade
    activated = e.ResponseActivated(
        incident_id=incident.incident_id,
        grade=grade,
        activation=Activation(
            organ=s.order.actor.jurisdiction,
            response_level=given.response_level or 0,
            matters=given.matters,
            expected_period=given.expected_period,
            measures=given.measures,
            activated_at=s.order.at,
            post_id=None if s.post is None else s.post.post_id,
        ),
    )
    return [
        activated,
        *_interim_commander(s, incident),
        *risen_to_grade(s.area, s.profile, incident, incident.kind, grade),
    ]


def _hold(s: Situation, incident: Incident) -> list[e.Event]:
    """Hold everybody back who is out there; each team is to say that it knows."""
    reason = s.particulars.reason or in_both("直接威胁救援人员安全", "a direct threat to rescuers")
    ordered = e.SafetyHoldOrdered(incident_id=incident.incident_id)
    held = folded(s.area, [ordered], s.order.at)
    teams = take_with_all(held, s.profile, s.order, incident, "hold_back", reason)
    held = folded(held, teams, s.order.at)
    return [ordered, *teams, *_own_teams_know(replace(s, area=held), incident)]


def _own_teams_know(s: Situation, incident: Incident) -> list[e.Event]:
    """A team that calls a hold itself is not asked whether it has heard."""
    own = s.order.actor.team_id
    events: list[e.Event] = []
    for order in map(s.area.instruction, incident.instruction_ids):
        team = s.area.teams[order.team_id]
        if own in (team.team_id, team.parent_id) and order.safety.hold is Hold.ORDERED:
            own_step = replace(s, incident=None, instruction=order, team=team)
            events += step(own_step, order, "acknowledge_hold")
    return events


def _lift(s: Situation, incident: Incident) -> list[e.Event]:
    lifted = e.SafetyHoldLifted(incident_id=incident.incident_id)
    area = folded(s.area, [lifted], s.order.at)
    reason = s.particulars.reason
    return [lifted, *take_with_all(area, s.profile, s.order, incident, "go_on", reason)]


def _tell_the_posts(s: Situation, incident: Incident) -> list[e.Event]:
    """Every post is told that the event is under control; the consent to it is used up."""
    post_ids = tuple(one.post_id for one in posts_of(s.area, incident.incident_id) if one.is_live)
    return [pe.ControlTold(incident.incident_id, post_ids)] if post_ids else []


def _transfer(s: Situation, incident: Incident) -> list[e.Event]:
    return [
        e.IncidentTransferred(incident_id=incident.incident_id, receiver=s.particulars.receiver)
    ]


def _release_everybody(s: Situation, incident: Incident) -> list[e.Event]:
    """Call off open instructions, let promised stock go, and settle what was proposed."""
    reason = s.particulars.reason or in_both("事件已结束", "the incident is over")
    events = call_off(s.area, s.profile, s.order, incident, reason)
    for reservation in map(s.area.reservation, incident.reservation_ids):
        if reservation.state is ReservationState.HELD:
            events.append(released(s.area, reservation, reason))
    events += shipping.call_off(s.area, s.profile, s.order, incident, reason)
    return [*events, *_supersede(s, incident)]


def _supersede(_s: Situation, incident: Incident) -> list[e.Event]:
    if incident.recommendation_id is None:
        return []
    return [
        e.RecommendationSettled(
            recommendation_id=incident.recommendation_id,
            incident_id=incident.incident_id,
            settlement="SUPERSEDED",
            reason=in_both("该事件不再需要增派", "nothing more is sought for the incident"),
        )
    ]


def _lapse_attestations(_s: Situation, incident: Incident) -> list[e.Event]:
    """What was vouched for before a relapse says nothing about what comes after it."""
    if not incident.attested and not incident.overdue:
        return []
    return [e.AttestationsLapsed(incident_id=incident.incident_id)]


Effect = Callable[[Situation, Incident], list[e.Event]]
EFFECTS: dict[str, Effect] = {
    "mark_verified": _mark_verified,
    "activate_response": _activate,
    "order_safety_hold": _hold,
    "lift_safety_hold": _lift,
    "tell_the_posts": _tell_the_posts,
    "record_transfer": _transfer,
    "release_everybody": _release_everybody,
    "settle_recommendation": _supersede,
    "lapse_attestations": _lapse_attestations,
    "merge_into_another": fusing.merge,
    "separate_again": fusing.separate,
    **reporting.INCIDENT_EFFECTS,
}
