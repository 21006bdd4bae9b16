"""Measure how soon a report is seen: sent over HTTP, on a WebSocket of another client.

A server of its own (SQLite, fully synchronous) takes 100 reports a second for half a minute. The
delay runs from just before a report is sent until its `ReportReceived` is on the live feed: intake,
decision, commit and fan-out, all of it. `lost` never arrived, `doubled` arrived more than once.
"""

import asyncio
import json
import multiprocessing
import secrets
import socket
import statistics
import tempfile
from collections import Counter
from multiprocessing.connection import Connection
from time import perf_counter

import httpx
import websockets
from uvicorn import Server

RATE = 100  # reports per second
SECONDS = 30
PATIENCE_S = 10.0  # after the last report, before what has not arrived counts as lost


def measure() -> dict[str, float]:
    """Return the flat JSON object the benchmark prints."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder:
        server = context.Process(target=_serve, args=(folder, password, theirs), daemon=True)
        server.start()
        try:
            return asyncio.run(_measure(f"127.0.0.1:{ours.recv()}", password))
        finally:
            server.terminate()
            server.join()


async def _measure(host: str, password: str) -> dict[str, float]:
    seen: dict[str, float] = {}
    times = Counter[str]()
    sent: dict[str, float] = {}
    accepted: list[float] = []
    async with httpx.AsyncClient(base_url=f"http://{host}/api/v1", timeout=30) as http:
        token = await _sign_in(http, password)
        http.headers["Authorization"] = f"Bearer {token}"
        ready = asyncio.Event()
        watching = asyncio.create_task(_watch(host, token, ready, seen, times))
        await ready.wait()
        began, sending = perf_counter(), []
        for number in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, began + number / RATE - perf_counter()))
            sending.append(asyncio.create_task(_send(http, f"r{number}", number, sent, accepted)))
        await asyncio.gather(*sending)
        until = perf_counter() + PATIENCE_S
        while len(seen) < len(sent) and perf_counter() < until:
            await asyncio.sleep(0.05)
        watching.cancel()
    delays = sorted((seen[one] - sent[one]) * 1000 for one in seen)
    hundredths = statistics.quantiles(delays, n=100)
    return {
        "reports": len(sent),
        "reports_per_s": RATE,
        "p50_ms": round(hundredths[49], 2),
        "p99_ms": round(hundredths[98], 2),
        "accepted_p50_ms": round(statistics.median(accepted), 2),
        "lost": len(sent) - len(seen),
        "doubled": sum(count > 1 for count in times.values()),
    }


async def _sign_in(http: httpx.AsyncClient, password: str) -> str:
    answer = await http.post("/login", json={"name": "duty", "password": password})
    answer.raise_for_status()
    token: str = answer.json()["token"]
    return token


async def _send(
    http: httpx.AsyncClient,
    report_id: str,
    number: int,
    sent: dict[str, float],
    accepted: list[float],
) -> None:
    place = {"lon": 109.0 + number % 97 * 1e-2, "lat": 34.2 + number % 89 * 1e-2}
    body = {"report_id": report_id, "kind": "other", "source": "duty", "position": place}
    began = sent[report_id] = perf_counter()
    (await http.post("/reports", json=body)).raise_for_status()
    accepted.append((perf_counter() - began) * 1000)


async def _watch(
    host: str, token: str, ready: asyncio.Event, seen: dict[str, float], times: Counter[str]
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    url = f"ws://{host}/api/v1/live"
    async with websockets.connect(url, additional_headers=headers, max_size=None) as socket_:
        async for frame in socket_:
            now, message = perf_counter(), json.loads(frame)
            ready.set()  # the first message is the snapshot
            for one in message.get("events", ()):
                if one["event"]["type"] == "ReportReceived":
                    report_id = one["event"]["report"]["report_id"]
                    seen.setdefault(report_id, now)
                    times[report_id] += 1


def _serve(folder: str, password: str, told: Connection) -> None:
    """Run a server over a small founded area in this process, and tell its port."""
    import numpy as np

    from api.app import create_app
    from api.server import server_of
    from api.users import User, UserBook
    from benchmarks.engine import found
    from dispatch.assignment.roads import RoadDesk
    from dispatch.engine.bootstrap import open_house
    from routing.network import RoadNetwork

    there_and_back = np.array([0, 1], np.int32), np.array([1, 0], np.int32)
    roads = RoadNetwork.from_arcs(
        np.array([109.0, 109.01]), np.array([34.2, 34.2]), *there_and_back, [920.0] * 2, [36.0] * 2
    )
    with open_house(f"sqlite:///{folder}/chiyuan.db") as house:
        area = house.open_area("bench", roads=RoadDesk(roads))
        found(area.writer.handle_now)
        book = UserBook(house.store.database)
        book.add(User("duty", "DUTY", "61"), password, area.area, area.engine.profile)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = server_of(create_app(house, book=book), "127.0.0.1", port, log_level="warning")
        asyncio.run(_tell_when_ready(server, told, port))


async def _tell_when_ready(server: Server, told: Connection, port: int) -> None:
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    told.send(port)
    await serving
