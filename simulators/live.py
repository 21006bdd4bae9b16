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
from dispatch.engine.writer import WriterClosed
from dispatch.store.codec import state_hash
from simulators.callers import Send
from simulators.cast import bring_together, plan_calls, plan_course
from simulators.chance import Chance
from simulators.director import Observer
from simulators.ground import Ground, desk_of
from simulators.scenario import Scenario, drilled
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
    drill = _LiveDrill(command_area, scenario, ground, speed, send)
    stop = Event()
    try:
        return await asyncio.to_thread(drill.play, folder, data_dir, stop, progress)
    finally:
        stop.set()


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
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    return {**outcome, "wall_s": round(time.perf_counter() - began, 2)}


class _LiveDrill:
    """One live drill on its thread."""

    def __init__(
        self,
        command_area: CommandArea,
        scenario: Scenario,
        ground: Ground,
        speed: float,
        send: Send | None,
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
            fix_every_s=min(speed / FIXES_A_SECOND, MOST_FIX_EVERY_S),
            fixes_outbound=True,
        )
        self._send = send
        self._news: deque[tuple[tuple[Recorded, ...], Area]] = deque()
        self._woken = Event()
        self._observers: tuple[Observer, ...] = ()

    def play(
        self,
        folder: Path,
        data_dir: Path | None,
        stop: Event,
        progress: Callable[[float, str], None] | None,
    ) -> dict[str, object]:
        """Play until nothing is planned any more, its time is over, or `stop` is set."""
        engine, scenario = self._area.engine, self._scenario
        if not engine.area.position:
            self._ground.found(self._area.writer.handle_now)
        unsubscribe = engine.subscribe(self._hear)
        begin_at = self._stage.now()
        cast = bring_together(self._stage, scenario, self._ground, begin_at, self._send)
        self._observers = cast.observers
        try:
            calls = plan_calls(scenario, folder, data_dir, self._stage, engine.area, begin_at)
            cast.callers.plan(calls.reports)
            plan_course(scenario, self._stage, cast, begin_at)
            self._loop(begin_at, stop, progress)
        except WriterClosed:
            stop.set()  # the process is stopping, and the drill with it
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
            "not_taken": cast.callers.sent - len(engine.area.reports),
            "stopped": stop.is_set(),
            "violations": len(found),
            "violated": list(found[:10]),
            "refused": {
                f"{what}: {why}": n for (what, why), n in sorted(self._stage.refused.items())
            },
            "sim_s": round(self._stage.now() - begin_at, 3),
            "events": engine.area.position,
            "state_hash": state_hash(engine.area),
        }

    def _hear(self, events: tuple[Recorded, ...], area: Area) -> None:
        self._news.append((events, area))
        self._woken.set()

    def _loop(
        self, begin_at: float, stop: Event, progress: Callable[[float, str], None] | None
    ) -> None:
        stage, agenda, clock = self._stage, self._stage.agenda, self._stage.clock
        length_s = self._scenario.duration_h * 3600
        ends_at = begin_at + length_s + self._scenario.drain_h * 3600
        while not stop.is_set():
            self._woken.clear()
            self._react()
            moment = agenda.next_at()
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
        while self._news:
            events, area = self._news.popleft()
            for recorded in events:
                for observer in self._observers:
                    observer.observe(recorded, area)
