"""Run drills inside the server 演练导调: each in an area of its own, directed while it plays.

A drill's area is a copy of its ground, founded as an exercise: nothing that happens in it touches
an area in service. A server that is stopped stops its drills; their logs stay.
"""

import asyncio
import logging
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

import simulators
from api.at_work import AtWork
from api.drill_records import DrillRecords
from dispatch.assignment.warming import warm_up
from dispatch.domain.refusals import Rejected
from dispatch.engine.bootstrap import CommandArea, House
from simulators.ground import Ground, lay_ground
from simulators.live import LiveDrill, open_drill_area
from simulators.scenario import Part, Scenario, most_reports, wrong_inject
from simulators.script import Inject

LIBRARY = Path(simulators.__file__).parent / "drills"
MOST_RUNNING = 4  # each has a thread and the clocks and advice of a whole area
MOST_SPEED = 3600.0
MOST_REPORTS = 50_000
AREA_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
OTHERWISE = 1.0  # a clock is made running, and stands still until the drill begins

RunState = Literal["PREPARING", "RUNNING", "PAUSED", "ENDED", "STOPPED", "FAILED"]

_log = logging.getLogger(__name__)


class DrillRun:
    """One drill of this server, from being prepared to what came of it."""

    def __init__(self, scenario: Scenario, ground: Ground, by: str, speed: float) -> None:
        self.scenario, self.ground, self.by = scenario, ground, by
        self.speed, self.paused = speed, False
        self.problem = ""
        self.called_off = False
        self.outcome: dict[str, object] | None = None
        self.live: LiveDrill | None = None
        self.area: CommandArea | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def area_id(self) -> str:
        """The drill's own area."""
        return self.scenario.area_id

    @property
    def state(self) -> RunState:
        """How far it has come."""
        if self.problem:
            return "FAILED"
        if self.outcome is not None:
            return "STOPPED" if self.outcome["stopped"] else "ENDED"
        if self.live is None or self.live.begin_at is None:
            return "PREPARING"
        return "PAUSED" if self.paused else "RUNNING"

    @property
    def is_over(self) -> bool:
        """Whether nothing of it goes on."""
        return self.state in ("ENDED", "STOPPED", "FAILED")

    def playing(self) -> LiveDrill:
        """Return the drill while it can be directed; raises `Rejected`."""
        if self.live is None or self.state not in ("RUNNING", "PAUSED"):
            raise Rejected("drill_is_not_on", f"the drill is {self.state}", "state")
        return self.live


