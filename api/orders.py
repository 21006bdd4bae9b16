"""Hand a caller's command to the engine, once however often it is sent, and answer."""

from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import Depends, Header, Response

from api.access import Body, Caller, Where, Who
from api.concerns import seen_of
from api.frames import event_body
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.domain.envelope import Recorded
from dispatch.engine.engine import Committed

_NAMESPACE = UUID("0d1cf0a5-5f8e-5bb0-9a0b-6f2b6a3b7c11")

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="the caller's own name for this command; sent again it has no second effect",
    ),
]


class Giving:
    """A caller about to give commands in an area, once however often they are sent."""

    def __init__(
        self, where: Where, who: Who, response: Response, key: IdempotencyKey = None
    ) -> None:
        self.where, self.who, self._response, self._key = where, who, response, key

    @property
    def area(self) -> Area:
        """The area as it is now."""
        return self.where.area

    async def told(self, command: Command) -> Body:
        """Have a command carried out; return the body to answer with. Raises `Rejected`."""
        return (await self.give(command))[1]

    async def give(self, command: Command) -> tuple[Committed, Body]:
        """Have a command carried out; return the outcome and the body to answer with.

        Raises `Rejected`. The body tells of the events the caller may see. A command that changes
        nothing leaves no trace, and its key may be used again.
        """
        name = f"{self.who.user.name}|{self._key}"
        command_id = f"http:{uuid5(_NAMESPACE, name)}" if self._key else None
        committed = await self.where.writer.handle(command, self.who.actor, command_id=command_id)
        if committed.repeated:
            self._response.headers["Idempotency-Replayed"] = "true"
        return committed, answer(self.area, self.who, committed)


Orders = Annotated[Giving, Depends()]


def answer(area: Area, who: Caller, committed: Committed) -> dict[str, Any]:
    """Return what a command led to as it is shown to the caller."""
    return {"position": committed.position, "events": shown_events(area, who, committed.events)}


def shown_events(area: Area, who: Caller, events: tuple[Recorded, ...]) -> list[dict[str, Any]]:
    """Return those events the caller may see."""
    seen = (seen_of(area, one, who.view) for one in events)
    return [event_body(one) for one in seen if one is not None]
