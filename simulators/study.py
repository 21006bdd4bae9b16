"""Run a study: many seeds under several variants, until every difference is known well enough.

Seeds are taken in rounds, in order, and the study looks whether to stop after each whole round:
what it comes to does not depend on how many processes ran it, or where. Every finished case is a
Parquet file of its calls, so a study that was broken off goes on where it was.
"""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, as_completed
from pathlib import Path
from typing import Any

import msgspec

from simulators.cases import Case, CaseOutcome, run_case, scenario_of
from simulators.intervals import (
    METRICS,
    Figures,
    Interval,
    by_day,
    differences,
    figures_of,
    interval,
    metrics_of,
)
from simulators.results import keep_case, kept_case
from simulators.script import Name
from simulators.site_search import Siting, find_sites
from simulators.siting import Sited
from simulators.variants import AddedTeam, Variant
from simulators.venue import Strict
from simulators.yaml_file import read_yaml

SITED = ("p-median", "MEXCLP")
"""The names of added teams that stand where that model of the siting study would have them."""

Tell = Callable[[float, str], None]


class Stop(Strict, frozen=True):
    """When enough is known: every difference in `metric` to within `half_width` to either side.

    Never before `least` seeds, and after `most` in any case; looked at every `round` seeds.
    """

    metric: str = "mean_s"
    half_width: float = 1.0
    least: int = 5
    most: int = 30
    round: int = 5

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise ValueError(f"stop.metric: one of {', '.join(METRICS)}")
        if self.half_width <= 0 or not 1 <= self.least <= self.most or self.round < 1:
            raise ValueError("stop: half_width above 0, 1 <= least <= most, round 1 or more")


class Study(Strict, frozen=True):
    """A study: a drill, what is changed of it for all, and the variants, the first the baseline.

    An `added` team of the name `p-median` or `MEXCLP` stands where that siting model says.
    With `by_day` the days of a long drill are compared, pair by pair, in place of whole runs: one
    seed then has an interval too. Regret is of a whole run in any case.
    """

    name: Name
    drill: str
    variants: dict[str, Variant]
    changed: dict[str, Any] = msgspec.field(default_factory=dict)
    first_seed: int = 1
    stop: Stop = Stop()
    late_after_s: float = 600.0
    hindsight: int = 0
    by_day: bool = False
    siting: Siting | None = None

    def __post_init__(self) -> None:
        if len(self.variants) < 2:
            raise ValueError("variants: give two or more, the baseline first")
        if self.stop.least < 2 and not self.by_day:
            raise ValueError("stop.least: 2 or more, a single run says nothing of its own luck")
        wants = [one.name for v in self.variants.values() for one in v.added if one.name in SITED]
        if wants and self.siting is None:
            raise ValueError(f"siting: an added team is called {wants[0]}, so say how it is sited")


class Found(msgspec.Struct, frozen=True):
    """What a study found: by variant the mean figures, and the differences to the baseline."""

    name: Name
    baseline: str
    seeds: tuple[int, ...]
    late_after_s: float
    figures: dict[str, dict[str, Interval]]
    difference: dict[str, dict[str, Interval]]
    enough: bool
    violations: int
    sited: tuple[Sited, ...] = ()


def load_study(path: Path) -> Study:
    """Read a study; raises `ValueError` naming the file and the field."""
    return read_yaml(path, Study)


def run_study(
    path: Path,
    out: Path,
    executor: Executor,
    *,
    data_dir: Path | None = None,
    tell: Tell | None = None,
) -> Found:
    """Run a study into a folder, or go on with one that is there; raises ValueError.

    A folder that holds another study, or another drill under it, is refused.
    """
    study = load_study(path)
    drill = (path.parent / study.drill).resolve()
    if not drill.is_file():
        raise ValueError(f"{path}: drill: there is no {drill}")
    _claim(out, path, drill)
    data = None if data_dir is None else str(data_dir.resolve())
    variants, sited = _variants(study, drill, data)
    outcomes: dict[str, list[CaseOutcome]] = {name: [] for name in variants}
    seeds: list[int] = []
    while True:
        fresh = _next_seeds(study, len(seeds))
        cases = [
            Case(str(drill), data, seed, name, variant, study.changed, study.hindsight)
            for seed in fresh
            for name, variant in variants.items()
        ]
        for name, found in _run(cases, out, executor, _scaled(tell, study, len(seeds))).items():
            outcomes[name] += found
        seeds += fresh
        result = _found(study, seeds, outcomes, sited)
        if result.enough or len(seeds) >= study.stop.most:
            return result


