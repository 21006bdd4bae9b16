"""Decide the course of a command post 应急指挥: called, proposed, approved, opened, stood down."""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import handing_over, handling, ordering
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain.actors import SYSTEM_ROLE, Channel, Order
from dispatch.domain.area import Area
from dispatch.domain.command_rules import has_post, seat_above
from dispatch.domain.deadlines import Moments, started
from dispatch.domain.evolve import folded
from dispatch.domain.following import followed, plan_of
from dispatch.domain.incidents import Incident
from dispatch.domain.lead import lead_post, post_at, posts_of
from dispatch.domain.lifecycle import NEW
from dispatch.domain.places import is_within
from dispatch.domain.planning import groups_of
from dispatch.domain.posts import (
    ACTIVATING,
    HANDOVER,
    STANDBY,
    Approval,
    CommandPost,
    Proposal,
    Requisition,
)
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, choose_row, running, step_taken
from dispatch.domain.warnings import concerns

ANSWER_TIME = "escalation.answer"
"""The timer of the profile that says how soon a level must answer one that asks it to lead."""


def notify(area: Area, command: pc.NotifyPost, order: Order, profile: Profile) -> list[e.Event]:
    """Call the post of a place together; a live one is only told what is new."""
    incident = _subject(area, command)
    place, by_engine = area.places.get(command.place_code), order.actor.role == SYSTEM_ROLE
    if place is None:
        raise Rejected("unknown_place", f"no place {command.place_code!r}", "place_code")
    if not has_post(profile.command, place):
        if by_engine:
            return []
        raise Rejected("no_post_here", f"{place.code} has no command post", "place_code")
    authorise(area, order.actor, place.code)
    if incident is not None and not _concerns(area, incident, place.code):
        reason = f"{incident.incident_id} does not lie in {place.code}"
        raise Rejected("wrong_place", reason, "place_code")
    if command.warning_id is not None:
        _warning_concerns(area, command.warning_id, place.code)
    before = post_at(area, place.code, command.incident_id, command.warning_id)
    draft = CommandPost(
        post_id=area.next_id("command_post", "K"),
        place_code=place.code,
        state="",
        opened_at=order.at,
        incident_id=command.incident_id,
        warning_id=command.warning_id,
    )
    s = Situation(
        area=area,
        profile=profile,
        order=order,
        particulars=c.Particulars(reason=command.reason),
        incident=incident,
        post=before or draft,
    )
    if before is None or not (before.is_live or before.state == STANDBY):
        return [_called(s, draft, command, before)]
    if before.state == STANDBY:
        return [*step(s, before, "notify"), _noticed(before, command)]
    if command.rule and command.rule not in {one.rule for one in before.notices}:
        return [_noticed(before, command)]
    return []


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a step of a post by its table, with what its row brings about."""
    post = area.command_post(command.subject_id)
    authorise(area, order.actor, post.place_code)
    return step(situation(area, post, order, profile, command.particulars), post, command.action)


def situation(
    area: Area,
    post: CommandPost,
    order: Order,
    profile: Profile,
    particulars: c.Particulars | None = None,
) -> Situation:
    """Return what the rules of a post look at; an approval is of what was proposed, unless said."""
    told = particulars or c.Particulars()
    if post.state == ACTIVATING and post.proposal is not None:
        told = _as_proposed(told, post.proposal)
    incident = area.incidents[post.incident_id] if post.incident_id is not None else None
    return Situation(
        area=area, profile=profile, order=order, particulars=told, incident=incident, post=post
    )


def step(s: Situation, post: CommandPost, action: str) -> list[e.Event]:
    """Return the events of a step of a post, of its effects and of what it couples."""
    table, moments = s.profile.command_post, Moments(step_at=s.order.at)
    row = choose_row(table, post.state, action, s)
    events: list[e.Event] = [step_taken(s, table, row, post.post_id, post.state, moments)]
    for coupling in row.couples:
        events += _coupled(s, coupling.removeprefix("command_post."))
    for effect in row.effects:
        events += EFFECTS[effect](s, post)
    return events


def _coupled(s: Situation, action: str) -> list[e.Event]:
    """Return the step that the post which leads takes with another's, in the same breath."""
    leading = lead_post(s.area, s.incident) if s.incident is not None else None
    if leading is None:
        return []
    by_engine = s.order.by_engine(s.area.root)
    its = replace(s, order=by_engine, post=leading)
    return step(its, leading, action)


