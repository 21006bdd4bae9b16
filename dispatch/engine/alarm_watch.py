"""Keep the one list of all that is overdue or alarming, as the area changes."""

import threading
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from dispatch.domain.alarm_rules import PART_DOWN
from dispatch.domain.alarming import unsound
from dispatch.domain.alarms import Alarm, alarms, outside_alarm
from dispatch.engine.engine import Engine
from dispatch.engine.watching import Watch

AUDIT_EVERY_S = 300.0  # looking whether everything adds up goes through the whole area

DOWN_AFTER_S = 15.0  # a part that comes back by itself at once is no matter for people

Part = Callable[[], str | None]
"""A part of the process: it answers what is wrong with it, or nothing."""


class AlarmWatch(Watch[tuple[Alarm, ...]]):
    """One area's list of alarms. Safe to ask from any thread."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._lock = threading.Lock()
        self._parts: dict[str, Part] = {}
        self._down_since: dict[str, float] = {}
        self._audited_at, self._audited = float("-inf"), -1
        self._unsound: tuple[Alarm, ...] = ()
        self._found: tuple[Alarm, ...] = ()

    def watch_part(self, name: str, part: Part) -> None:
        """Have a part of the process, such as the door to the broker, be alarming while down."""
        self._parts[name] = part

    def now(self) -> tuple[Alarm, ...]:
        """Return all alarms as of this moment, the most harmful first; see `Watch.now`."""
        with self._lock:
            area, profile, at = self.engine.area, self.engine.profile, self.engine.clock.now()
            self._audit(at)
            outside = (*self._unsound, *self._down(at))
            found = alarms(area, profile, at, outside)
            if found != self._found:
                self._found = found
            return self._found

    def _audit(self, at: float) -> None:
        """Look whether every invariant holds, now and then."""
        area = self.engine.area
        if area.position != self._audited and at >= self._audited_at + AUDIT_EVERY_S:
            self._audited, self._audited_at = area.position, at
            seen = {one.alarm_id: one.since_at for one in self._unsound}
            self._unsound = tuple(
                replace(one, since_at=seen.get(one.alarm_id, at))
                for one in unsound(area, self.engine.profile)
            )

    def _down(self, at: float) -> Iterator[Alarm]:
        area, profile = self.engine.area, self.engine.profile
        for name, part in self._parts.items():
            words = part()
            if words is None:
                self._down_since.pop(name, None)
            else:
                since_at = self._down_since.setdefault(name, at)
                if at - since_at >= DOWN_AFTER_S:
                    yield outside_alarm(area, profile, PART_DOWN, name, since_at, words)
