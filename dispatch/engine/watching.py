"""Reckon something anew as the area changes, beside the engine and never in its way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.engine.engine import Engine

REST_S = 1.0  # real seconds between two reckonings: a burst of events makes one
LOOK_AGAIN_S = 60.0  # what the clock alone changes is seen so late: a lot expires, a fix gets stale

T = TypeVar("T")


async def changes(engine: Engine, reckon: Callable[[], T]) -> AsyncIterator[T]:
    """Yield what `reckon` returns, at first and whenever it is another object than before.

    It is called in a thread of its own after events, once a second at most, and once a minute.
    """
    loop, news = asyncio.get_running_loop(), asyncio.Event()

    def wake(_events: tuple[Recorded, ...], _area: Area) -> None:
        loop.call_soon_threadsafe(news.set)

    unsubscribe = engine.subscribe(wake)
    news.set()
    before: T | None = None
    try:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await news.wait()
            news.clear()
            found = await asyncio.to_thread(reckon)
            if found is not before:
                before = found
                yield found
            await asyncio.sleep(REST_S)
    finally:
        unsubscribe()
