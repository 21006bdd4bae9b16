"""Keep checking every plan against what is on duty and in stock, and since when one falls short."""

import threading
from collections.abc import Callable

import msgspec

from dispatch.assignment.means import MeansBook
from dispatch.assignment.satisfiability import PlanChecks, PlanKey
from dispatch.assignment.shortfall import Shortfall
from dispatch.engine.engine import Engine
from dispatch.engine.watching import changes


class PlanCheck(msgspec.Struct, frozen=True):
    """What a plan lacks; `since_at` is when this process first found it short, None while met."""

    plan: PlanKey
    lacks: Shortfall
    since_at: float | None = None


PlanListener = Callable[[tuple[PlanCheck, ...]], None]


class PlanWatch:
    """One area's watch on its plans. Safe to ask from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._means, self._checks = MeansBook(), PlanChecks()
        self._found: dict[PlanKey, PlanCheck] = {}
        self._told: tuple[PlanCheck, ...] = ()
        self._listeners: list[PlanListener] = []

    def now(self) -> tuple[PlanCheck, ...]:
        """Return every plan with what it lacks as of this moment, by place, kind and grade.

        The same object as before where nothing has changed.
        """
        with self._lock:
            area, profile, at = self._engine.area, self._engine.profile, self._engine.clock.now()
            means = self._means.of(area, profile, at)
            lacking = self._checks.of(area, profile, means)
            found = {key: self._checked(key, lacks, at) for key, lacks in lacking.items()}
            if found != self._found or not self._told:
                self._found, self._told = found, tuple(found[key] for key in sorted(found))
            return self._told

    def subscribe(self, listener: PlanListener) -> Callable[[], None]:
        """Call `listener`, on the event loop of `run`, with those plans whose check has changed.

        Returns the way to stop.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        """Tell the listeners of every change until cancelled; the first look is no change."""
        before: dict[PlanKey, PlanCheck] | None = None
        async for checks in changes(self._engine, self.now):
            found = {one.plan: one for one in checks}
            if before is not None:
                changed = tuple(one for one in checks if before.get(one.plan) != one)
                for listener in tuple(self._listeners):
                    listener(changed)
            before = found

    def _checked(self, key: PlanKey, lacks: Shortfall, at: float) -> PlanCheck:
        before = self._found.get(key)
        if lacks.is_nothing:
            since_at = None
        elif before is not None and before.since_at is not None:
            since_at = before.since_at
        else:
            since_at = at
        return PlanCheck(key, lacks, since_at)
