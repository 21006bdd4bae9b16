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
from dispatch.store.log import PositionTaken, StoreError

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
    lane: "Lane | None" = None


class Lane:
    """A sender that hands in without waiting and relies on the order; made by `Writer.lane`.

    Once the store has failed on one of its commands, all it handed in later fail likewise: what
    the sender sends again comes in the order it was said. It then begins a new lane.
    """

    def __init__(self, writer: "Writer") -> None:
        self._writer = writer
        self.broken_by: Exception | None = None

    def submit(self, submission: Submission) -> "Future[Committed]":
        """Hand in a command, as `Writer.submit` does."""
        future: Future[Committed] = Future()
        self._writer.put(_Waiting(submission, future, lane=self))
        return future


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
        self.put(_Waiting(submission, future))
        return future

    def lane(self) -> Lane:
        """Return a lane of its own for a sender whose commands must keep their order."""
        return Lane(self)

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
        self.put(_Waiting(submission, future, loop))
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

    def put(self, waiting: _Waiting) -> None:
        """Queue a command with whom to tell; raises `WriterClosed`."""
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
        fit = [one for one in live if one.lane is None or one.lane.broken_by is None]
        unfit = [(one, one.lane.broken_by) for one in live if one.lane and one.lane.broken_by]
        answers: dict[asyncio.AbstractEventLoop | None, _Answers] = defaultdict(list)
        for one, outcome in [*zip(fit, self._outcomes(fit), strict=True), *unfit]:
            answers[one.loop].append((one.future, outcome))
        for loop, told in answers.items():
            if loop is None:
                _tell(told)
            else:
                # A loop is woken once for all it waits for: waking it is what costs.
                with contextlib.suppress(RuntimeError):  # closed meanwhile: nobody listens
                    loop.call_soon_threadsafe(_tell, told)

    def _outcomes(self, batch: list[_Waiting]) -> Sequence[Outcome | Exception]:
        try:
            return self.engine.handle_batch([one.submission for one in batch])
        except (StoreError, PositionTaken, OSError) as problem:
            # Nothing of the batch is acknowledged; senders repeat it under the same ids.
            _log.exception("a batch of %s commands was not written", len(batch))
            for one in batch:
                if one.lane is not None:
                    one.lane.broken_by = problem
            return [problem] * len(batch)
        except Exception as problem:
            if len(batch) == 1:
                _log.exception("the engine failed on %r", batch[0].submission.command)
                return [problem]
        # One of them is at fault, and the others shall not suffer for it.
        return [outcome for one in batch for outcome in self._outcomes([one])]

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
