"""Name the ways to decide who brings what, as for the teams."""

from collections.abc import Callable
from dataclasses import replace

from dispatch.assignment.supply.exact import solved
from dispatch.assignment.supply.nearest import nearest_depots
from dispatch.assignment.supply.question import (
    SupplyPlan,
    SupplyQuestion,
    favoured,
    supply_cost_ms,
)
from dispatch.assignment.supply.search import alone_ms, improvements, plan_at_once

SupplySearch = Callable[[SupplyQuestion, SupplyPlan], SupplyPlan]


def _nearest(question: SupplyQuestion, _shown: SupplyPlan) -> SupplyPlan:
    return nearest_depots(question)


def _at_once(question: SupplyQuestion, shown: SupplyPlan) -> SupplyPlan:
    return next(improvements(question, plan_at_once(question, shown)))


def joint_supplies(question: SupplyQuestion, shown: SupplyPlan) -> SupplyPlan:
    """Return the best plan the search finds, and where few depots come into question the best.

    It never costs more than the flow's, and the same question has the same answer.
    """
    best = plan_at_once(question, shown)
    for better in improvements(question, best):
        best = better
    return best if best.proved_optimal else solved(question, best, alone_ms(question))


SUPPLY_SEARCHES: dict[str, SupplySearch] = {
    "nearest": _nearest,
    "optimal": _at_once,
    "priced": _at_once,
    "joint": joint_supplies,
}
"""What each policy looks for among the depots, given what is proposed already."""


def decide_supplies(
    question: SupplyQuestion, shown: SupplyPlan, policy: str, worth_ms: int
) -> SupplyPlan:
    """Return who brings what; of what is shown a trip is given up only for what is worth it.

    Raises `KeyError` for a policy there is not.
    """
    if not question.needs:
        return SupplyPlan(proved_optimal=True)
    plan = SUPPLY_SEARCHES[policy](favoured(question, shown, worth_ms), shown)
    return replace(plan, proved_optimal=plan.proved_optimal or not supply_cost_ms(question, plan))
