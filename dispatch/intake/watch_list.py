"""Keep the keys of what an area may still have to send, and wake whoever sends it.

What is to be sent follows from the area itself, so there is no second table to keep in step and
nothing to restore after a crash: what was sent is forgotten then, and sent once more.
"""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterable

LOOK_AGAIN_S = 1.0  # real seconds; in a drill the clock may run faster than ours
RESEND_S = (10.0, 20.0, 40.0, 60.0, 120.0, 300.0)  # seconds between sendings; the last repeats

Publish = Callable[[str, bytes], Awaitable[None]]


def resend_after_s(times: int) -> float:
    """Return how long after having been sent so many times, 1 at least, it is sent again."""
    return RESEND_S[min(times, len(RESEND_S)) - 1]


class WatchList:
    """What has to be looked at. Make it on an event loop; `add` may be called on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, keys: Iterable[str]) -> None:
        """Watch these as well, and have them looked at now."""
        changed = set(keys)
        if changed:
            with self._lock:
                self._keys |= changed
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._news.set)

    def snapshot(self) -> list[str]:
        """Return all of them as they are now, in order."""
        with self._lock:
            return sorted(self._keys)

    def drop(self, keys: Iterable[str], is_settled: Callable[[str], bool]) -> list[str]:
        """Let go of those that are settled, and return them.

        `is_settled` is asked under the lock, so that an area it reads is never older than what was
        added so far.
        """
        with self._lock:
            gone = [key for key in keys if is_settled(key)]
            self._keys.difference_update(gone)
        return gone

    async def run(self, send_due: Callable[[Publish], Awaitable[int]], publish: Publish) -> None:
        """Have what is due sent, as it becomes due, until cancelled or `publish` fails."""
        while True:
            self._news.clear()
            await send_due(publish)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._news.wait()
