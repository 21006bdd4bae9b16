"""Settle what came in: wait until it is durable, bury what cannot be, and say what to answer."""

import asyncio
from typing import Any

import aiomqtt
import msgspec

from dispatch.domain.commands import SendReport
from dispatch.domain.refusals import Rejected
from dispatch.engine.engine import Committed, Submission
from dispatch.engine.positions import Fix
from dispatch.engine.writer import Lane, Writer, WriterClosed
from dispatch.intake.measured import Measured
from dispatch.intake.message import Message, Unreadable
from dispatch.intake.payloads import MAX_PAYLOAD, Answer
from dispatch.intake.topics import Topic, UnknownTopic
from dispatch.intake.translate import is_repeat_of
from dispatch.store.dead_letters import DeadLetters
from dispatch.store.log import PositionTaken, StoreError


class InHand(msgspec.Struct):
    """A message between its receipt and its acknowledgement."""

    raw: aiomqtt.Message
    topic: Topic | None
    meant: Message | Fix | Measured | Unreadable | UnknownTopic
    future: asyncio.Future[Any] | None = None


def hand_in(lane: Lane, message: Message) -> asyncio.Future[Committed]:
    """Hand a command in on a lane; the future is done once it is durable or refused."""
    submission = Submission(message.command, message.actor, message.command_id)
    return asyncio.wrap_future(lane.submit(submission))


class Settler:
    """Brings messages to their end. When `settle` returns, the sender may be told: it is durable.

    It raises when the store fails or the engine stops: then nothing may be acknowledged.
    """

    def __init__(self, writer: Writer, dead_letters: DeadLetters) -> None:
        self._writer, self._dead_letters = writer, dead_letters

    async def settle(self, one: InHand) -> Answer | None:
        """Wait for a message's outcome and bury it if refused; None where nobody is answered."""
        if isinstance(one.meant, Fix):
            return None
        if isinstance(one.meant, Measured):
            return await self._settle_measured(one, one.meant)
        if not isinstance(one.meant, Message) or one.future is None:
            await self._bury(one, str(one.meant))
            return None
        outcome = await self._outcome(one.future)
        said_id = one.meant.said_id
        if isinstance(outcome, Rejected):
            if outcome.code in one.meant.forgives:
                return None if said_id is None else Answer(id=said_id, taken=True)
            where = f"{outcome.field}: " if outcome.field else ""
            return await self._refuse(one, said_id, f"{where}{outcome.reason} ({outcome.code})")
        if said_id is None:
            return None
        if not isinstance(one.meant.command, SendReport):
            return Answer(id=said_id, taken=True, position=outcome.position)
        report = self._writer.area.reports[one.meant.command.report_id]
        if not outcome.events and not is_repeat_of(report, one.meant.command, one.meant.actor):
            return await self._refuse(one, said_id, "report_id: stands for another report already")
        return Answer(
            id=said_id, taken=True, position=outcome.position, incident_id=report.incident_id
        )

    async def _settle_measured(self, one: InHand, meant: Measured) -> Answer | None:
        """Wait until readings are kept and judged; those that cannot be taken are buried."""
        refused = list(meant.refused)
        if one.future is not None:
            for outcome in await one.future:
                if isinstance(outcome, BaseException):
                    refusal = _refusal(outcome)
                    refused.append(f"{refusal.reason} ({refusal.code})")
        if refused:
            await self._bury(one, "; ".join(refused))
        if meant.said_id is None:
            return None
        reason = "; ".join(refused) or None
        return Answer(id=meant.said_id, taken=not refused, reason=reason)

    async def _outcome(self, future: asyncio.Future[Committed]) -> Committed | Rejected:
        try:
            return await future
        except Exception as problem:
            return _refusal(problem)

    async def _refuse(self, one: InHand, said_id: str | None, reason: str) -> Answer | None:
        await self._bury(one, reason)
        if said_id is None:
            return None
        return Answer(id=said_id, taken=False, reason=reason)

    async def _bury(self, one: InHand, reason: str) -> None:
        engine = self._writer.engine
        await asyncio.to_thread(
            self._dead_letters.bury,
            engine.area_id,
            engine.clock.now(),
            one.raw.topic.value,
            bytes(one.raw.payload)[:MAX_PAYLOAD],
            reason.replace("\x00", "\\0"),
        )


def _refusal(problem: BaseException) -> Rejected:
    """Return why a command was refused; raises what says that nothing may be acknowledged."""
    if isinstance(problem, Rejected):
        return problem
    lost = (StoreError, PositionTaken, WriterClosed, OSError)
    if isinstance(problem, lost) or not isinstance(problem, Exception):
        raise problem
    # The engine fails on this one command: it must not block all that come after it.
    what = f"{type(problem).__name__}: {problem}"
    return Rejected("engine_failed", f"the engine failed on it: {what}")
