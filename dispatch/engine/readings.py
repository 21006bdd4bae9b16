"""Take in what sensors measure: kept in a table of its own, judged by a command, said when durable.

Readings never reach the log, as positions do not; only what follows from one does. What a decision
looks back at is remembered here; after a restart it is read from the table when a sensor first
speaks, and what stands raised or damped is in the log.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from typing import NamedTuple

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.commands import Particulars, TakeStep
from dispatch.domain.sayings import in_both
from dispatch.domain.sensing import why_not
from dispatch.domain.sensor_messages import TakeReadings
from dispatch.domain.sensors import DAMPED, WORKING, Reading, Sensor
from dispatch.engine.engine import Committed, Submission
from dispatch.engine.writer import Writer, WriterClosed
from dispatch.store.readings import KeptReading, Readings

MAX_BATCH = 4_096  # messages whose readings are written in one transaction
FORGET_EVERY_S = 60.0  # how often what is older than the profile keeps is deleted

_log = logging.getLogger(__name__)


class _Told(NamedTuple):
    """What one sensor said, by whom, and whom to tell once it is durable."""

    sensor_id: str
    readings: tuple[Reading, ...]
    actor: Actor
    future: "Future[Committed]"


class ReadingDesk:
    """The readings of one area. Use it from any thread; close it before the writer."""

    def __init__(self, writer: Writer, kept: Readings) -> None:
        self._writer, self._kept = writer, kept
        self._queue: SimpleQueue[_Told | None] = SimpleQueue()
        self._recent: dict[str, tuple[Reading, ...]] = {}
        self._heard_at: dict[str, float] = {}
        self._begun_at: float | None = None
        self._forgot_at = float("-inf")
        self._closed = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def submit(
        self, sensor_id: str, readings: Sequence[Reading], actor: Actor
    ) -> "Future[Committed]":
        """Hand in what a sensor measured; the future is done once it is kept and judged.

        Raises `Rejected` for what cannot be taken in.
        """
        engine = self._writer.engine
        now = engine.clock.now()
        for reading in readings:
            problem = why_not(engine.area, engine.profile, actor, sensor_id, reading, now)
            if problem is not None:
                raise problem
        told = _Told(sensor_id, tuple(readings), actor, Future())
        told.future.set_running_or_notify_cancel()  # it is carried out whoever waits for it
        with self._lock:
            if self._closed:
                raise WriterClosed
            if self._thread is None:  # an area without sensors needs none
                self._thread = threading.Thread(
                    target=self._run, name=f"readings-{engine.area_id}", daemon=True
                )
                self._thread.start()
            self._queue.put(told)
        return told.future

    def _judged(self, sensor_id: str, readings: Sequence[Reading]) -> TakeReadings:
        """Return the command that judges readings, with those before them; remembers them.

        What comes later than a younger reading of the sensor is not judged any more.
        """
        engine = self._writer.engine
        sensor = engine.area.sensors[sensor_id]
        before = self._before(sensor)
        latest_at = before[-1].at if before else float("-inf")
        fresh = tuple(sorted((one for one in readings if one.at >= latest_at), key=_moment))
        if fresh:
            since = fresh[-1].at - engine.profile.sensors.looks_back_s(sensor)
            known = {one.at: one for one in (*before, *fresh)}
            kept = tuple(one for at, one in sorted(known.items()) if at >= since)
            self._recent[sensor_id] = kept or fresh[-1:]
        self._heard_at[sensor_id] = engine.clock.now()
        if self._begun_at is None:
            self._begun_at = engine.clock.now()
        return TakeReadings(sensor_id, fresh, before)

    def latest(self, sensor_id: str) -> Reading | None:
        """Return the latest reading of a sensor, in its own unit."""
        recent = self._recent.get(sensor_id) or self._kept.between(
            self._writer.engine.area_id, sensor_id, float("-inf"), float("inf"), limit=1
        )
        return recent[-1] if recent else None

    def curve(self, sensor_id: str, start: float, end: float, limit: int) -> tuple[Reading, ...]:
        """Return what a sensor measured from `start` to `end`, of too much the newest."""
        area_id = self._writer.engine.area_id
        return self._kept.between(area_id, sensor_id, start, end, limit)

    def fallen_silent(self, area: Area, now: float) -> Iterator[TakeStep]:
        """Yield the steps of sensors that said nothing for longer than their quantity allows.

        It counts from the first reading that came to this process: where none does, the sensors
        speak to another one.
        """
        quantities = self._writer.engine.profile.sensors.quantities
        if self._begun_at is None:
            return
        for sensor_id, sensor in area.sensors.items():
            quantity = quantities.get(sensor.quantity)
            if sensor.state not in (WORKING, DAMPED) or quantity is None:
                continue
            heard_at = self._heard_at.get(sensor_id, max(self._begun_at, sensor.since))
            if now - heard_at > quantity.silent_after_s:
                silent_s = f"{quantity.silent_after_s:g}"
                reason = in_both(f"{silent_s} 秒无数据", f"nothing for {silent_s} s")
                yield TakeStep("sensor", sensor_id, "fall_silent", Particulars(reason=reason))

    def close(self) -> None:
        """Finish what was handed in and stop."""
        with self._lock:
            self._closed = True
            thread = self._thread
            self._queue.put(None)
        if thread is not None:
            thread.join()

    def _before(self, sensor: Sensor) -> tuple[Reading, ...]:
        recent = self._recent.get(sensor.sensor_id)
        if recent is None:
            engine, sensor_id, ever = self._writer.engine, sensor.sensor_id, float("inf")
            newest = self._kept.between(engine.area_id, sensor_id, -ever, ever, limit=1)
            back_s = engine.profile.sensors.looks_back_s(sensor)
            start = newest[0].at - back_s if newest else 0.0
            recent = self._kept.between(engine.area_id, sensor_id, start, ever)
        return recent

    def _run(self) -> None:
        open_ = True
        while open_:
            batch = [self._queue.get()]
            while not self._queue.empty() and len(batch) < MAX_BATCH:
                batch.append(self._queue.get())
            open_ = None not in batch
            told = [one for one in batch if one is not None]
            try:
                self._take(told)
            except Exception as problem:
                _log.exception("readings of %d messages were not kept", len(told))
                for one in told:
                    self._recent.pop(one.sensor_id, None)  # what was kept stands in the table
                    if not one.future.done():
                        one.future.set_exception(problem)

    def _take(self, told: list[_Told]) -> None:
        """Have what was told judged once it is kept."""
        area_id = self._writer.engine.area_id
        commands = [self._judged(one.sensor_id, one.readings) for one in told]
        self._kept.save(
            [
                KeptReading(area_id, one.sensor_id, reading.at, reading.value)
                for one in told
                for reading in one.readings
            ]
        )
        for one, command in zip(told, commands, strict=True):
            _pass_on(self._writer.submit(Submission(command, one.actor)), one.future)
        self._forget_in_time()

    def _forget_in_time(self) -> None:
        engine = self._writer.engine
        if time.monotonic() - self._forgot_at > FORGET_EVERY_S:
            self._forgot_at = time.monotonic()
            self._kept.forget(engine.area_id, engine.clock.now() - engine.profile.sensors.kept_s)


def _moment(reading: Reading) -> float:
    return reading.at


def _pass_on(inner: "Future[Committed]", outer: "Future[Committed]") -> None:
    def settle(done: "Future[Committed]") -> None:
        if outer.done():
            return
        problem = done.exception()
        if problem is not None:
            outer.set_exception(problem)
        else:
            outer.set_result(done.result())

    inner.add_done_callback(settle)
