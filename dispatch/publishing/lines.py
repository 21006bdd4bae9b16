"""Send notices to one target: queued, merged, within its limits, tried again, with fallbacks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apprise import Apprise, NotifyType
from tenacity import (
    AsyncRetrying,
    RetryError,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from dispatch.publishing.budgets import Budgets
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import text_of
from dispatch.publishing.targets import Target, scheme_of

ATTEMPTS = 3  # of one URL, before its fallback is tried
MAX_BACK_OFF_S = 20.0
MAX_WAITING = 500  # notices; more than a robot takes in 25 minutes is past helping anybody
TITLE = "驰援 Chiyuan"

Buried = Callable[[Notice, str], Awaitable[None]]
_log = logging.getLogger(__name__)


class NotSent(Exception):  # noqa: N818 - an answer of a channel, not a malfunction here
    """A channel did not take a message."""


class Line:
    """The queue to one target. `run` it on an event loop; `put` is called on that loop."""

    def __init__(
        self,
        target: Target,
        budgets: Budgets,
        done: Callable[[Notice], None],
        bury: Buried,
        max_back_off_s: float = MAX_BACK_OFF_S,
    ) -> None:
        self.target = target
        self._budgets, self._done, self._bury = budgets, done, bury
        self._max_back_off_s = max_back_off_s
        self._senders = {url: _sender(url) for url in target.urls}
        self._waiting: dict[str, Notice] = {}
        self._news = asyncio.Event()
        self.sent = self.failed = 0

    def put(self, notice: Notice) -> None:
        """Queue a notice; a newer one of the same key takes the place of one that still waits."""
        before = self._waiting.pop(notice.key, None)
        if before is not None:
            self._done(before)
        elif len(self._waiting) >= MAX_WAITING:
            oldest = self._waiting.pop(next(iter(self._waiting)))
            _log.error("notify: %s is full, %s is let go", self.target.name, oldest.key)
            self._done(oldest)
        self._waiting[notice.key] = notice
        self._news.set()

    async def run(self) -> None:
        """Send what is put in, until cancelled."""
        while True:
            if not self._waiting:
                self._news.clear()
                await self._news.wait()
            await self._send_next()

    async def _send_next(self) -> None:
        """Send as many notices as one message takes, by the first URL that can be reached."""
        told: list[Notice] = []
        for url in self.target.urls:
            try:
                async for attempt in AsyncRetrying(
                    retry=retry_if_exception_type(NotSent),
                    stop=stop_after_attempt(ATTEMPTS),
                    wait=wait_random_exponential(multiplier=1.0, max=self._max_back_off_s),
                ):
                    with attempt:
                        await self._within_budget(url)
                        # Merged only now: what came while waiting goes along.
                        told = told or self._taken(url)
                        await self._send(url, told)
            except RetryError:
                _log.warning("notify: %s does not take it", scheme_of(url))
                continue
            self.sent += 1
            break
        else:
            self.failed += 1
            for notice in told:
                await self._bury(notice, f"no target takes it: {self.target.name}")
        for notice in told:
            self._done(notice)

    async def _within_budget(self, url: str) -> None:
        while (wait_s := self._budgets.take(scheme_of(url), url)) > 0:
            await asyncio.sleep(wait_s)

    def _taken(self, url: str) -> list[Notice]:
        """Take from the queue what fits in one message, the urgent first; one at least."""
        max_bytes = self._budgets.limit_of(scheme_of(url)).max_bytes
        left = max_bytes - len(TITLE.encode()) - 2
        taken: list[Notice] = []
        for notice in sorted(self._waiting.values(), key=lambda one: not one.urgent):
            size = len(text_of(notice).encode()) + 2
            if taken and size > left:
                break
            left -= size
            taken.append(self._waiting.pop(notice.key))
        return taken

    async def _send(self, url: str, notices: list[Notice]) -> None:
        max_bytes = self._budgets.limit_of(scheme_of(url)).max_bytes
        body = cut("\n\n".join(map(text_of, notices)), max_bytes - len(TITLE.encode()) - 2)
        urgent = any(one.urgent for one in notices)
        sent = await asyncio.to_thread(
            self._senders[url].notify,
            body=body,
            title=TITLE,
            notify_type=NotifyType.WARNING if urgent else NotifyType.INFO,
        )
        if not sent:
            raise NotSent(scheme_of(url))


def cut(text: str, max_bytes: int) -> str:
    """Return a text of so many bytes at most, whole letters only, with … where it was cut."""
    encoded = text.encode()
    if len(encoded) <= max_bytes:
        return text
    return encoded[: max_bytes - 3].decode(errors="ignore") + "…"


def _sender(url: str) -> Apprise:
    sender = Apprise()
    sender.add(url)
    return sender