def _variants(
    study: Study, drill: Path, data: str | None
) -> tuple[dict[str, Variant], tuple[Sited, ...]]:
    """Return the variants with the sited teams where they stand, and what the models chose."""
    if study.siting is None:
        return study.variants, ()
    case = Case(str(drill), data, 0, "", changed=study.changed)
    where = None if data is None else Path(data)
    sited = find_sites(scenario_of(case), study.siting, drill.parent, where)
    chosen = {one.model: one.sites for one in sited}
    placed = {}
    for name, variant in study.variants.items():
        added: list[AddedTeam] = []
        for one in variant.added:
            if one.name not in SITED:
                added.append(one)
                continue
            for number, site in enumerate(chosen[one.name], 1):
                added.append(
                    msgspec.structs.replace(
                        one,
                        name=f"{one.name}-{number}",
                        place=site.place,
                        position=(site.lon, site.lat),
                    )
                )
        placed[name] = msgspec.structs.replace(variant, added=tuple(added))
    return placed, sited


def _next_seeds(study: Study, done: int) -> list[int]:
    stop = study.stop
    count = stop.least if done == 0 else min(stop.round, stop.most - done)
    return list(range(study.first_seed + done, study.first_seed + done + count))


def _run(
    cases: Sequence[Case], out: Path, executor: Executor, tell: Tell
) -> dict[str, list[CaseOutcome]]:
    """Run those of the cases that are not kept; return all, each variant's in order of seed."""
    found = {(one.name, one.seed): kept_case(out, one.name, one.seed) for one in cases}
    runs = {
        executor.submit(run_case, one): one for one in cases if found[one.name, one.seed] is None
    }
    done = len(cases) - len(runs)
    tell(done / len(cases), f"{done} kept")
    for future in as_completed(runs):
        outcome = future.result()
        keep_case(out, outcome)
        found[outcome.name, outcome.seed] = outcome
        done += 1
        tell(done / len(cases), f"{outcome.name}, seed {outcome.seed}")
    by_name: dict[str, list[CaseOutcome]] = {}
    for one in cases:
        outcome_of = found[one.name, one.seed]
        assert outcome_of is not None  # noqa: S101 - kept before, or run just now
        by_name.setdefault(one.name, []).append(outcome_of)
    return by_name


def _found(
    study: Study,
    seeds: Sequence[int],
    outcomes: dict[str, list[CaseOutcome]],
    sited: tuple[Sited, ...],
) -> Found:
    whole = {
        name: [figures_of(one, study.late_after_s) for one in runs]
        for name, runs in outcomes.items()
    }
    figures = whole
    if study.by_day:
        figures = {
            name: [figures_of(day, study.late_after_s) for one in runs for day in by_day(one)]
            for name, runs in outcomes.items()
        }
    baseline, *others = figures
    apart = {
        name: differences(whole[name], whole[baseline])
        | differences(figures[name], figures[baseline])
        for name in others
    }
    return Found(
        name=study.name,
        baseline=baseline,
        seeds=tuple(seeds),
        late_after_s=study.late_after_s,
        figures={name: _means(runs) | _means(figures[name]) for name, runs in whole.items()},
        difference=apart,
        enough=all(
            one[study.stop.metric].half_width <= study.stop.half_width for one in apart.values()
        ),
        violations=sum(one.violations for runs in outcomes.values() for one in runs),
        sited=sited,
    )


def _means(figures: Sequence[Figures]) -> dict[str, Interval]:
    return {name: interval([getattr(one, name) for one in figures]) for name in metrics_of(figures)}


def _claim(out: Path, path: Path, drill: Path) -> None:
    """Take a folder for a study, or see that it is this study's."""
    out.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(path.read_bytes() + drill.read_bytes()).hexdigest()
    claim = out / "study.sha256"
    if claim.exists() and claim.read_text().strip() != digest:
        raise ValueError(f"{out}: holds the results of another study, or of an older version of it")
    claim.write_text(digest + "\n")


def _scaled(tell: Tell | None, study: Study, done: int) -> Tell:
    """Return what tells the share of the most seeds there may be."""
    most, count = study.stop.most, len(_next_seeds(study, done))

    def told(share: float, what: str) -> None:
        if tell is not None:
            tell((done + share * count) / most, what)

    return told
