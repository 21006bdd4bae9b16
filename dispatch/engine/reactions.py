"""Say what follows by itself from what has happened: event in, commands out, and nothing else.

A reaction is decided in the same transaction as the event it follows, so a crash cannot come
between the two. One that is refused is dropped: the event it followed has happened all the same.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dispatch.domain import attachment_messages as am
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import order_events as oe
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.roads import BY_THE_CLOCK
from dispatch.domain.sayings import in_both
from dispatch.engine import (
    evacuation_reactions,
    post_reactions,
    report_reactions,
    responder_reactions,
    warning_reactions,
)


def react(event: e.Event, area: Area, profile: Profile) -> Iterable[c.Command]:
    """Return the commands the engine gives itself after an event; `area` is the one after it."""
    if isinstance(event, e.StepTaken):
        reactions = _AFTER_STEPS.get(event.lifecycle, ())
    else:
        reactions = _REACTIONS.get(type(event), ())
    if not reactions:
        return ()
    return [command for reaction in reactions for command in reaction(event, area, profile)]


def _carry_out_if_automatic(
    event: e.RecommendationMade, area: Area, profile: Profile
) -> Iterator[c.Command]:
    made = event.recommendation
    incident = area.incidents[made.incident_id]
    if (made.teams or made.depots) and profile.is_automatic(incident.kind, incident.priority):
        yield c.AcceptRecommendation(recommendation_id=made.recommendation_id)


def _relieve_who_does_not_answer(
    event: e.StepTaken, area: Area, profile: Profile
) -> tuple[c.Command, ...]:
    """Where dispatch is automatic, an order nobody signs in time goes to the next best team."""
    if event.went_to != "OVERDUE" or not event.moved:
        return ()
    instruction = area.instructions[event.subject_id]
    incident = area.incidents[instruction.incident_id]
    if not profile.is_automatic(incident.kind, incident.priority):
        return ()
    said = c.Particulars(reason=in_both("逾期未签收", "not signed in time"))
    return (c.TakeStep("instruction", event.subject_id, "reassign", said),)


def _plan_the_next_hours(event: e.StepTaken, area: Area, _profile: Profile) -> Iterator[c.Command]:
    """A condition of the hour that has ended has its next stretch planned."""
    if event.over and area.road_measures[event.subject_id].source == BY_THE_CLOCK:
        yield c.PlanRoadHours()


def _withdraw_what_was_asked(
    event: e.StepTaken, area: Area, _profile: Profile
) -> Iterator[c.Command]:
    """An incident that is over asks the level above for nothing any more."""
    if not event.over:
        return
    for asked in area.support_requests.values():
        if asked.is_open and asked.incident_id == event.subject_id:
            yield c.TakeStep(
                lifecycle="support_request",
                subject_id=asked.request_id,
                action="withdraw",
                particulars=c.Particulars(reason=in_both("事件已结束", "the incident is over")),
            )


def _take_up_the_response(
    event: oe.MaydayCalled, area: Area, profile: Profile
) -> Iterator[c.Command]:
    """A mayday where nobody is sent any more is a relapse: somebody has to be sent again."""
    incident = area.incidents[event.incident_id]
    if not profile.incident_handling.has("DISPATCHABLE", incident.state):
        yield c.TakeStep(
            lifecycle="incident_handling",
            subject_id=incident.incident_id,
            action="relapse",
            particulars=c.Particulars(
                reason=in_both(f"{event.team_id} 呼救", f"mayday of {event.team_id}")
            ),
        )


def _show_evidence(evidence: tuple[str, ...], incident_id: str, area: Area) -> Iterator[c.Command]:
    """What is named as evidence of an incident is seen by those who see the incident."""
    for one in evidence:
        if one in area.attachments:
            yield am.ShowAttachment(one, incident_id)


def _show_what_was_reported(
    event: e.ReportReceived, area: Area, _profile: Profile
) -> Iterator[c.Command]:
    yield from _show_evidence(event.report.evidence, event.report.incident_id, area)


def _show_what_was_told(
    event: e.ProgressReported, area: Area, _profile: Profile
) -> Iterator[c.Command]:
    incident_id = area.instructions[event.instruction_id].incident_id
    yield from _show_evidence(event.evidence, incident_id, area)


def _show_what_a_step_names(
    event: e.StepTaken, area: Area, _profile: Profile
) -> Iterable[c.Command]:
    if not event.evidence:
        return ()
    return _show_evidence(event.evidence, event.subject_id, area)


def _show_what_an_order_names(
    event: e.StepTaken, area: Area, _profile: Profile
) -> Iterable[c.Command]:
    if not event.evidence:
        return ()
    return _show_evidence(event.evidence, area.instructions[event.subject_id].incident_id, area)


Reaction = Callable[[Any, Area, Profile], Iterable[c.Command]]
_OWN: dict[type[e.Event], Reaction] = {
    e.RecommendationMade: _carry_out_if_automatic,
    e.ReportReceived: _show_what_was_reported,
    e.ProgressReported: _show_what_was_told,
    oe.MaydayCalled: _take_up_the_response,
}
_PARTS = (
    _OWN,
    post_reactions.REACTIONS,
    report_reactions.REACTIONS,
    warning_reactions.REACTIONS,
    evacuation_reactions.REACTIONS,
    responder_reactions.REACTIONS,
)
_REACTIONS: dict[type[e.Event], tuple[Reaction, ...]] = {
    event: tuple(part[event] for part in _PARTS if event in part)
    for event in dict.fromkeys(event for part in _PARTS for event in part)
}
# What follows from a step, by the lifecycle it is of.
_AFTER_STEPS: dict[str, tuple[Reaction, ...]] = {
    "incident_handling": (
        _show_what_a_step_names,
        _withdraw_what_was_asked,
        post_reactions.incident_moved,
        report_reactions.reopened,
        responder_reactions.stand_down,
    ),
    "instruction": (
        _show_what_an_order_names,
        _relieve_who_does_not_answer,
        post_reactions.order_moved,
    ),
    "road_measure": (_plan_the_next_hours,),
    "shipment": (post_reactions.shipment_moved,),
    "warning": (warning_reactions.moved,),
    "evacuation": (evacuation_reactions.moved,),
}
