"""Plan the reports of a scenario without an area at work: for whoever plays it from outside."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Positions
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from simulators.callers import PlannedReport
from simulators.cast import notice_s, plan_calls
from simulators.chance import Chance
from simulators.course import report_of
from simulators.ground import desk_of, lay_ground
from simulators.playing import played
from simulators.scenario import Scenario, drilled
from simulators.stage import Stage


class Planned(NamedTuple):
    """What comes in a scenario, at the moments of its own clock.

    `begins_at` is when its script begins, `place_names` what the places of its ground are called.
    """

    reports: list[PlannedReport]
    begins_at: float
    place_names: Mapping[str, str]


def planned(scenario: Scenario, folder: Path, data_dir: Path | None) -> Planned:
    """Return what comes in a scenario; raises ValueError.

    The reports of its injects are among them: a duty room of the whole area is told of them.
    """
    ground = lay_ground(scenario, data_dir, folder)
    profile = drilled(load_profile(scenario.profile), scenario.policy)
    clock = SimulatedClock(scenario.start_at)
    engine = Engine(scenario.area_id, MemoryLog(), profile, clock)
    ground.found(engine.handle)
    area, desk = engine.area, desk_of(ground, profile)
    chance = Chance(scenario.seed)
    stage = Stage(engine.handle, lambda: area, profile, clock, desk, Positions(), chance)
    reports = plan_calls(scenario, folder, data_dir, stage, area, scenario.start_at).reports
    begins_at = scenario.start_at + notice_s(scenario, stage)
    duty = played(stage, "DUTY", area.root)
    for number, inject in enumerate(scenario.script.injects):
        said = report_of(inject, number, scenario.area_id)
        if said is not None:
            reports.append(PlannedReport(begins_at + inject.at_min * 60, said, duty))
    return Planned(reports, begins_at, {code: one.name for code, one in area.places.items()})
