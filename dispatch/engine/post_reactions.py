"""Couple emergency handling 应急处置 with command posts 应急指挥: what each has the other do."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import grade_messages as gm
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain import supply_events as se
from dispatch.domain.area import Area
from dispatch.domain.command_rules import seat_of_post
from dispatch.domain.escalating import called_by_rule
from dispatch.domain.incidents import Incident
from dispatch.domain.lead import is_above, posts_of, superior_of_all
from dispatch.domain.posts import ACTIVATING, CONSULTING, CommandPost
from dispatch.domain.profile import Profile
from dispatch.domain.sayings import in_both, in_each


def incident_moved(event: e.StepTaken, area: Area, profile: Profile) -> Iterator[c.Command]:
    """Yield what a step of an incident has command posts do."""
    incident = area.incidents[event.subject_id]
    if not _under_command(profile, event.went_to):
        yield from _stand_down(area, incident)
    elif event.came_from in profile.incident_handling.states and not _under_command(
        profile, event.came_from
    ):
        yield from _call_anew(incident, event.reason)


def order_moved(event: e.StepTaken, area: Area, profile: Profile) -> Iterable[c.Command]:
    """Return what the end of an order has command posts do."""
    if not event.over:
        return ()
    return _if_terminated(area, profile, area.instructions[event.subject_id])


def shipment_moved(event: e.StepTaken, area: Area, profile: Profile) -> Iterable[c.Command]:
    """Return what the end of a shipment has command posts do."""
    if not event.over:
        return ()
    return _if_terminated(area, profile, area.shipments[event.subject_id])


def _under_command(profile: Profile, state: str) -> bool:
    return profile.incident_handling.has("UNDER_COMMAND", state)


def _stand_down(area: Area, incident: Incident) -> Iterator[c.Command]:
    """The response has ended, and its posts with it."""
    reason = in_both("事件处置已结束", "the handling of the incident has ended")
    yield from stood_down(posts_of(area, incident.incident_id), reason)


def stood_down(posts: Iterable[CommandPost], reason: str) -> Iterator[c.Command]:
    """Yield what ends posts: those that were opened stand down, the others go back on watch."""
    for post in posts:
        if post.is_live:
            consulting = post.state in (CONSULTING, ACTIVATING)
            yield c.TakeStep(
                lifecycle="command_post",
                subject_id=post.post_id,
                action="keep_watch" if consulting else "stand_down",
                particulars=c.Particulars(reason=reason),
            )


def _if_terminated(area: Area, profile: Profile, subject: Any) -> Iterator[c.Command]:
    """What was still out when the response ended is accounted for now."""
    incident = area.incidents[subject.incident_id]
    if incident.post_ids and not _under_command(profile, incident.state):
        yield from _stand_down(area, incident)


def _call_anew(incident: Incident, reason: str) -> Iterator[c.Command]:
    """A relapse after standing down calls whoever led last anew; the old record stays as it is."""
    if incident.lead is not None and incident.post_ids:
        yield pc.NotifyPost(incident.lead, incident.incident_id, reason=reason)


def _call_the_town(event: e.IncidentVerified, area: Area, profile: Profile) -> Iterator[c.Command]:
    """A confirmed incident calls the lowest post it lies under, by default the town's."""
    incident = area.incidents[event.incident_id]
    seat = seat_of_post(profile.command, area.places, incident.place_code)
    if seat is not None:
        yield pc.NotifyPost(
            seat, incident.incident_id, reason=in_both("事件已核实", "the incident is confirmed")
        )


def _call_by_rule(event: Any, area: Area, profile: Profile) -> Iterator[c.Command]:
    """What is known of an incident may have a level called, whatever those below think of it."""
    yield from called_by_rule(area, profile, area.incidents[event.incident_id])


def _confirmed(event: e.IncidentVerified, area: Area, profile: Profile) -> Iterator[c.Command]:
    yield from _call_the_town(event, area, profile)
    yield from _call_by_rule(event, area, profile)


def _clock_passed(event: e.DeadlinePassed, area: Area, profile: Profile) -> Iterator[c.Command]:
    if event.deadline.lifecycle == "incident_handling":
        incident = area.incidents[event.deadline.subject_id]
        yield from called_by_rule(area, profile, incident, event.deadline.timer)


def _call_the_level_above(
    event: pe.EscalationRequested, area: Area, _profile: Profile
) -> Iterator[c.Command]:
    post = area.command_posts[event.post_id]
    zh, en = in_each(event.reason)
    place = area.places.get(post.place_code)
    asking = post.place_code if place is None else place.name
    reason = in_both(f"{asking}请求由其指挥：{zh}", f"{asking} asks it to lead: {en}")
    yield pc.NotifyPost(event.asked_of, post.incident_id, post.warning_id, reason=reason)


def _call_the_common_superior(
    event: pe.PlacesTouched, area: Area, profile: Profile
) -> Iterator[c.Command]:
    """What touches several places is led by their common superior (突发事件应对法 art. 18)."""
    incident = area.incidents[event.incident_id]
    superior = superior_of_all(area, incident)
    seat = None if superior is None else seat_of_post(profile.command, area.places, superior)
    lead = incident.lead or incident.place_code
    if seat is not None and is_above(area.places, seat, lead):
        touched = incident.place_code, *incident.touched
        reason = in_both(f"涉及 {'、'.join(touched)}", f"it touches {', '.join(touched)}")
        yield pc.NotifyPost(seat, incident.incident_id, reason=reason, rule="common_superior")


def _stock_is_settled(
    event: se.StockIssued | se.ReservationReleased | se.ReservationLapsed,
    area: Area,
    profile: Profile,
) -> Iterator[c.Command]:
    yield from _if_terminated(area, profile, area.reservations[event.reservation_id])


REACTIONS: dict[type[Any], Callable[[Any, Area, Profile], Iterator[c.Command]]] = {
    e.IncidentVerified: _confirmed,
    e.ResponseActivated: _call_by_rule,
    e.DeadlinePassed: _clock_passed,
    gm.FactsRecorded: _call_by_rule,
    gm.GradeProposed: _call_by_rule,
    gm.GradeSet: _call_by_rule,
    pe.EscalationRequested: _call_the_level_above,
    pe.PlacesTouched: _call_the_common_superior,
    se.StockIssued: _stock_is_settled,
    se.ReservationReleased: _stock_is_settled,
    se.ReservationLapsed: _stock_is_settled,
}
