"""Serve the live feed: a snapshot, then the events after position N, without loss or doubles."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from itertools import islice
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from api.access import Caller, Desk, area_of, desk_of, same_origin, session_of, token_of
from api.frames import events_frame, lines_of, positions_frame
from api.hub import Hub, Subscriber
from api.problems import Problem
from api.replaying import NotPlayable, Order, Replay
from api.shown import as_json, rfc3339
from api.snapshots import snapshot
from dispatch.domain.area import Area
from dispatch.engine.bootstrap import CommandArea
from dispatch.engine.ending import end
from dispatch.store.codec import recorded_of

CHUNK = 500  # events read from the log at a time for one who comes back
TOKEN_WAIT_S = 5.0
CATCH_UP_S = 2.0  # how long this process may lag behind the one the client was on before
RECHECK_S = 15.0  # how often another process is asked whether the session still stands
GOODBYE_S = 10.0  # how long a client that does not read is given to hear why it is cut off

NOT_UNDERSTOOD, NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND = 4400, 4401, 4403, 4404
TOO_SLOW, AHEAD, STOPPING = 4008, 4409, 1012

router = APIRouter()


class _Farewell(Exception):  # noqa: N818 - the end of a connection, with its close code
    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    """Follow an area: `?area=` and, to come back, `after=` the last position that was seen.

    `brief=true` has the snapshot without what lies beside incidents, orders, teams and roads.
    With `from=` a stretch of its past is played instead: see `api.replaying`.
    """
    await socket.accept()
    try:
        await _serve(socket)
    except _Farewell as farewell:
        # A client that does not read must not hold us here for ever.
        with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            async with asyncio.timeout(GOODBYE_S):
                await socket.close(farewell.code, farewell.reason[:120])
    except WebSocketDisconnect:
        pass


async def _serve(socket: WebSocket) -> None:
    desk = desk_of(socket)
    caller = await _caller(socket, desk)
    after = _after(socket)
    try:
        command_area = area_of(desk, caller, socket.query_params.get("area"))
    except Problem as problem:
        raise await _told(socket, problem, NOT_FOUND) from problem
    if "from" in socket.query_params:
        await _replay(socket, desk, caller, command_area)
        return
    hub = desk.at_work.hub(command_area.engine.area_id)
    if after is not None:
        await _not_ahead(socket, hub, after)
    subscriber = hub.join(caller.view, caller.session.session_id)
    try:
        await _follow(socket, desk, caller, hub, subscriber, after)
    finally:
        hub.leave(subscriber)


async def _follow(
    socket: WebSocket,
    desk: Desk,
    caller: Caller,
    hub: Hub,
    subscriber: Subscriber,
    after: int | None,
) -> None:
    sender = _Sender(socket, hub, subscriber)
    if after is not None:
        sender.sent = after

    async def ended() -> None:
        await subscriber.ended.wait()
        if subscriber.overrun:
            raise _Farewell(TOO_SLOW, f"too slow: come back with after={sender.sent}")
        raise _Farewell(NOT_SIGNED_IN, "the session is over")

    await _until_first(ended(), sender.run(after), _until_closed(socket), _until_over(desk, caller))


async def _replay(socket: WebSocket, desk: Desk, caller: Caller, command_area: CommandArea) -> None:
    """Play a stretch of the past until the client goes or its session ends."""
    try:
        replay = Replay(socket, command_area, caller.view, Order(dict(socket.query_params)))
        hearing = _until_closed(socket, replay.hear)
        await _until_first(replay.run(), hearing, _until_over(desk, caller))
    except NotPlayable as problem:
        raise _Farewell(NOT_UNDERSTOOD, str(problem)) from problem


async def _until_first(*works: Coroutine[Any, Any, None]) -> None:
    """Do several things until one of them ends; raises what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await end(tasks)
    for task in tasks:
        if not task.cancelled() and (problem := task.exception()):
            raise problem


