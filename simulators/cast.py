"""Bring a drill's people together on one stage, at full speed and live alike."""

from dataclasses import dataclass
from pathlib import Path

from dispatch.domain.area import Area
from simulators.callers import Callers, PlannedReport, Send, from_record, from_storm
from simulators.crews import Crews
from simulators.director import Observer
from simulators.ground import Ground, data_file
from simulators.keepers import Keepers
from simulators.officers import Officers
from simulators.recorded import check_mapping, import_calls, load_mapping
from simulators.scenario import Scenario, check_words
from simulators.stage import Stage
from simulators.tally import Tally


@dataclass(frozen=True)
class Cast:
    """The people of a drill, and the tally that watches them."""

    callers: Callers
    tally: Tally
    observers: tuple[Observer, ...]


def bring_together(
    stage: Stage, scenario: Scenario, ground: Ground, send: Send | None = None
) -> Cast:
    """Return everybody who acts in a scenario; `send` carries the reports, the door by default."""
    tally = Tally()
    crews = Crews(stage, scenario.crews, ground.recorded_work)
    officers = Officers(stage, scenario.officers)
    keepers = Keepers(stage, scenario.officers.loading)
    return Cast(Callers(stage, send), tally, (tally, crews, officers, keepers))


def plan_calls(
    scenario: Scenario,
    folder: Path,
    data_dir: Path | None,
    stage: Stage,
    area: Area,
    begin_at: float,
) -> list[PlannedReport]:
    """Return every report of a scenario, moved so that its start comes at `begin_at`.

    `folder` is where the scenario lies: mappings stand beside it. Recorded calls outside the
    scenario's hours are left out. Raises `RecordedCallsError` for a file with bad rows.
    """
    check_words(scenario, stage.profile)
    planned: list[PlannedReport] = []
    recorded, storm = scenario.calls.recorded, scenario.calls.storm
    if recorded is not None:
        mapping = load_mapping(folder / recorded.mapping)
        try:
            check_mapping(mapping, stage.profile)
        except ValueError as problem:
            raise ValueError(f"{folder / recorded.mapping}: {problem}") from None
        calls = import_calls(data_file(data_dir, recorded.file), mapping)
        record_begins_at, pace = scenario.start_at, recorded.pace
        record_ends_at = record_begins_at + scenario.duration_h * 3600 * pace
        within = [one for one in calls if record_begins_at <= one.received_at < record_ends_at]
        planned += from_record(
            within,
            area.root,
            mapping.source,
            scenario.area_id,
            lambda moment: begin_at + (moment - record_begins_at) / pace,
        )
    if storm is not None:
        rng = stage.chance.of("storm")
        hours = scenario.duration_h
        planned += from_storm(storm, area, rng, scenario.area_id, begin_at, hours)
    return planned
