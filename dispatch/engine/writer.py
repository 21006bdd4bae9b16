"""Let many callers use one engine: one thread decides and appends what all of them send.

Whatever waits while a transaction is being written makes up the next one (group commit): under
load a single synchronous write carries hundreds of commands.
"""

import asyncio
import logging
import threading
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Command
from dispatch.domain.refusals import Rejected
from dispatch.engine.engine import Committed, Engine, Submission

MAX_BATCH = (
    512  # commands in a transaction: large enough to share the write, small enough to answer
)

_log = logging.getLogger(__name__)


class WriterClosed(RuntimeError):  # noqa: N818 - an answer to a caller, not a malfunction
    """The writer takes nothing more: the process is stopping."""


class Writer:
    """The thread that owns an engine. Use it from any thread or event loop; close it at the end."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._queue: SimpleQueue[tuple[Submission, Future[Committed]] | None] = SimpleQueue()
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
        with self._lock:
            if self._closed.is_set():
                raise WriterClosed("the engine is stopping")
            self._queue.put((submission, future))
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
        submission = Submission(command, actor, command_id, at, caused_by)
        return await asyncio.wrap_future(self.submit(submission))

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

    def _take(self) -> list[tuple[Submission, Future[Committed]] | None]:
        waiting = [self._queue.get()]
        while len(waiting) < MAX_BATCH:
            try:
                waiting.append(self._queue.get_nowait())
            except Empty:
                break
        return waiting

    def _write(self, batch: list[tuple[Submission, Future[Committed]]]) -> None:
        live = [one for one in batch if one[1].set_running_or_notify_cancel()]
        try:
            outcomes = self.engine.handle_batch([submission for submission, _ in live])
        except Exception as problem:
            # Nothing of the batch is acknowledged; senders repeat it under the same ids.
            _log.exception("a batch of %s commands was not written", len(live))
            for _, future in live:
                future.set_exception(problem)
            return
        for (_, future), outcome in zip(live, outcomes, strict=True):
            if isinstance(outcome, Rejected):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def _catch_up(self) -> None:
        try:
            self.engine.catch_up()
        except Exception:
            _log.exception("could not read what others have written")
