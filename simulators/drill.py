"""Run a drill from its file and say what came of it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import msgspec

from dispatch.assignment.warming import warm_up
from dispatch.domain.actors import system
from dispatch.domain.area import Area
from dispatch.domain.commands import PlanRoadHours
from dispatch.domain.profile import Profile
from dispatch.engine.advisor import Advisor
from dispatch.engine.assessor import Assessor
from dispatch.engine.bootstrap import collect_rarely, collecting_afterwards
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Positions
from dispatch.profile.loader import load_profile
from dispatch.store.codec import state_hash
from dispatch.store.open import open_store
from simulators.cast import CallPlan, Cast, bring_together, plan_calls, plan_course
from simulators.chance import Chance
from simulators.director import Director
from simulators.ground import Ground, desk_of, lay_ground
from simulators.hindsight.regret import regret_of
from simulators.live import run_live
from simulators.scenario import Scenario, drilled, load_scenario
from simulators.stage import Stage
from simulators.variants import Branch

Progress = Callable[[float, str], None]
AtEnd = Callable[[Area, Profile], None]

PROGRESS_EVERY_S = 0.25  # real seconds between two words of progress


def run_drill(
    path: Path,
    *,
    data_dir: Path | None = None,
    speed: str | float = "max",
    policy: str | None = None,
    seed: int | None = None,
    database: str = "memory://",
    progress: Progress | None = None,
    check_every: int = 2_000,
    hindsight: int = 0,
    changes: Sequence[str] = (),
) -> dict[str, object]:
    """Run the drill of a scenario file in an area of its own; return what came of it, as JSON.

    `speed` is "max" or so many times real time; `policy` and `seed` take the place of the
    scenario's own, and `changes` are laid over its file (`simulators.composing`). What must hold
    is checked every `check_every` events and at the end. `progress` is told the share done and
    where it stands. With `hindsight` rounds above 0 the outcome tells the policy's regret as well
    (`simulators.hindsight`), at full speed and outside the generated city. Raises `ValueError` for
    a scenario or a file that is not fit for use, and where the database holds an area of that id.
    """
    path = Path(path)
    tell = progress or _say_nothing
    scenario = with_choices(load_scenario(path, changes), policy, seed)
    tell(0.0, "laying the ground")
    if hindsight and (speed != "max" or scenario.place.city is not None):
        raise ValueError("hindsight: only at full speed, and on roads that stay as they are")
    ground = lay_ground(scenario, data_dir, path.parent)
    if speed != "max":
        live = run_live(scenario, ground, path.parent, data_dir, float(speed), database, tell)
        return asyncio.run(live)
    return run_scenario(
        scenario,
        ground,
        path.parent,
        data_dir,
        database=database,
        tell=tell,
        check_every=check_every,
        hindsight=hindsight,
    )


def run_scenario(
    scenario: Scenario,
    ground: Ground,
    folder: Path,
    data_dir: Path | None,
    *,
    database: str = "memory://",
    tell: Progress | None = None,
    check_every: int = 2_000,
    hindsight: int = 0,
    branch: Branch | None = None,
    at_end: AtEnd | None = None,
) -> dict[str, object]:
    """Run a scenario on its ground at full speed, as `run_drill` does, once both are at hand.

    `branch` lays a change over it; `at_end` is given the area and the profile it ended with.
    """
    began = time.perf_counter()
    if ground.past is not None and database != "memory://":
        raise ValueError("database: a branch of a log is kept nowhere")
    tell = tell or _say_nothing
    collect_rarely()
    store = open_store(database)
    try:
        scenario = _as_seen(scenario, ground)
        profile = drilled(load_profile(scenario.profile), scenario.policy)
        numbers, past = count(1), ground.past
        clock = SimulatedClock(scenario.start_at)
        engine = Engine(
            scenario.area_id,
            store.log if past is None else past.fresh_log(),
            profile,
            clock,
            lambda: f"{scenario.area_id}#{'' if past is None else 'branch-'}{next(numbers)}",
            # What is in memory is gone when the run is over: nobody starts from it again.
            keeps_snapshots=database != "memory://",
        )
        if engine.area.position and past is None:
            raise ValueError(f"the database holds the area {scenario.area_id!r} already")
        outcome = _at_full_speed(
            scenario, ground, folder, data_dir, engine, clock, profile, tell, check_every, branch
        )
        if hindsight:
            tell(1.0, "looking back")
            roads = desk_of(ground, profile).now
            outcome["hindsight"] = regret_of(
                engine.area, engine.profile, roads, hindsight, scenario.start_at
            )
        if at_end is not None:
            at_end(engine.area, engine.profile)
    finally:
        store.close()
    return {**outcome, "wall_s": round(time.perf_counter() - began, 2)}


def with_choices(scenario: Scenario, policy: str | None, seed: int | None) -> Scenario:
    """Return the scenario with another search policy or seed, where one is given."""
    if policy is not None:
        plain = {**msgspec.to_builtins(scenario.policy), "search": policy}
        try:
            chosen = msgspec.convert(plain, type(scenario.policy))
        except msgspec.ValidationError as problem:
            raise ValueError(f"policy: {problem}") from None
        scenario = msgspec.structs.replace(scenario, policy=chosen)
    return scenario if seed is None else msgspec.structs.replace(scenario, seed=seed)


def heading(scenario: Scenario, profile: Profile) -> dict[str, object]:
    """Return what says which drill it was."""
    return {
        "drill": scenario.name.en,
        "area": scenario.area_id,
        "exercise": True,
        "form": scenario.form,
        "policy": profile.dispatch.search,
        "seed": scenario.seed,
    }


def _at_full_speed(
    scenario: Scenario,
    ground: Ground,
    folder: Path,
    data_dir: Path | None,
    engine: Engine,
    clock: SimulatedClock,
    profile: Profile,
    tell: Progress,
    check_every: int,
    branch: Branch | None = None,
) -> dict[str, object]:
    roads = desk_of(ground, profile)
    warm_up(profile, roads)
    positions = Positions()
    stage = Stage(
        door=engine.handle,
        look=lambda: engine.area,
        profile=profile,
        clock=clock,
        roads=roads,
        positions=positions,
        chance=Chance(scenario.seed),
    )
    cast: Cast = bring_together(stage, scenario, ground, scenario.start_at)
    director = Director(
        engine,
        clock,
        Advisor(engine, roads, positions),
        Assessor(engine, roads, positions),
        stage,
        cast.audience,
        check_every,
        scenario.advice_every_s,
    )
    try:
        if ground.past is None:
            ground.found(engine.handle)
            if ground.in_city:  # the hours of a record are in its own times
                engine.handle(PlanRoadHours(), system(engine.area.root))
            calls = plan_calls(scenario, folder, data_dir, stage, engine.area, scenario.start_at)
        else:
            calls = CallPlan(list(ground.past.reports))
            for old in ground.past.under_way:
                stage.agenda.at(old.at, partial(stage.order, old.step, old.actor))
        reports = calls.reports
        if branch is not None:
            reports = branch.begin(engine, stage, scenario, reports)
        cast.callers.plan(reports)
        plan_course(scenario, stage, cast, scenario.start_at)
        ends_at = scenario.start_at + (scenario.duration_h + scenario.drain_h) * 3600
        began = time.perf_counter(), time.process_time()
        with collecting_afterwards():
            director.run(ends_at, _progress(tell, scenario))
            # Here, as the collector's look afterwards is no part of the run, like the tally below.
            took = time.perf_counter() - began[0], time.process_time() - began[1]
    finally:
        director.close()
    tallied = cast.tally.of(engine.area, profile, ground, scenario.start_at)
    return {
        **heading(scenario, profile),
        **tallied,
        **cast.marked(scenario, tallied),
        "sent": cast.callers.sent,
        "not_taken": cast.callers.not_taken(engine.area),
        "set_aside": calls.told(),
        "violations": len(director.violations),
        "violated": director.violations[:10],
        "refused": {f"{what}: {why}": n for (what, why), n in sorted(stage.refused.items())},
        "sim_s": round(clock.now() - scenario.start_at, 3),
        "events": engine.area.position,
        "state_hash": state_hash(engine.area),
        "run_s": round(took[0], 2),
        "run_cpu_s": round(took[1], 2),
    }


def _as_seen(scenario: Scenario, ground: Ground) -> Scenario:
    """Return the scenario with the crews and officers of the log it branches, if it is to."""
    place, past = scenario.place.log, ground.past
    if place is None or past is None or place.behaviour != "log":
        return scenario
    crews, officers = past.seen.crews(scenario.crews), past.seen.officers(scenario.officers)
    return msgspec.structs.replace(scenario, crews=crews, officers=officers)


def _progress(tell: Progress, scenario: Scenario) -> Callable[[float], None]:
    told_at = time.perf_counter()

    def progress(moment: float) -> None:
        nonlocal told_at
        now = time.perf_counter()
        if now - told_at >= PROGRESS_EVERY_S:
            told_at = now
            hours = (moment - scenario.start_at) / 3600
            tell(min(hours / scenario.duration_h, 1.0), f"hour {hours:.1f}")

    return progress


def _say_nothing(_share: float, _step: str) -> None:
    """Ignore the progress nobody asked for."""
