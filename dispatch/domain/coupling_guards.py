"""Name the rules that tie emergency handling, and orders to groups, to command posts."""

from dispatch.domain.command_rules import has_post
from dispatch.domain.lead import lead_post
from dispatch.domain.post_guards import commands, handling_goes_on, post_of, speaks_for_the_post
from dispatch.domain.posts import HANDOVER, LEADING
from dispatch.domain.rules import Rule, Situation


def approved_by_the_post(s: Situation) -> str | None:
    """Where a level has a command post, its approval activates a response, and nothing else."""
    if s.post is not None:
        return None
    place = s.area.places.get(s.order.actor.jurisdiction)
    if not has_post(s.profile.command, place):
        return None
    return f"the command post of {s.order.actor.jurisdiction} approves it (row K4)"


def lead_post_consents(s: Situation) -> str | None:
    """The post that leads agrees, or its commander says it."""
    post = lead_post(s.area, s.the_incident)
    if post is None or post.consented_at is not None or commands(post, s.order.actor):
        return None
    return f"{post.post_id} of {post.place_code} leads and has not agreed"


def commander_of_the_lead(s: Situation) -> str | None:
    """Of on-scene commanders the one of the post that leads says when rescuers go on."""
    post = lead_post(s.area, s.the_incident)
    if post is None or s.order.actor.role != "OSC" or commands(post, s.order.actor):
        return None
    return f"{post.commander} of {post.post_id} commands"


def no_handover_is_under_way(s: Situation) -> str | None:
    """No response ends while command passes from one post to another."""
    post = lead_post(s.area, s.the_incident)
    if post is None or post.state != HANDOVER:
        return None
    return f"{post.post_id} is handing over: sign or cancel that first"


def directs(s: Situation) -> str | None:
    """Orders are given by a post that is open."""
    post = post_of(s)
    return None if post.state in LEADING else f"{post.post_id} is {post.state}"


def belongs_to_the_group(s: Situation) -> str | None:
    """A group's leader answers for its task; the post's own people note what was said by phone."""
    assert s.group_order is not None  # noqa: S101 - the loader pairs rules with tables
    staff = post_of(s).groups.get(s.group_order.group)
    if staff is not None and staff.leader == s.order.actor.name:
        return None
    return speaks_for_the_post(s)


GROUP_ORDER_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        speaks_for_the_post,
        directs,
        handling_goes_on,
        belongs_to_the_group,
    )
}

COMMANDED_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        approved_by_the_post,
        lead_post_consents,
        commander_of_the_lead,
        no_handover_is_under_way,
    )
}