def _called(
    s: Situation, draft: CommandPost, command: pc.NotifyPost, before: CommandPost | None
) -> pe.PostNotified:
    row = choose_row(s.profile.command_post, NEW, "notify", replace(s, post=draft))
    moments = Moments(step_at=s.order.at)
    return pe.PostNotified(
        post_id=draft.post_id,
        row=row.id,
        state=row.moves[NEW],
        place_code=draft.place_code,
        incident_id=draft.incident_id,
        warning_id=draft.warning_id,
        reason=command.reason,
        rule=command.rule,
        follows=None if before is None else before.post_id,
        started=started(s.profile, row.starts, "command_post", draft.post_id, moments),
    )


def _noticed(post: CommandPost, command: pc.NotifyPost) -> pe.PostNoticed:
    return pe.PostNoticed(post_id=post.post_id, reason=command.reason, rule=command.rule)


def _subject(area: Area, command: pc.NotifyPost) -> Incident | None:
    if (command.incident_id is None) == (command.warning_id is None):
        raise Rejected("input_missing", "name an incident or a warning, one", "incident_id")
    return None if command.incident_id is None else area.incident(command.incident_id)


def _warning_concerns(area: Area, warning_id: str, place_code: str) -> None:
    """Refuse a post for a warning that is over, or is for elsewhere."""
    warning = area.warning(warning_id)
    if not warning.is_open:
        raise Rejected("warning_is_over", f"{warning_id} is {warning.state}", "warning_id")
    if not concerns(warning.notice, area.places, place_code):
        raise Rejected("wrong_place", f"{warning_id} is not for {place_code}", "place_code")


def _concerns(area: Area, incident: Incident, place_code: str) -> bool:
    places = (incident.place_code, *incident.touched)
    return any(is_within(area.places, one, place_code) for one in places)


def _as_proposed(told: c.Particulars, proposal: Proposal) -> c.Particulars:
    stated = told.response_level is not None
    return replace(
        told,
        response_level=told.response_level if stated else proposal.response_level,
        matters=told.matters or proposal.matters,
        expected_period=told.expected_period or proposal.expected_period,
        measures=told.measures or proposal.measures,
        grade=told.grade or proposal.grade,
        plan_id=told.plan_id or proposal.plan_id,
    )


# --- effects: what a row brings about besides its step


def _advise(s: Situation, post: CommandPost) -> list[e.Event]:
    return [pe.AdviceGiven(post_id=post.post_id, text=s.particulars.reason)]


def _propose(s: Situation, post: CommandPost) -> list[e.Event]:
    told = s.particulars
    assert told.response_level is not None  # noqa: S101 - the row needs it
    incident_grade = s.incident.grade if s.incident is not None else None
    proposal = Proposal(
        response_level=told.response_level,
        matters=told.matters,
        expected_period=told.expected_period,
        measures=told.measures,
        grade=told.grade or incident_grade,
        plan_id=told.plan_id,
        proposed_by=s.order.actor.name,
        proposed_at=s.order.at,
    )
    return [pe.ResponseProposed(post_id=post.post_id, proposal=proposal)]


def _approve(s: Situation, post: CommandPost) -> list[e.Event]:
    """Record the approval, call for the working groups, and activate the response."""
    plan = plan_of(s, post.place_code)
    groups = s.profile.command.first_groups if plan is None else groups_of(s.area, plan, s.profile)
    events = [
        _approval(s, post, tuple(one for one in groups if one not in post.groups)),
        *_answer_who_asked(s, post, "GRANTED"),
    ]
    if s.incident is None:
        return events
    begun = handling.activated_by_post(s)
    if plan is None:
        return events + begun
    area = folded(s.area, begun, s.order.at)
    activated = replace(s, area=area, incident=area.incidents[s.incident.incident_id])
    return [*events, *begun, *followed(activated, plan)]


def _adjust(s: Situation, post: CommandPost) -> list[e.Event]:
    return [_approval(s, post), *handling.activated_by_post(s)]


def _approval(s: Situation, post: CommandPost, groups: tuple[str, ...] = ()) -> e.Event:
    told, at_once = s.particulars, s.particulars.channel is Channel.CLICK
    assert told.response_level is not None  # noqa: S101 - proposed, or the row needs it
    approval = Approval(
        response_level=told.response_level,
        approved_by=s.order.actor.name,
        role=s.order.actor.role,
        approved_at=s.order.at,
        channel=told.channel,
        written_at=s.order.at if at_once else None,
    )
    return pe.ResponseApproved(post_id=post.post_id, approval=approval, groups=groups)


