"""Show 4: ten thousand messages through a real broker; broker and engine each die on the way."""

import asyncio
import json
import logging
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import paho.mqtt.client as mqtt
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dispatch.domain.events import ReportLinked, ReportReceived
from dispatch.intake.address import read_address
from dispatch.store.codec import recorded_of
from dispatch.store.open import open_store
from simulators.broker import BrokerMissing, PrivateBroker, private_broker
from tests.api.doors import PASSWORD
from tests.e2e.a_server import AREA, WATCHER, Child, verified

REPORTS, REPEATS, REPORTERS = 8_000, 2_000, 200
KILL_ENGINE_AT, KILL_BROKER_AT = 2_000, 5_000  # reports answered
RESEND_S = 4.0  # how long a device waits for an answer before it says it again
LIMIT_S = 150.0
# Mostly what needs no team: this is about intake, and advising takes a core of its own.
KINDS = ("other", "service_call", "utility_outage")

_log = logging.getLogger(__name__)


@pytest.fixture
def broker() -> Iterator[PrivateBroker]:
    try:
        with private_broker() as running:
            yield running
    except BrokerMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


class Devices:
    """The devices of two hundred grid workers, who keep a report until it is answered.

    They speak through one connection; the queue of what is not acknowledged by the broker is
    paho's own, and outlives a reconnection.
    """

    def __init__(self, broker: PrivateBroker) -> None:
        chance = random.Random(20_260_101)
        self.reports = {f"r{n:04}": _a_report(n, chance) for n in range(REPORTS)}
        # A repeat comes some time after the first, and of any report.
        self.order = list(self.reports) + chance.choices(list(self.reports), k=REPEATS)
        for index in range(REPORTS, len(self.order)):
            other = chance.randrange(int(self.order[index][1:]) + 1, index + 1)
            self.order[index], self.order[other] = self.order[other], self.order[index]
        self.unanswered = dict.fromkeys(self.reports)
        self.refused: list[Any] = []
        self.sent, self.said_all = 0, False
        address = read_address(broker.simulator_url)
        self._client = client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id="devices", clean_session=False
        )
        client.username_pw_set(address.username, address.password)
        client.max_inflight_messages_set(500)
        client.max_queued_messages_set(0)
        client.reconnect_delay_set(1, 1)
        client.on_connect = self._on_connect
        client.on_message = self._on_answer
        client.connect(address.host, address.port)
        client.loop_start()

    @property
    def answered(self) -> int:
        return len(self.reports) - len(self.unanswered)

    async def speak(self) -> None:
        """Send all ten thousand, then again and again what is not answered."""
        for report_id in self.order:
            self._send(report_id)
            if self.sent % 50 == 0:
                await asyncio.sleep(0.05)  # slow enough to be still at it when the broker dies
        self.said_all = True
        while self.unanswered:
            before = self.answered
            await asyncio.sleep(RESEND_S)
            if self.answered == before:  # nothing moves any more: what is left was lost
                for report_id in tuple(self.unanswered):
                    self._send(report_id)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _send(self, report_id: str) -> None:
        reporter = f"grid-{int(report_id[1:]) % REPORTERS}"
        payload = json.dumps(self.reports[report_id])
        self._client.publish(f"chiyuan/{AREA}/reports/{reporter}", payload, qos=1)
        self.sent += 1

    def _on_connect(self, client: mqtt.Client, *_: Any) -> None:
        client.subscribe(f"chiyuan/{AREA}/reports/+/answers", qos=1)

    def _on_answer(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        answer = json.loads(message.payload)
        if answer["taken"]:
            self.unanswered.pop(answer["id"], None)
        else:
            self.refused.append(answer)


class Watcher:
    """A client of the live feed that comes back with the position it has."""

    def __init__(self, child: Child) -> None:
        self._child, self.position = child, 0
        self.seen: list[tuple[int, str]] = []  # each report received: its position and its id
        self.connections = 0

    async def watch(self) -> None:
        token = ""
        while True:
            try:
                token = token or await self._sign_in()
                await self._follow(token)
            except InvalidStatus:
                token = ""
            except ConnectionClosed as closed:
                if closed.rcvd is not None and closed.rcvd.code in (4401, 4403):
                    token = ""
            except (OSError, httpx.HTTPError, EOFError):
                pass
            await asyncio.sleep(0.1)

    async def _follow(self, token: str) -> None:
        url = self._child.url.replace("http", "ws", 1)
        async with connect(
            f"{url}/api/v1/live?after={self.position}",
            additional_headers={"Authorization": f"Bearer {token}"},
            max_size=None,
            proxy=None,
        ) as socket:
            self.connections += 1
            async for frame in socket:
                said = json.loads(frame)
                for event in said.get("events", ()):
                    if event["event"]["type"] == "ReportReceived":
                        self.seen.append((event["position"], event["event"]["report"]["report_id"]))
                self.position = said.get("position", self.position)

    async def _sign_in(self) -> str:
        async with httpx.AsyncClient(base_url=self._child.url) as http:
            body = {"name": WATCHER, "password": PASSWORD}
            answer = await http.post("/api/v1/login", json=body)
            answer.raise_for_status()
            token: str = answer.json()["token"]
            return token


async def test_ten_thousand_messages_survive_the_death_of_broker_and_engine(
    broker: PrivateBroker, tmp_path: Path
) -> None:
    database_url = f"sqlite:///{tmp_path}/log.db"
    child, devices = Child(database_url, tmp_path, broker.engine_url), Devices(broker)
    watcher = Watcher(child)
    background: list[asyncio.Task[None]] = []
    try:
        await asyncio.to_thread(child.start)
        began = time.perf_counter()
        background = [asyncio.create_task(watcher.watch()), asyncio.create_task(devices.speak())]

        await _until(lambda: devices.answered >= KILL_ENGINE_AT, child, devices)
        child.kill()
        assert devices.answered < REPORTS
        await asyncio.sleep(0.5)
        await asyncio.to_thread(child.start)

        await _until(lambda: devices.answered >= KILL_BROKER_AT, child, devices)
        broker.kill()
        in_the_midst = not devices.said_all
        await asyncio.sleep(0.5)
        await asyncio.to_thread(broker.start)

        await _until(lambda: not devices.unanswered, child, devices)
        took_s = time.perf_counter() - began
        _log.info("%s messages, %.1f s, in the midst: %s", devices.sent, took_s, in_the_midst)
        await _until(lambda: len(watcher.seen) >= REPORTS, child, devices)
        ended_with = await asyncio.to_thread(child.stop)
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        devices.close()
        child.kill()

    assert devices.refused == []
    assert devices.sent >= REPORTS + REPEATS
    assert watcher.connections >= 2
    _all_accounted_for(database_url, devices, watcher, ended_with)


def _all_accounted_for(
    database_url: str, devices: Devices, watcher: Watcher, ended_with: str
) -> None:
    found = verified(database_url)
    store = open_store(database_url)
    try:
        events = [recorded_of(entry) for entry in store.log.read(AREA)]
        buried = store.dead_letters.count(AREA)
    finally:
        store.close()
    assert buried == 0
    assert found["state_hash"] == ended_with
    assert found["reports"] == REPORTS

    received = [one for one in events if isinstance(one.event, ReportReceived)]
    linked = {one.event.report_id for one in events if isinstance(one.event, ReportLinked)}
    ids = [one.event.report.report_id for one in received if isinstance(one.event, ReportReceived)]
    assert len(ids) == REPORTS  # none doubled
    assert set(ids) == set(devices.reports)  # none lost
    assert 0 < len(linked) < REPORTS
    assert found["incidents"] == REPORTS - len(linked)  # each its own incident, or linked to one
    # Seen live in the order of the log, each once, across both deaths.
    assert watcher.seen == [
        (one.position, report_id) for one, report_id in zip(received, ids, strict=True)
    ]


def _a_report(n: int, chance: random.Random) -> dict[str, Any]:
    kind = "fire" if n % 1_000 == 500 else chance.choice(KINDS)
    lon, lat = 108.90 + chance.random() * 0.2, 34.10 + chance.random() * 0.2
    position = {"lon": round(lon, 5), "lat": round(lat, 5)}
    return {"report_id": f"r{n:04}", "kind": kind, "position": position, "text": f"第{n}次上报"}


async def _until(holds: Any, child: Child, devices: Devices) -> None:
    until = time.monotonic() + LIMIT_S
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(
                f"{devices.answered} answered of {devices.sent} sent\n{child.errors[-4_000:]}"
            )
        await asyncio.sleep(0.01)
