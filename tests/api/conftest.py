"""A small made-up city: two counties, two towns, four villages, some teams and depots."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from immutables import Map

from api.app import create_app
from api.server import server_of
from api.users import User, UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.actors import system
from dispatch.domain.depots import Depot, Shelter, Stock
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.teams import Team
from dispatch.engine.bootstrap import CommandArea, House, open_house
from routing.geo import Position
from routing.network import RoadNetwork

PASSWORD = "a Quiet river 7"
NORTH, SOUTH = Position(108.90, 34.30), Position(109.10, 34.10)


def small_roads() -> RoadNetwork:
    lon = np.array([108.90, 109.00, 109.10])
    lat = np.array([34.30, 34.20, 34.10])
    return RoadNetwork.from_arcs(
        lon, lat, [0, 1, 1, 2], [1, 0, 2, 1], [14_000, 14_000, 14_000, 14_000], [60] * 4
    )


def place(code: str, admin_level: AdminLevel, parent: str | None, where: Position) -> Place:
    return Place(code, f"{code} place", admin_level, parent, where, 1000)


def team(team_id: str, place_code: str, where: Position, *capabilities: str) -> Team:
    return Team(team_id, f"team {team_id}", place_code, where, capabilities or ("FIRE",), 6)


def found(area: CommandArea, *, exercise: bool = False) -> None:
    root, put = system("C"), area.writer.handle_now
    put(c.FoundArea("Made-up city", "C", area.engine.profile.profile_id, exercise), root)
    level = AdminLevel
    places = [place("C", level.CITY, None, NORTH)]
    for county, town, where in (("CN", "TN", NORTH), ("CS", "TS", SOUTH)):
        places += [
            place(county, level.COUNTY, "C", where),
            place(town, level.TOWN, county, where),
            place(f"{town}-V1", level.VILLAGE, town, where),
            place(f"{town}-V2", level.VILLAGE, town, where),
        ]
    put(c.RegisterPlaces(tuple(places)), root)
    put(
        c.EnrolTeams(
            (
                team("N1", "TN", NORTH, "FIRE", "RESCUE"),
                team("N2", "TN", NORTH, "MEDICAL"),
                team("S1", "TS", SOUTH, "FIRE"),
                team("S2", "TS", SOUTH, "POLICE"),
            )
        ),
        root,
    )
    stock = Map({"sandbag": Stock(100), "pump": Stock(4)})
    put(
        c.RegisterDepots(
            (Depot("DN", "north", "TN", NORTH, stock), Depot("DS", "south", "TS", SOUTH, stock))
        ),
        root,
    )
    put(c.RegisterShelters((Shelter("HN", "school", "TN-V1", NORTH, 300),)), root)


USERS = (
    User("root", "ADMIN", "C"),
    User("city", "CITY", "C"),
    User("lead", "DUTYLEAD", "C"),
    User("north", "DUTY", "TN"),
    User("north.lead", "DUTYLEAD", "TN"),
    User("north.office", "OFFICE", "TN"),
    User("south", "DUTY", "TS"),
    User("grid", "GRID", "TN-V1"),
    User("keeper", "KEEPER", "TN"),
    User("team.n1", "TEAM", "TN", team_id="N1"),
    User("team.s1", "TEAM", "TS", team_id="S1"),
    User("citizen", "CITIZEN", "C"),
    User("county.admin", "ADMIN", "CN"),
)


@pytest.fixture
def house() -> Iterator[House]:
    with open_house("memory://") as opened:
        area = opened.open_area("city", roads=RoadDesk(small_roads()))
        found(area)
        yield opened


@pytest.fixture
def area(house: House) -> CommandArea:
    return house.area("city")


@pytest.fixture(scope="session")
def hashed_once() -> str:
    from api import passwords

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
def app(house: House, book: UserBook) -> FastAPI:
    return create_app(house, book=book)


@dataclass
class Door:
    """The application as a client meets it, at `url` when it really listens."""

    app: FastAPI
    http: httpx.AsyncClient
    url: str = ""

    async def token(self, name: str, password: str = PASSWORD) -> str:
        desk = self.app.state.desk
        user = await asyncio.to_thread(desk.book.get, name)
        token: str = (await asyncio.to_thread(desk.sessions.open, user))[0]
        return token

    async def as_user(self, name: str) -> "Client":
        return Client(self.http, {"Authorization": f"Bearer {await self.token(name)}"})


@dataclass
class Client:
    """One signed-in user."""

    http: httpx.AsyncClient
    headers: dict[str, str]

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1{path}", params=params, headers=self.headers)

    async def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None
    ) -> httpx.Response:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return await self.http.request(method, f"/api/v1{path}", json=body, headers=headers)

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        return await self.send("POST", path, body, key=key)

    async def put(self, path: str, body: Any = None) -> httpx.Response:
        return await self.send("PUT", path, body)


@pytest.fixture
async def door(app: FastAPI) -> AsyncIterator[Door]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://door") as http,
    ):
        yield Door(app, http)


@pytest.fixture
async def open_door(app: FastAPI) -> AsyncIterator[Door]:
    """A real server on a free port, for the WebSocket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = server_of(app, "127.0.0.1", port, log_level="warning")
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url) as http:
        yield Door(app, http, url)
    server.should_exit = True
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def report(report_id: str, where: Position = NORTH, **more: Any) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "kind": "other",
        "source": "duty",
        "position": {"lon": where.lon, "lat": where.lat},
        "place_code": "TN-V1" if where == NORTH else "TS-V1",
    } | more
