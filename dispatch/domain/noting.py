"""Decide what is written into the duty log by hand: a note on an entry, or on its own."""

from dispatch.domain import duty_commands as dc
from dispatch.domain import duty_events as de
from dispatch.domain import events as e
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit

MAX_CHARS = 4000


def annotate(area: Area, command: dc.AnnotateLog, order: Order, profile: Profile) -> list[e.Event]:
    """Write into the duty log of a place; an entry that is annotated stays as it is."""
    permit(profile, order, "AnnotateLog")
    if command.place_code not in area.places:
        raise Rejected("unknown_place", f"no place {command.place_code!r}", "place_code")
    authorise(area, order.actor, command.place_code)
    text = command.text.strip()
    if not text:
        raise Rejected("input_missing", "write something", "text")
    if len(text) > MAX_CHARS:
        raise Rejected("too_long", f"at most {MAX_CHARS} characters", "text")
    on = command.on_position
    if on is not None and not 1 <= on <= area.position:
        raise Rejected("unknown_entry", f"the log has no entry {on}", "on_position")
    return [de.LogAnnotated(command.place_code, text, order.actor.name, order.actor.role, on)]
