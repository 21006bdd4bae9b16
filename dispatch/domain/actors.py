"""Say who gives a command: a named person or device, in one role, for one place."""

from enum import StrEnum
from functools import lru_cache

import msgspec


class Channel(StrEnum):
    """How a person gave an order: at a screen, by telephone, or by word of mouth."""

    CLICK = "click"
    PHONE = "phone"
    VOICE = "voice"


class Actor(msgspec.Struct, frozen=True):
    """Who acts. `jurisdiction` is the code of the place whose matters the actor may move.

    `team_id` is set for those who speak for one team: they move that team and its orders only.
    The role is a key of the profile's roles.
    """

    name: str
    role: str
    jurisdiction: str
    team_id: str | None = None


SYSTEM_ROLE = "SYSTEM"


@lru_cache(maxsize=64)
def system(jurisdiction: str) -> Actor:
    """Return the engine itself as an actor: timers, reactions and automatic dispatch."""
    return Actor(name="system", role=SYSTEM_ROLE, jurisdiction=jurisdiction)


class Order(msgspec.Struct, frozen=True):
    """What comes in with every command: its id, who gives it, and the moment, in epoch seconds UTC.

    Time and identity arrive here and nowhere else, which is why a replay is exact.
    """

    command_id: str
    actor: Actor
    at: float

    def by_engine(self, jurisdiction: str) -> "Order":
        """Return the same order as the engine gives it, for what follows from it by itself."""
        return Order(self.command_id, system(jurisdiction), self.at)
