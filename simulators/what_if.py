"""Answer "what if": run a drill again with something changed, and say what it came to.

Each seed is run as it was and with the change, on the same luck. What is said: the differences with
their intervals, which calls would have been served by others, and the regret of either.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, as_completed
from pathlib import Path
from typing import Any

from simulators.cases import Case, CaseOutcome, run_case
from simulators.intervals import Figures, differences, figures_of, interval, metrics_of
from simulators.variants import Variant
from simulators.yaml_file import read_yaml

AS_IT_WAS, CHANGED = "as it was", "changed"
MOST_TOLD = 50  # calls whose teams differ, listed one by one; all are counted

Tell = Callable[[float, str], None]


def what_if(
    drill: Path,
    variant: Variant,
    executor: Executor,
    *,
    data_dir: Path | None = None,
    seeds: Sequence[int] = (1,),
    changed: dict[str, Any] | None = None,
    late_after_s: float = 600.0,
    hindsight: int = 0,
    tell: Tell | None = None,
) -> dict[str, Any]:
    """Return what a change of a drill comes to over some seeds, as JSON; raises ValueError."""
    data = None if data_dir is None else str(data_dir.resolve())
    cases = [
        Case(str(drill.resolve()), data, seed, name, one, changed or {}, hindsight)
        for seed in seeds
        for name, one in ((AS_IT_WAS, Variant()), (CHANGED, variant))
    ]
    runs = {executor.submit(run_case, case): case for case in cases}
    found: dict[tuple[str, int], CaseOutcome] = {}
    for done in as_completed(runs):
        outcome = done.result()
        found[outcome.name, outcome.seed] = outcome
        if tell is not None:
            tell(len(found) / len(cases), f"seed {outcome.seed} {outcome.name}")
    return compared(
        [found[AS_IT_WAS, seed] for seed in seeds],
        [found[CHANGED, seed] for seed in seeds],
        late_after_s,
    )


def compared(
    parents: Sequence[CaseOutcome], branches: Sequence[CaseOutcome], late_after_s: float
) -> dict[str, Any]:
    """Return runs of a parent and of a branch side by side, seed by seed, as JSON."""
    was = [figures_of(one, late_after_s) for one in parents]
    now = [figures_of(one, late_after_s) for one in branches]
    others = [
        other
        for parent, branch in zip(parents, branches, strict=True)
        for other in sent_otherwise(parent, branch)
    ]
    told: dict[str, Any] = {
        "seeds": [one.seed for one in parents],
        "calls": sum(len(one.calls) for one in parents),
        "late_after_s": late_after_s,
        "as_it_was": _means(was),
        "changed": _means(now),
        "difference": {
            name: {"mean": round(one.mean, 4), "half_width": _finite(one.half_width)}
            for name, one in differences(now, was).items()
        },
        "sent_otherwise": len(others),
        "who_would_have_been_sent": others[:MOST_TOLD],
        "same_state": [
            parent.state_hash == branch.state_hash
            for parent, branch in zip(parents, branches, strict=True)
        ],
        "violations": sum(one.violations for one in (*parents, *branches)),
    }
    return told


def sent_otherwise(parent: CaseOutcome, branch: CaseOutcome) -> list[dict[str, Any]]:
    """Return the calls that other teams serve in the branch, and by how much it was sooner."""
    before = {one.call: one for one in parent.calls}
    found = []
    for now in branch.calls:
        was = before.get(now.call)
        if was is None or sorted(was.sent) == sorted(now.sent):
            continue
        both = was.first_s is not None and now.first_s is not None
        found.append(
            {
                "seed": parent.seed,
                "call": now.call,
                "priority": now.priority,
                "was_sent": list(was.sent),
                "would_be_sent": list(now.sent),
                "first_s": round(now.first_s - was.first_s, 1) if both else None,  # type: ignore[operator]
            }
        )
    return found


def load_variant(path: Path) -> Variant:
    """Read a variant's file; raises `ValueError` naming the file and the field."""
    return read_yaml(path, Variant)


def _means(figures: Sequence[Figures]) -> dict[str, float]:
    return {
        name: round(interval([getattr(one, name) for one in figures]).mean, 4)
        for name in metrics_of(figures)
    }


def _finite(half_width: float) -> float | None:
    return None if half_width == float("inf") else round(half_width, 4)
