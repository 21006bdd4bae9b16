"""Decide how command passes between levels 指挥权移交: taken over, signed, given back, joined."""

from collections.abc import Callable

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.handover_guards import side_of, upper_of
from dispatch.domain.posts import LOWER, CommandPost
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise, permit


def note_item(
    area: Area, command: pc.NoteHandoverItem, order: Order, profile: Profile
) -> list[e.Event]:
    """Say what is to be known about an item of the checklist; either side may."""
    permit(profile, order, "NoteHandoverItem")
    post = area.command_post(command.post_id)
    authorise(area, order.actor, post.place_code)
    if post.handover is None:
        raise Rejected("wrong_state", f"{post.post_id} is not handing over")
    if command.item not in profile.command.handover:
        known = ", ".join(profile.command.handover)
        raise Rejected("unknown_item", f"the checklist asks for {known}", "item")
    if not command.note.strip():
        raise Rejected("input_missing", "say what is to be known", "note")
    if post.handover.items.get(command.item) == command.note:
        return []
    return [pe.HandoverItemNoted(post.post_id, command.item, command.note)]


# --- effects of the rows by which command passes


def _begin(s: Situation, post: CommandPost) -> list[e.Event]:
    upper = upper_of(s)
    assert upper is not None  # noqa: S101 - a rule of the row
    return [pe.HandoverBegun(post.post_id, upper.post_id, s.particulars.order_ref)]


def _sign(s: Situation, post: CommandPost) -> list[e.Event]:
    actor = s.order.actor
    return [pe.HandoverSigned(post.post_id, side_of(s) or LOWER, actor.name, actor.jurisdiction)]


def _pass_lead_up(s: Situation, post: CommandPost) -> list[e.Event]:
    if s.incident is None or post.handover is None:
        return []
    upper = s.area.command_posts[post.handover.to_post]
    return [e.LeadPassed(s.incident.incident_id, upper.place_code, upper.post_id)]


def _cancel(_s: Situation, post: CommandPost) -> list[e.Event]:
    return [pe.HandoverCancelled(post_id=post.post_id)]


def _take_back(s: Situation, post: CommandPost) -> list[e.Event]:
    """The lead, and the response with it, are the lower organ's again."""
    events: list[e.Event] = []
    if s.particulars.commander:
        events.append(pe.CommanderNamed(post.post_id, s.particulars.commander))
    if s.incident is None:
        return events
    incident, standing = s.incident, s.incident.activation
    events.append(e.LeadPassed(incident.incident_id, post.place_code, post.post_id))
    if standing is not None and standing.organ != post.place_code:
        again = replace(standing, organ=post.place_code, post_id=post.post_id)
        events.append(e.ResponseActivated(incident.incident_id, again, incident.grade))
    return events


EFFECTS: dict[str, Callable[[Situation, CommandPost], list[e.Event]]] = {
    "begin_handover": _begin,
    "sign_handover": _sign,
    "pass_lead_up": _pass_lead_up,
    "cancel_handover": _cancel,
    "take_lead_back": _take_back,
}
