"""The shapes that answers have in common.

A struct here says what `api.shown.plain` and a body put together by hand come to. Every field is
sent, also an empty one, unless it may be `UNSET`. Moments are floats here as everywhere inside; the
document has them as they are sent, RFC 3339 (see `api.schemas`).
"""

from typing import Generic, TypeVar

from msgspec import Struct

from dispatch.domain.events import Event

Item = TypeVar("Item")


class EventActor(Struct):
    """Who did it: name, role, and the place of the jurisdiction."""

    name: str
    role: str
    place_code: str


class RecordedEvent(Struct, tag="event", tag_field="type"):
    """One event of the log; `event.type` names it, `caused_by` is the position of its cause."""

    position: int
    at: float
    actor: EventActor
    caused_by: int | None
    correlation: str
    event: Event


class Page(Struct, Generic[Item]):
    """A page of a list; `next` is the cursor of the following one, null on the last."""

    items: list[Item]
    next: str | None


class Items(Struct, Generic[Item]):
    """A list that is given out whole."""

    items: list[Item]


class CommandAnswer(Struct):
    """What a command led to: the log's position then, and the events the caller may see."""

    position: int
    events: list[RecordedEvent]
