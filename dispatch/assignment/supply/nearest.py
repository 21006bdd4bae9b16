"""Have the nearest depots deliver, most urgent first: what a dispatcher does by hand.

Suppliers under agreement are called on only for what the own depots cannot give.
"""

import numpy as np

from dispatch.assignment.supply.question import MAY_NOT_BRING, SupplyPlan, SupplyQuestion


def nearest_depots(question: SupplyQuestion) -> SupplyPlan:
    """Give each need in turn what the soonest depots still have; own ones before suppliers.

    Nobody thinks of trips: once as many depots serve an incident as may, only these bring more.
    """
    stock = question.stock.copy()
    serving = [set(np.flatnonzero(row).tolist()) for row in question.comes_anyway]
    most = (question.most + question.comes_anyway.sum(axis=1)).tolist()
    order = [_by_time(question, incident) for incident in range(len(question.incident_ids))]
    brought = []
    for number, need in enumerate(question.needs):
        missing, depots = need.wanted, serving[need.incident]
        for depot in order[need.incident]:
            if not missing:
                break
            quantity = min(missing, int(stock[depot, need.supply]))
            if quantity < 1 or (len(depots) >= most[need.incident] and depot not in depots):
                continue
            depots.add(depot)
            brought.append((number, depot, quantity))
            stock[depot, need.supply] -= quantity
            missing -= quantity
    return SupplyPlan.of(brought)


def _by_time(question: SupplyQuestion, incident: int) -> list[int]:
    times = question.time_ms[incident]
    reached = np.flatnonzero(times != MAY_NOT_BRING)
    order: list[int] = reached[np.lexsort((times[reached], question.is_supplier[reached]))].tolist()
    return order
