"""Decide who mans a command post and what it sets itself: groups, sectors, objectives."""

from dispatch.domain import events as e
from dispatch.domain import post_commands as pc
from dispatch.domain import post_events as pe
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.posts import ESTABLISHED, LEADING, SUBORDINATE, CommandPost, Objective
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit

STAFFED = LEADING | {ESTABLISHED, SUBORDINATE}
"""The states in which a post has groups, sectors and objectives."""


def man_group(area: Area, command: pc.ManGroup, order: Order, profile: Profile) -> list[e.Event]:
    """Man a working group, or call for one."""
    post = _staffed(area, command, order, profile)
    if command.group not in profile.groups:
        raise Rejected("unknown_group", f"no working group {command.group!r}", "group")
    if command.staff.people < 0:
        raise Rejected("wrong_number", "people are none or more", "staff.people")
    if post.groups.get(command.group) == command.staff:
        return []
    return [pe.GroupManned(post.post_id, command.group, command.staff)]


def set_sector(area: Area, command: pc.SetSector, order: Order, profile: Profile) -> list[e.Event]:
    """Set up a sector; a team works in one sector of a post."""
    post, sector = _staffed(area, command, order, profile), command.sector
    if not (sector.name.strip() and sector.supervisor.strip()):
        raise Rejected("input_missing", "name the sector and its supervisor", "sector")
    if sector.group and sector.group not in post.groups:
        raise Rejected("unknown_group", f"no working group {sector.group!r} here", "sector.group")
    for team_id in sector.team_ids:
        area.team(team_id)
        for other in post.sectors.values():
            if other.name != sector.name and team_id in other.team_ids:
                reason = f"{team_id} works in the sector {other.name}"
                raise Rejected("in_another_sector", reason, "sector.team_ids")
    return [] if post.sectors.get(sector.name) == sector else [pe.SectorSet(post.post_id, sector)]


def fill_position(
    area: Area, command: pc.FillPosition, order: Order, profile: Profile
) -> list[e.Event]:
    """Name who holds a function of the incident command system."""
    post = _staffed(area, command, order, profile)
    if command.position not in profile.ics.positions:
        raise Rejected("unknown_position", f"no function {command.position!r}", "position")
    if post.positions.get(command.position, "") == command.name:
        return []
    return [pe.PositionFilled(post.post_id, command.position, command.name)]


def set_objective(
    area: Area, command: pc.SetObjective, order: Order, profile: Profile
) -> list[e.Event]:
    """Set an objective, or state one anew; what was reported of it stays."""
    post = _staffed(area, command, order, profile)
    if not command.text.strip():
        raise Rejected("input_missing", "say what is to be reached", "text")
    if command.group and command.group not in post.groups:
        raise Rejected("unknown_group", f"no working group {command.group!r} here", "group")
    known = None if command.objective_id is None else _objective(post, command.objective_id)
    objective = Objective(
        objective_id=known.objective_id if known else f"O{len(post.objectives) + 1}",
        text=command.text.strip(),
        set_at=known.set_at if known else order.at,
        group=command.group,
        due_at=command.due_at,
        percent=known.percent if known else 0,
        note=known.note if known else "",
    )
    return [] if objective == known else [pe.ObjectiveSet(post.post_id, objective)]


def report_objective(
    area: Area, command: pc.ReportObjective, order: Order, profile: Profile
) -> list[e.Event]:
    """Tell how far an objective has come."""
    post = _staffed(area, command, order, profile)
    known = _objective(post, command.objective_id)
    if not 0 <= command.percent <= 100:
        raise Rejected("wrong_number", "progress is 0 to 100 per cent", "percent")
    if (known.percent, known.note) == (command.percent, command.note):
        return []
    return [pe.ObjectiveReported(post.post_id, known.objective_id, command.percent, command.note)]


def finish_improvement(
    area: Area, command: pc.FinishImprovement, order: Order, profile: Profile
) -> list[e.Event]:
    """Say that an improvement is made; it is said once."""
    permit(profile, order, "FinishImprovement")
    post = area.command_post(command.post_id)
    authorise(area, order.actor, post.place_code)
    if not 1 <= command.number <= len(post.improvements):
        raise Rejected("unknown_improvement", f"{post.post_id} has none of that number", "number")
    if not command.note.strip():
        raise Rejected("input_missing", "say how it was done", "note")
    if post.improvements[command.number - 1].done_at is not None:
        return []
    return [pe.ImprovementDone(post.post_id, command.number, command.note)]


Staffing = pc.ManGroup | pc.SetSector | pc.FillPosition | pc.SetObjective | pc.ReportObjective


def _staffed(area: Area, command: Staffing, order: Order, profile: Profile) -> CommandPost:
    post = area.command_post(command.post_id)
    check_staffed(area, type(command).__name__, post, order, profile)
    return post


def check_staffed(
    area: Area, command: str, post: CommandPost, order: Order, profile: Profile
) -> None:
    """Refuse a command about a post that is not established, or not the actor's own."""
    permit(profile, order, command)
    authorise(area, order.actor, post.place_code)
    if order.actor.jurisdiction != post.place_code:
        reason = f"{order.actor.name} does not speak for {post.place_code}"
        raise Rejected("speaks_for_the_post", reason)
    if post.state not in STAFFED:
        raise Rejected("wrong_state", f"{post.post_id} is {post.state}")


def _objective(post: CommandPost, objective_id: str) -> Objective:
    for one in post.objectives:
        if one.objective_id == objective_id:
            return one
    raise Rejected("unknown_objective", f"{post.post_id} has no {objective_id!r}", "objective_id")
