"""Say who is on duty at a place, and whom to call: people off duty are left in peace.

A place without a roster is as it would be without rosters at all. Where there is one and nobody is
there, everybody is called: silence in the duty room must not become silence on the telephone.
"""

from collections.abc import Iterator

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.places import lineage
from dispatch.domain.profile import Profile
from dispatch.domain.shifts import PLANNED, THERE, Shift


def shifts_of(area: Area, place_code: str) -> tuple[Shift, ...]:
    """Return the shifts of a place that are not over, the earliest first."""
    return tuple(area.shifts[one] for one in area.shifts_at.get(place_code, ()))


def has_roster(area: Area, place_code: str) -> bool:
    """Whether duty at a place is kept by a roster now."""
    return place_code in area.shifts_at


def on_duty(area: Area, place_code: str, at: float) -> tuple[str, ...]:
    """Return the names of those on duty at a place at a moment, empty where there is no roster.

    Who has checked in is on duty until relieved, however late. While nobody is there, a shift whose
    hour has come counts as if its people were, until its time to check in has passed.
    """
    shifts = shifts_of(area, place_code)
    there = [name for one in shifts if one.state in THERE for name in one.there]
    if there:
        return tuple(dict.fromkeys(there))
    due = [one for one in shifts if one.state == PLANNED and one.covers(at)]
    return tuple(dict.fromkeys(name for one in due for name in one.expected))


def is_manned(area: Area, place_code: str, at: float) -> bool:
    """Whether somebody can be expected to answer at a place: not where a roster has a gap."""
    return not has_roster(area, place_code) or bool(on_duty(area, place_code, at))


def may_be_called(area: Area, profile: Profile, actor: Actor, at: float) -> bool:
    """Whether somebody may be called: not who keeps duty by a roster and is off duty."""
    if not profile.duty.is_seated(actor.role):
        return True
    return is_called(area, actor.jurisdiction, actor.name, at)


def is_called(area: Area, place_code: str, name: str, at: float) -> bool:
    """Whether somebody of a place's roster is called: who is on duty, or all where nobody is."""
    names = on_duty(area, place_code, at)
    return not names or name in names


def answering_room(area: Area, profile: Profile, code: str, at: float) -> str:
    """Return the duty room that answers for a place and has somebody in it.

    The nearest on the way up; where none has, the one that should.
    """
    return next(_manned(area, profile, code, at), duty_room(area.places, profile, code))


def _manned(area: Area, profile: Profile, code: str, at: float) -> Iterator[str]:
    room = duty_room(area.places, profile, code)
    for above in lineage(area.places, room):
        if above in area.places and is_manned(area, above, at):
            yield above
