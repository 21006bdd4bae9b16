"""Show Chiyuan at work: the generated Xi'an, and a rainstorm drill in an area of its own."""

import asyncio
import contextlib
import logging
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import simulators
from api.app import create_app
from api.commands.output import say, steps
from api.commands.serve import found
from api.server import run, server_of
from api.users import User, UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.warming import warm_up
from dispatch.engine.bootstrap import CommandArea, House, open_house
from dispatch.intake.mqtt import open_door
from simulators.broker import available, private_broker
from simulators.city.build import build_city
from simulators.city.model import City
from simulators.founding import found_from_city
from simulators.ground import Ground
from simulators.live import open_drill_area, start_live_drill
from simulators.mqtt_callers import MqttCallers
from simulators.scenario import Scenario, load_scenario

FOLDER = Path("var/demo")
SCENARIO = Path(simulators.__file__).parent / "drills" / "xian-rainstorm.yaml"
SEED = 1


@dataclass(frozen=True)
class _Drill:
    """The drill of the demonstration and the area it plays in."""

    area: CommandArea
    scenario: Scenario
    ground: Ground
    speed: float


def demo(*, host: str, port: int, speed: float) -> None:
    """Run until interrupted; everything it keeps lies in `var/demo` and begins anew each time."""
    listening = socket.create_server((host, port))
    database = _fresh_database()
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.closing(listening))
        with steps("building the generated Xi'an") as tell:
            city = build_city("xian", SEED, tell)
        house = stack.enter_context(open_house(database))
        drill = _open_areas(house, city, speed)
        broker = stack.enter_context(private_broker()) if available() else None
        if broker is not None:
            callers = MqttCallers(broker.simulator_url, drill.scenario.area_id)
            door = open_door(drill.area, broker.engine_url, house.store.dead_letters)
            also = [door.run, callers.run, lambda: _play(drill, callers)]
        else:
            also = [lambda: _play(drill, None)]
        book = UserBook(house.store.database)
        _tell_where_to_look(host, port, database, book, drill, with_broker=broker is not None)
        app = create_app(house, drill.scenario.area_id, book, also=also)
        run(server_of(app, host, port, log_level="warning"), listening)


def _fresh_database() -> str:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("chiyuan.db*"):
        old.unlink()
    shutil.rmtree(FOLDER / "chiyuan.files", ignore_errors=True)
    return f"sqlite:///{FOLDER}/chiyuan.db"


def _open_areas(house: House, city: City, speed: float) -> _Drill:
    """Found Xi'an itself, and beside it the drill's own copy with a clock of its own."""
    profile = house.profile
    desk = RoadDesk(city.roads, profile.roads, max_off_road_m=profile.dispatch.max_off_road_m)
    with steps("laying out the roads"):
        warm_up(profile, desk)
    in_service = house.open_area("xian", roads=desk)
    found(in_service, city)
    scenario = load_scenario(SCENARIO)
    root = next(row.code for row in city.places if not row.parent)
    ground = Ground(root=root, roads=city.roads, found=lambda _: None, in_city=True)
    area = open_drill_area(house, scenario, ground, speed)
    with steps("founding the drill"):
        found_from_city(
            area.writer.handle_now,
            city,
            name=scenario.name.zh,
            profile_id=scenario.profile,
            exercise=True,
        )
    return _Drill(area, scenario, ground, speed)


async def _play(drill: _Drill, callers: MqttCallers | None) -> None:
    outcome = await start_live_drill(
        drill.area,
        drill.scenario,
        drill.ground,
        speed=drill.speed,
        folder=SCENARIO.parent,
        send=callers.send if callers else None,
    )
    say(f"the drill is over: {outcome['incidents']} incidents, {outcome['assigned']} teams sent")
    await asyncio.Event().wait()  # a part that ends is begun again, and this one has been played


def _tell_where_to_look(
    host: str, port: int, database: str, book: UserBook, drill: _Drill, *, with_broker: bool
) -> None:
    area, profile, url = drill.area.area, drill.area.engine.profile, f"http://{host}:{port}"
    book.add_first_administrator(area.root)
    password = secrets.token_urlsafe(9)
    book.add(User("operator", "DUTY", "6101"), password, area, profile)
    book.add(User("director", "DIRECTOR", "6101"), password, area, profile)
    how = (
        "over MQTT, through a private broker"
        if with_broker
        else ("in process: mosquitto is not installed, so there is no broker to go through")
    )
    say(f"""
驰援 Chiyuan: the generated Xi'an 生成的西安 ({len(area.teams):,} teams)
演练 drill: {area.name} x{drill.speed:g}; its grid workers report {how}.

  console 指挥席 {url}/
  sign in 登录   operator / {password}   (a duty officer of the city; new at each start)
  drills 演练    director / the same: {url}/#/drills, more drills beside this one
  terminal 终端  CHIYUAN_PASSWORD={password} .venv/bin/chiyuan watch {url} --user operator
  check 核验     .venv/bin/chiyuan verify --database {database} --area {drill.scenario.area_id}

Ctrl-C ends it. 按 Ctrl-C 结束。""")
    logging.getLogger("dispatch").setLevel(logging.WARNING)
