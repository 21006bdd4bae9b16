"""Name the rules of duty: who checks in, who relieves whom, what is signed for.

Each answers a reason when it is broken, or nothing; the table refers to them by name.
"""

from dispatch.domain.area import Area
from dispatch.domain.duty import shifts_of
from dispatch.domain.duty_items import open_items
from dispatch.domain.places import lineage
from dispatch.domain.rules import Rule, Situation
from dispatch.domain.shifts import INCOMING, OUTGOING, THERE, Shift


def is_on_the_roster(s: Situation) -> str | None:
    """Who is not on the roster does not check in; a stand-in is put on it first."""
    shift, name = shift_of(s), s.order.actor.name
    seated = shift.seated(name)
    if seated is None:
        return f"{name} is not on the roster of {shift.shift_id}"
    if s.order.actor.jurisdiction != shift.place_code:
        return f"{name} belongs to {s.order.actor.jurisdiction}, not to {shift.place_code}"
    role = s.profile.duty.seats[seated.seat].role if seated.seat in s.profile.duty.seats else ""
    return None if role == s.order.actor.role else f"the seat of {name} is for the role {role}"


def has_not_checked_in(s: Situation) -> str | None:
    """One checks in once."""
    seated = shift_of(s).seated(s.order.actor.name)
    there = seated is not None and seated.is_there
    return f"{s.order.actor.name} has checked in" if there else None


def is_not_too_early(s: Situation) -> str | None:
    """Nobody checks in for a shift that is hours away."""
    opens_at = shift_of(s).begins_at - s.profile.duty.early_s
    left_s = opens_at - s.order.at
    return None if left_s <= 0 else f"it can be checked in to in {left_s / 60:.0f} min"


def somebody_is_left_to_tell(s: Situation) -> str | None:
    """There is a place above that was not told yet."""
    return None if next_above(s) is not None else "nobody stands above who was not told"


def is_on_duty_here(s: Situation) -> str | None:
    """Duty is handed over by who has it."""
    name = s.order.actor.name
    return None if name in shift_of(s).there else f"{name} is not on duty by this shift"


def relief_is_there(s: Situation) -> str | None:
    """Duty is handed over to somebody: the next shift has checked in."""
    shift = shift_of(s)
    relief = relief_of(s.area, shift)
    if relief is None:
        return "no shift follows on the roster"
    if relief.state in THERE and relief.there:
        return None
    return f"nobody of the next shift, {relief.shift_id}, has checked in"


def nobody_follows(s: Situation) -> str | None:
    """Where a shift follows, duty is handed over to it."""
    relief = relief_of(s.area, shift_of(s))
    return None if relief is None else f"{relief.shift_id} follows: hand over to it"


def is_of_either_side(s: Situation) -> str | None:
    """A handover is the matter of those who hand over and those who take over."""
    if side_of(s) is None:
        return f"{s.order.actor.name} is on duty on neither side"
    return None


def list_is_complete(s: Situation) -> str | None:
    """Nobody signs for less than there is: what has come up since is listed first."""
    shift = shift_of(s)
    assert shift.handover is not None  # noqa: S101 - the state says so
    listed = {one.key for one in shift.handover.items}
    open_now = open_items(s.area, s.profile, shift.place_code)
    fresh = [one.subject_id for one in open_now if one.key not in listed]
    return f"since it was listed: {', '.join(fresh[:10])}" if fresh else None


def other_side_has_signed(s: Situation) -> str | None:
    """The second of two signatures."""
    return None if _signed_by_other(s) else "the other side has not signed yet"


def other_side_has_not_signed(s: Situation) -> str | None:
    """The first of two signatures."""
    return "the other side has signed" if _signed_by_other(s) else None


def signs_for_one_side(s: Situation) -> str | None:
    """Two people sign, not one twice."""
    handover, side = shift_of(s).handover, side_of(s)
    if handover is None:
        return None
    others = [one.name for key, one in handover.signatures.items() if key != side]
    name = s.order.actor.name
    return f"{name} has signed for the other side" if name in others else None


def shift_of(s: Situation) -> Shift:
    """Return the shift in question."""
    assert s.shift is not None  # noqa: S101 - the loader pairs rules with tables
    return s.shift


def relief_of(area: Area, shift: Shift) -> Shift | None:
    """Return the shift that relieves another: the first after it that is manned, else the next."""
    later = [one for one in shifts_of(area, shift.place_code) if one.begins_at > shift.begins_at]
    manned = [one for one in later if one.state in THERE]
    return next(iter((*manned, *later)), None)


def side_of(s: Situation) -> str | None:
    """Return the side of a handover that the actor is on; one on both signs what is not signed."""
    shift, name = shift_of(s), s.order.actor.name
    handover = shift.handover
    if handover is None:
        return None
    relief = s.area.shifts[handover.to_shift]
    sides = [side for side, one in ((OUTGOING, shift), (INCOMING, relief)) if name in one.there]
    unsigned = [side for side in sides if side not in handover.signatures]
    return next(iter((*unsigned, *sides)), None)


def next_above(s: Situation) -> str | None:
    """Return the nearest place above a shift's that was not told that nobody is there."""
    shift = shift_of(s)
    above = lineage(s.area.places, shift.place_code)[1:]
    return next((one for one in above if one in s.area.places and one not in shift.told), None)


def _signed_by_other(s: Situation) -> bool:
    handover, side = shift_of(s).handover, side_of(s)
    return handover is not None and any(one != side for one in handover.signatures)


SHIFT_RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        is_on_the_roster,
        has_not_checked_in,
        is_not_too_early,
        somebody_is_left_to_tell,
        is_on_duty_here,
        relief_is_there,
        nobody_follows,
        is_of_either_side,
        list_is_complete,
        other_side_has_signed,
        other_side_has_not_signed,
        signs_for_one_side,
    )
}
