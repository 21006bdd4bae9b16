"""Watch the clocks of an area and say which deadlines are due, also after a restart."""

import asyncio
import contextlib
import heapq
import threading
from collections.abc import Callable
from math import inf

from dispatch.domain.actors import system
from dispatch.domain.area import Area
from dispatch.domain.commands import LetDeadlinePass, PlanRoadHours
from dispatch.domain.envelope import Recorded
from dispatch.engine.clock import ScaledClock
from dispatch.engine.engine import Engine
from dispatch.engine.writer import Writer

MAX_WAIT_S = 5.0  # real seconds; the machine's own time may be set right while nobody looks


class DueDates:
    """The deadlines of an area in order of their moment: a heap that forgets lazily.

    Built from the area and fed with its events, on any thread; what has been met since is skipped.
    `nearer` is called on that thread when something is due before all that was due until then.
    """

    def __init__(self, engine: Engine, nearer: Callable[[], None] = lambda: None) -> None:
        self._engine, self._nearer = engine, nearer
        self._lock = threading.Lock()
        self._heap: list[tuple[float, str]] = []
        self.unsubscribe = engine.subscribe(self.observe)
        with self._lock:
            for key, deadline in engine.area.deadlines.items():
                heapq.heappush(self._heap, (deadline.due_at, key))

    def observe(self, events: tuple[Recorded, ...], _area: Area) -> None:
        """Take note of the deadlines that events started; an engine's listener."""
        # Whatever starts clocks says so in `started`; other events have no such field.
        started = [one for it in events for one in getattr(it.event, "started", ())]
        if not started:
            return
        with self._lock:
            before = self._heap[0][0] if self._heap else inf
            for deadline in started:
                heapq.heappush(self._heap, (deadline.due_at, deadline.deadline_id))
            is_nearer = bool(self._heap) and self._heap[0][0] < before
        if is_nearer:
            self._nearer()

    def next_due(self, before: float = inf) -> tuple[float, str] | None:
        """Return the moment and id of the next deadline that still stands, None without one.

        One that is due at the moment `before` or later is none.
        """
        with self._lock:
            while self._heap and self._heap[0][0] < before:
                due_at, key = self._heap[0]
                # Read under the lock: it is never older than the events observed so far.
                deadline = self._engine.area.deadlines.get(key)
                if deadline is not None and deadline.due_at == due_at:
                    return due_at, key
                heapq.heappop(self._heap)
        return None

    def forget(self, due_at: float, key: str) -> None:
        """Drop the first entry once it has been handed in."""
        with self._lock:
            if self._heap and self._heap[0] == (due_at, key):
                heapq.heappop(self._heap)


async def keep_time(writer: Writer) -> None:
    """Let every deadline of an area pass at its moment, until cancelled.

    The conditions of the hour are deadlines too, once they are planned: each plans the next one.
    A nearer deadline and another speed of the clock are heeded at once: at sixty times real time
    five seconds are five minutes of somebody's limit.
    """
    engine, loop, woken = writer.engine, asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody keeps time any more
            loop.call_soon_threadsafe(woken.set)

    dates = DueDates(engine, nearer=wake)
    clock = engine.clock
    unsubscribe = clock.subscribe(wake) if isinstance(clock, ScaledClock) else lambda: None
    hours_planned = False
    try:
        while True:
            woken.clear()
            if not hours_planned and engine.area.position:
                await writer.handle(PlanRoadHours(), system(engine.area.root))
                hours_planned = True
            due = dates.next_due()
            if due is None or due[0] > engine.clock.now():
                wait_s = MAX_WAIT_S if due is None else engine.clock.wait_s(due[0])
                # Not `wait_for`: before Python 3.12 it may swallow being cancelled.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(wait_s, MAX_WAIT_S)):
                        await woken.wait()
                continue
            due_at, key = due
            await writer.handle(LetDeadlinePass(deadline_id=key), system(engine.area.root))
            dates.forget(due_at, key)
    finally:
        unsubscribe()
        dates.unsubscribe()
