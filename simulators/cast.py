"""Bring a drill's people together on one stage, at full speed and live alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dispatch.domain.area import Area
from simulators.airwaves import Airwaves
from simulators.call_mapping import check_mapping, load_mapping
from simulators.callers import Callers, PlannedReport, Send, from_record, from_storm
from simulators.course import Course
from simulators.crews import Crews
from simulators.evacuators import Evacuators
from simulators.ground import Ground, data_file
from simulators.issuers import Issuers
from simulators.keepers import Keepers
from simulators.marking import Marks
from simulators.observing import Audience, Observer
from simulators.officers import Officers
from simulators.recorded import Problem, RecordedCall, sift_calls
from simulators.reporters import Reporters
from simulators.scenario import Part, RecordedSource, Scenario, check_words
from simulators.stage import Stage
from simulators.surge import with_copies
from simulators.tally import Tally
from simulators.wardens import Wardens


@dataclass(frozen=True)
class Cast:
    """The people of a drill, what carries their words, and those who count and mark."""

    callers: Callers
    tally: Tally
    marks: Marks
    airwaves: Airwaves | None
    audience: Audience

    def marked(self, scenario: Scenario, outcome: Mapping[str, object]) -> dict[str, object]:
        """Return the faults met with, and the marks for what was expected and to be reached."""
        faults = (
            {} if self.airwaves is None else {"faults": dict(sorted(self.airwaves.met.items()))}
        )
        script = scenario.script
        marks = self.marks.of(script.objectives, len(script.injects), {**outcome, **faults})
        return {**faults, **marks}


def bring_together(
    stage: Stage,
    scenario: Scenario,
    ground: Ground,
    begin_at: float,
    send: Send | None = None,
) -> Cast:
    """Return everybody who acts in a scenario that begins at a moment, epoch seconds UTC.

    `send` carries the reports, by default what carries everything.
    """
    tally, marks, airwaves = Tally(), Marks(stage.now), None
    if scenario.faults.any:
        stage.carrier = airwaves = Airwaves(stage, scenario.faults, begin_at)
    played: dict[Part, Callable[[], Observer]] = {
        "crews": lambda: Crews(stage, scenario.crews, ground.recorded_work),
        "officers": lambda: Officers(stage, scenario.officers),
        "keepers": lambda: Keepers(stage, scenario.officers.loading),
        "reporters": lambda: Reporters(stage, scenario.officers),
        "wardens": lambda: Wardens(stage, scenario.wardens),
        "evacuators": lambda: Evacuators(stage, scenario.evacuees),
    }
    parts = [play() for part, play in played.items() if part in scenario.simulated]
    return Cast(
        Callers(stage, send), tally, marks, airwaves, Audience((tally, *parts), marks.observe)
    )


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
    begin_at += notice_s(scenario, stage)
    if scenario.calls.recorded is not None:
        plan = _recorded(scenario, scenario.calls.recorded, folder, data_dir, stage, begin_at)
    if scenario.calls.storm is not None:
        rng = stage.chance.of("storm")
        storm, hours = scenario.calls.storm, scenario.duration_h
        plan.reports.extend(from_storm(storm, area, rng, scenario.area_id, begin_at, hours))
    begins_h = scenario.start.hour + scenario.start.minute / 60
    for number, stream in enumerate(scenario.calls.streams, 1):
        rng = stage.chance.of("stream", str(number))
        name, hours = f"{scenario.area_id}-{number}", scenario.duration_h
        try:
            reports = from_storm(stream, area, rng, name, begin_at, hours, begins_h)
            plan.reports.extend(reports)
        except ValueError as problem:
            raise ValueError(f"calls.streams[{number - 1}]: {problem}") from None
    return plan


def notice_s(scenario: Scenario, stage: Stage) -> float:
    """Return how long after its start a drill without notice begins, in seconds; else 0."""
    if scenario.form != "no_notice":
        return 0.0
    return round(float(stage.chance.of("notice").uniform(0, scenario.notice_h)) * 3600, 3)


def plan_course(scenario: Scenario, stage: Stage, cast: Cast, begin_at: float) -> Course:
    """Put all that happens by itself on the agenda; raises `ValueError` for what cannot be."""
    course = Course(
        stage, begin_at + notice_s(scenario, stage), cast.marks.heard, cast.callers.note
    )
    # The log that is branched may hold the same injects already: here they are others.
    branched = "" if scenario.place.log is None else "-branch"
    course.plan(scenario.script, f"{scenario.area_id}{branched}", scenario.duration_h)
    Issuers(stage, begin_at + notice_s(scenario, stage)).plan(scenario.script.alerts)
    return course


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
