"""Run `chiyuan serve` over a small made-up city as a process of its own, which a test may kill."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from api.users import UserBook
from dispatch.assignment.roads import RoadDesk
from dispatch.engine.bootstrap import open_house
from dispatch.store.codec import AREA_SCHEMA, decode_area, state_hash
from dispatch.store.open import open_log
from tests.api.doors import PASSWORD, USERS, found, small_roads

AREA = "city"
WATCHER, DUTY = "city", "north"  # who may see all of the city, and who may report by HTTP
ROOT = Path(__file__).resolve().parents[2]
START_S = 180.0  # a few, where nobody else is at work
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


class Child:
    """The server as a test sees it: start it, kill it, start it again on the same port."""

    def __init__(
        self,
        database_url: str,
        folder: Path,
        mqtt_url: str = "",
        names: tuple[str, ...] = (WATCHER, DUTY),
        *,
        exercise: bool = False,
        **environment: str,
    ) -> None:
        _prepare(database_url, folder, names, exercise=exercise)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._arguments = ["--database", database_url, "--port", str(self.port)]
        self._arguments += ["--roads", str(folder / "roads.npz")]
        self._arguments += ["--area", AREA] if exercise else []  # else it looks for one in service
        self._environment = ENVIRONMENT | ({"CHIYUAN_MQTT": mqtt_url} if mqtt_url else {})
        self._environment |= environment
        self._database_url, self._errors = database_url, folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._errors.open("a") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "api.cli", "serve", *self._arguments],
                cwd=ROOT,
                env=self._environment,
                stdout=errors,
                stderr=errors,
            )
        until = time.monotonic() + START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"the server did not start:\n{self.errors[-4_000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once: SIGKILL, as the machine going down would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> str:
        """End it in good order; return the hash of the state its engine ended with."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(START_S)
        self._process = None
        log = open_log(self._database_url)
        try:
            # The engine keeps a snapshot of its own state when it is closed.
            snapshot = log.newest_snapshot(AREA, AREA_SCHEMA)
            assert snapshot is not None
            assert snapshot.position == log.head(AREA)
            return state_hash(decode_area(snapshot.body))
        finally:
            log.close()

    @property
    def errors(self) -> str:
        """What it has written to its log."""
        return self._errors.read_text(errors="replace")

    def _answers(self) -> bool:
        # The port is open long before the server: it is taken first.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=0.5) as one:
                one.sendall(b"GET /api/v1/me HTTP/1.0\r\n\r\n")
                return bool(one.recv(1))
        except OSError:
            return False


def verified(database_url: str) -> dict[str, Any]:
    """Return what `chiyuan verify --json` says; nothing may be wrong."""
    ran = subprocess.run(
        [sys.executable, "-m", "api.cli", "verify", "--database", database_url, "--json"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)
    assert (said["violations"], said["gaps"]) == ([], [])
    return said


def _prepare(
    database_url: str, folder: Path, names: tuple[str, ...], *, exercise: bool = False
) -> None:
    """Found the city, enter the users of these names, and write its roads."""
    roads = small_roads()
    roads.save(folder / "roads.npz")
    with open_house(database_url) as house:
        area = house.open_area(AREA, roads=RoadDesk(roads))
        found(area, exercise=exercise)
        book = UserBook(house.store.database)
        for user in USERS:
            if user.name in names:
                book.add(user, PASSWORD, area.area, house.profile)