class _Sender:
    """Sends one client what it missed and then what happens; `sent` is the last position sent."""

    def __init__(self, socket: WebSocket, hub: Hub, subscriber: Subscriber) -> None:
        self._socket, self._hub, self._subscriber = socket, hub, subscriber
        self.sent = 0

    async def run(self, after: int | None) -> None:
        area = self._subscriber.joined
        if after is None:
            await self._send(area.position, await self._snapshot(area))
        else:
            async for position, frame in self._missed(area, after):
                await self._send(position, frame)
        while True:
            match await self._subscriber.next():
                case (int() as position, str() as frame):
                    await self._send(position, frame)
                case str() as notice:
                    await self._say(notice)
                case fixes:
                    await self._say(positions_frame(self._hub.area, dict(fixes)))

    async def _send(self, position: int, frame: str) -> None:
        await self._say(frame)
        self.sent = position

    async def _say(self, text: str) -> None:
        try:
            await self._socket.send_text(text)
        except RuntimeError as gone:  # closed while this was put together
            raise WebSocketDisconnect from gone

    async def _snapshot(self, area: Area) -> str:
        command_area = self._hub.command_area
        view, fixes = self._subscriber.view, command_area.positions.all()
        profile = command_area.engine.profile
        at = {"at": rfc3339(command_area.engine.clock.now())}  # in a drill not the viewer's own
        brief = self._socket.query_params.get("brief") == "true"
        return await asyncio.to_thread(
            lambda: as_json(snapshot(area, profile, view, fixes, brief=brief) | at)
        )

    async def _missed(self, area: Area, after: int) -> AsyncIterator[tuple[int, str]]:
        """Yield the events after a position up to the one the subscriber joined at."""
        while after < area.position:
            position, texts = await asyncio.to_thread(self._read, area, after)
            if texts or position == area.position:
                yield position, events_frame(area, position, texts)
            after = position

    def _read(self, area: Area, after: int) -> tuple[int, list[str]]:
        log, limit = self._hub.command_area.engine.log, min(CHUNK, area.position - after)
        entries = list(islice(log.read(area.area_id, after=after, limit=limit), limit))
        lines = lines_of(map(recorded_of, entries), area)
        view = self._subscriber.view
        texts = [text for line in lines if (text := line.text_for(view)) is not None]
        return entries[-1].position, texts


async def _caller(socket: WebSocket, desk: Desk) -> Caller:
    """Return who connects: by header, by cookie from our own page, or by the first message."""
    token, by_cookie = token_of(socket)
    if token is None:
        token = await _first_message(socket)
    elif by_cookie and not same_origin(socket):
        raise _Farewell(FORBIDDEN, "a page of another site may not listen with this session")
    session = await session_of(desk.sessions, token)
    if session is None:
        raise _Farewell(NOT_SIGNED_IN, "sign in first")
    if session.user.must_change_password:
        raise _Farewell(FORBIDDEN, "change the password first")
    return Caller(session)


async def _first_message(socket: WebSocket) -> str:
    try:
        async with asyncio.timeout(TOKEN_WAIT_S):
            message = json.loads(await socket.receive_text())
        token = message["token"]
    except (TimeoutError, ValueError, KeyError, TypeError):
        raise _Farewell(NOT_SIGNED_IN, 'first say {"token": "…"}') from None
    if not isinstance(token, str):
        raise _Farewell(NOT_SIGNED_IN, 'first say {"token": "…"}')
    return token


def _after(socket: WebSocket) -> int | None:
    text = socket.query_params.get("after")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise _Farewell(NOT_UNDERSTOOD, "after is a position: 0 or more")
    return int(text)


async def _not_ahead(socket: WebSocket, hub: Hub, after: int) -> None:
    """Refuse a position that the log has not reached: the client speaks of another log."""
    deadline = asyncio.get_running_loop().time() + CATCH_UP_S
    while after > hub.position:
        if asyncio.get_running_loop().time() > deadline:
            detail = f"the log of {hub.area.area_id} ends at {hub.position}, before {after}"
            raise await _told(socket, Problem(409, "position_ahead", detail, field="after"), AHEAD)
        await asyncio.sleep(0.05)


async def _told(socket: WebSocket, problem: Problem, code: int) -> _Farewell:
    await socket.send_text(as_json({"type": "problem", "problem": problem.body()}))
    return _Farewell(code, problem.detail)


def _let_fall(_text: str) -> None:
    """Do nothing about what a client says."""


async def _until_closed(socket: WebSocket, hear: Callable[[str], None] = _let_fall) -> None:
    """Read what a client says, until it goes."""
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        hear(message.get("text") or "")


async def _until_over(desk: Desk, caller: Caller) -> None:
    """Return when the session ends, by time or by another process."""
    session = caller.session
    while (left_s := session.expires_at - desk.sessions.now()) > 0:
        await asyncio.sleep(min(left_s, RECHECK_S))
        if desk.sessions.known(session.session_id) is None:
            still = await asyncio.to_thread(desk.sessions.get, session.session_id)
            if still is None:
                break
    raise _Farewell(NOT_SIGNED_IN, "the session is over")
