"""Let the grid workers of a drill report through a real broker, as their phones would."""

import asyncio
import logging
from collections import deque

import aiomqtt
import msgspec
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from dispatch.domain.actors import Actor
from dispatch.domain.commands import SendReport
from dispatch.intake.address import read_address
from dispatch.intake.payloads import ReportPayload

MAX_BACK_OFF_S = 10.0

_log = logging.getLogger(__name__)


class MqttCallers:
    """Publishes reports of grid workers to the broker at `url`; `run` it on an event loop.

    A report waits here until the broker has acknowledged it, so none is lost while the broker is
    away; one that is sent twice over a reconnection is recognised by its id.
    """

    def __init__(self, url: str, area_id: str) -> None:
        self._address, self._area_id = read_address(url), area_id
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()

    def send(self, report: SendReport, actor: Actor) -> None:
        """Hand in a report, from any thread; it goes out as soon as the broker takes it."""
        said = (one for one in ReportPayload.__struct_fields__ if one != "crs")
        fields = {name: getattr(report, name) for name in said}
        payload = msgspec.json.encode(ReportPayload(**fields))
        topic = f"chiyuan/{self._area_id}/reports/{actor.name}"
        self._waiting.append((topic, payload))
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._news.set)

    async def run(self) -> None:
        """Publish what is handed in until cancelled, reconnecting with back-off."""
        self._loop = asyncio.get_running_loop()
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(aiomqtt.MqttError),
            wait=wait_random_exponential(multiplier=0.5, max=MAX_BACK_OFF_S),
        ):
            with attempt:
                await self._publish()

    async def _publish(self) -> None:
        address = self._address
        async with aiomqtt.Client(
            address.host, address.port, username=address.username, password=address.password
        ) as client:
            while True:
                while self._waiting:
                    topic, payload = self._waiting[0]
                    await client.publish(topic, payload, qos=1)
                    self._waiting.popleft()
                self._news.clear()
                if not self._waiting:
                    await self._news.wait()
