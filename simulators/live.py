"""Play a drill in real time or a multiple of it, in an area that others watch and work in.

The people of the drill live on a thread of their own: they give their commands through the area's
writer like everybody else, so a person at the console may do any of it before them. Clocks and
advice are the area's own business (`CommandArea.run`).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Event

from dispatch.domain.area import Area
from dispatch.domain.envelope import Recorded
from dispatch.domain.invariants import violations
from dispatch.engine.bootstrap import CommandArea, House, open_house
from dispatch.engine.clock import ScaledClock
from dispatch.engine.ending import end
from dispatch.engine.writer import WriterClosed
from dispatch.store.codec import state_hash
from simulators.callers import Send
from simulators.cast import Cast, bring_together, plan_calls, plan_course
from simulators.chance import Chance
from simulators.course import Course
from simulators.ground import Ground, desk_of
from simulators.observing import Audience
from simulators.scenario import EVERYBODY, Scenario, drilled
from simulators.script import Inject
from simulators.stage import Stage

LONGEST_NAP_S = 0.2  # real seconds; how soon a drill notices that it is to stop
FIXES_A_SECOND = 1.0  # of each driving team, on the screens: more is not seen
MOST_FIX_EVERY_S = 30.0  # of the drill; a team jumps no further than that at the highest speeds


def open_drill_area(house: House, scenario: Scenario, ground: Ground, speed: float) -> CommandArea:
    """Open a drill's area in a house, on its own roads, policy and clock; nothing runs yet.

    Raises `ValueError` when the area is open already, or its log holds an earlier drill.
    """
    profile = drilled(house.profile, scenario.policy)
    roads = desk_of(ground, profile)
    clock = ScaledClock(scenario.start_at, speed)
    area = house.open_area(scenario.area_id, roads=roads, clock=clock, profile=profile)
    if area.area.position:
        house.close_area(scenario.area_id)
        raise ValueError(f"the database holds the area {scenario.area_id!r} already")
    return area


async def start_live_drill(
    command_area: CommandArea,
    scenario: Scenario,
    ground: Ground,
    *,
    speed: float,
    folder: Path,
    data_dir: Path | None = None,
    send: Send | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, object]:
    """Play a scenario in an open area whose `run` is under way; found it if it is empty.

    `speed` is how fast the area's clock runs. `send` carries the callers' reports (through a
    broker, say), the area's own writer by default. Returns what came of it; cancel it to stop.
    """
    drill = LiveDrill(command_area, scenario, ground, speed, send)
    try:
        return await asyncio.to_thread(drill.play, folder, data_dir, progress)
    finally:
        drill.stop()


async def run_live(
    scenario: Scenario,
    ground: Ground,
    folder: Path,
    data_dir: Path | None,
    speed: float,
    database: str,
    progress: Callable[[float, str], None] | None,
) -> dict[str, object]:
    """Open a house for one live drill, play it and close the house again."""
    began = time.perf_counter()
    with open_house(database, scenario.profile) as house:
        area = open_drill_area(house, scenario, ground, speed)
        running = asyncio.create_task(area.run())
        try:
            outcome = await start_live_drill(
                area,
                scenario,
                ground,
                speed=speed,
                folder=folder,
                data_dir=data_dir,
                progress=progress,
            )
        finally:
            await end([running])
    return {**outcome, "wall_s": round(time.perf_counter() - began, 2)}


class LiveDrill:
    """One live drill: `play` it on a thread of its own, and direct it from any other."""

    def __init__(
        self,
        command_area: CommandArea,
        scenario: Scenario,
        ground: Ground,
        speed: float,
        send: Send | None = None,
    ) -> None:
        self._area, self._scenario, self._ground = command_area, scenario, ground
        engine = command_area.engine
        self._stage = Stage(
            door=command_area.writer.handle_now,
            look=lambda: engine.area,
            profile=engine.profile,
            clock=engine.clock,
            roads=command_area.roads,
            positions=command_area.positions,
            chance=Chance(scenario.seed),
            fix_every_s=_fix_every_s(speed),
            fixes_outbound=True,
        )
        self._send = send
        self._news: deque[tuple[tuple[Recorded, ...], Area]] = deque()
        self._asked: deque[Callable[[], object]] = deque()
        self._woken, self._stop = Event(), Event()
        self._audience = Audience(())
        self._cast: Cast | None = None
        self._course: Course | None = None
        self._injects = list(scenario.script.injects)
        self._bidden: set[int] = set()  # injects that were called for, come or about to
        self.begin_at: float | None = None

    def stop(self) -> None:
        """Call it off: everybody stops where they are."""
        self._stop.set()
        self._woken.set()

    def set_speed(self, speed: float) -> None:
        """Have its clock run so many times as fast as real time, 0 to stand still."""
        clock = self._stage.clock
        if not isinstance(clock, ScaledClock):
            raise ValueError("speed: the area's clock is not the drill's own")
        clock.set_speed(speed)
        self._stage.fix_every_s = _fix_every_s(speed)
        self._woken.set()

    def inject_now(self, number: int) -> None:
        """Let an inject of the script come now, by its number from 0, and not again later."""
        course = self._running()
        if not 0 <= number < len(self._injects):
            raise ValueError(f"number: the script has {len(self._injects)} injects")
        if number in course.came_at or number in self._bidden:
            raise ValueError(f"number: inject {number + 1} has come already")
        self._bidden.add(number)
        inject = self._injects[number]
        self._ask(lambda: course.let_come(number, inject, self._scenario.area_id))

    def improvise(self, inject: Inject) -> int:
        """Let an inject come that no script has; return its number from 0."""
        self._running()
        number = len(self._injects)
        self._injects.append(inject)
        self.inject_now(number)
        return number

    @property
    def injects(self) -> tuple[Inject, ...]:
        """Those of the script, and then those that were improvised."""
        return tuple(self._injects)

    @property
    def came_at(self) -> dict[int, float]:
        """When each inject came that has come, by its number from 0."""
        return {} if self._course is None else dict(self._course.came_at)

    @property
    def awaited(self) -> list[dict[str, object]]:
        """What the players were to do up to now, and whether they did, as JSON."""
        return [] if self._cast is None else self._cast.marks.so_far()

    def play(
        self,
        folder: Path,
        data_dir: Path | None,
        progress: Callable[[float, str], None] | None = None,
        founded: Callable[["LiveDrill"], None] = lambda _drill: None,
    ) -> dict[str, object]:
        """Play until nothing is planned any more, its time is over, or it is called off.

        Where people play some of the parts they are waited for until the drill's hours are over.
        `founded` is called before anything happens: the moment to let a clock run.
        """
        engine, scenario = self._area.engine, self._scenario
        if not engine.area.position:
            self._ground.found(self._area.writer.handle_now)
        founded(self)
        unsubscribe = engine.subscribe(self._hear)
        begin_at = self._stage.now()
        cast = bring_together(self._stage, scenario, self._ground, begin_at, self._send)
        self._cast, self._audience = cast, cast.audience
        try:
            calls = plan_calls(scenario, folder, data_dir, self._stage, engine.area, begin_at)
            cast.callers.plan(calls.reports)
            self._course = plan_course(scenario, self._stage, cast, begin_at)
            self.begin_at = begin_at
            self._loop(begin_at, progress)
        except WriterClosed:
            self._stop.set()  # the process is stopping, and the drill with it
        finally:
            unsubscribe()
        found = violations(engine.area)
        tallied = cast.tally.of(engine.area, engine.profile, self._ground)
        return {
            "drill": scenario.name.en,
            "area": scenario.area_id,
            "exercise": True,
            "policy": engine.profile.dispatch.search,
            "seed": scenario.seed,
            **tallied,
            **cast.marked(scenario, tallied),
            "sent": cast.callers.sent,
            "not_taken": cast.callers.not_taken(engine.area),
            "stopped": self._stop.is_set(),
            "violations": len(found),
            "violated": list(found[:10]),
            "refused": {
                f"{what}: {why}": n for (what, why), n in sorted(self._stage.refused.items())
            },
            "sim_s": round(self._stage.now() - begin_at, 3),
            "events": engine.area.position,
            "state_hash": state_hash(engine.area),
        }

    def _running(self) -> Course:
        if self._course is None:
            raise ValueError("the drill has not begun yet")
        return self._course

    def _ask(self, action: Callable[[], object]) -> None:
        self._asked.append(action)
        self._woken.set()

    def _hear(self, events: tuple[Recorded, ...], area: Area) -> None:
        self._news.append((events, area))
        self._woken.set()

    def _loop(self, begin_at: float, progress: Callable[[float, str], None] | None) -> None:
        stage, agenda, clock = self._stage, self._stage.agenda, self._stage.clock
        length_s = self._scenario.duration_h * 3600
        ends_at = begin_at + length_s + self._scenario.drain_h * 3600
        all_simulated = set(EVERYBODY) <= set(self._scenario.simulated)
        waits_until = 0.0 if all_simulated else begin_at + length_s
        while not self._stop.is_set():
            self._woken.clear()
            self._react()
            moment = agenda.next_at()
            if moment is None and stage.now() < waits_until:
                self._woken.wait(LONGEST_NAP_S)
                continue
            if moment is None or moment > ends_at:
                return
            nap_s = clock.wait_s(moment)
            if nap_s > 0:
                self._woken.wait(min(nap_s, LONGEST_NAP_S))
                continue
            action = agenda.take()
            if action is not None:
                action()
            if progress is not None:
                hours = (stage.now() - begin_at) / 3600
                progress(min(hours * 3600 / length_s, 1.0), f"hour {hours:.2f}")

    def _react(self) -> None:
        while self._asked:
            self._asked.popleft()()
        while self._news:
            events, area = self._news.popleft()
            for recorded in events:
                self._audience.tell(recorded, area)


def _fix_every_s(speed: float) -> float:
    return min(max(speed, 1.0) / FIXES_A_SECOND, MOST_FIX_EVERY_S)
