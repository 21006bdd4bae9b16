"""Place the people of a rank in shelters by a flow of least cost: as many as can be, then soon."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.assignment.shelter_plan import Ride
from dispatch.assignment.shelter_question import FAR, Ints, Part, ShelterQuestion


def place(question: ShelterQuestion, rank: int) -> None:
    """Place the people of a rank: as many as can be, then with few rides, then soon."""
    everybody = int(question.waiting[:, rank].sum())
    moves = _flow(question, rank, (Ride.WALK, Ride.BUS), everybody)
    if sum(by for part, by in moves.items() if part[2] is Ride.BUS) > question.seats:
        moves = _flow(question, rank, (Ride.WALK,), everybody)
        for part, by in moves.items():
            question.move(part, by)
        moves = _flow(question, rank, (Ride.BUS,), question.seats)
    for part, by in moves.items():
        question.move(part, by)


def _flow(
    question: ShelterQuestion, rank: int, rides: Sequence[Ride], most: int
) -> Mapping[Part, int]:
    """Return how many go where, at most so many in all, at the least cost.

    source ─waiting─▶ group ─time, a ride is dearer─▶ shelter ─left─▶ gate ─most─▶ sink
                        └──────────── nobody goes, at a price by weight ────────────┘
    """
    waiting = question.waiting[:, rank]
    people = int(waiting.sum())
    if min(most, people) < 1 or not len(question.left):
        return {}
    groups, shelters = np.arange(len(waiting)), np.arange(len(question.left))
    source, gate, sink, first_group = 0, 1, 2, 3
    first_shelter = first_group + len(groups)
    flow = SimpleMinCostFlow()
    going: list[tuple[Ride, NDArray[np.intp], NDArray[np.intp], NDArray[np.int32]]] = []
    _add(flow, source, first_group + groups, waiting, 0)
    _add(flow, first_shelter + shelters, gate, question.left, 0)
    _add(flow, gate, sink, np.array([min(most, people)]), 0)
    for ride in rides:
        group, shelter = np.nonzero(_worth_asking(question, ride, rank))
        cost = question.wait_s(ride)[group, shelter] + (FAR if ride is Ride.BUS else 0)
        tails, heads = first_group + group, first_shelter + shelter
        going.append((ride, group, shelter, _add(flow, tails, heads, waiting[group], cost)))
    # To leave somebody out costs more than the longest chain of changes that finds a place.
    weight = np.array([one.weight for one in question.groups], np.int64)
    price = 2 * FAR * (first_shelter + len(shelters)) * weight
    _add(flow, first_group + groups, sink, waiting, price)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([people, -people]))
    if (answer := flow.solve()) != flow.OPTIMAL:
        raise RuntimeError(f"the flow of evacuees was not solved: {answer}")
    return {
        (int(g), int(s), ride, rank): int(by)
        for ride, group, shelter, arcs in going
        for g, s, by in zip(group, shelter, flow.flows(arcs), strict=True)
        if by
    }


def _worth_asking(question: ShelterQuestion, ride: Ride, rank: int) -> NDArray[np.bool_]:
    """Where who may go could do best, bool[groups, shelters].

    For each group the soonest shelters that have places for everybody who waits: one of them has
    room whatever the others do, so nobody is better off in a later one.
    """
    may_go = question.may_go(ride, rank)
    order = np.argsort(np.where(may_go, question.wait_s(ride), 2 * FAR), axis=1, kind="stable")
    places = np.take_along_axis(np.where(may_go, question.left, 0), order, axis=1)
    before = np.cumsum(places, axis=1) - places
    soon = before < question.waiting[:, rank].sum()
    kept = np.zeros_like(may_go)
    np.put_along_axis(kept, order, soon, axis=1)
    return kept & may_go


def _add(
    flow: SimpleMinCostFlow,
    tail: NDArray[np.intp] | int,
    head: NDArray[np.intp] | int,
    capacity: Ints,
    cost: Ints | int,
) -> NDArray[np.int32]:
    ends = [np.broadcast_to(one, capacity.shape) for one in (tail, head, capacity, cost)]
    added: NDArray[np.int32] = flow.add_arcs_with_capacity_and_unit_cost(*ends)
    return added
