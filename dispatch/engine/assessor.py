"""Watch the measures on the roads, and say of each change whom it delays and whom it cuts off.

Like advice it is reckoned outside the engine and comes in through its door; nobody who closes a
road waits for it.
"""

import asyncio
import logging
import threading
from collections.abc import Callable

from dispatch.assignment.impact import assess
from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain import events as e
from dispatch.domain.actors import system
from dispatch.domain.area import Area
from dispatch.domain.commands import RecordRoadImpact
from dispatch.domain.envelope import Recorded
from dispatch.domain.impacts import RoadImpact
from dispatch.domain.instructions import Instruction
from dispatch.domain.refusals import Rejected
from dispatch.domain.roads import IN_FORCE
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Positions
from dispatch.engine.reckoning import reckoned
from dispatch.engine.writer import Writer
from routing.geo import Position

_log = logging.getLogger(__name__)


class Assessor:
    """One area's watch on its roads. Making it puts the measures of the log in force."""

    def __init__(self, engine: Engine, roads: RoadDesk, positions: Positions) -> None:
        self._engine, self._roads, self._positions = engine, roads, positions
        self._lock = threading.Lock()
        self._changed: dict[str, None] = {}
        self._wake: Callable[[], object] | None = None
        self._area = engine.area
        self.unsubscribe = engine.subscribe(self._observe)
        with self._lock:
            self._area = engine.area  # what was missed meanwhile
        self._before = self._begin()

    def step(self) -> int:
        """Record, through the engine itself, what changes of the roads did; return how many.

        For drills that own their engine; cheap when no road has changed.
        """
        impact = self.due()
        if impact is None:
            return 0
        self._engine.handle(RecordRoadImpact(impact=impact), system(self._engine.area.root))
        return 1

    async def run(self, writer: Writer) -> None:
        """Record impacts through a writer as the roads change, until cancelled."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(news.set)
        news.set()
        try:
            while True:
                await news.wait()
                news.clear()
                impact = await asyncio.to_thread(self.due)
                if impact is None:
                    continue
                try:
                    by_system = system(self._engine.area.root)
                    await writer.handle(RecordRoadImpact(impact=impact), by_system)
                except Rejected as refusal:
                    _log.error("an impact was not recorded: %s", refusal.reason)
        finally:
            self._wake = None

    def due(self) -> RoadImpact | None:
        """Return what the changes since the last time did, None where there was none."""
        if not self._changed:  # as nearly every time: nothing to wait for
            return None
        with self._lock:
            area, changed = self._area, tuple(self._changed)
            after = self._roads.under(area)
            if not changed or after.overlay > area.overlay:
                return None  # others look further ahead already: the events are about to come
            self._changed = {}
        before, self._before = self._before, after
        now = self._engine.clock.now()
        seen = Sightings(now, self._positions.fresh(now))

        def where(instruction: Instruction, roads: RoadView) -> Position:
            return reckoned(area, instruction, roads, seen)

        profile = self._engine.profile
        return assess(area, profile, before, after, changed, seen, where, now)

    def _begin(self) -> RoadView:
        """Put in force what the log says; what was never assessed is still to be."""
        area = self._area
        known = sorted(area.road_measures.values(), key=lambda one: one.ordered_at)
        in_force = [one for one in known if one.is_in_force]
        assessed = [one for one in in_force if one.impact is not None]
        if len(assessed) < len(in_force):
            self._changed.update((one.measure_id, None) for one in in_force if one.impact is None)
            return self._roads.enforce(assessed, area.overlay - 1)
        return self._roads.under(area)

    def _observe(self, events: tuple[Recorded, ...], area: Area) -> None:
        if area.overlay == self._area.overlay:
            self._area = area  # most events are not of roads
            return
        found: dict[str, None] = {}
        for recorded in events:
            match recorded.event:
                case e.StepTaken() as step:
                    of_roads = step.lifecycle == "road_measure"
                    if of_roads and IN_FORCE in (step.came_from, step.went_to):
                        found[step.subject_id] = None
                case e.RoadMeasureOrdered(measure=measure) if measure.is_in_force:
                    found[measure.measure_id] = None
                case e.RoadPartlyReopened(measure_id=measure_id):
                    if area.road_measures[measure_id].is_in_force:
                        found[measure_id] = None
        with self._lock:
            self._area = area
            self._changed.update(found)
        if found and self._wake is not None:
            self._wake()
