"""Let many callers use one engine: one thread decides and appends what all of them send.

Whatever waits while a transaction is being written makes up the next one (group commit): under
load a single synchronous write carries hundreds of commands.
"""

import asyncio
import contextlib
import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import NamedTuple

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.engine.engine import Committed, Engine, Outcome, Submission

MAX_BATCH = (
    512  # commands in a transaction: large enough to share the write, small enough to answer
)

_log = logging.getLogger(__name__)


class WriterClosed(RuntimeError):  # noqa: N818 - an answer to a caller, not a malfunction
    """The writer takes nothing more: the process is stopping."""


class _Waiting(NamedTuple):
    """A command that waits, and who is to be told: a thread's future, or one of an event loop."""

    submission: Submission
    future: "Future[Committed] | asyncio.Future[Committed]"
    loop: asyncio.AbstractEventLoop | None = None


class Writer:
    """The thread that owns an engine. Use it from any thread or event loop; close it at the end."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(
            target=self._run, name=f"writer-{engine.area_id}", daemon=True
        )
        self._thread.start()

    @property
    def area(self) -> Area:
        """The state after the last durable event."""
        return self.engine.area

    def submit(self, submission: Submission) -> "Future[Committed]":
        """Hand in a command; the future is done once it is durable, or holds its `Rejected`."""
        future: Future[Committed] = Future()
        self._put(_Waiting(submission, future))
        return future

    async def handle(
        self,
        command: Command,
        actor: Actor,
        *,
        command_id: str | None = None,
        at: float | None = None,
        caused_by: int | None = None,
    ) -> Committed:
        """Handle one command from an event loop; raises `Rejected`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Committed] = loop.create_future()
        submission = Submission(command, actor, command_id, at, caused_by)
        self._put(_Waiting(submission, future, loop))
        return await future

    def handle_now(
        self, command: Command, actor: Actor, *, command_id: str | None = None
    ) -> Committed:
        """Handle one command and wait for it, from a thread; raises `Rejected`."""
        return self.submit(Submission(command, actor, command_id)).result()

    def look_again(self) -> None:
        """Have the thread fold what other processes have appended; returns at once."""
        self._queue.put(None)

    def close(self) -> None:
        """Finish what was handed in, keep a snapshot and stop; more is refused from now on."""
        with self._lock:
            if self._closed.is_set():
                return
            self._closed.set()
        self._queue.put(None)
        self._thread.join()

    def _put(self, waiting: _Waiting) -> None:
        with self._lock:
            if self._closed.is_set():
                raise WriterClosed("the engine is stopping")
            self._queue.put(waiting)

    def _run(self) -> None:
        while True:
            waiting = self._take()
            batch = [one for one in waiting if one is not None]
            if batch:
                self._write(batch)
            if len(batch) < len(waiting) and not self._closed.is_set():
                self._catch_up()
            if self._closed.is_set() and self._queue.empty():
                break
        try:
            self.engine.keep_snapshot()
        except Exception:  # a start without it is slower, not wrong
            _log.exception("no snapshot could be kept")

    def _take(self) -> list[_Waiting | None]:
        waiting = [self._queue.get()]
        while len(waiting) < MAX_BATCH:
            try:
                waiting.append(self._queue.get_nowait())
            except Empty:
                break
        return waiting

    def _write(self, batch: list[_Waiting]) -> None:
        live = [one for one in batch if not _withdrawn(one)]
        try:
            outcomes: Sequence[Outcome | Exception] = self.engine.handle_batch(
                [one.submission for one in live]
            )
        except Exception as problem:
            # Nothing of the batch is acknowledged; senders repeat it under the same ids.
            _log.exception("a batch of %s commands was not written", len(live))
            outcomes = [problem] * len(live)
        answers: dict[asyncio.AbstractEventLoop | None, _Answers] = defaultdict(list)
        for one, outcome in zip(live, outcomes, strict=True):
            answers[one.loop].append((one.future, outcome))
        for loop, told in answers.items():
            if loop is None:
                _tell(told)
            else:
                # A loop is woken once for all it waits for: waking it is what costs.
                with contextlib.suppress(RuntimeError):  # closed meanwhile: nobody listens
                    loop.call_soon_threadsafe(_tell, told)

    def _catch_up(self) -> None:
        try:
            self.engine.catch_up()
        except Exception:
            _log.exception("could not read what others have written")


_Answers = list[tuple["Future[Committed] | asyncio.Future[Committed]", Outcome | Exception]]


def _withdrawn(one: _Waiting) -> bool:
    """Whether the caller has withdrawn the command before it was looked at."""
    if isinstance(one.future, Future):
        return not one.future.set_running_or_notify_cancel()
    return False  # an event loop's future is for that loop alone to look at


def _tell(answers: _Answers) -> None:
    for future, outcome in answers:
        if future.done():
            continue  # cancelled by an event loop: it was carried out all the same
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
