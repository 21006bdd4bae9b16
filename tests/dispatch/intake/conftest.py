"""A small city whose devices speak to it through a real broker."""

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiomqtt
import pytest

from dispatch.engine.positions import Positions
from dispatch.engine.readings import ReadingDesk
from dispatch.engine.writer import Writer
from dispatch.intake.address import read_address
from dispatch.intake.mqtt import MqttDoor
from dispatch.store.open import Store, open_store
from simulators.broker import BrokerMissing, PrivateBroker, private_broker
from tests.sentences import City

PATIENCE_S = 15.0


@pytest.fixture
def broker() -> Iterator[PrivateBroker]:
    """A broker of its own for each test; skipped without mosquitto, which CI must have."""
    try:
        with private_broker(["grid-7", "fire-1", "gas-1", "fr-1"]) as running:
            yield running
    except BrokerMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


class Held:
    """An event log whose appends can be held back, or fail."""

    def __init__(self, log: Any) -> None:
        self._log = log
        self.may_go, self.appends = threading.Event(), 0
        self.may_go.set()
        self.failures: list[Exception] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def append(self, *arguments: Any) -> None:
        self.appends += 1
        self.may_go.wait(PATIENCE_S)
        if self.failures:
            raise self.failures.pop(0)
        self._log.append(*arguments)


class Room:
    """The city's engine room: its log, its writer, and a door to the broker that can be opened."""

    def __init__(
        self, broker: PrivateBroker, store: Store, found: Callable[..., City] = City
    ) -> None:
        self.broker, self.store = broker, store
        self.log = Held(store.log)
        self.city = found(log=self.log)
        self.positions = Positions()
        self.writer = Writer(self.city.engine)
        self.readings = ReadingDesk(self.writer, store.readings)
        self.door: MqttDoor

    def a_door(self, url: str | None = None) -> MqttDoor:
        address = read_address(url or self.broker.engine_url)
        letters = self.store.dead_letters
        return MqttDoor(
            address, self.writer, self.positions, self.readings, letters, max_back_off_s=0.3
        )

    @asynccontextmanager
    async def open_door(self) -> AsyncIterator[MqttDoor]:
        self.door = self.a_door()
        running = asyncio.create_task(self.door.run())
        try:
            await until(lambda: self.door.connected)
            yield self.door
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    def buried(self) -> list[str]:
        return [letter.reason for letter in self.store.dead_letters.list("test")]


@pytest.fixture
def room(broker: PrivateBroker) -> Iterator[Room]:
    store = open_store("memory://")
    made = Room(broker, store)
    yield made
    made.log.may_go.set()
    made.readings.close()
    made.writer.close()
    store.close()


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, and fail when it does not for too long."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def a_device(url: str, *listens_to: str) -> AsyncIterator[aiomqtt.Client]:
    """Connect as a device; what it listens to waits in its `messages`."""
    address = read_address(url)
    async with aiomqtt.Client(
        address.host, address.port, username=address.username, password=address.password
    ) as client:
        for topic in listens_to:
            await client.subscribe(topic, qos=1)
        yield client


async def heard(client: aiomqtt.Client) -> Any:
    """Return the next thing a device hears."""
    async with asyncio.timeout(PATIENCE_S):
        return json.loads(bytes((await anext(client.messages)).payload))


async def say(client: aiomqtt.Client, topic: str, said: Any) -> None:
    """Publish as a device, and wait for the broker's acknowledgement."""
    payload = said if isinstance(said, bytes) else json.dumps(said)
    await client.publish(f"chiyuan/test/{topic}", payload, qos=1)
