"""Open a small made-up city behind an application, with and without a real server."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.datastructures import State

from api import passwords
from api.app import create_app
from api.server import server_of
from api.users import UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.engine.bootstrap import CommandArea, House, open_house
from tests.api.contract import document, hold_to_the_document, hung_doors
from tests.api.doors import PASSWORD, USERS, Door, found, small_roads

HOOKS = {"response": [hold_to_the_document]}


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    # The thread that waits for other processes' news holds up the end of each test by so much.
    monkeypatch.setattr("dispatch.engine.bootstrap.NEWS_WAIT_S", 0.05)
    with open_house("memory://") as opened:
        area = opened.open_area("city", roads=RoadDesk(small_roads()))
        found(area)
        yield opened


@pytest.fixture
def area(house: House) -> CommandArea:
    return house.area("city")


@pytest.fixture(scope="session")
def hashed_once() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def book(house: House, hashed_once: str, monkeypatch: pytest.MonkeyPatch) -> UserBook:
    made = UserBook(house.store.database)
    area = house.area("city")
    with monkeypatch.context() as patched:
        patched.setattr("api.passwords.hashed", lambda _password: hashed_once)
        for user in USERS:
            made.add(user, PASSWORD, area.area, area.engine.profile)
    return made


@pytest.fixture
def app(house: House, book: UserBook, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The application of the house, its doors hung once for all tests: that takes seconds."""
    hung = hung_doors()
    monkeypatch.setattr("api.app.doors", lambda: hung)
    hung.state, hung.middleware_stack = State(), None
    return create_app(house, book=book)


@pytest.fixture
def quick_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for it before `open_door`."""
    monkeypatch.setattr("api.hub.HEARTBEAT_S", 0.2)


@pytest.fixture
async def door(app: FastAPI) -> AsyncIterator[Door]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://door", event_hooks=HOOKS) as http,
    ):
        yield Door(app, http)


@pytest.fixture
async def open_door(app: FastAPI) -> AsyncIterator[Door]:
    """A real server on a free port, for the WebSocket."""
    document()  # takes seconds, in which the server would close a connection that stands idle
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = server_of(app, "127.0.0.1", port, log_level="warning")
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{port}"
    # Server and client share this process: on a busy machine an answer may take its time.
    async with httpx.AsyncClient(base_url=url, event_hooks=HOOKS, timeout=60) as http:
        yield Door(app, http, url)
    server.should_exit = True
    with contextlib.suppress(asyncio.CancelledError):
        await serving
