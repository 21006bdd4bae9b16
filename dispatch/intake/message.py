"""Hold what a device said once it is understood, and why it could not be."""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.commands import Command


class Unreadable(ValueError):  # noqa: N818 - what a sender did, not what went wrong here
    """A payload nobody can act on; the reason names the field."""


class Message(msgspec.Struct, frozen=True):
    """A command as a device gave it. `said_id` is the id the device chose, to answer by.

    With a `command_id` a repeat has one effect. Refusals whose code is in `forgives` only say
    that the area knows already. Without a `said_id` nobody waits for an answer.
    """

    command: Command
    actor: Actor
    said_id: str | None
    command_id: str | None = None
    forgives: frozenset[str] = frozenset()
