"""Find who leads an incident, whose post stands where, and who should lead.

An incident has one `lead`, the code of a place: the town's office when it is confirmed, until a
post of that place or of one above directs. A post leads when the lead is its place.
"""

from collections.abc import Iterable, Iterator

from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.places import Places, is_within, lineage
from dispatch.domain.posts import LEADING, CommandPost, seat_key, subject_key


def posts_of(area: Area, incident_id: str) -> Iterator[CommandPost]:
    """Yield every post of an incident, also those that are over, in the order they were called."""
    for post_id in area.incidents[incident_id].post_ids:
        yield area.command_posts[post_id]


def post_at(
    area: Area, place_code: str, incident_id: str | None, warning_id: str | None = None
) -> CommandPost | None:
    """Return the newest post of a place for an incident or a warning, live or not."""
    key = seat_key(subject_key(incident_id, warning_id), place_code)
    post_id = area.posts_at.get(key)
    return None if post_id is None else area.command_posts[post_id]


def peer_at(area: Area, post: CommandPost, place_code: str) -> CommandPost | None:
    """Return the post of another place for what a post is for."""
    return post_at(area, place_code, post.incident_id, post.warning_id)


def lead_post(area: Area, incident: Incident) -> CommandPost | None:
    """Return the post that leads an incident, None while the town's office or an organ does."""
    if incident.lead is None:
        return None
    post = post_at(area, incident.lead, incident.incident_id)
    return post if post is not None and post.state in LEADING else None


def leads(area: Area, post: CommandPost) -> bool:
    """Whether a post has the lead; one for a warning leads what it directs."""
    if post.incident_id is None:
        return post.state in LEADING
    found = lead_post(area, area.incidents[post.incident_id])
    return found is not None and found.post_id == post.post_id


def is_above(places: Places, upper: str, lower: str) -> bool:
    """Whether a place stands above another, and is not the same."""
    return upper != lower and is_within(places, lower, upper)


def common_superior(places: Places, codes: Iterable[str]) -> str | None:
    """Return the lowest place that holds all of them, None where no place does."""
    lines = [lineage(places, code) for code in codes]
    if not lines:
        return None
    rest = [set(line) for line in lines[1:]]
    return next((one for one in lines[0] if all(one in line for line in rest)), None)


def superior_of_all(area: Area, incident: Incident) -> str | None:
    """Return the common superior of what an incident touches (突发事件应对法 art. 18)."""
    return common_superior(area.places, (incident.place_code, *incident.touched))
