"""Serve the whole generated Xi'an on a busy day, for the benchmark of the console."""

import asyncio
import itertools
import socket
import threading
import time
from multiprocessing.connection import Connection

import numpy as np
from uvicorn import Server

from api.app import create_app
from api.server import server_of
from api.users import User, UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.teams import Team
from dispatch.engine.bootstrap import CommandArea, open_house
from dispatch.engine.positions import Fix
from routing.geo import Position
from simulators.city.build import build_city
from simulators.founding import found_from_city

INCIDENTS, ATTENDED = 500, 100
UNDER_WAY = 1_000  # teams, each of which says once a second where it is
TICKS_PER_S = 20
STEP_DEGREES = 1e-4  # some ten metres a second
SEED = 1


def serve(folder: str, password: str, told: Connection) -> None:
    """Run the server in this process, and tell its port once it answers."""
    city = build_city("xian")
    with open_house(f"sqlite:///{folder}/chiyuan.db") as house:
        far = house.profile.dispatch.max_off_road_m
        desk = RoadDesk(city.roads, house.profile.roads, max_off_road_m=far)
        desk.warm_up()
        area = house.open_area("xian", roads=desk)
        found_from_city(area.writer.handle_now, city)
        officer = Actor("duty", "DUTY", area.area.root)
        moving = _busy_day(area, officer)
        book = UserBook(house.store.database)
        book.add(User("duty", "DUTY", area.area.root), password, area.area, house.profile)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = server_of(create_app(house, book=book), "127.0.0.1", port, log_level="warning")
        threading.Thread(target=_drive, args=(area, moving), daemon=True).start()
        asyncio.run(_tell_when_ready(server, told, port))


def _busy_day(area: CommandArea, officer: Actor) -> list[Team]:
    """Report emergencies beside teams all over the city, and send teams to some of them."""
    chance = np.random.default_rng(SEED)
    profile = area.engine.profile
    kinds = [key for key, kind in sorted(profile.kinds.items()) if kind.teams]
    teams = [area.area.teams[one] for one in sorted(area.area.teams)]
    drawn = iter(chance.permutation(len(teams)))
    while len(area.area.incidents) < INCIDENTS:
        number, at = len(area.area.incidents), teams[next(drawn)].station
        report = c.SendReport(f"r{next(_numbers)}", kinds[number % len(kinds)], "feed_119", at)
        area.writer.handle_now(report, officer)
    sent = [teams[one] for one in sorted(drawn)][:UNDER_WAY]
    attended = sorted(area.area.incidents)[:ATTENDED]  # the rest wait, and have steps before them
    for team, incident_id in zip(sent, itertools.cycle(attended), strict=False):
        order = c.GiveInstruction(incident_id, team.team_id, team.capabilities[0])
        area.writer.handle_now(order, officer)
    for one in tuple(area.area.instructions):  # an order nobody signs lapses within minutes
        for action in ("sign", "set_out"):
            area.writer.handle_now(c.TakeStep("instruction", one, action), officer)
    return sent


_numbers = itertools.count(1)


def _drive(area: CommandArea, teams: list[Team]) -> None:
    """Have every team say once a second where it is, in turn and without a break."""
    share = len(teams) // TICKS_PER_S
    for tick in itertools.count():
        now = time.time()
        for number in range(share):
            team = teams[(tick * share + number) % len(teams)]
            moved = (tick // TICKS_PER_S % 200) * STEP_DEGREES
            at = Position(lon=team.station.lon + moved, lat=team.station.lat)
            area.positions.record(Fix(team.team_id, at, now))
        time.sleep(max(0.0, now + 1 / TICKS_PER_S - time.time()))


async def _tell_when_ready(server: Server, told: Connection, port: int) -> None:
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            serving.result()  # it says why it could not
        await asyncio.sleep(0.02)
    told.send(port)
    await serving
