"""Hand a caller's command to the engine, once however often it is sent, and answer."""

from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import Header, Response
from msgspec.structs import replace

from api.access import Caller
from api.concerns import concern_of_event, narrowed
from api.frames import event_body
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.domain.envelope import Recorded
from dispatch.engine.bootstrap import CommandArea
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


async def give(
    where: CommandArea, who: Caller, command: Command, key: str | None, response: Response
) -> tuple[Committed, dict[str, Any]]:
    """Have a command carried out; return the outcome and the body to answer with.

    Raises `Rejected`. The body tells of the events the caller may see. A command that changes
    nothing leaves no trace, and its key may be used again.
    """
    command_id = f"http:{uuid5(_NAMESPACE, f'{who.user.name}|{key}')}" if key else None
    committed = await where.writer.handle(command, who.actor, command_id=command_id)
    if committed.repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return committed, answer(where.area, who, committed)


def answer(area: Area, who: Caller, committed: Committed) -> dict[str, Any]:
    """Return what a command led to as it is shown to the caller."""
    return {"position": committed.position, "events": shown_events(area, who, committed.events)}


def shown_events(area: Area, who: Caller, events: tuple[Recorded, ...]) -> list[dict[str, Any]]:
    """Return those events the caller may see."""
    view = who.view
    seen = []
    for one in events:
        if view.sees(concern_of_event(area, one.event)):
            event = narrowed(area, one.event, view)
            if event is not None:
                seen.append(event_body(replace(one, event=event)))
    return seen
