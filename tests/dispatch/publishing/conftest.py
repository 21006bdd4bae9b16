"""A small HTTP server on loopback that stands for robots and push services."""

import asyncio
import json
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest

PATIENCE_S = 15.0


class Heard(NamedTuple):
    """A request: its path, its headers by their names in small letters, and its body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The body of a robot's message."""
        told: dict[str, Any] = json.loads(self.body)
        return told


class Service:
    """What a server hears and answers: 200, unless other answers wait for a path."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: defaultdict[str, deque[int]] = defaultdict(deque)
        self.always: dict[str, int] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", "0"))
                body = self.rfile.read(length)
                waiting = service.answers[self.path]
                status = waiting.popleft() if waiting else service.always.get(self.path, 200)
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.heard.append(Heard(self.path, headers, body))
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def robot(self, path: str) -> str:
        """Return the URL of a robot at a path, for Apprise."""
        return f"json://127.0.0.1:{self.port}{path}"

    def on(self, path: str) -> list[Heard]:
        """Return what was heard on a path."""
        return [one for one in self.heard if one.path.rstrip("/") == path]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, and fail when it does not for too long."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.01)
