"""Start the engine with its doors at the terminal."""

import contextlib
import socket
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from api.app import create_app
from api.commands.opening import first_area
from api.commands.output import say, steps
from api.server import run, server_of
from api.users import UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.warming import warm_up
from dispatch.domain.actors import Actor
from dispatch.domain.commands import Command
from dispatch.engine.bootstrap import CommandArea, House, open_house
from dispatch.engine.engine import Committed
from dispatch.publishing.open import open_publisher
from dispatch.publishing.publisher import Who
from dispatch.publishing.push_desk import PushDesk
from routing.network import RoadNetwork
from simulators.city.files import read_city
from simulators.city.model import City
from simulators.founding import found_from_city


@dataclass(frozen=True)
class Options:
    """What `chiyuan serve` was told."""

    database: str
    host: str
    port: int
    city: Path | None
    roads: Path | None
    mqtt: str | None
    area: str | None
    profile: str


def serve(options: Options) -> None:
    """Run until interrupted."""
    # The port first: nothing is founded by a second start that cannot listen anyway.
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listening = socket.create_server((options.host, options.port), family=family)
    with contextlib.closing(listening), open_house(options.database, options.profile) as house:
        area = open_area(house, options)
        book = UserBook(house.store.database)
        password = book.add_first_administrator(area.area.root)
        if password is not None:
            say("The first administrator is `admin`, with the one-time password")
            say(f"    {password}")
            say("It is told this once, and must be changed at the first sign-in.")
        push_desk = PushDesk(house.store)
        publisher = open_publisher(area, house.store, _who(book), push_desk)
        also = [publisher.run]
        if options.mqtt is not None:
            from dispatch.intake.mqtt import open_door

            also.append(open_door(area, options.mqtt, house.store.dead_letters).run)
        app = create_app(house, area.engine.area_id, book, also=also, push_desk=push_desk)
        where = f"http://{options.host}:{options.port}/"
        say(f"{area.area.name}: {where} (position {area.area.position})")
        run(server_of(app, options.host, options.port), listening)


def _who(book: UserBook) -> Who:
    def who(name: str) -> Actor | None:
        user = book.get(name)
        return user.actor if user is not None and user.active else None

    return who


def open_area(house: House, options: Options) -> CommandArea:
    """Open the area in service; an empty one is founded from the city."""
    known = options.area or first_area(house.store)
    city = None
    if options.city is not None:
        with steps("reading the city"):
            city = read_city(options.city)
    if city is None and (known is None or known not in house.store.log.areas()):
        raise ValueError(
            "the database holds no area yet: say --city DIR (see `chiyuan city build`)"
        )
    if options.roads is not None:
        network = RoadNetwork.load(options.roads)
    elif city is not None:
        network = city.roads
    else:
        raise ValueError("which roads? say --roads FILE or --city DIR")
    rules, limit_m = house.profile.roads, house.profile.dispatch.max_off_road_m
    desk = RoadDesk(network, rules, max_off_road_m=limit_m)
    with steps("laying out the roads"):
        warm_up(house.profile, desk)
    with steps("opening the area"):
        area = house.open_area(known or (city.name if city is not None else ""), roads=desk)
    if city is not None:
        found(area, city)
    return area


def found(area: CommandArea, city: City) -> None:
    """Enter a city into an area that does not hold all of it yet."""
    if area.area.position and len(area.area.shelters) >= len(city.shelters):
        return
    numbers = count(1)

    def handle(command: Command, actor: Actor) -> Committed:
        # Named commands: a founding that was interrupted is taken up where it stopped.
        return area.writer.handle_now(command, actor, command_id=f"founding:{next(numbers)}")

    root = next(row.code for row in city.places if not row.parent)
    by = Actor(name="setup", role="ADMIN", jurisdiction=root)
    with steps("founding the area"):
        profile = area.engine.profile
        found_from_city(handle, city, name=profile.name.zh, profile_id=profile.profile_id, actor=by)
