"""Bring a drill's people together on one stage, at full speed and live alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dispatch.domain.area import Area
from simulators.call_mapping import check_mapping, load_mapping
from simulators.callers import Callers, PlannedReport, Send, from_record, from_storm
from simulators.crews import Crews
from simulators.director import Observer
from simulators.ground import Ground, data_file
from simulators.keepers import Keepers
from simulators.officers import Officers
from simulators.recorded import Problem, RecordedCall, sift_calls
from simulators.reporters import Reporters
from simulators.scenario import RecordedSource, Scenario, check_words
from simulators.stage import Stage
from simulators.surge import with_copies
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
    reporters = Reporters(stage, scenario.officers)
    return Cast(Callers(stage, send), tally, (tally, crews, officers, keepers, reporters))


@dataclass(frozen=True)
class CallPlan:
    """Every report of a drill, and what is wrong with the rows of its record set aside.

    `problems` are those within the drill's hours, and those of rows without a moment; `rows` counts
    the rows set aside in the whole record.
    """

    reports: list[PlannedReport]
    problems: tuple[Problem, ...] = ()
    rows: int = 0

    def told(self) -> dict[str, object]:
        """Return what is set aside, as JSON: nothing is left out in silence."""
        return {"rows": self.rows, "in_hours": [str(one) for one in self.problems]}


def plan_calls(
    scenario: Scenario,
    folder: Path,
    data_dir: Path | None,
    stage: Stage,
    area: Area,
    begin_at: float,
) -> CallPlan:
    """Return every report of a scenario, moved so that its start comes at `begin_at`.

    `folder` is where the scenario lies: mappings stand beside it. Recorded calls outside the
    scenario's hours are left out. Raises `RecordedCallsError` for a file with bad rows, unless its
    mapping sets them aside.
    """
    check_words(scenario, stage.profile)
    plan = CallPlan([])
    if scenario.calls.recorded is not None:
        plan = _recorded(scenario, scenario.calls.recorded, folder, data_dir, stage, begin_at)
    if scenario.calls.storm is not None:
        rng = stage.chance.of("storm")
        storm, hours = scenario.calls.storm, scenario.duration_h
        plan.reports.extend(from_storm(storm, area, rng, scenario.area_id, begin_at, hours))
    return plan


def _recorded(
    scenario: Scenario,
    recorded: RecordedSource,
    folder: Path,
    data_dir: Path | None,
    stage: Stage,
    begin_at: float,
) -> CallPlan:
    mapping = load_mapping(folder / recorded.mapping)
    try:
        check_mapping(mapping, stage.profile)
    except ValueError as problem:
        raise ValueError(f"{folder / recorded.mapping}: {problem}") from None
    calls, problems = sift_calls(data_file(data_dir, recorded.file), mapping)
    first_at = scenario.start_at
    end_at = first_at + scenario.duration_h * 3600 * recorded.pace

    def is_within(at: float) -> bool:
        return first_at <= at < end_at

    within: Iterable[RecordedCall] = (one for one in calls if is_within(one.received_at))
    if recorded.copies is not None:
        hours = first_at, end_at - 1.0
        within = with_copies(within, recorded.copies, hours, stage.chance.of("copies"))
    reports = from_record(
        within,
        stage.area.root,
        mapping.source,
        scenario.area_id,
        lambda moment: begin_at + (moment - first_at) / recorded.pace,
        supplies=mapping.supplies,
    )
    told = [one for one in problems if one.received_at is None or is_within(one.received_at)]
    return CallPlan(list(reports), tuple(told), len({one.row for one in problems}))
