"""Decide who of a team goes: the whole of it, or a detachment that is formed for the order."""

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for, crews_of, detachment_of
from dispatch.domain.demands import counted_in_units
from dispatch.domain.instructing import given, why_not
from dispatch.domain.posts import LEADING
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.steps import authorise


def send_by_hand(
    area: Area, command: c.GiveInstruction, order: Order, profile: Profile
) -> list[e.Event]:
    """Order a team by hand; the actor's jurisdiction must hold both the incident and the team."""
    incident, team = area.incident(command.incident_id), area.team(command.team_id)
    authorise(area, order.actor, incident.place_code)
    authorise(area, order.actor, team.place_code)
    if command.capability not in profile.capabilities:
        raise Rejected("unknown_capability", f"no capability {command.capability!r}", "capability")
    if command.post_id is not None:
        _given_by_its_post(area, command, order)
    action = "draft" if command.draft else "dispatch"
    return send(
        Situation(area=area, profile=profile, order=order, incident=incident, team=team),
        action,
        e.InstructionGiven(
            instruction_id=area.next_id("instruction", "D"),
            incident_id=incident.incident_id,
            team_id=team.team_id,
            capability=command.capability,
            row="",
            state="",
            destination=incident.position,
            task=command.task,
            post_id=command.post_id,
        ),
        command.crews,
    )


def _given_by_its_post(area: Area, command: c.GiveInstruction, order: Order) -> None:
    """Refuse an order in the name of a post that does not direct, or is somebody else's."""
    post = area.command_post(command.post_id or "")
    if post.incident_id != command.incident_id or post.state not in LEADING:
        reason = f"{post.post_id} does not direct {command.incident_id}"
        raise Rejected("post_does_not_direct", reason, "post_id")
    if order.actor.jurisdiction != post.place_code:
        reason = f"{order.actor.name} does not speak for {post.place_code}"
        raise Rejected("speaks_for_the_post", reason, "post_id")


def send(
    s: Situation, action: str, draft: e.InstructionGiven, crews: int | None = None
) -> list[e.Event]:
    """Return the events of an order to so many crews of a team; None is the team as it is.

    All of its crews are the whole team; with fewer it forms a detachment. Raises `Rejected` for a
    team that may not go, or for more crews than it has for that capability.
    """
    assert s.incident is not None  # noqa: S101 - callers pass both
    assert s.team is not None  # noqa: S101
    team, capability = s.team, draft.capability
    refusal = why_not(s.profile, team, capability, s.profile.kinds.get(s.incident.kind))
    if refusal is not None:
        raise refusal
    in_units = counted_in_units(s.incident.team_needs, capability)
    able = crews_for(team, capability, s.profile, in_units)
    if crews is None or crews == crews_of(team, s.profile):
        return given(s, action, replace(draft, crews=able, people=team.people))
    if not 1 <= crews <= able:
        raise Rejected("too_few_crews", f"{team.team_id} has {able} for {capability}", "crews")
    detachment = detachment_of(s.area, team, crews, capability, s.profile, in_units)
    formed = e.DetachmentFormed(team=detachment, out_of=team.team_id)
    order = replace(draft, team_id=detachment.team_id, crews=crews, people=detachment.people)
    return [formed, *given(replace(s, team=detachment), action, order)]
