"""Name the rules of command posts: who speaks for one, what is approved, opened and stood down.

Each answers a reason when it is broken, or nothing; the table refers to them by name.
"""

from dispatch.domain.actors import SYSTEM_ROLE, Actor, Channel
from dispatch.domain.command_rules import seat_above
from dispatch.domain.depots import ReservationState
from dispatch.domain.lead import is_above, leads, peer_at
from dispatch.domain.posts import DIRECTING, ESTABLISHED, HANDOVER, CommandPost
from dispatch.domain.rules import Rule, Situation, is_verified_or_overridden, organ_holds_the_level


def speaks_for_the_post(s: Situation) -> str | None:
    """A post is moved by the organ of its own place."""
    return speaks_for(s, post_of(s).place_code)


def handling_goes_on(s: Situation) -> str | None:
    """A post is led while its event is handled."""
    incident = s.incident
    if incident is None or s.profile.incident_handling.has("UNDER_COMMAND", incident.state):
        return None
    return f"{incident.incident_id} is {incident.state}"


def handling_is_terminated(s: Situation) -> str | None:
    """Posts stand down once the response has ended; one for a warning, when its organ says so."""
    if s.incident is None or handling_goes_on(s) is not None:
        return None
    return f"{s.incident.incident_id} is {s.incident.state}: its response has not ended"


def post_leads(s: Situation) -> str | None:
    """One leads, and everybody on the scene obeys (突发事件应对法 art. 72)."""
    post = post_of(s)
    return None if leads(s.area, post) else f"{post.post_id} does not have the lead"


def verified_or_overridden(s: Situation) -> str | None:
    """A response is approved for a verified event, or on the approver's written override."""
    return None if s.incident is None else is_verified_or_overridden(s)


def response_is_not_weakened(s: Situation) -> str | None:
    """An approval raises a response, or takes it on from below; it is lowered by who leads."""
    standing = s.incident.activation if s.incident is not None else None
    asked = s.particulars.response_level
    if standing is None or asked is None:
        return None
    if is_above(s.area.places, standing.organ, post_of(s).place_code):
        return f"the response of {standing.organ} stands: join under it"
    if weight_of(asked) < weight_of(standing.response_level):
        return f"response level {standing.response_level} stands: only who leads lowers it"
    return None


def approved_in_writing(s: Situation) -> str | None:
    """At a screen an approval is in writing."""
    return None if s.particulars.channel is Channel.CLICK else "it is given by word of mouth"


def approved_orally(s: Situation) -> str | None:
    """By telephone or word of mouth an approval holds at once and is written down later."""
    return None if s.particulars.channel is not Channel.CLICK else "it is given in writing"


def approval_awaits_writing(s: Situation) -> str | None:
    """An approval is put in writing once."""
    approval = post_of(s).approval
    if approval is not None and approval.written_at is None:
        return None
    return "no approval waits to be put in writing"


def level_is_within_authority(s: Situation) -> str | None:
    """The organ of the post's place may activate the response level (the profile's organs)."""
    return organ_holds_the_level(s)


def level_is_beyond_authority(s: Situation) -> str | None:
    """What is beyond one's authority is asked of the level above."""
    if s.particulars.response_level is None or organ_holds_the_level(s) is not None:
        return None
    return "the level is within the own authority: adjust the response"


def groups_are_manned(s: Situation) -> str | None:
    """A post opens with every working group that is called for under a leader."""
    lacking = post_of(s).lacks_staff
    return f"working groups without a leader: {', '.join(lacking)}" if lacking else None


def somebody_stands_above(s: Situation) -> str | None:
    """There is a level above, with posts, that can be asked."""
    if seat_above(s.profile.command, s.area.places, post_of(s).place_code) is not None:
        return None
    return "no level with a command post stands above"


def level_above_is_not_here(s: Situation) -> str | None:
    """A level that has a response of its own for the event need not be asked again."""
    post = post_of(s)
    above = seat_above(s.profile.command, s.area.places, post.place_code)
    upper = peer_at(s.area, post, above) if above is not None else None
    if upper is None or upper.state not in (ESTABLISHED, DIRECTING, HANDOVER):
        return None
    return f"{upper.post_id} of {above} is there: it may take over"


def may_requisition(s: Situation) -> str | None:
    """Property is requisitioned by the county or above (突发事件应对法 art. 12, 76)."""
    place = s.area.places.get(post_of(s).place_code)
    lowest = s.profile.command.requisition_from
    if place is not None and place.admin_level.rank <= lowest.rank:
        return None
    return f"property is requisitioned by the {lowest.value.lower()} or above: ask it"


def everything_is_accounted_for(s: Situation) -> str | None:
    """Teams, vehicles and stock are accounted for before a post stands down."""
    if s.incident is None:
        return None
    out = [one for one in s.incident.instruction_ids if s.area.instructions[one].is_open]
    for held in map(s.area.reservation, s.incident.reservation_ids):
        shipment = s.area.shipments.get(held.shipment_id or "")
        if held.state is ReservationState.HELD:
            out.append(held.reservation_id)
        elif shipment is not None and shipment.is_open:
            out.append(shipment.shipment_id)
    return f"not accounted for: {', '.join(dict.fromkeys(out))}" if out else None


def weight_of(response_level: int) -> int:
    """Return how much a response level weighs: 0, a town's own plan, the least, and 1 the most."""
    return 0 if response_level == 0 else 5 - response_level


def commands(post: CommandPost, actor: Actor) -> bool:
    """Whether an actor is the on-scene commander of a post."""
    return bool(post.commander) and (actor.name, actor.jurisdiction) == (
        post.commander,
        post.place_code,
    )


def post_of(s: Situation) -> CommandPost:
    """Return the post in question."""
    assert s.post is not None  # noqa: S101 - the loader pairs rules with tables
    return s.post


def speaks_for(s: Situation, place_code: str) -> str | None:
    """Answer why an actor does not speak for a place; nothing for who does."""
    actor = s.order.actor
    if actor.role == SYSTEM_ROLE or actor.jurisdiction == place_code:
        return None
    return f"{actor.name} of {actor.jurisdiction} does not speak for {place_code}"


POST_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        speaks_for_the_post,
        handling_goes_on,
        handling_is_terminated,
        post_leads,
        verified_or_overridden,
        response_is_not_weakened,
        approved_in_writing,
        approved_orally,
        approval_awaits_writing,
        level_is_within_authority,
        level_is_beyond_authority,
        groups_are_manned,
        somebody_stands_above,
        level_above_is_not_here,
        may_requisition,
        everything_is_accounted_for,
    )
}
