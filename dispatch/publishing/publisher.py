"""Tell people what happened, by web push and through configured targets, beside the engine.

What is to be told follows from the log. How far it has been told is kept, so that after a restart
what still matters is sent, once more at worst; what is older than a quarter of an hour is not.
"""

import asyncio
import contextlib
import logging
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterable
from itertools import takewhile
from typing import Any

import msgspec

from dispatch.domain import duty
from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.engine.engine import Engine
from dispatch.publishing.budgets import Budgets
from dispatch.publishing.lines import Line
from dispatch.publishing.notice import Notice
from dispatch.publishing.notices import concerns, notices_of, text_of
from dispatch.publishing.progress import Published
from dispatch.publishing.subscriptions import Subscription, Subscriptions
from dispatch.publishing.targets import Target, Targets
from dispatch.publishing.web_push import Gone, NotTaken, TryLater, WebPush
from dispatch.store.codec import recorded_of
from dispatch.store.dead_letters import DeadLetters

STALE_S = 900.0  # a notice that old tells people what they have long dealt with
KEEP_EVERY_S = 2.0
PUSHES_AT_ONCE = 8  # threads that wait for push services

Who = Callable[[str], Actor | None]  # a user by name, None for one who may not sign in
_log = logging.getLogger(__name__)


class PublisherStatus(msgspec.Struct):
    """How publishing is doing; the counts are of this process since its start."""

    notices: int = 0
    pushed: int = 0
    push_failed: int = 0
    subscriptions_removed: int = 0


class Publisher:
    """Publishes what happens in one area. Use `run` on an event loop; one process per area."""

    def __init__(
        self,
        engine: Engine,
        subscriptions: Subscriptions,
        push: WebPush,
        who: Who,
        targets: Targets,
        dead_letters: DeadLetters,
        published: Published,
        line_back_off_s: float | None = None,
    ) -> None:
        self._engine, self._subscriptions, self._push, self._who = engine, subscriptions, push, who
        self._targets, self._dead_letters, self._published = targets, dead_letters, published
        self._line_back_off_s = line_back_off_s
        self._open: Counter[int] = Counter()  # positions of which something is still to be sent
        self._seen = 0
        self._at_once = asyncio.Semaphore(PUSHES_AT_ONCE)
        self._pushing: set[asyncio.Task[None]] = set()
        self.lines: dict[Target, Line] = {}
        self.status = PublisherStatus()

    @property
    def position(self) -> int:
        """Up to where everything was sent, or given up."""
        return min(self._open, default=self._seen + 1) - 1

    async def run(self) -> None:
        """Publish until cancelled."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()
        waiting: deque[tuple[tuple[Recorded, ...], Area]] = deque()

        def hear(events: tuple[Recorded, ...], area: Area) -> None:
            waiting.append((events, area))
            with contextlib.suppress(RuntimeError):  # the loop is gone: we are being stopped
                loop.call_soon_threadsafe(news.set)

        begun_at = self._engine.area.position
        unsubscribe = self._engine.subscribe(hear)
        self._make_lines()
        try:
            await self._take_up(begun_at)
            async with asyncio.TaskGroup() as tasks:
                for line in self.lines.values():
                    tasks.create_task(line.run())
                tasks.create_task(self._keep_position())
                while True:
                    while waiting:
                        self._tell(*waiting.popleft())
                    news.clear()
                    if not waiting:
                        await news.wait()
        finally:
            unsubscribe()
            for task in self._pushing:
                task.cancel()
            self._published.keep(self._engine.area_id, self.position)

    def _make_lines(self) -> None:
        budgets = Budgets(self._engine.profile.notices.channels)
        more = {} if self._line_back_off_s is None else {"max_back_off_s": self._line_back_off_s}
        self.lines = {
            one: Line(one, budgets, self._done, self._bury, **more) for one in self._targets.all
        }

    async def _take_up(self, begun_at: int) -> None:
        """Publish what was not, before this start, and still matters."""
        engine = self._engine
        area, since = engine.area, engine.clock.now() - STALE_S
        kept = await asyncio.to_thread(self._published.up_to, engine.area_id)
        self._seen = begun_at if kept is None else min(kept, area.position)
        missed = await asyncio.to_thread(self._missed, self._seen, area.position, since)
        self._tell(missed, area)
        self._seen = max(self._seen, area.position)

    def _missed(self, after: int, up_to: int, since: float) -> list[Recorded]:
        """Return what happened between two positions, and is not stale."""
        entries = self._engine.log.read(self._engine.area_id, after=after)
        some = takewhile(lambda one: one.position <= up_to, entries)
        return [recorded_of(one) for one in some if one.recorded_at >= since]

    def _tell(self, events: Iterable[Recorded], area: Area) -> None:
        """Hand the notices of events to their channels; what was told already is not again."""
        for recorded in events:
            if recorded.position <= self._seen:
                continue
            self._seen = recorded.position
            for notice in notices_of(recorded, area, self._engine.profile):
                self.status.notices += 1
                self._hand_out(notice, area)

    def _hand_out(self, notice: Notice, area: Area) -> None:
        self._open[notice.position] += 1
        self._begin(self._push_all(notice, area))
        if self._engine.profile.notices.notices[notice.kind].targets:

            def is_called(place_code: str, name: str) -> bool:
                return duty.is_called(area, place_code, name, notice.at)

            for target in self._targets.at(area.places, notice.place_codes, is_called):
                self._open[notice.position] += 1
                self.lines[target].put(notice)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._pushing.add(task)
        task.add_done_callback(self._pushing.discard)

    async def _push_all(self, notice: Notice, area: Area) -> None:
        """Push a notice to everybody it concerns who has subscribed."""
        try:
            told = await asyncio.to_thread(self._concerned, notice, area)
            await asyncio.gather(*(self._push_one(notice, one) for one in told))
        except Exception:
            _log.exception("a notice could not be pushed")
        finally:
            self._done(notice)

    def _concerned(self, notice: Notice, area: Area) -> list[Subscription]:
        found: list[Subscription] = []
        known: dict[str, Actor | None] = {}
        for one in self._subscriptions.all():
            if one.user_name not in known:
                known[one.user_name] = self._who(one.user_name)
            actor = known[one.user_name]
            if actor is not None and concerns(notice, actor, area, self._engine.profile):
                found.append(one)
        return found

    async def _push_one(self, notice: Notice, to: Subscription) -> None:
        async with self._at_once:
            try:
                await asyncio.to_thread(self._push.send, notice, to)
                self.status.pushed += 1
            except Gone:
                await asyncio.to_thread(self._subscriptions.remove, to.endpoint)
                self.status.subscriptions_removed += 1
            except (TryLater, NotTaken) as problem:
                self.status.push_failed += 1
                _log.warning("push to %s: %s", to.user_name, problem)

    def _done(self, notice: Notice) -> None:
        self._open[notice.position] -= 1
        if self._open[notice.position] <= 0:
            del self._open[notice.position]

    async def _bury(self, notice: Notice, reason: str) -> None:
        """Keep a notice that no target took where a person looks for what went wrong."""
        engine = self._engine
        await asyncio.to_thread(
            self._dead_letters.bury,
            engine.area_id,
            engine.clock.now(),
            f"notify/{notice.key}",
            text_of(notice).encode(),
            reason,
        )

    async def _keep_position(self) -> None:
        kept = -1
        while True:
            await asyncio.sleep(KEEP_EVERY_S)
            if self.position != kept:
                kept = self.position
                await asyncio.to_thread(self._published.keep, self._engine.area_id, kept)
