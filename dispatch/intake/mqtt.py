"""Take in what devices send over MQTT, and acknowledge it to the broker only after the commit.

Messages go to the writer as they come, without waiting one for another; they are settled and
acknowledged in the order of their receipt, as MQTT asks. What is not acknowledged when the line,
the store or this process fails comes again, and every command knows its repeat.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

import aiomqtt
import msgspec
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from dispatch.domain.sensors import Reading
from dispatch.engine.bootstrap import CommandArea
from dispatch.engine.ending import end
from dispatch.engine.engine import Committed
from dispatch.engine.positions import Fix, Positions
from dispatch.engine.readings import ReadingDesk
from dispatch.engine.writer import Lane, Writer, WriterClosed
from dispatch.intake.address import BrokerAddress, read_address
from dispatch.intake.by_hand import ByHand
from dispatch.intake.measured import Measured
from dispatch.intake.message import Unreadable
from dispatch.intake.notice_outbox import NoticeOutbox
from dispatch.intake.outbox import Outbox
from dispatch.intake.responder_outbox import ResponderOutbox
from dispatch.intake.settle import InHand, Settler, hand_in
from dispatch.intake.topics import UnknownTopic, parse, subscriptions
from dispatch.intake.translate import translate
from dispatch.intake.warning_outbox import CallOutbox
from dispatch.store.dead_letters import DeadLetters

MAX_IN_FLIGHT = 4_096  # messages handed to the writer and not settled: eight full batches
KEEPALIVE_S = 20  # a broker that has gone silent is noticed within half a minute
STEADY_S = 10.0  # a connection that held so long was a good one: the next back-off begins anew
MAX_BACK_OFF_S = 30.0

Outboxes = tuple[Outbox, CallOutbox, ResponderOutbox, NoticeOutbox]
_log = logging.getLogger(__name__)


class DoorStatus(msgspec.Struct):
    """How the door is doing; the counts are of this process since its start."""

    broker: str
    connected: bool = False
    connections: int = 0
    received: int = 0
    positions: int = 0
    readings: int = 0
    refused: int = 0
    acknowledged: int = 0
    instructions_sent: int = 0
    last_problem: str = ""


class _Lost(Exception):  # noqa: N818 - tells the back-off that a connection did not last
    """The connection ended before it had proved itself."""


class MqttDoor:
    """One area's door to a broker, with its own durable session there. Use `run` on an event loop.

    `client_id` names the session: the same after a restart, and nobody else's.
    """

    def __init__(
        self,
        address: BrokerAddress,
        writer: Writer,
        positions: Positions,
        readings: ReadingDesk,
        dead_letters: DeadLetters,
        *,
        client_id: str | None = None,
        max_back_off_s: float = MAX_BACK_OFF_S,
    ) -> None:
        area_id = writer.engine.area_id
        self._address, self._writer = address, writer
        self._positions, self._readings = positions, readings
        self._settler = Settler(writer, dead_letters)
        self._subscriptions = subscriptions(area_id)
        self._client_id = client_id or f"chiyuan-{area_id}"
        self._max_back_off_s = max_back_off_s
        self.status = DoorStatus(broker=str(address))

    @property
    def connected(self) -> bool:
        """Whether the broker is there at this moment."""
        return self.status.connected

    def what_is_wrong(self) -> str | None:
        """Return why the broker is not there, None while it is."""
        if self.status.connected:
            return None
        return self.status.last_problem or "not connected"

    async def run(self) -> None:
        """Keep the door open until cancelled, or until the engine stops."""
        engine = self._writer.engine
        outboxes = (
            *(Outbox(engine), CallOutbox(engine), ResponderOutbox(engine)),
            NoticeOutbox(engine),
        )
        try:
            while True:
                async for attempt in AsyncRetrying(
                    retry=retry_if_exception_type(_Lost),
                    wait=wait_random_exponential(multiplier=0.5, max=self._max_back_off_s),
                    before_sleep=self._say_when_next,
                ):
                    with attempt:
                        await self._connection(outboxes)
        except WriterClosed:
            _log.info("mqtt: the engine is stopping, the door is closed")
        finally:
            for outbox in outboxes:
                outbox.unsubscribe()

    async def _connection(self, outboxes: Outboxes) -> None:
        """Serve one connection until it ends; raises `_Lost` unless it had lasted a while."""
        began = time.monotonic()
        try:
            # A client for each connection: what is acknowledged late must not reach a later one.
            client = self._client()
            by_hand = ByHand(client)
            async with client:
                await self._serve(client, by_hand, outboxes)
        except WriterClosed:
            raise
        except Exception as problem:
            self.status.last_problem = str(problem) or type(problem).__name__
            _log.warning("mqtt: %s: %s", self._address, self.status.last_problem)
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                # Disconnecting can fail while we are being cancelled; we do not go on for that.
                raise asyncio.CancelledError from None
        if time.monotonic() - began < STEADY_S:
            raise _Lost

    def _client(self) -> aiomqtt.Client:
        return aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._address.username,
            password=self._address.password,
            identifier=self._client_id,
            clean_session=False,
            keepalive=KEEPALIVE_S,
            tls_context=self._address.tls_context(),
        )

    async def _serve(self, client: aiomqtt.Client, by_hand: ByHand, outboxes: Outboxes) -> None:
        for topic in self._subscriptions:
            await client.subscribe(topic, qos=1)

        async def publish(topic: str, payload: bytes) -> None:
            await client.publish(topic, payload, qos=1)
            self.status.instructions_sent += 1

        in_hand: asyncio.Queue[InHand] = asyncio.Queue(MAX_IN_FLIGHT)
        self.status.connected, self.status.connections = True, self.status.connections + 1
        _log.info("mqtt: connected to %s", self._address)
        try:
            await _until_one_fails(
                self._receive(client, in_hand),
                self._settle(by_hand, in_hand),
                *(outbox.run(publish) for outbox in outboxes),
            )
        finally:
            self.status.connected = False
            while not in_hand.empty():
                # Not acknowledged: the broker sends it again, so nobody need decide it now.
                if (future := in_hand.get_nowait().future) is not None:
                    future.cancel()

    async def _receive(self, client: aiomqtt.Client, in_hand: asyncio.Queue[InHand]) -> None:
        """Hand every message to the writer as it comes."""
        lane = self._writer.lane()  # what fails is sent again over the next connection, in order
        async for raw in client.messages:
            self.status.received += 1
            await in_hand.put(self._take(raw, lane))

    def _take(self, raw: aiomqtt.Message, lane: Lane) -> InHand:
        topic = None
        try:
            topic = parse(raw.topic.value)
            now = self._writer.engine.clock.now()
            profile = self._writer.engine.profile
            meant = translate(topic, bytes(raw.payload), self._writer.area, now, profile)
        except (Unreadable, UnknownTopic) as problem:
            return InHand(raw, topic, problem)
        if isinstance(meant, Fix):
            self._positions.record(meant)
            self.status.positions += 1
            return InHand(raw, topic, meant)
        if isinstance(meant, Measured):
            self.status.readings += len(meant.told)
            return InHand(raw, topic, meant, self._measure(meant))
        return InHand(raw, topic, meant, hand_in(lane, meant))

    def _measure(self, meant: Measured) -> asyncio.Future[list[Committed | BaseException]]:
        """Hand in readings; done, with what became of each sensor's, once all are settled."""

        async def one(sensor_id: str, readings: list[Reading]) -> Committed:
            desk = self._readings
            return await asyncio.wrap_future(desk.submit(sensor_id, readings, meant.actor))

        said = (one(*told) for told in meant.by_sensor().items())
        return asyncio.gather(*said, return_exceptions=True)

    async def _settle(self, by_hand: ByHand, in_hand: asyncio.Queue[InHand]) -> None:
        """Acknowledge what is durable, in the order it came, and answer the device."""
        while True:
            one = await in_hand.get()
            answer = await self._settler.settle(one)
            by_hand.acknowledge(one.raw)
            self.status.acknowledged += 1
            if isinstance(one.meant, UnknownTopic | Unreadable) or (answer and not answer.taken):
                self.status.refused += 1
            if answer is not None and one.topic is not None:
                by_hand.send_and_forget(one.topic.answers, msgspec.json.encode(answer))

    def _say_when_next(self, state: RetryCallState) -> None:
        wait_s = state.next_action.sleep if state.next_action else 0.0
        _log.info("mqtt: trying %s again in %.1f s", self._address, wait_s)


async def _until_one_fails(*parts: Coroutine[Any, Any, None]) -> None:
    """Run endless parts together; end them all when one fails, with its exception."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        await end(tasks)
    for task in done:
        task.result()


def open_door(
    command_area: CommandArea, url: str, dead_letters: DeadLetters, *, client_id: str | None = None
) -> MqttDoor:
    """Return the door of a command area, to run and to ask for its `status`; raises ValueError."""
    door = MqttDoor(
        read_address(url),
        command_area.writer,
        command_area.positions,
        command_area.readings,
        dead_letters,
        client_id=client_id,
    )
    command_area.alarms.watch_part(f"mqtt {door.status.broker}", door.what_is_wrong)
    return door