def _put_in_writing(_s: Situation, post: CommandPost) -> list[e.Event]:
    return [pe.ApprovalWritten(post_id=post.post_id)]


def _decline_who_asked(s: Situation, post: CommandPost) -> list[e.Event]:
    return _answer_who_asked(s, post, "DECLINED")


def _refer_who_asked(s: Situation, post: CommandPost) -> list[e.Event]:
    return _answer_who_asked(s, post, "REFERRED")


def _answer_who_asked(s: Situation, post: CommandPost, answer: str) -> list[e.Event]:
    if post.incident_id is None:
        return []
    return [
        pe.EscalationAnswered(
            post_id=other.post_id,
            answer=answer,
            stopped=running(s.area, "command_post", other.post_id, (ANSWER_TIME,)),
        )
        for other in posts_of(s.area, post.incident_id)
        if other.is_live
        and other.escalation is not None
        and other.escalation.asked_of == post.place_code
        and not other.escalation.answer
    ]


def _name_commander(s: Situation, post: CommandPost) -> list[e.Event]:
    if not s.particulars.commander:
        return []
    return [pe.CommanderNamed(post_id=post.post_id, commander=s.particulars.commander)]


def _lead_if_first(s: Situation, post: CommandPost) -> list[e.Event]:
    """The first post to open takes the lead from the town's office; one above waits for K9."""
    if s.incident is None or lead_post(s.area, s.incident) is not None:
        return []
    return [e.LeadPassed(s.incident.incident_id, post.place_code, post.post_id)]


def _requisition(s: Situation, post: CommandPost) -> list[e.Event]:
    taken = Requisition(what=s.particulars.matters, owner=s.particulars.receiver, at=s.order.at)
    return [pe.PropertyRequisitioned(post_id=post.post_id, requisition=taken)]


def _consent(_s: Situation, post: CommandPost) -> list[e.Event]:
    return [pe.ControlConsented(post_id=post.post_id)]


def _ask_the_level_above(s: Situation, post: CommandPost) -> list[e.Event]:
    above = seat_above(s.profile.command, s.area.places, post.place_code)
    assert above is not None  # noqa: S101 - a rule of the row
    return [pe.EscalationRequested(post.post_id, asked_of=above, reason=s.particulars.reason)]


def _alarm_duty_lead(s: Situation, post: CommandPost) -> list[e.Event]:
    """Alarm the duty leader of whoever does not answer, and copy the level above it."""
    silent = post.place_code
    if post.state == HANDOVER and post.handover is not None:
        silent = s.area.command_posts[post.handover.to_post].place_code
    elif post.state != ACTIVATING and post.escalation is not None:
        silent = post.escalation.asked_of
    copied_to = seat_above(s.profile.command, s.area.places, silent)
    return [pe.DutyLeadAlarmed(post.post_id, silent, s.particulars.reason, copied_to)]


def _debrief(s: Situation, post: CommandPost) -> list[e.Event]:
    for index, one in enumerate(s.particulars.improvements):
        where = f"particulars.improvements[{index}]"
        if not (one.text.strip() and one.owner.strip()):
            raise Rejected("input_missing", "say what is to be improved, and by whom", where)
        if one.due_at <= s.order.at or one.done_at is not None:
            raise Rejected("wrong_moment", "it is to be done by a day to come", f"{where}.due_at")
    told = s.particulars
    return [pe.PostDebriefed(post.post_id, told.minutes, told.improvements)]


Effect = Callable[[Situation, CommandPost], list[e.Event]]
EFFECTS: dict[str, Effect] = {
    "record_advice": _advise,
    "record_proposal": _propose,
    "approve_response": _approve,
    "adjust_response": _adjust,
    "put_in_writing": _put_in_writing,
    "decline_who_asked": _decline_who_asked,
    "refer_who_asked": _refer_who_asked,
    "name_commander": _name_commander,
    "lead_if_first": _lead_if_first,
    "record_requisition": _requisition,
    "consent_to_control": _consent,
    "ask_the_level_above": _ask_the_level_above,
    "alarm_duty_lead": _alarm_duty_lead,
    "cancel_group_orders": ordering.cancel_all,
    "record_debriefing": _debrief,
    **handing_over.EFFECTS,
}
