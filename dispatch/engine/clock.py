"""Tell the time: the system's, a scaled one for drills, a simulated one that waits for nobody."""

import time
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
    """A time of its own that runs `speed` times as fast as the real one, from a given moment."""

    def __init__(self, start: float, speed: float) -> None:
        if speed <= 0:
            raise ValueError(f"speed: {speed} is not above 0")
        self._start, self._speed, self._began = start, speed, time.monotonic()

    def now(self) -> float:
        """Return the drill's moment in epoch seconds UTC."""
        return self._start + (time.monotonic() - self._began) * self._speed

    def wait_s(self, until: float) -> float:
        """Return how many real seconds to wait until that moment of the drill."""
        return max(0.0, (until - self.now()) / self._speed)


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
