"""Measure who brings what: the joint plan of all depots beside the nearest ones, and its bound.

The incidents are those of the assignment benchmark, in hot spots of the generated Xi'an, each
wanting the supplies its kind's plan wants, from the 366 depots with all their stock. Each key ends
in the number of incidents.

`supply_at_once_ms_p50` is the plan shown first, `supply_joint_ms_p50` the whole search, each with
the question put, roads included. `supply_nearest_above_pct` is what the nearest depots cost above
ours where any number of them may serve an incident (`…_trips` lorries an incident, against ours);
bound to as many depots as we are they leave `supply_nearest_unmet` items of a hundred at home.
`supply_above_bound_pct` is how far ours is above what the incidents would cost if each had all
stock to itself, which no plan undercuts; `supply_proved_share` how often it is proved the best.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as with_fields

from benchmarks.assignment_peers import timed
from benchmarks.town import Town
from dispatch.assignment.supply.deciding import joint_supplies
from dispatch.assignment.supply.nearest import nearest_depots
from dispatch.assignment.supply.posing import pose_supplies
from dispatch.assignment.supply.question import SupplyPlan, SupplyQuestion, supply_cost_ms
from dispatch.assignment.supply.search import alone_ms, plan_at_once

INCIDENTS = (10, 100, 500)
SEEDS = 5
NOTHING = SupplyPlan()


@dataclass(frozen=True)
class _Drawn:
    """What came of one draw: times in seconds, costs in percent, items in a hundred wanted."""

    at_once_s: float
    joint_s: float
    at_once_above: float
    nearest_above: float
    above_bound: float
    proved: bool
    trips: float
    nearest_trips: float
    unmet: float
    nearest_unmet: float


def measure_supplies(seeds: int = SEEDS, town: Town | None = None) -> dict[str, float]:
    """Return flat keys, each ending in the number of incidents; each seed draws incidents anew."""
    town = town or Town()
    measured: dict[str, float] = {"supply_seeds": seeds}
    _one(town, 10, 0)  # compiles, and lays the roads out
    for count in INCIDENTS:
        drawn = [_one(town, count, seed) for seed in range(1, seeds + 1)]

        def median(of: Callable[[_Drawn], float], among: list[_Drawn] = drawn) -> float:
            return float(np.median([of(one) for one in among]))

        told = {
            "supply_at_once_ms_p50": median(lambda one: one.at_once_s * 1000),
            "supply_joint_ms_p50": median(lambda one: one.joint_s * 1000),
            "supply_at_once_above_pct": median(lambda one: one.at_once_above),
            "supply_nearest_above_pct": median(lambda one: one.nearest_above),
            "supply_above_bound_pct": median(lambda one: one.above_bound),
            "supply_proved_share": float(np.mean([one.proved for one in drawn])),
            "supply_trips": median(lambda one: one.trips),
            "supply_nearest_trips": median(lambda one: one.nearest_trips),
            "supply_unmet": median(lambda one: one.unmet),
            "supply_nearest_unmet": median(lambda one: one.nearest_unmet),
        }
        measured |= {f"{key}_{count}": round(value, 2) for key, value in told.items()}
    return measured


def _one(town: Town, count: int, seed: int) -> _Drawn:
    kinds = town.profile.kinds
    incidents = [
        with_fields(one, supply_needs=kinds[one.kind].supplies)
        for one in town.incidents(count, np.random.default_rng([count, seed]))
    ]
    incidents.sort(key=lambda one: (one.priority, one.opened_at, one.incident_id))
    pose_s, asked = timed(
        lambda: pose_supplies(town.area, town.profile, town.desk.now, incidents, 0.0)
    )
    question = asked.question
    at_once_s, at_once = timed(lambda: plan_at_once(question, NOTHING))
    joint_s, joint = timed(lambda: joint_supplies(question, NOTHING))
    any_number = replace(question, most=np.full_like(question.most, len(question.depot_ids)))
    by_hand = nearest_depots(any_number)

    def above(plan: SupplyPlan, least_ms: int) -> float:
        return (supply_cost_ms(question, plan) / least_ms - 1) * 100

    ours_ms = supply_cost_ms(question, joint)
    return _Drawn(
        at_once_s=pose_s + at_once_s,
        joint_s=pose_s + joint_s,
        at_once_above=above(at_once, ours_ms),
        nearest_above=above(by_hand, ours_ms),
        above_bound=above(joint, int(alone_ms(question).sum())),
        proved=joint.proved_optimal,
        trips=_trips(question, joint),
        nearest_trips=_trips(question, by_hand),
        unmet=_unmet(question, joint),
        nearest_unmet=_unmet(question, nearest_depots(question)),
    )


def _trips(question: SupplyQuestion, plan: SupplyPlan) -> float:
    trips = {(question.needs[number].incident, depot) for number, depot, _ in plan.brought}
    return len(trips) / len(question.incident_ids)


def _unmet(question: SupplyQuestion, plan: SupplyPlan) -> float:
    wanted = sum(need.wanted for need in question.needs)
    return 100 * (1 - sum(items for _, _, items in plan.brought) / wanted)
