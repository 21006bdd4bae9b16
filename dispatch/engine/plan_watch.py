"""Keep checking every plan against what is on duty and in stock, and since when one falls short."""

import threading

import msgspec

from dispatch.assignment.means import MeansBook
from dispatch.assignment.satisfiability import PlanChecks, PlanKey
from dispatch.domain.support import Amounts
from dispatch.engine.engine import Engine
from dispatch.engine.watching import Watch


class PlanCheck(msgspec.Struct, frozen=True):
    """What a plan lacks; `since_at` is when this process first found it short, None while met."""

    plan: PlanKey
    lacks: Amounts
    since_at: float | None = None


class PlanWatch(Watch[tuple[PlanCheck, ...]]):
    """One area's watch on its plans. Safe to ask from any thread."""

    def __init__(self, engine: Engine, means: MeansBook) -> None:
        super().__init__(engine)
        self._lock = threading.Lock()
        self._means, self._checks = means, PlanChecks()
        self._found: dict[PlanKey, PlanCheck] = {}
        self._told: tuple[PlanCheck, ...] = ()

    def now(self) -> tuple[PlanCheck, ...]:
        """Return every plan with what it lacks as of this moment, by place, kind and grade.

        The same object as before where nothing has changed.
        """
        with self._lock:
            area, profile, at = self.engine.area, self.engine.profile, self.engine.clock.now()
            means = self._means.of(area, profile, at)
            lacking = self._checks.of(area, profile, means)
            found = {key: self._checked(key, lacks, at) for key, lacks in lacking.items()}
            if found != self._found or not self._told:
                self._found, self._told = found, tuple(found[key] for key in sorted(found))
            return self._told

    def _checked(self, key: PlanKey, lacks: Amounts, at: float) -> PlanCheck:
        before = self._found.get(key)
        if before is not None and before.lacks == lacks:
            return before
        if lacks.is_nothing:
            since_at = None
        elif before is not None and before.since_at is not None:
            since_at = before.since_at
        else:
            since_at = at
        return PlanCheck(key, lacks, since_at)
