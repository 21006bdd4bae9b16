"""Reckon exactly what some means cannot meet: crews by a flow, supplies and shelter by the count.

A team that can do several things is one team: how many crews are missing is a maximum flow from
teams to what is wanted, and never the sum of what each capability has to show for itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow


class Force(NamedTuple):
    """Teams of one make: their crews, and by capability how many of these can serve it."""

    crews: int
    crews_for: tuple[tuple[str, int], ...]


class Want(NamedTuple):
    """So many crews wanted of a capability; where not all can be met the heavier come first."""

    capability: str
    crews: int
    weight: int = 1


def crews_missing(wants: Sequence[Want], forces: Mapping[Force, int]) -> list[int]:
    """Return how many crews each want lacks, at best: the least weight in sum.

    `forces` counts the teams of each make. Teams of one make share one node: what they can do
    together is what each can do, as often as there are of them.
    """
    asked = sorted({one.capability for one in wants})
    node = {capability: 2 + at for at, capability in enumerate(asked)}
    first_want = 2 + len(asked)
    tail, head, capacity, cost = [], [], [], []

    def arc(begin: int, end: int, most: int, price: int = 0) -> None:
        tail.append(begin)
        head.append(end)
        capacity.append(most)
        cost.append(price)

    source, sink = 0, 1
    for at, want in enumerate(wants, start=first_want):
        arc(source, at, want.crews, want.weight)  # the first arcs: what stays missing
    for at, want in enumerate(wants, start=first_want):
        arc(node[want.capability], at, want.crews)
        arc(at, sink, want.crews)
    make = first_want + len(wants)
    for force, count in sorted(forces.items()):
        can = [(one, most) for one, most in force.crews_for if one in node]
        if can and count:
            arc(source, make, force.crews * count)
            for capability, most in can:
                arc(make, node[capability], most * count)
            make += 1
    flow = SimpleMinCostFlow()
    columns = (np.array(one, np.int64) for one in (tail, head, capacity, cost))
    flow.add_arcs_with_capacity_and_unit_cost(*columns)
    total = sum(one.crews for one in wants)
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    outcome = flow.solve()
    if outcome != flow.OPTIMAL:  # leaving all missing is always possible
        raise RuntimeError(f"min-cost flow ended as {outcome}")
    return [int(flow.flow(at)) for at in range(len(wants))]


def less(wanted: Mapping[str, int], there: Mapping[str, int]) -> dict[str, int]:
    """Return what is wanted and not there, by name in order; what is met is absent."""
    missing = Counter(wanted)
    missing.subtract(Counter(there))
    return {name: missing[name] for name in sorted(wanted) if missing[name] > 0}
