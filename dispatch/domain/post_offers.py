"""Say which commands about a command post, beside its steps, somebody may give as things stand."""

from dispatch.domain import ordering, staffing
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.lifecycle import NEW
from dispatch.domain.posts import CommandPost
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, is_offered, permit

STAFFING = ("ManGroup", "SetSector", "FillPosition", "SetObjective", "ReportObjective")


def commands_offered(
    area: Area, post: CommandPost, order: Order, profile: Profile
) -> tuple[str, ...]:
    """Return the names of the commands that would not be refused for who gives them, or now."""
    found = [one for one in STAFFING if _may_staff(area, one, post, order, profile)]
    if post.handover is not None and _may(area, "NoteHandoverItem", post, order, profile):
        found.append("NoteHandoverItem")
    is_left = any(one.done_at is None for one in post.improvements)
    if is_left and _may(area, "FinishImprovement", post, order, profile):
        found.append("FinishImprovement")
    s = ordering.new_order(area, post, order, profile)
    if is_offered(profile.group_order, NEW, "issue", s):
        found.append("OrderGroup")
    return tuple(found)


def _may_staff(area: Area, command: str, post: CommandPost, order: Order, profile: Profile) -> bool:
    try:
        staffing.check_staffed(area, command, post, order, profile)
    except Rejected:
        return False
    return True


def _may(area: Area, command: str, post: CommandPost, order: Order, profile: Profile) -> bool:
    try:
        permit(profile, order, command)
        authorise(area, order.actor, post.place_code)
    except Rejected:
        return False
    return True
