"""Choose the parts and put them together: the only place that does.

A `House` is one process: a store, a profile and the command areas that run in it. Tests, the
server, the drills and the command line all begin here.
"""

import asyncio
import contextlib
import gc
import threading
from collections import deque
from collections.abc import Callable, Iterator

from dispatch.assignment.means import MeansBook
from dispatch.assignment.roads import RoadDesk
from dispatch.domain.actors import system
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.engine.advisor import Advisor
from dispatch.engine.alarm_watch import AlarmWatch
from dispatch.engine.assessor import Assessor
from dispatch.engine.clock import Clock, SystemClock
from dispatch.engine.cover import CoverWatch
from dispatch.engine.deadlines import keep_time
from dispatch.engine.engine import Engine
from dispatch.engine.escalation_watch import EscalationWatch
from dispatch.engine.exchanger import Exchanger
from dispatch.engine.history import History
from dispatch.engine.move_up_watch import MoveUpWatch
from dispatch.engine.plan_watch import PlanWatch
from dispatch.engine.positions import Fix, Positions
from dispatch.engine.readings import ReadingDesk
from dispatch.engine.writer import Writer
from dispatch.profile.loader import load_profile
from dispatch.store.open import Store, open_store
from dispatch.store.readings import Readings
from dispatch.store.tracks import Track, Tracks

COLLECT_AFTER = 50_000  # new objects; Python's own default is 700
TRACKS_EVERY_S = 1.0
SILENCE_EVERY_S = 10.0  # how often sensors are looked for that say nothing
MAX_TRACKS_WAITING = 50_000  # fixes; when the disk is that slow the oldest are let go
NEWS_WAIT_S = 1.0  # how long to wait for another process's news before looking whether to stop


class CommandArea:
    """One command area at work: its engine and writer, its teams, its roads and its advisor.

    Use `run` on an event loop for its clocks, its advice and the news of other processes.
    """

    def __init__(self, engine: Engine, roads: RoadDesk, tracks: Tracks, readings: Readings) -> None:
        self.engine, self.roads = engine, roads
        self.writer = Writer(engine)
        self.tracks = tracks
        self.history = History(engine.log, engine.area_id)
        self._to_keep: deque[Fix] = deque(maxlen=MAX_TRACKS_WAITING)
        self.positions = Positions(keep=self._to_keep.append)
        self.readings = ReadingDesk(self.writer, readings)
        self.assessor = Assessor(engine, roads, self.positions)
        self.cover = CoverWatch(engine, roads, self.positions)
        self.advisor = Advisor(engine, roads, self.positions, cover=self.cover)
        self.exchanger = Exchanger(engine, roads, self.positions, self.cover)
        self.move_ups = MoveUpWatch(engine, self.cover)
        means = MeansBook()
        self.plans = PlanWatch(engine, means)
        self.escalations = EscalationWatch(engine, means)
        self.alarms = AlarmWatch(engine)

    @property
    def area(self) -> Area:
        """The state after the last durable event."""
        return self.engine.area

    async def run(self) -> None:
        """Keep the area's clocks, advise on its demands and follow its log, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_time(self.writer))
            tasks.create_task(self.assessor.run(self.writer))
            tasks.create_task(self.advisor.run(self.writer))
            tasks.create_task(self.exchanger.run(self.writer))
            tasks.create_task(self.cover.run())
            tasks.create_task(self.move_ups.run())
            tasks.create_task(self.plans.run())
            tasks.create_task(self.escalations.run())
            tasks.create_task(self.alarms.run())
            tasks.create_task(self._follow())
            tasks.create_task(self._keep_tracks())
            tasks.create_task(self._watch_silence())

    def close(self) -> None:
        """Finish what was handed in and stop."""
        self.readings.close()
        self.writer.close()

    async def _keep_tracks(self) -> None:
        """Write the sampled fixes to the tracks, a second's worth at a time."""
        while True:
            await asyncio.sleep(TRACKS_EVERY_S)
            fixes = [self._to_keep.popleft() for _ in range(len(self._to_keep))]
            if fixes:
                rows = [
                    Track(
                        self.engine.area_id,
                        f.team_id,
                        f.at,
                        f.position.lon,
                        f.position.lat,
                        f.source,
                    )
                    for f in fixes
                ]
                await asyncio.to_thread(self.tracks.save, rows)

    async def _watch_silence(self) -> None:
        """Say which sensors have fallen silent."""
        while True:
            await asyncio.sleep(SILENCE_EVERY_S)
            area, now = self.area, self.engine.clock.now()
            for step in self.readings.fallen_silent(area, now):
                # One that has just spoken, or that another process saw, is refused.
                with contextlib.suppress(Rejected):
                    await self.writer.handle(step, system(area.root))

    async def _follow(self) -> None:
        """Have the writer look whenever another process has appended to the log."""
        engine = self.engine
        while True:
            news = await asyncio.to_thread(
                engine.log.wait_for_news, engine.area_id, engine.area.position, NEWS_WAIT_S
            )
            if news:
                self.writer.look_again()
                await asyncio.sleep(0.02)  # the writer is folding; do not ask again at once


class House:
    """One process's store, profile and command areas. Close it at the end."""

    def __init__(self, store: Store, profile: Profile) -> None:
        self.store, self.profile = store, profile
        self._areas: dict[str, CommandArea] = {}
        self._lock = threading.Lock()

    def open_area(
        self,
        area_id: str,
        *,
        roads: RoadDesk,
        clock: Clock | None = None,
        profile: Profile | None = None,
        new_id: Callable[[], str] | None = None,
    ) -> CommandArea:
        """Open an area from its log (or empty, to be founded).

        Raises ValueError if it is open, or where its desk is another area's: areas may share a
        network, but what is closed in a drill is open in earnest.
        """
        with self._lock:
            if area_id in self._areas:
                raise ValueError(f"area_id: {area_id!r} is open already")
            if any(one.roads is roads for one in self._areas.values()):
                raise ValueError("roads: the desk is another area's")
            engine = Engine(
                area_id, self.store.log, profile or self.profile, clock or SystemClock(), new_id
            )
            opened = self._areas[area_id] = CommandArea(
                engine, roads, self.store.tracks, self.store.readings
            )
            return opened

    def area(self, area_id: str) -> CommandArea:
        """Return an open area; raises KeyError."""
        return self._areas[area_id]

    @property
    def areas(self) -> dict[str, CommandArea]:
        """The open areas by id."""
        return dict(self._areas)

    def close_area(self, area_id: str) -> None:
        """Close one area; its log stays."""
        with self._lock:
            self._areas.pop(area_id).close()

    def close(self) -> None:
        """Close every area, then the store."""
        for area_id in list(self._areas):
            self.close_area(area_id)
        self.store.close()


def collect_rarely() -> None:
    """Have the garbage collector of this process look less often.

    An area is a large tree of small values without cycles: reference counts free it. Looking
    through it again and again for cycles took a quarter of the time of taking in a report.
    """
    gc.set_threshold(COLLECT_AFTER, 20, 50)


@contextlib.contextmanager
def collecting_afterwards() -> Iterator[None]:
    """Have no garbage collected within the block: for a run that ends, at full speed.

    In two hours of a city's day, 16,000 events, 11,000 objects lay in cycles; to look for them took
    4 % of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextlib.contextmanager
def open_house(database_url: str, profile: str = "xian") -> Iterator[House]:
    """Open the store of a URL (`memory://`, `sqlite:///…`, `postgresql+psycopg://…`) as a house."""
    collect_rarely()
    house = House(open_store(database_url), load_profile(profile))
    try:
        yield house
    finally:
        house.close()
