"""Fold what happens to command posts."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import post_events as pe
from dispatch.domain.area import Area
from dispatch.domain.folds.common import counted, with_incident
from dispatch.domain.posts import (
    STANDBY,
    Advice,
    CommandPost,
    EscalationAsked,
    GroupStaff,
    Handover,
    LeadAlarm,
    Notice,
    Signature,
    seat_key,
)


def notified(area: Area, event: pe.PostNotified, position: int, at: float) -> Area:
    """A post is called together."""
    post = CommandPost(
        post_id=event.post_id,
        place_code=event.place_code,
        state=event.state,
        opened_at=at,
        incident_id=event.incident_id,
        warning_id=event.warning_id,
        follows=event.follows,
        notices=(Notice(event.reason, at, event.rule),),
        reached={event.state: at},
        revision=position,
    )
    area = replace(
        area,
        posts_at=area.posts_at.set(seat_key(post.subject, post.place_code), post.post_id),
    )
    if event.incident_id is not None:
        ids = (*area.incidents[event.incident_id].post_ids, post.post_id)
        area = with_incident(area, event.incident_id, post_ids=ids)
    return counted(_set(area, post), "command_post")


def stepped(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    """A post moves on in its table; one that is called anew begins with a clean sheet."""
    before = area.command_posts[event.subject_id]
    after = replace(
        before,
        state=event.went_to,
        is_open=not event.over,
        reached={**before.reached, event.went_to: at},
        overdue=() if event.over or event.came_from == STANDBY else before.overdue,
        revision=position,
    )
    return _set(area, after)


def _noticed(post: CommandPost, event: pe.PostNoticed, at: float) -> CommandPost:
    return replace(post, notices=(*post.notices, Notice(event.reason, at, event.rule)))


def _advised(post: CommandPost, event: pe.AdviceGiven, at: float) -> CommandPost:
    return replace(post, advice=(*post.advice, Advice(event.text, at)))


def _proposed(post: CommandPost, event: pe.ResponseProposed, _at: float) -> CommandPost:
    return replace(post, proposal=event.proposal)


def _approved(post: CommandPost, event: pe.ResponseApproved, _at: float) -> CommandPost:
    groups = post.groups | {one: GroupStaff() for one in event.groups}
    return replace(post, approval=event.approval, groups=groups)


def _written(post: CommandPost, _event: pe.ApprovalWritten, at: float) -> CommandPost:
    if post.approval is None:
        return post
    return replace(post, approval=replace(post.approval, written_at=at))


def _commanded(post: CommandPost, event: pe.CommanderNamed, _at: float) -> CommandPost:
    return replace(post, commander=event.commander)


def _manned(post: CommandPost, event: pe.GroupManned, _at: float) -> CommandPost:
    return replace(post, groups=post.groups | {event.group: event.staff})


def _sector(post: CommandPost, event: pe.SectorSet, _at: float) -> CommandPost:
    return replace(post, sectors=post.sectors | {event.sector.name: event.sector})


def _position(post: CommandPost, event: pe.PositionFilled, _at: float) -> CommandPost:
    held = {key: name for key, name in post.positions.items() if key != event.position}
    return replace(post, positions=held | ({event.position: event.name} if event.name else {}))


def _objective(post: CommandPost, event: pe.ObjectiveSet, _at: float) -> CommandPost:
    ids = [one.objective_id for one in post.objectives]
    if event.objective.objective_id not in ids:
        return replace(post, objectives=(*post.objectives, event.objective))
    stated = event.objective
    those = (stated if one.objective_id == stated.objective_id else one for one in post.objectives)
    return replace(post, objectives=tuple(those))


def _objective_told(post: CommandPost, event: pe.ObjectiveReported, _at: float) -> CommandPost:
    those = (
        replace(one, percent=event.percent, note=event.note)
        if one.objective_id == event.objective_id
        else one
        for one in post.objectives
    )
    return replace(post, objectives=tuple(those))


def _requisitioned(post: CommandPost, event: pe.PropertyRequisitioned, _at: float) -> CommandPost:
    return replace(post, requisitions=(*post.requisitions, event.requisition))


def _asked(post: CommandPost, event: pe.EscalationRequested, at: float) -> CommandPost:
    return replace(post, escalation=EscalationAsked(event.asked_of, event.reason, at))


def _alarmed(post: CommandPost, event: pe.DutyLeadAlarmed, at: float) -> CommandPost:
    alarm = LeadAlarm(event.place_code, event.reason, at, event.copied_to)
    return replace(post, alarms=(*post.alarms, alarm))


def _handing_over(post: CommandPost, event: pe.HandoverBegun, at: float) -> CommandPost:
    return replace(post, handover=Handover(event.to_post, event.order_ref, at))


def _noted(post: CommandPost, event: pe.HandoverItemNoted, _at: float) -> CommandPost:
    if post.handover is None:
        return post
    items = post.handover.items | {event.item: event.note}
    return replace(post, handover=replace(post.handover, items=items, signatures={}))


def _signed(post: CommandPost, event: pe.HandoverSigned, at: float) -> CommandPost:
    if post.handover is None:
        return post
    signature = Signature(event.name, event.place_code, at)
    signatures = post.handover.signatures | {event.side: signature}
    return replace(post, handover=replace(post.handover, signatures=signatures))


def _kept(post: CommandPost, _event: pe.HandoverCancelled, _at: float) -> CommandPost:
    return replace(post, handover=None)


def _consented(post: CommandPost, _event: pe.ControlConsented, at: float) -> CommandPost:
    return replace(post, consented_at=at)


def _debriefed(post: CommandPost, event: pe.PostDebriefed, _at: float) -> CommandPost:
    return replace(post, minutes=event.minutes, improvements=event.improvements)


def _improved(post: CommandPost, event: pe.ImprovementDone, at: float) -> CommandPost:
    made = list(post.improvements)
    made[event.number - 1] = replace(made[event.number - 1], done_at=at, note=event.note)
    return replace(post, improvements=tuple(made))


def answered(area: Area, event: pe.EscalationAnswered, _position: int, at: float) -> Area:
    """The level above has answered."""
    post = area.command_posts[event.post_id]
    if post.escalation is not None:
        asked = replace(post.escalation, answer=event.answer, answered_at=at)
        post = replace(post, escalation=asked)
    return _set(area, post)


def control_told(area: Area, event: pe.ControlTold, _position: int, at: float) -> Area:
    """Posts know that the event is under control."""
    for post_id in event.post_ids:
        post = area.command_posts[post_id]
        told = post.told | {"UNDER_CONTROL": at}
        area = _set(area, replace(post, told=told, consented_at=None))
    return area


def touched(area: Area, event: pe.PlacesTouched, _position: int, _at: float) -> Area:
    """An incident touches more places."""
    known = area.incidents[event.incident_id].touched
    return with_incident(area, event.incident_id, touched=(*known, *event.place_codes))


def _set(area: Area, post: CommandPost) -> Area:
    return replace(area, command_posts=area.command_posts.set(post.post_id, post))


def _of_one(change: Callable[[CommandPost, Any, float], CommandPost]) -> Any:
    """Return the fold of an event that changes one post, the one it names."""

    def fold(area: Area, event: Any, _position: int, at: float) -> Area:
        return _set(area, change(area.command_posts[event.post_id], event, at))

    return fold


_CHANGES: dict[type[Any], Callable[[CommandPost, Any, float], CommandPost]] = {
    pe.PostNoticed: _noticed,
    pe.AdviceGiven: _advised,
    pe.ResponseProposed: _proposed,
    pe.ResponseApproved: _approved,
    pe.ApprovalWritten: _written,
    pe.CommanderNamed: _commanded,
    pe.GroupManned: _manned,
    pe.SectorSet: _sector,
    pe.PositionFilled: _position,
    pe.ObjectiveSet: _objective,
    pe.ObjectiveReported: _objective_told,
    pe.PropertyRequisitioned: _requisitioned,
    pe.EscalationRequested: _asked,
    pe.DutyLeadAlarmed: _alarmed,
    pe.HandoverBegun: _handing_over,
    pe.HandoverItemNoted: _noted,
    pe.HandoverSigned: _signed,
    pe.HandoverCancelled: _kept,
    pe.ControlConsented: _consented,
    pe.PostDebriefed: _debriefed,
    pe.ImprovementDone: _improved,
}

FOLDS: dict[type[Any], Callable[[Area, Any, int, float], Area]] = {
    pe.PostNotified: notified,
    pe.EscalationAnswered: answered,
    pe.ControlTold: control_told,
    pe.PlacesTouched: touched,
    **{event: _of_one(change) for event, change in _CHANGES.items()},
}
