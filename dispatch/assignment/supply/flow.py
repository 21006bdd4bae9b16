"""Share stock between incidents by a flow of least cost, one for each supply; see no trips.

source ─stock─▶ depot ─weighted time and trip─▶ need ─wanted─▶ sink
   └──────────────── nobody brings it, at its price ─────────┘
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.assignment.kernels.apart import serve_apart
from dispatch.assignment.supply.question import (
    MAY_NOT_BRING,
    Brought,
    Ints,
    SupplyQuestion,
)

Pairs = NDArray[np.bool_]


def shared_by_flow(question: SupplyQuestion, among: Pairs | None = None) -> list[Brought]:
    """Return what least costs in sum, each item paying for its way and a trip of its own.

    More depots may serve an incident than may. With `among`, bool[needs, depots], only these pairs
    bring anything, and their ways are paid for already.
    """
    of_supply: dict[int, list[int]] = {}
    for number, need in enumerate(question.needs):
        if need.wanted:
            of_supply.setdefault(need.supply, []).append(number)
    brought: list[Brought] = []
    for supply, numbers in sorted(of_supply.items()):
        depots = np.flatnonzero(question.stock[:, supply] > 0)
        if len(depots):
            brought += _of_one_supply(question, supply, numbers, depots, among)
    return brought


def _of_one_supply(
    question: SupplyQuestion,
    supply: int,
    numbers: list[int],
    depots: NDArray[np.intp],
    among: Pairs | None,
) -> list[Brought]:
    needs = [question.needs[number] for number in numbers]
    incidents = np.array([need.incident for need in needs])
    wanted = np.array([need.wanted for need in needs], np.int64)
    price = np.array([need.unmet_ms for need in needs], np.int64)
    stock = question.stock[depots, supply]
    those = incidents[:, None], depots
    time_ms = question.time_ms[those]
    may_bring = time_ms != MAY_NOT_BRING
    if among is None:
        slack_ms = np.array([need.slack_ms for need in needs], np.int64)
        late_ms = np.maximum(time_ms - slack_ms[:, None], 0)
        cost = question.weight[incidents][:, None] * late_ms
        cost += question.trip_ms[those]
        if (
            apart := _served_apart(np.where(may_bring, cost, -1), stock, wanted, price)
        ) is not None:
            return [(numbers[need], int(depots[at]), items) for need, at, items in apart]
        row, column = np.nonzero(
            _worth_asking(may_bring & (cost < price[:, None]), cost, stock, wanted)
        )
        each = cost[row, column]
    else:
        row, column = np.nonzero(may_bring & among[np.ix_(np.array(numbers), depots)])
        each = np.zeros(len(row), np.int64)
    if not len(row):
        return []
    source, sink, first_need = 0, 1, 2
    first_depot = first_need + len(needs)
    flow = SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    ways = add(first_depot + column, first_need + row, wanted[row], each)
    need_nodes = np.arange(first_need, first_depot)
    add(np.full(len(depots), source), first_depot + np.arange(len(depots)), stock, 0 * stock)
    add(np.full(len(needs), source), need_nodes, wanted, price)
    add(need_nodes, np.full(len(needs), sink), wanted, 0 * wanted)
    total = int(wanted.sum())
    flow.set_nodes_supplies(np.array([source, sink]), np.array([total, -total]))
    if (answer := flow.solve()) != flow.OPTIMAL:  # bringing nothing is always possible
        raise RuntimeError(f"the flow of supplies was not solved: {answer}")
    return [
        (numbers[need], int(depots[depot]), int(items))
        for need, depot, items in zip(row, column, flow.flows(ways), strict=True)
        if items
    ]


def _served_apart(
    cost: Ints, stock: Ints, wanted: Ints, price: Ints
) -> list[tuple[int, int, int]] | None:
    """Return (need, depot, items) where the flow is no more than each need's cheapest depots.

    None where two needs want the same items, or where others cost as little: which of them a flow
    finds is its own affair. `cost`, int64[needs, depots], is below 0 where nothing may be brought.
    """
    needs, depots = cost.shape
    each, nobody = np.ones(needs, np.int64), np.zeros(depots, np.int64)
    every = np.array([depots]), np.arange(depots, dtype=np.int32)[None], stock[None]
    *pairs, is_the_one = serve_apart(
        *(cost, np.zeros_like(cost), np.arange(needs), each, 0, each, nobody),
        *(np.zeros(needs, np.int64), *every, stock, nobody - 1, np.zeros(0, np.int64), 0),
        *(price, wanted),
    )
    return list(zip(*(one.tolist() for one in pairs), strict=True)) if is_the_one else None


def _worth_asking(may_bring: Pairs, cost: Ints, stock: Ints, wanted: Ints) -> Pairs:
    """Return where a need could do best: the cheapest depots that have enough for everybody.

    One of them has some left whatever the others do, so no need is better off with a later one.
    """
    beyond = np.iinfo(np.int64).max
    order = np.argsort(np.where(may_bring, cost, beyond), axis=1, kind="stable")
    has = np.take_along_axis(np.where(may_bring, stock, 0), order, axis=1)
    before = np.cumsum(has, axis=1) - has
    kept = np.zeros_like(may_bring)
    np.put_along_axis(kept, order, before < wanted.sum(), axis=1)
    return kept & may_bring
