"""Keep reckoning where a level should ask the one above it, as a proposal a person may send."""

import threading

from dispatch.assignment.escalation import Escalation, escalations
from dispatch.assignment.means import MeansBook
from dispatch.engine.engine import Engine
from dispatch.engine.watching import Watch


class EscalationWatch(Watch[tuple[Escalation, ...]]):
    """One area's watch on what its levels should ask for. Safe to ask from any thread."""

    def __init__(self, engine: Engine, means: MeansBook) -> None:
        super().__init__(engine)
        self._lock = threading.Lock()
        self._means = means
        self._found: tuple[Escalation, ...] = ()

    def now(self) -> tuple[Escalation, ...]:
        """Return what is proposed as of this moment: the lowest place first, the urgent first."""
        with self._lock:
            area, profile = self.engine.area, self.engine.profile
            found = tuple(escalations(area, profile, self._means, self.engine.clock.now()))
            if found != self._found:
                self._found = found
            return self._found
