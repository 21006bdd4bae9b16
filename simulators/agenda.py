"""Keep what is to happen in a drill in order of its moment, ties in the order they were made."""

import heapq
from collections.abc import Callable
from math import isnan

import msgspec

Action = Callable[[], object]


class Appointment(msgspec.Struct, order=True):
    """Something that is to happen at a moment; call it off with `cancel`.

    Of two at one moment the one that was made first comes first, by its `number`.
    """

    at: float
    number: int
    action: Action | None

    def cancel(self) -> None:
        """Call it off; one that has happened already stays as it was."""
        self.action = None


class Agenda:
    """A heap of appointments by (moment, order of making): the same calls give the same order."""

    def __init__(self) -> None:
        self._heap: list[Appointment] = []
        self._made = 0

    def at(self, moment: float, action: Action) -> Appointment:
        """Have `action` called at a moment, in epoch seconds UTC; NaN raises ValueError."""
        if isnan(moment):
            raise ValueError("an appointment needs a moment, got NaN")
        appointment = Appointment(moment, self._made, action)
        heapq.heappush(self._heap, appointment)
        self._made += 1
        return appointment

    def next_at(self) -> float | None:
        """Return the moment of the next appointment that stands, None without one."""
        while self._heap:
            first = self._heap[0]
            if first.action is not None:
                return first.at
            heapq.heappop(self._heap)
        return None

    def take(self) -> Action | None:
        """Take the next appointment off the agenda and return what is to be done."""
        if self.next_at() is None:
            return None
        appointment = heapq.heappop(self._heap)
        action, appointment.action = appointment.action, None
        return action

    def __len__(self) -> int:
        """Count the appointments, with those that were called off and not yet met."""
        return len(self._heap)
