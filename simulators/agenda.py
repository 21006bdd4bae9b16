"""Keep what is to happen in a drill in order of its moment, ties in the order they were made."""

import heapq
from collections.abc import Callable
from math import isnan

Action = Callable[[], object]


class Appointment:
    """Something that is to happen at a moment; call it off with `cancel`."""

    __slots__ = ("action", "at")

    def __init__(self, at: float, action: Action) -> None:
        self.at = at
        self.action: Action | None = action

    def cancel(self) -> None:
        """Call it off; one that has happened already stays as it was."""
        self.action = None


class Agenda:
    """A heap of appointments by (moment, order of making): the same calls give the same order."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Appointment]] = []
        self._made = 0

    def at(self, moment: float, action: Action) -> Appointment:
        """Have `action` called at a moment, in epoch seconds UTC; NaN raises ValueError."""
        if isnan(moment):
            raise ValueError("an appointment needs a moment, got NaN")
        appointment = Appointment(moment, action)
        heapq.heappush(self._heap, (moment, self._made, appointment))
        self._made += 1
        return appointment

    def next_at(self) -> float | None:
        """Return the moment of the next appointment that stands, None without one."""
        while self._heap:
            moment, _, appointment = self._heap[0]
            if appointment.action is not None:
                return moment
            heapq.heappop(self._heap)
        return None

    def take(self) -> Action | None:
        """Take the next appointment off the agenda and return what is to be done."""
        if self.next_at() is None:
            return None
        appointment = heapq.heappop(self._heap)[2]
        action, appointment.action = appointment.action, None
        return action

    def __len__(self) -> int:
        """Count the appointments, with those that were called off and not yet met."""
        return len(self._heap)
