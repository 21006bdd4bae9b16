"""Serve a small made-up city as a process of its own, which a test may kill.

python -m tests.e2e.a_server DATABASE_URL PORT [MQTT_URL]

When it is stopped in good order it prints the hash of the state it ends with.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from api.app import create_app
from api.server import server_of
from api.users import UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.engine.bootstrap import House, open_house
from dispatch.intake.mqtt import run_door
from dispatch.store.codec import state_hash
from tests.api.doors import PASSWORD, USERS, found, small_roads

AREA = "city"
WATCHER, DUTY = "city", "north"  # who may see all of the city, and who may report by HTTP
ROOT = Path(__file__).resolve().parents[2]
START_S = 40.0


class Child:
    """The server as a test sees it: start it, kill it, start it again on the same port."""

    def __init__(self, database_url: str, folder: Path, mqtt_url: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._arguments = [database_url, str(self.port), *([mqtt_url] if mqtt_url else [])]
        self._errors = folder / "server.log"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        with self._errors.open("a") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.a_server", *self._arguments],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        until = time.monotonic() + START_S
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"the server did not start:\n{self.errors[-4_000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once: SIGKILL, as the machine going down would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def stop(self) -> str:
        """End it in good order, and return the hash of its state."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        said, _ = self._process.communicate(timeout=START_S)
        self._process = None
        ended_with: str = json.loads(said)["state_hash"]
        return ended_with

    @property
    def errors(self) -> str:
        """What it has written to its log."""
        return self._errors.read_text(errors="replace")

    def _listens(self) -> bool:
        with socket.socket() as one:
            one.settimeout(0.2)
            return one.connect_ex(("127.0.0.1", self.port)) == 0


async def _serve(house: House, port: int, mqtt_url: str) -> None:
    command_area = house.area(AREA)
    server = server_of(create_app(house, AREA), "127.0.0.1", port, log_level="warning")
    door = None
    if mqtt_url:
        letters = house.store.dead_letters
        door = asyncio.create_task(run_door(command_area, mqtt_url, letters))
    await server.serve()
    if door is not None:
        door.cancel()
        await asyncio.gather(door, return_exceptions=True)


def _main(database_url: str, port: str, mqtt_url: str = "") -> None:
    # The server stops at the signal and raises it once more when it has: then we go on.
    signal.signal(signal.SIGTERM, lambda *_: None)
    with open_house(database_url) as house:
        command_area = house.open_area(AREA, roads=RoadDesk(small_roads()))
        if command_area.area.position == 0:
            found(command_area)
        book = UserBook(house.store.database)
        for user in USERS:
            if user.name in (WATCHER, DUTY) and book.get(user.name) is None:
                book.add(user, PASSWORD, command_area.area, house.profile)
        asyncio.run(_serve(house, int(port), mqtt_url))
        house.close_area(AREA)
        print(json.dumps({"state_hash": state_hash(command_area.area)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    _main(*sys.argv[1:])
