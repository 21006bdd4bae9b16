"""Wrap every recorded event in who, when and because of what."""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.events import Event


class Recorded(msgspec.Struct, frozen=True):
    """An event that is in the log for good, at its position (1, 2, 3 … in its area).

    `recorded_at` is in epoch seconds UTC; `caused_by` is the position of the event this one
    follows from, None for what a person or device began; `correlation` ties a chain together.
    `fingerprint` tells whether a repeated `command_id` is the same command again; it is empty where
    the engine drew the id.
    """

    area: str
    position: int
    recorded_at: float
    actor: Actor
    command_id: str
    caused_by: int | None
    correlation: str
    event: Event
    fingerprint: str = ""