class Drills:
    """Every drill of this server. Used on its event loop."""

    def __init__(self, house: House, at_work: AtWork) -> None:
        self._house, self._at_work = house, at_work
        self._runs: dict[str, DrillRun] = {}
        self.records = DrillRecords(house.store.log)
        # Drills go on for hours: in the common pool of threads they would hold up everybody.
        self._stages = ThreadPoolExecutor(MOST_RUNNING, "drill")

    @property
    def runs(self) -> tuple[DrillRun, ...]:
        """All of them since the server was started, the latest first."""
        return tuple(reversed(self._runs.values()))

    def get(self, area_id: str) -> DrillRun | None:
        """Return the drill that plays in an area, or played."""
        return self._runs.get(area_id)

    async def start(self, scenario: Scenario, by: str, jurisdiction: str, speed: float) -> DrillRun:
        """Begin a drill; raises `Rejected`.

        Whoever starts it is of a place that all its ground lies in. Where an earlier run has its
        area, it gets another with a number behind.
        """
        _check(scenario, self._house)
        self._check_room()
        try:
            ground = await asyncio.to_thread(lay_ground, scenario, None)
        except ValueError as problem:
            raise Rejected("unfit_scenario", str(problem), "place") from None
        if jurisdiction not in ground.tops:
            reason = f"the drill is of {ground.tops[-1]}; its director is of that place or above it"
            raise Rejected("outside_jurisdiction", reason, "place")
        logged = await asyncio.to_thread(self._house.store.log.areas)
        self._check_room()  # again: others may have begun meanwhile; from here on nobody can
        area_id = self._fresh(scenario.area_id, logged)
        scenario = msgspec.structs.replace(scenario, area_id=area_id)
        run = self._runs[area_id] = DrillRun(scenario, ground, by, speed)
        run.task = asyncio.create_task(self._play(run))
        return run

    def change(self, run: DrillRun, speed: float | None, paused: bool | None) -> None:
        """Play on at another speed, stand still, go on; raises `Rejected`."""
        live = run.playing()
        run.speed = run.speed if speed is None else speed
        run.paused = run.paused if paused is None else paused
        live.set_speed(0.0 if run.paused else run.speed)

    def inject(self, run: DrillRun, what: int | Inject) -> int:
        """Let an inject come now: one of the script by its number from 0, or another."""
        live = run.playing()
        try:
            if isinstance(what, Inject):
                for field, reason in wrong_inject(what, self._house.profile):
                    raise Rejected("unfit_scenario", reason, field)
                return live.improvise(what)
            live.inject_now(what)
        except ValueError as problem:
            raise Rejected("no_such_inject", str(problem), "number") from None
        return what

    async def stop(self, run: DrillRun) -> None:
        """Call a drill off, and wait until all have stopped; its area stays to be looked at."""
        run.called_off = True
        if run.live is not None:
            run.live.stop()
        if run.task is not None:
            await asyncio.wait([run.task])  # whoever waits may go away: the drill ends all the same

    async def stop_all(self) -> None:
        """Call everything off: the server stops."""
        await asyncio.gather(*(self.stop(one) for one in self._runs.values()))
        self._stages.shutdown(wait=False)

    def _check_room(self) -> None:
        if sum(not one.is_over for one in self._runs.values()) >= MOST_RUNNING:
            raise Rejected("too_many_drills", f"{MOST_RUNNING} drills are on: end one first")

    def _fresh(self, wanted: str, logged: Iterable[str]) -> str:
        taken = {*logged, *self._house.areas, *self._runs}
        number, area_id = 1, wanted
        while area_id in taken:
            number += 1
            area_id = f"{wanted}-{number}"
        return area_id

    async def _play(self, run: DrillRun) -> None:
        scenario = run.scenario
        try:
            run.area = await asyncio.to_thread(self._opened, run)
            run.live = LiveDrill(run.area, scenario, run.ground, run.speed)
            if run.called_off:  # while it was still being prepared
                run.live.stop()
            run.live.set_speed(0.0)
            self._at_work.start(scenario.area_id)
            begin = partial(
                run.live.play, LIBRARY, None, None, lambda live: live.set_speed(run.speed)
            )
            run.outcome = await asyncio.get_running_loop().run_in_executor(self._stages, begin)
        except (ValueError, Rejected) as problem:
            run.problem = str(problem)
        except Exception as problem:
            run.problem = f"{type(problem).__name__}: see the server's log"
            _log.exception("the drill in %s failed", scenario.area_id)
        finally:
            if run.live is not None:
                run.live.set_speed(0.0)  # what was reached stands still, to be looked at
            await self._at_work.rest(scenario.area_id)

    def _opened(self, run: DrillRun) -> CommandArea:
        area = open_drill_area(self._house, run.scenario, run.ground, OTHERWISE)
        warm_up(area.engine.profile, area.roads)
        return area


def with_parts(scenario: Scenario, simulated: tuple[Part, ...] | None) -> Scenario:
    """Return the scenario with the parts the simulator plays, where they are given."""
    if simulated is None:
        return scenario
    return msgspec.structs.replace(scenario, simulated=simulated)


def unplayable(scenario: Scenario, profile_id: str) -> str:
    """Return why a server does not run a scenario, or nothing."""
    place = scenario.place
    if scenario.calls.recorded is not None or place.stations is not None or place.county:
        return "recorded calls are read from files: run it with `chiyuan drill run`"
    if place.log is not None:
        return "the log of a day is read from a database: run it with `chiyuan whatif`"
    if scenario.profile != profile_id:
        return f"it is of the profile {scenario.profile}, and this server has {profile_id}"
    if AREA_ID.fullmatch(scenario.area_id) is None:
        return "area_id: small letters, digits and hyphens, 63 at most"
    if most_reports(scenario) > MOST_REPORTS:
        return f"calls: more than {MOST_REPORTS:,} reports may come of it"
    return ""


def _check(scenario: Scenario, house: House) -> None:
    reason = unplayable(scenario, house.profile.profile_id)
    if reason:
        raise Rejected("unfit_scenario", reason, "text")
