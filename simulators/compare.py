"""Run one drill under several policies and put what came of them side by side."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from simulators.drill import run_drill
from simulators.scenario import load_scenario

Outcome = Mapping[str, Any]

SHARED = ("drill", "area", "exercise", "seed")
"""What is the same whatever the policy, and told once."""
COMPARED = (
    *("response_s_p50", "response_s_p90", "response_s_mean"),
    *("complete_s_p50", "complete_s_p90", "reached", "unmet"),
)
COMPARED_BY_PRIORITY = ("p50", "p90", "complete_p50", "complete_p90", "unmet")


def compare_policies(
    path: Path,
    policies: Sequence[str],
    *,
    data_dir: Path | None = None,
    seed: int | None = None,
    hindsight: int = 0,
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, Any]:
    """Run the drill of a scenario file once under each policy, each run in a process of its own.

    Returns `policies`, the outcome of each, and `difference`, each outcome less that of the first
    policy: below zero is sooner, or fewer. `hindsight` is as in `run_drill`. Raises `ValueError`
    for fewer than two policies, for one that is named twice, and for whatever `run_drill` refuses.
    """
    if len(set(policies)) != len(policies) or len(policies) < 2:
        raise ValueError("policy: name two or more to compare, none of them twice")
    load_scenario(path)  # a mistake in the file is told once, before any process starts
    outcomes: dict[str, Outcome] = {}
    # Spawned, not forked: the solvers and the compiled kernels keep threads of their own.
    with ProcessPoolExecutor(len(policies), mp_context=get_context("spawn")) as pool:
        runs: dict[Future[dict[str, object]], str] = {
            pool.submit(
                run_drill, path, data_dir=data_dir, policy=policy, seed=seed, hindsight=hindsight
            ): policy
            for policy in policies
        }
        for done in as_completed(runs):
            outcomes[runs[done]] = done.result()
            if progress is not None:
                progress(len(outcomes) / len(policies), f"{runs[done]} is done")
    return side_by_side({policy: outcomes[policy] for policy in policies})


def side_by_side(outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """Return the outcomes of one drill by policy, and what each differs by from the first."""
    first, *others = outcomes
    shared = {name: outcomes[first][name] for name in SHARED}
    own = {
        policy: {name: value for name, value in outcome.items() if name not in SHARED}
        for policy, outcome in outcomes.items()
    }
    return {
        **shared,
        "baseline": first,
        "policies": own,
        "difference": {policy: _less(outcomes[policy], outcomes[first]) for policy in others},
    }


def _less(outcome: Outcome, baseline: Outcome) -> dict[str, object]:
    """Return the figures of an outcome less those of another; None where one of them has none."""
    key = "response_s_by_priority"
    by_priority = {
        priority: {
            name: _minus(figures[name], baseline[key][priority][name])
            for name in COMPARED_BY_PRIORITY
        }
        for priority, figures in outcome[key].items()
        if priority in baseline[key]
    }
    return {
        **{name: _minus(outcome[name], baseline[name]) for name in COMPARED},
        key: by_priority,
    }


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 4)
