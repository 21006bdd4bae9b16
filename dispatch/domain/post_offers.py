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
    if post.handover is not None and _may_note(area, post, order, profile):
        found.append("NoteHandoverItem")
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


def _may_note(area: Area, post: CommandPost, order: Order, profile: Profile) -> bool:
    try:
        permit(profile, order, "NoteHandoverItem")
        authorise(area, order.actor, post.place_code)
    except Rejected:
        return False
    return True
