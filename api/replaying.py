"""Play a stretch of an area's past over the live feed's WebSocket, at any speed, marked 回放."""

import asyncio
import json
import time
from collections import deque
from datetime import datetime
from math import inf
from typing import Any

from fastapi import WebSocket

from api.replays import REST_OF_MS, board_at, fixes_at, mark, shown_fixes, told
from api.shown import as_json
from api.visibility import View
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.engine.bootstrap import CommandArea

TICK_S = 0.1  # real seconds between two messages of events
POSITIONS_EVERY_S = 0.5  # real seconds between two looks at the tracks
HEARTBEAT_S = 1.0  # real seconds: how often a slider hears the moment when nothing happens
CHUNK = 500  # events read from the log, and sent in a message, at most
MAX_SPEED = 100_000.0


class NotPlayable(ValueError):  # noqa: N818 - an answer to the client, with its reason
    """What was asked for cannot be played; the text says why."""


class Order:
    """What a client wants played: from when to when, how fast. Raises `NotPlayable`."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.begin = _moment("from", asked.get("from"))
        self.end = _moment("to", asked["to"]) if asked.get("to") else inf
        self.speed = _speed(asked.get("speed", 1))


class Replay:
    """One client's replay; `run` sends until the end of the stretch, `hear` obeys the client."""

    def __init__(self, socket: WebSocket, where: CommandArea, view: View, order: Order) -> None:
        self._socket, self._where, self._view = socket, where, view
        self._until, self._speed = order.end, order.speed
        self._jump: float | None = order.begin
        self._now = order.begin
        self._area = Area(area_id=where.engine.area_id)
        self._waiting: deque[Recorded] = deque()
        self._beat_at = self._looked_at = 0.0
        self._ended = False

    async def run(self) -> None:
        """Send the state at the first moment and then what came; wait at the end to be moved."""
        ticked = time.monotonic()
        while True:
            if self._jump is not None:
                await self._begin_at(self._jump)
                ticked = time.monotonic()
            await asyncio.sleep(TICK_S)
            elapsed_s, ticked = time.monotonic() - ticked, time.monotonic()
            if self._speed and not self._ended:
                self._now = min(self._now + elapsed_s * self._speed, self._until)
                await self._play()
            if time.monotonic() - self._beat_at >= HEARTBEAT_S:
                await self._send({"type": "heartbeat", "position": self._area.position})

    def hear(self, text: str) -> None:
        """Obey `{"speed": 60}` (0 stands still) and `{"at": moment}`; raises `NotPlayable`."""
        try:
            said = json.loads(text)
        except ValueError:
            raise NotPlayable("a replay is moved by JSON") from None
        if not isinstance(said, dict) or not said.keys() <= {"speed", "at", "token"}:
            raise NotPlayable('a replay is moved by {"speed": …} and {"at": …}')
        if "speed" in said:
            self._speed = _speed(said["speed"])
        if "at" in said:
            self._jump = _moment("at", said["at"])

    async def _begin_at(self, moment: float) -> None:
        self._jump, self._now, self._ended = None, moment, False
        self._waiting.clear()
        history = self._where.history
        position = await asyncio.to_thread(history.position_at, moment + REST_OF_MS)
        self._area = await asyncio.to_thread(history.at, position)
        body = await asyncio.to_thread(board_at, self._where, self._area, moment, self._view)
        self._looked_at = time.monotonic()
        await self._send(body)

    async def _play(self) -> None:
        """Send what came up to now; say so at the end of the stretch."""
        while (events := await self._due()) and self._jump is None:
            texts, self._area = await asyncio.to_thread(told, events, self._area, self._view)
            if texts:
                position, listed = self._area.position, [json.loads(text) for text in texts]
                await self._send({"type": "events", "position": position, "events": listed})
        if time.monotonic() - self._looked_at >= POSITIONS_EVERY_S:
            self._looked_at = time.monotonic()
            profile = self._where.engine.profile
            tracks = self._where.tracks
            fixes = await asyncio.to_thread(fixes_at, tracks, self._area, profile, self._now)
            shown = [body for _, body in shown_fixes(fixes, self._area, self._view)]
            if shown:
                await self._send({"type": "positions", "fixes": shown})
        head = self._where.area.position
        if self._now >= self._until or (self._area.position >= head and not self._waiting):
            self._ended = True
            await self._send({"type": "replay_ended", "position": self._area.position})

    async def _due(self) -> list[Recorded]:
        """Return the next events whose moment has come, at most a message full."""
        if not self._waiting:
            after = self._area.position
            self._waiting += await asyncio.to_thread(
                lambda: list(self._where.history.events(after, CHUNK))
            )
        due = []
        while self._waiting and self._waiting[0].recorded_at <= self._now:
            due.append(self._waiting.popleft())
        return due

    async def _send(self, body: dict[str, Any]) -> None:
        """Send a message with the marks of an area, of a drill where it is one, and of replay."""
        self._beat_at = time.monotonic()
        marked = mark(self._now, self._area.position, speed=self._speed)
        drill = {"exercise": True} if self._area.exercise else {}
        body = {"area": self._area.area_id, **drill, **body, "replay": marked}
        await self._socket.send_text(as_json(body))


def _moment(field: str, text: object) -> float:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise NotPlayable(f"{field}: a moment as RFC 3339, not {text!r}") from None
    if moment.tzinfo is None:
        raise NotPlayable(f"{field}: say the offset from UTC, as in 2025-07-01T08:30:00Z")
    return moment.timestamp()


def _speed(said: object) -> float:
    try:
        speed = float(said)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        speed = -1.0
    if not 0 <= speed <= MAX_SPEED:
        raise NotPlayable(f"speed: 0 to {MAX_SPEED:g} times real time, not {said!r}")
    return speed
