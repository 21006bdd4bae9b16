"""State what must hold of command posts and of the lead, after every event."""

from collections import Counter
from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.lead import is_above, lead_post, posts_of
from dispatch.domain.posts import (
    DIRECTING,
    ESTABLISHED,
    HANDOVER,
    LEADING,
    SUBORDINATE,
    CommandPost,
    seat_key,
)


def violations_of_posts(area: Area) -> Iterator[str]:
    """Yield what does not hold of posts, of who leads, and of what groups were ordered."""
    yield from _one_live_post_each(area)
    for incident in area.incidents.values():
        if incident.post_ids:
            yield from _lead(area, incident)
        if incident.activation is not None:
            if incident.lead is None:
                yield f"{incident.incident_id} has a response and nobody leads"
            yield from _supervision(area, incident)
    for order in area.group_orders.values():
        if order.is_open and not area.command_posts[order.post_id].is_live:
            yield f"{order.order_id} is open and its post has stood down"


def _one_live_post_each(area: Area) -> Iterator[str]:
    live = Counter(
        seat_key(post.subject, post.place_code)
        for post in area.command_posts.values()
        if post.is_live
    )
    for seat, count in live.items():
        if count > 1:
            yield f"{seat} has {count} live posts"
    for post in area.command_posts.values():
        newest = area.posts_at[seat_key(post.subject, post.place_code)]
        if post.is_live and newest != post.post_id:
            yield f"{post.post_id} is live and not the newest of its place"
        if post.state in LEADING and not post.commander:
            yield f"{post.post_id} is {post.state} without a commander"
        if post.state in (ESTABLISHED, HANDOVER) and post.approval is None:
            yield f"{post.post_id} is {post.state} and nobody approved it"
        if (post.state == HANDOVER) and post.handover is None:
            yield f"{post.post_id} hands over to nobody"


def _lead(area: Area, incident: Incident) -> Iterator[str]:
    """One leads: nothing is under command without it, and nobody hands over what is not his."""
    leading = lead_post(area, incident)
    for post in posts_of(area, incident.incident_id):
        if post.state == HANDOVER and post is not leading:
            yield f"{post.post_id} hands over and does not lead"
        if post.state == SUBORDINATE and not _is_under(area, post, leading):
            yield f"{post.post_id} is under the level above, and no post above it leads"
        if post.state == DIRECTING and leading is None:
            yield f"{post.post_id} directs and no post of {incident.incident_id} leads"


def _is_under(area: Area, post: CommandPost, leading: CommandPost | None) -> bool:
    return leading is not None and is_above(area.places, leading.place_code, post.place_code)


def _supervision(area: Area, incident: Incident) -> Iterator[str]:
    for instruction in map(area.instruction, incident.instruction_ids):
        if instruction.is_open and instruction.supervisor != incident.lead:
            lead = f"{instruction.supervisor}, not {incident.lead}"
            yield f"{instruction.instruction_id} is supervised by {lead}"
