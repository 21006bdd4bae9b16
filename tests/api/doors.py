"""A small made-up city, two counties with a town each, and clients that knock at its doors."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
from fastapi import FastAPI
from immutables import Map

from api.users import User
from dispatch.domain import commands as c
from dispatch.domain.actors import system
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.shelters import Shelter
from dispatch.domain.teams import Team
from dispatch.engine.bootstrap import CommandArea
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
    User("north.group", "LG", "TN"),
    User("north.osc", "OSC", "TN"),
    User("county", "CTY", "CN"),
    User("county.osc", "OSC", "CN"),
    User("south", "DUTY", "TS"),
    User("grid", "GRID", "TN-V1"),
    User("keeper", "KEEPER", "TN"),
    User("team.n1", "TEAM", "TN", team_id="N1"),
    User("team.s1", "TEAM", "TS", team_id="S1"),
    User("citizen", "CITIZEN", "C"),
    User("fr.1", "FR", "TN-V1"),
    User("weather", "FEED", "C"),
    User("station", "WEATHER", "CN"),
    User("county.admin", "ADMIN", "CN"),
    User("director", "DIRECTOR", "C"),
    User("north.director", "DIRECTOR", "CN"),
    User("drill.duty", "DUTY", "C"),
)


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


def report(report_id: str, where: Position = NORTH, **more: Any) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "kind": "other",
        "source": "duty",
        "position": {"lon": where.lon, "lat": where.lat},
        "place_code": "TN-V1" if where == NORTH else "TS-V1",
    } | more
