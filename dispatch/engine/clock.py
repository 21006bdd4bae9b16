"""Tell the time: the system's, a scaled one for drills, a simulated one that waits for nobody."""

import time
from collections.abc import Callable
from math import inf
from threading import Lock
from typing import Protocol


class Clock(Protocol):
    """Whatever tells the engine the moment."""

    def now(self) -> float:
        """Return the moment in epoch seconds UTC."""

    def wait_s(self, until: float) -> float:
        """Return how many real seconds to wait until that moment, never less than 0."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> float:
        """Return the moment in epoch seconds UTC."""
        return time.time()

    def wait_s(self, until: float) -> float:
        """Return how many real seconds to wait until that moment."""
        return max(0.0, until - self.now())


class ScaledClock:
    """A time of its own that runs `speed` times as fast as the real one, from a given moment.

    It may be made to stand still and to run on, from any thread; it never goes back. Whoever waits
    for a moment of it subscribes, and is called, on that thread, when the wait has become another.
    """

    def __init__(self, start: float, speed: float) -> None:
        if speed <= 0:
            raise ValueError(f"speed: {speed} is not above 0")
        self._changing = Lock()
        # One value, replaced whole: no reader sees half a change.
        self._pace = start, speed, time.monotonic()
        self._waiting: dict[object, Callable[[], None]] = {}

    @property
    def speed(self) -> float:
        """How many times as fast as the real time it runs; 0 while it stands still."""
        return self._pace[1]

    def set_speed(self, speed: float) -> None:
        """Run on from now at another speed, 0 to stand still; raises ValueError below 0."""
        if speed < 0:
            raise ValueError(f"speed: {speed} is below 0")
        with self._changing:
            start, before, began = self._pace
            at = time.monotonic()
            self._pace = start + (at - began) * before, speed, at
            waiting = tuple(self._waiting.values())
        for told in waiting:
            told()

    def subscribe(self, told: Callable[[], None]) -> Callable[[], None]:
        """Have somebody called after every change of speed; the answer ends it."""
        key = object()
        with self._changing:
            self._waiting[key] = told

        def unsubscribe() -> None:
            with self._changing:
                self._waiting.pop(key, None)

        return unsubscribe

    def now(self) -> float:
        """Return the drill's moment in epoch seconds UTC."""
        start, speed, began = self._pace
        return start + (time.monotonic() - began) * speed

    def wait_s(self, until: float) -> float:
        """Return how many real seconds to wait until that moment, `inf` while it stands still."""
        start, speed, began = self._pace
        left_s = until - start - (time.monotonic() - began) * speed
        if left_s <= 0:
            return 0.0
        return left_s / speed if speed else inf


class SimulatedClock:
    """A time that stands still until it is moved on, and never goes back."""

    def __init__(self, start: float) -> None:
        self._now = start

    def now(self) -> float:
        """Return the simulated moment in epoch seconds UTC."""
        return self._now

    def wait_s(self, until: float) -> float:  # noqa: ARG002 - nobody waits for simulated time
        """Return 0: a simulation never waits."""
        return 0.0

    def move_to(self, moment: float) -> None:
        """Move on to a moment; raises ValueError if it lies in the past."""
        if moment < self._now:
            raise ValueError(f"time does not go back from {self._now} to {moment}")
        self._now = moment
