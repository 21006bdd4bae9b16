"""Name the rules by which command passes between levels: taken over, signed, given back, joined."""

from dispatch.domain.lead import is_above, lead_post, leads, peer_at, posts_of, superior_of_all
from dispatch.domain.places import is_within
from dispatch.domain.post_guards import commands, post_of, speaks_for
from dispatch.domain.posts import DIRECTING, ESTABLISHED, LOWER, SUBORDINATE, UPPER, CommandPost
from dispatch.domain.rules import Rule, Situation


def speaks_from_above(s: Situation) -> str | None:
    """A level above takes over and gives back, by a post of its own for the same event."""
    post, actor = post_of(s), s.order.actor
    if not is_above(s.area.places, actor.jurisdiction, post.place_code):
        return f"it is for a level above {post.place_code}, not for {actor.jurisdiction}"
    return None if upper_of(s) is not None else f"{actor.jurisdiction} has no post for this event"


def post_does_not_lead(s: Situation) -> str | None:
    """Who leads hands command over; who does not simply joins."""
    post = post_of(s)
    return f"{post.post_id} has the lead: it is handed over" if leads(s.area, post) else None


def upper_post_is_ready(s: Situation) -> str | None:
    """A level takes over once its own post is established."""
    upper = upper_of(s)
    if upper is not None and upper.state in (ESTABLISHED, DIRECTING):
        return None
    return "the post above is not established"


def upper_post_directs(s: Situation) -> str | None:
    """Command is received by a post that is open and has a commander."""
    upper = upper_of(s)
    return None if upper is not None and upper.state == DIRECTING else "the post above is not open"


def checklist_is_complete(s: Situation) -> str | None:
    """Nothing is handed over unsaid."""
    handover = post_of(s).handover
    noted = handover.items if handover is not None else {}
    missing = [key for key in s.profile.command.handover if not noted.get(key)]
    return f"not told yet: {', '.join(missing)}" if missing else None


def signs_as_commander(s: Situation) -> str | None:
    """Both commanders sign, each once."""
    side = side_of(s)
    if side is None:
        return f"{s.order.actor.name} commands neither of the two posts"
    handover = post_of(s).handover
    if handover is not None and side in handover.signatures:
        return f"the {side} side has signed"
    return None


def other_side_has_signed(s: Situation) -> str | None:
    """The second signature passes the command."""
    return None if _signed_by_other(s) else "the other side has not signed yet"


def other_side_has_not_signed(s: Situation) -> str | None:
    """The first signature waits for the second."""
    return "the other side has signed" if _signed_by_other(s) else None


def lead_is_above(s: Situation) -> str | None:
    """A post joins under one above it that leads already."""
    post = post_of(s)
    leading = lead_post(s.area, s.incident) if s.incident is not None else None
    if leading is not None and is_above(s.area.places, leading.place_code, post.place_code):
        return None
    return "no post above it leads"


def speaks_for_the_lead(s: Situation) -> str | None:
    """Only who leads takes others under command, or gives command back."""
    leading = lead_post(s.area, s.incident) if s.incident is not None else None
    if leading is None:
        return "no post leads"
    return speaks_for(s, leading.place_code)


def level_was_lowered(s: Situation) -> str | None:
    """Command goes back once the response is at a level that the lower organ holds."""
    activation = s.incident.activation if s.incident is not None else None
    if activation is None:
        return None
    post = post_of(s)
    lowest = s.profile.organs.holder(activation.response_level, s.area.places, post.place_code)
    place = s.area.places.get(post.place_code)
    if lowest is not None and place is not None and place.admin_level.rank <= lowest.rank:
        return None
    return f"response level {activation.response_level} is beyond {post.place_code}: lower it first"


def is_next_below(s: Situation) -> str | None:
    """Command goes back to the post under which all others are that were under it."""
    post = post_of(s)
    if post.incident_id is None:
        return None
    left = [
        other.post_id
        for other in posts_of(s.area, post.incident_id)
        if other.state == SUBORDINATE
        and other.post_id != post.post_id
        and not is_within(s.area.places, other.place_code, post.place_code)
    ]
    return f"it would leave {', '.join(left)} without a lead above" if left else None


def covers_what_is_touched(s: Situation) -> str | None:
    """What touches several places is led by their common superior (突发事件应对法 art. 18)."""
    if s.incident is None:
        return None
    post, superior = post_of(s), superior_of_all(s.area, s.incident)
    if superior is None or is_within(s.area.places, superior, post.place_code):
        return None
    return f"the event touches places beyond {post.place_code}"


def has_a_commander(s: Situation) -> str | None:
    """Nobody leads without an on-scene commander."""
    return None if post_of(s).commander or s.particulars.commander else "name a commander"


def side_of(s: Situation) -> str | None:
    """Return the side of a handover that the actor commands, None for neither."""
    post = post_of(s)
    if commands(post, s.order.actor):
        return LOWER
    upper = upper_of(s)
    return UPPER if upper is not None and commands(upper, s.order.actor) else None


def upper_of(s: Situation) -> CommandPost | None:
    """Return the post command passes to, or the actor's own for the event, above the post."""
    post = post_of(s)
    if post.handover is not None:
        return s.area.command_posts.get(post.handover.to_post)
    jurisdiction = s.order.actor.jurisdiction
    if not is_above(s.area.places, jurisdiction, post.place_code):
        return None
    return peer_at(s.area, post, jurisdiction)


def _signed_by_other(s: Situation) -> bool:
    handover, side = post_of(s).handover, side_of(s)
    other = UPPER if side == LOWER else LOWER
    return handover is not None and other in handover.signatures


HANDOVER_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        speaks_from_above,
        post_does_not_lead,
        upper_post_is_ready,
        upper_post_directs,
        checklist_is_complete,
        signs_as_commander,
        other_side_has_signed,
        other_side_has_not_signed,
        lead_is_above,
        speaks_for_the_lead,
        level_was_lowered,
        is_next_below,
        covers_what_is_touched,
        has_a_commander,
    )
}
