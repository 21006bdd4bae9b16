"""Reckon something anew as the area changes, beside the engine and never in its way."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.engine.engine import Engine

REST_S = 1.0  # real seconds between two reckonings: a burst of events makes one
REST_TIMES = 4  # as long as the last one took, if that is more: a fifth of one core at most
LOOK_AGAIN_S = 60.0  # what the clock alone changes is seen so late: a lot expires, a fix gets stale

T = TypeVar("T")


class Watch(ABC, Generic[T]):
    """Something that is reckoned from an area and told of when it changes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._listeners: list[Callable[[T], None]] = []

    @abstractmethod
    def now(self) -> T:
        """Return it as of this moment: the same object as before while nothing has changed.

        Safe to call from any thread.
        """

    def subscribe(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call `listener`, on the event loop of `run`, with what it is at first and after a change.

        At most once a second; returns the way to stop.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        """Reckon in a thread of its own after events and once a minute, until cancelled."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake(_events: tuple[Recorded, ...], _area: Area) -> None:
            loop.call_soon_threadsafe(news.set)

        unsubscribe = self.engine.subscribe(wake)
        news.set()
        told: T | None = None
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_S):
                        await news.wait()
                news.clear()
                began = loop.time()
                found = await asyncio.to_thread(self.now)
                took_s = loop.time() - began
                if found is not told:
                    told = found
                    for listener in tuple(self._listeners):
                        listener(found)
                await asyncio.sleep(max(REST_S, REST_TIMES * took_s))
        finally:
            unsubscribe()
