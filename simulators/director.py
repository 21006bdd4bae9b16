"""Run a drill as fast as it goes: one thread, one engine, and a clock that waits for nobody.

The director merges three queues by their moments: what people have planned, what limits pass, and
what advice is due after each. With the same seed every process does the same in the same order.
"""

from collections import deque
from collections.abc import Callable

from dispatch.domain.actors import system
from dispatch.domain.area import Area
from dispatch.domain.commands import LetDeadlinePass
from dispatch.domain.envelope import Recorded
from dispatch.domain.invariants import violations
from dispatch.engine.advisor import Advisor
from dispatch.engine.assessor import Assessor
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.deadlines import DueDates
from dispatch.engine.engine import Engine
from simulators.observing import Audience
from simulators.stage import Stage


class Director:
    """Leads one drill at full speed. Make it before the first event it is to see."""

    def __init__(
        self,
        engine: Engine,
        clock: SimulatedClock,
        advisor: Advisor,
        assessor: Assessor,
        stage: Stage,
        audience: Audience,
        check_every: int = 2_000,
        advice_every_s: float = 0.0,
    ) -> None:
        self._engine, self._clock = engine, clock
        self._advisor, self._assessor = advisor, assessor
        self._stage, self._audience = stage, audience
        self._dates = DueDates(engine)
        self._news: deque[tuple[tuple[Recorded, ...], Area]] = deque()
        self._unsubscribe = engine.subscribe(lambda events, area: self._news.append((events, area)))
        self._check_every, self._unchecked = check_every, 0
        self._advice_every_s, self._advised_at = advice_every_s, clock.now()
        self.violations: list[str] = []

    def run(self, until: float, progress: Callable[[float], None] | None = None) -> None:
        """Run until nothing is planned any more, or until a moment; then check what must hold.

        Raises whatever goes wrong: a drill with a defect does not go on.
        """
        self._follow_up()
        # What limits are left when nothing is planned any more concerns nobody who still acts: it
        # belongs to the next shift.
        while (planned := self._stage.agenda.next_at()) is not None:
            due = self._dates.next_due(before=planned)
            moment = planned if due is None else due[0]
            if moment > until:
                break
            self._clock.move_to(max(moment, self._clock.now()))
            self._do_next(due)
            self._follow_up()
            if progress is not None:
                progress(moment)
        self._check()

    def close(self) -> None:
        """Stop listening to the engine."""
        self._unsubscribe()
        self._dates.unsubscribe()
        self._advisor.unsubscribe()
        self._assessor.unsubscribe()

    def _do_next(self, due: tuple[float, str] | None) -> None:
        """Let a limit pass, or do what was planned; what comes in time comes before its limit."""
        if due is None:
            action = self._stage.agenda.take()
            assert action is not None  # noqa: S101 - next_at has just found it
            action()
            return
        self._engine.handle(LetDeadlinePass(due[1]), system(self._engine.area.root))
        self._dates.forget(*due)

    def _follow_up(self) -> None:
        """Have everybody react, and advice given, until nothing new comes of it."""
        while True:
            while self._news:
                events, area = self._news.popleft()
                for recorded in events:
                    self._audience.tell(recorded, area)
                self._unchecked += len(events)
                if self._unchecked >= self._check_every:
                    self._check()
            if not self._assessor.step() + self._advise():
                return

    def _advise(self) -> int:
        """Give the advice that is due; not so soon again, where it takes its time."""
        now = self._clock.now()
        if now < self._advised_at + self._advice_every_s:
            return 0
        made = self._advisor.step()
        if made and self._advice_every_s:
            self._advised_at = now
        return made

    def _check(self) -> None:
        self._unchecked = 0
        self.violations += violations(self._engine.area)
