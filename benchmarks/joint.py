"""Measure the joint plan: how far above the best known it is after a second, and what others cost.

The incidents are those of the assignment benchmark, in hot spots of the generated Xi'an. The prices
are the benchmark's own, so that a plan stays the best known when the profile's change: an incident
waits for its last crew, each town should keep one crew for fires and one for the sick, a crew not
sent costs two hours, and nothing else costs. The best known plans were made by `python -m
benchmarks.joint`, which searches from two seeds with twenty times the rounds of a search and keeps
the cheapest of each in `best_known.json`, with how it was made and the bound HiGHS proved; those of
10 incidents are proved to be the best there are, and are not searched for again. A problem is known
by its digest: where the city, its forces or what an incident wants have changed since, the best
known is searched for anew, with ten times the rounds of a search, and `joint_best_known_kept_share`
falls below 1. Times are of one core's work, not of the wall clock.

`joint_above_best_pct` is what is on the screen after a second, the two flows included;
`joint_to_the_end_…` what the search has found when it has done all its work, `joint_work_s`.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import msgspec
import numpy as np

from benchmarks.town import Town
from dispatch.assignment.flow import Network
from dispatch.assignment.joint.bound import bound
from dispatch.assignment.joint.search import ROUNDS, improvements, priced_flow
from dispatch.assignment.joint.terms import Terms, joint_cost_ms
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import Problem, Solution

INCIDENTS = (10, 100, 500)
SEEDS = 3
SCREEN_S = 1.0
KEPT_FOR = ("FIRE", "MEDICAL")
KEPT_MS, UNMET_MS = 1_800_000, 7_200_000
BEST_KNOWN = Path(__file__).with_name("best_known.json")
LONG, LONG_SEEDS = 20 * ROUNDS, 2  # how the best known plans are searched for
UNKNOWN = 10 * ROUNDS  # how those that are not kept are
PROVED_UP_TO, NODES = 10, 10_000  # incidents of which HiGHS solves the integer program


class Best(msgspec.Struct, frozen=True):
    """What the best known plan of a problem costs, weighted, and how it was made; and the bound."""

    incidents: int
    seed: int
    cost_ms: int
    made: str
    bound_ms: float | None = None
    proved: str = ""


@dataclass(frozen=True)
class _Drawn:
    """What came of one draw, in percent above the best known; times in seconds."""

    joint: float
    on_screen: float
    by_priority: float
    flow: float
    priced: float
    priced_s: float
    work_s: float
    bound_gap: float | None  # none where no bound is kept
    kept: bool


def measure_joint(seeds: int = SEEDS, town: Town | None = None) -> dict[str, float]:
    """Return flat keys, each ending in the number of incidents; each seed draws incidents anew."""
    town, best_known = town or Town(), _best_known()
    measured: dict[str, float] = {"joint_seeds": seeds}
    _one(*_posed(town, 1, 0), None)  # compiles
    kept = []
    for count in INCIDENTS:
        drawn = []
        for seed in range(1, seeds + 1):
            problem, terms = _posed(town, count, seed)
            drawn.append(_one(problem, terms, best_known.get(_digest(problem, terms))))
        kept += [one.kept for one in drawn]
        told = {
            "joint_above_best_pct": [one.on_screen for one in drawn],
            "joint_to_the_end_above_best_pct": [one.joint for one in drawn],
            "joint_priority_above_best_pct": [one.by_priority for one in drawn],
            "joint_flow_above_best_pct": [one.flow for one in drawn],
            "joint_priced_above_best_pct": [one.priced for one in drawn],
            "joint_priced_ms": [one.priced_s * 1000 for one in drawn],
            "joint_work_s": [one.work_s for one in drawn],
            "joint_bound_gap_pct": [one.bound_gap for one in drawn if one.bound_gap is not None],
        }
        measured |= {
            f"{key}_{count}": _rounded(np.median(each)) for key, each in told.items() if each
        }
        measured[f"joint_above_best_pct_max_{count}"] = _rounded(
            max(one.on_screen for one in drawn)
        )
    return measured | {"joint_best_known_kept_share": _rounded(np.mean(kept))}


def _posed(town: Town, count: int, seed: int) -> tuple[Problem, Terms]:
    """Draw incidents, and say what each town should keep."""
    incidents = town.incidents(count, np.random.default_rng([count, seed]))
    incidents.sort(key=lambda one: (one.priority, one.opened_at))
    posed = town.problem(incidents)
    problem = replace(
        posed,
        added_ms=np.zeros_like(posed.added_ms),
        reserve=np.zeros_like(posed.reserve),
        unmet_ms=UNMET_MS,
    )
    one_each = np.ones(len(problem.reserve), np.int64)
    asked = [name for name in KEPT_FOR if name in problem.crews_for]
    return problem, Terms(kept=dict.fromkeys(asked, one_each), kept_ms=KEPT_MS)


def _one(problem: Problem, terms: Terms, best: Best | None) -> _Drawn:
    began = process_time()
    on_screen = last = Solution(sent=(), proved_optimal=False)
    for last in improvements(problem, terms):
        if process_time() - began <= SCREEN_S or not on_screen.sent:
            on_screen = last
    work_s = process_time() - began
    began = process_time()
    priced = priced_flow(Network(problem), terms)
    priced_s = process_time() - began
    least_ms = best.cost_ms if best else _search(problem, terms, UNKNOWN, seeds=1)
    bound_ms = best.bound_ms if best else None

    def above(solution: Solution) -> float:
        return (joint_cost_ms(problem, solution, terms) / least_ms - 1) * 100

    return _Drawn(
        joint=above(last),
        on_screen=above(on_screen),
        by_priority=above(nearest(problem)),
        flow=above(optimal(problem)),
        priced=above(priced),
        priced_s=priced_s,
        work_s=work_s,
        bound_gap=(joint_cost_ms(problem, last, terms) / bound_ms - 1) * 100 if bound_ms else None,
        kept=best is not None,
    )


def _search(problem: Problem, terms: Terms, rounds: int, seeds: int) -> int:
    """Return what the cheapest plan costs that is found from several seeds."""
    found = [
        joint_cost_ms(problem, plan, terms)
        for seed in range(1, seeds + 1)
        for plan in list(improvements(problem, terms, rounds, seed))[-1:]
    ]
    return min(found)


def _better(known: Best | None, problem: Problem, terms: Terms, count: int, seed: int) -> Best:
    """Return the cheaper of what is known of a draw and what a long search finds anew."""
    if known is not None and known.cost_ms == known.bound_ms:
        return known  # there is nothing better
    cost_ms = _search(problem, terms, LONG, LONG_SEEDS)
    if known is not None and known.cost_ms <= cost_ms:
        return known
    return Best(count, seed, cost_ms, f"search of {LONG} rounds from {LONG_SEEDS} seeds")


def _with_bound(best: Best, known: Best | None, problem: Problem, terms: Terms) -> Best:
    """Return the same with a bound: that which is known, for it is one of the problem alone."""
    if known is not None and known.bound_ms is not None:
        return msgspec.structs.replace(best, bound_ms=known.bound_ms, proved=known.proved)
    nodes = NODES if best.incidents <= PROVED_UP_TO else 0
    least = bound(problem, terms, best.cost_ms, nodes)
    how = "integer program solved" if least.exact else "linear program over all pairs"
    bound_ms = round(least.cost_ms, 1)
    return msgspec.structs.replace(best, bound_ms=bound_ms, proved=f"{how}, HiGHS")


def _best_known() -> dict[str, Best]:
    return msgspec.json.decode(BEST_KNOWN.read_bytes(), type=dict[str, Best])


def _digest(problem: Problem, terms: Terms) -> str:
    """Return what a problem is known by."""
    kept = sorted((name, crews.tolist()) for name, crews in terms.kept.items())
    slots = [(one.incident_id, one.capability, one.wanted, one.weight) for one in problem.slots]
    plain = (slots, problem.team_ids, problem.reserve_ms, problem.unmet_ms)
    digest = hashlib.sha256(repr((plain, terms.trip_ms, terms.kept_ms, kept)).encode())
    arrays = [problem.crews_for[name] for name in sorted(problem.crews_for)]
    for array in (problem.travel_ms, problem.surcharge_ms, problem.crews, problem.zone, *arrays):
        digest.update(np.ascontiguousarray(array, np.int64).tobytes())
    digest.update(np.ascontiguousarray(problem.reserve, np.int64).tobytes())
    return digest.hexdigest()[:16]


def _rounded(value: float | np.floating) -> float:
    return round(float(value), 2)


def main() -> None:
    """Make the best known plans anew, write down what they cost, and then the bounds: long.

    What was known before is kept where it is cheaper, and so are bounds.
    """
    town, before = Town(), _best_known()
    made: dict[str, Best] = {}
    draws = [(count, seed) for count in INCIDENTS for seed in range(1, SEEDS + 1)]
    for count, seed in draws:
        problem, terms = _posed(town, count, seed)
        digest = _digest(problem, terms)
        made[digest] = _better(before.get(digest), problem, terms, count, seed)
        _write(before | made)  # broken off, nothing that was known is lost
    for count, seed in draws:
        problem, terms = _posed(town, count, seed)
        digest = _digest(problem, terms)
        made[digest] = _with_bound(made[digest], before.get(digest), problem, terms)
        _write(made)


def _write(made: dict[str, Best]) -> None:
    BEST_KNOWN.write_text(json.dumps(msgspec.to_builtins(made), indent=1) + "\n")


if __name__ == "__main__":
    main()
