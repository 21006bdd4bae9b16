"""Measure who goes: the joint optimum beside the nearest, and beside other solvers of the flow.

The generated Xi'an with all its forces free; incidents in four hot spots, of kinds drawn by chance,
with the crews each kind asks for in the profile. Each key ends in the number of incidents.

`decide_ms` is the whole decision, from incidents nobody has asked the roads about to
recommendations; `solve_ms` the search alone, and `ratio_…` the time of another solver over it, or
`ratio_…_at_least` where that was stopped at the limit (see `benchmarks.assignment_peers`).
`gap_…_pct` is what the nearest in order of arrival, and of priority, cost above ours: weighted
waiting, without the profile's other prices, of which the nearest know nothing. `worse_seeds` are
the draws in which either of them beats ours. `mean_s`, `p90_s` and `p1_mean_s` (priority 1) are of
each crew wanted, ours and by priority order; one that is not sent counts as the profile says.

What depots bring is told by keys of their own (see `benchmarks.supplies`).

Of 10,000 incidents at once the advisor decides the most urgent thousand first and the others in its
next turns: `decide_ms_10000` is the time to that first answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.assignment_peers import beside_others, timed
from benchmarks.joint import measure_joint
from benchmarks.supplies import measure_supplies
from benchmarks.town import Town
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import Problem, Solution, cost_ms
from dispatch.engine.advisor import MAX_JOINT

INCIDENTS = (1, 10, 50, 200, 500, 1_000)
AT_ONCE = 10_000
SEEDS = 40
PEER_SEEDS = 3


def measure(seeds: int = SEEDS) -> dict[str, float]:
    """Return the flat JSON object the benchmark prints; each seed draws incidents anew."""
    town = Town()
    measured: dict[str, float] = {"teams": len(town.area.teams), "seeds": seeds}
    town.decide(town.incidents(10, np.random.default_rng(0)))  # lays the roads out
    for count in INCIDENTS:
        drawn = [_one(town, count, seed) for seed in range(1, seeds + 1)]
        measured |= _told(count, drawn)
        peer_seeds = min(seeds, PEER_SEEDS)
        problems = [_problem(town, count, seed) for seed in range(1, peer_seeds + 1)]
        measured |= beside_others(problems, count)
    incidents = town.incidents(AT_ONCE, np.random.default_rng(AT_ONCE))
    urgent = sorted(incidents, key=lambda one: (one.priority, one.opened_at))[:MAX_JOINT]
    decide_s, proved = timed(lambda: town.decide(urgent))
    measured[f"decide_ms_{AT_ONCE}"] = round(decide_s * 1000, 2)
    measured[f"proved_optimal_share_{AT_ONCE}"] = float(proved)
    return measured | measure_joint(town=town) | measure_supplies(town=town)


@dataclass(frozen=True)
class _Drawn:
    """What came of one draw: times in seconds, costs in weighted milliseconds of waiting.

    `ours_s` and `by_priority_s` are what each crew wanted takes; `urgent` those of priority 1.
    """

    decide_s: float
    proved: bool
    solve_s: float
    solution: Solution
    cost: int
    by_arrival: int
    by_priority: int
    ours_s: NDArray[np.float64]
    by_priority_s: NDArray[np.float64]
    urgent: NDArray[np.bool_]


def _problem(town: Town, count: int, seed: int) -> Problem:
    incidents = town.incidents(count, np.random.default_rng([count, seed]))
    return town.problem(sorted(incidents, key=lambda one: (one.priority, one.opened_at)))


def _one(town: Town, count: int, seed: int) -> _Drawn:
    incidents = town.incidents(count, np.random.default_rng([count, seed]))
    decide_s, proved = timed(lambda: town.decide(incidents))
    problem = _problem(town, count, seed)
    solve_s, solution = timed(lambda: optimal(problem))
    waiting = replace(
        problem,
        added_ms=np.zeros_like(problem.added_ms),
        reserve=np.zeros_like(problem.reserve),
    )
    as_they_came = _in_order_of_arrival(waiting)
    ours, by_priority = optimal(waiting), nearest(waiting)
    highest = max(town.profile.dispatch.priority_weights.values())
    return _Drawn(
        decide_s=decide_s,
        proved=proved,
        solve_s=solve_s,
        solution=solution,
        cost=cost_ms(waiting, ours),
        by_arrival=cost_ms(as_they_came, nearest(as_they_came)),
        by_priority=cost_ms(waiting, by_priority),
        ours_s=_responses_s(waiting, ours),
        by_priority_s=_responses_s(waiting, by_priority),
        urgent=np.repeat(problem.weight == highest, problem.wanted),
    )


def _in_order_of_arrival(problem: Problem) -> Problem:
    order = sorted(range(len(problem.slots)), key=lambda at: problem.slots[at].incident_id)
    return replace(
        problem,
        slots=tuple(problem.slots[at] for at in order),
        line=problem.line[order],
    )


def _responses_s(problem: Problem, solution: Solution) -> NDArray[np.float64]:
    """Return what each crew wanted takes, slot by slot; those not sent as the profile says."""
    first = np.concatenate([[0], np.cumsum(problem.wanted)])
    taken_ms = np.full(first[-1], problem.unmet_ms, np.float64)
    for slot, team, crews in solution.sent:
        taken_ms[first[slot] : first[slot] + crews] = problem.time_ms(slot, team)
        first[slot] += crews
    return taken_ms / 1000


def _told(count: int, drawn: list[_Drawn]) -> dict[str, float]:
    def each(of: Callable[[_Drawn], float]) -> NDArray[np.float64]:
        return np.array([of(one) for one in drawn], np.float64)

    cost = each(lambda one: one.cost)
    arrival, priority = each(lambda one: one.by_arrival), each(lambda one: one.by_priority)
    decide_ms = each(lambda one: one.decide_s * 1000)
    urgent = np.concatenate([one.urgent for one in drawn])
    told = {
        "decide_ms_p50": np.median(decide_ms),
        "decide_ms_p99": np.percentile(decide_ms, 99),
        "solve_ms_p50": np.median(each(lambda one: one.solve_s)) * 1000,
        "rounds_max": each(lambda one: one.solution.rounds).max(),
        "arcs_p50": np.median(each(lambda one: one.solution.arcs)),
        "gap_arrival_pct": (np.median(arrival / cost) - 1) * 100,
        "gap_priority_pct": (np.median(priority / cost) - 1) * 100,
        "proved_optimal_share": each(lambda one: one.proved).mean(),
        "worse_seeds": int((np.minimum(arrival, priority) < cost).sum()),
    }
    for name, taken_s in (
        ("", np.concatenate([one.ours_s for one in drawn])),
        ("_priority_order", np.concatenate([one.by_priority_s for one in drawn])),
    ):
        told[f"mean_s{name}"] = taken_s.mean()
        told[f"p90_s{name}"] = np.percentile(taken_s, 90)
        if urgent.any():
            told[f"p1_mean_s{name}"] = taken_s[urgent].mean()
    return {f"{key}_{count}": round(float(value), 2) for key, value in told.items()}
