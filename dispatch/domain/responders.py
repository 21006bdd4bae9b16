"""Know the first responders 第一响应人: who agreed to be asked, where they are, what they can do.

They are people, not teams: they meet no demand, are under no order, and are never sent into a
danger the profile keeps them out of.
"""

import msgspec

from dispatch.domain.lifecycle import Label
from routing.geo import Position

AVAILABLE = "AVAILABLE"
"""The state of a responder in which they may be asked."""

ASKED, ACCEPTED, ON_SCENE = "ASKED", "ACCEPTED", "ON_SCENE"
"""Those of the call to one: until the end of it they are on the incident's list."""

RESPONDER_ROLE = "FR"
"""The role in which a responder speaks, under their own id."""


class Responder(msgspec.Struct, frozen=True):
    """A person who agreed to be asked to emergencies near by.

    `consent` says how the agreement is on record (a form, a date): without one nobody is entered.
    `position` is where their phone said they were `seen_at`, None where it never did; else they
    are taken to be at `home`. `called_to` is the incident they are asked to, or gone to.
    """

    responder_id: str
    name: str
    place_code: str
    home: Position
    skills: tuple[str, ...]
    consent: str
    phone: str = ""
    state: str = AVAILABLE
    position: Position | None = None
    seen_at: float = 0.0
    called_to: str | None = None

    def is_at(self, now: float, holds_s: float) -> Position:
        """Return where they are taken to be; a position holds for `holds_s` after it was told."""
        fresh = self.position is not None and now - self.seen_at <= holds_s
        return self.position if fresh and self.position is not None else self.home


class ResponderCall(msgspec.Struct, frozen=True):
    """That a responder was asked to an incident, and what became of it; its id is `I1/fr-7`.

    `distance_m` is as the crow flies when asked, `skill` what they were asked for. `reached` maps
    states to moments.
    """

    call_id: str
    incident_id: str
    responder_id: str
    skill: str
    distance_m: float
    state: str
    asked_at: float
    reached: dict[str, float] = {}
    reason: str = ""
    is_open: bool = True
    overdue: tuple[str, ...] = ()
    revision: int = 0


class KindAsks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a kind of event asks: at most so many at a time, each skill from so far away.

    `task_zh` and `task_en` tell them what to do there.
    """

    at_most: int
    radius_m: dict[str, float]
    task_zh: str
    task_en: str
    basis: str = ""


class ResponderRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says of first responders; a kind that is not named asks nobody.

    `excluded` are the kinds nobody may be sent into. A position holds for `position_holds_s`; a
    move shorter than `moved_m` is none.
    """

    skills: dict[str, Label] = {}
    kinds: dict[str, KindAsks] = {}
    excluded: tuple[str, ...] = ()
    position_holds_s: float = 1800.0
    moved_m: float = 200.0


def responder_call_id(incident_id: str, responder_id: str) -> str:
    """Return the id of the call of a responder to an incident: each is asked once."""
    return f"{incident_id}/{responder_id}"
