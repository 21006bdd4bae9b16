"""Solve the flow of teams to slots over some of the pairs, and reckon what its answer is worth.

    source ──1──▶ team ──1, weight x travel──▶ slot ──wanted──▶ sink
       └────────────── unmet, weight x price ──────▶ slot

Flows on such a network are whole numbers at the optimum, so no team is ever split.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """The pairs a flow may choose among: `slot`, `team` and `cost`, int64[a] each.

    No pair twice; costs are whole numbers and not negative.
    """

    slot: Ints
    team: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.slot)


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What a demand of each slot takes from all others, and each team spares them: int64 each.

    These are the duals of a flow, the least there are.
    No pair chosen among costs less than `slot - team`, those sent cost exactly that, a slot not
    met in full has the price of being unmet, and a team that stays is worth nothing.
    """

    slot: Ints
    team: Ints

    def saves(self, arcs: Arcs) -> Ints:
        """Return what each pair would save if it were chosen among, [a]: positive where any."""
        return self.slot[arcs.slot] - self.team[arcs.team] - arcs.cost

    def cost(self, wanted: Ints) -> int:
        """Return what the flow costs that these prices prove."""
        return int((wanted * self.slot).sum() - self.team.sum())


def least_cost(arcs: Arcs, wanted: Ints, unmet_cost: Ints, teams: int) -> NDArray[np.bool_]:
    """Return which arcs are taken at the least cost in sum, bool[a].

    `wanted` and `unmet_cost` are [slots]: how many teams, and what each one not sent costs. Raises
    `RuntimeError` if the solver fails (a defect: leaving all unmet is always possible).
    """
    slots = len(wanted)
    source, first_team, first_slot = 0, 1, 1 + teams
    sink = first_slot + slots
    flow = SimpleMinCostFlow()
    going = flow.add_arcs_with_capacity_and_unit_cost(
        first_team + arcs.team, first_slot + arcs.slot, np.ones(len(arcs), np.int64), arcs.cost
    )
    able = np.unique(arcs.team)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(len(able), source),
        first_team + able,
        np.ones(len(able), np.int64),
        np.zeros(len(able), np.int64),
    )
    every_slot = first_slot + np.arange(slots)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(slots, source), every_slot, wanted, unmet_cost
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        every_slot, np.full(slots, sink), wanted, np.zeros(slots, np.int64)
    )
    flow.set_node_supply(source, int(wanted.sum()))
    flow.set_node_supply(sink, -int(wanted.sum()))
    outcome = flow.solve()
    if outcome != flow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended as {outcome}")
    if not len(arcs):
        return np.zeros(0, bool)
    return np.asarray(flow.flows(going), np.int64) > 0


def prices(
    arcs: Arcs, sent: NDArray[np.bool_], wanted: Ints, unmet_cost: Ints, teams: int
) -> Prices:
    """Return the least prices that prove a flow over these arcs to be of least cost.

    A slot is worth at least what its dearest team costs, and at least what another slot would give
    for one of its teams: longest paths from slot to slot, by Bellman and Ford. Raises
    `RuntimeError` where no prices prove it, that is, where the flow is not of least cost.
    """
    owner, owner_cost = np.full(teams, -1, np.int64), np.zeros(teams, np.int64)
    owner[arcs.team[sent]], owner_cost[arcs.team[sent]] = arcs.slot[sent], arcs.cost[sent]
    slot = np.zeros(len(wanted), np.int64)
    np.maximum.at(slot, arcs.slot[sent], arcs.cost[sent])
    served = np.bincount(arcs.slot[sent], minlength=len(wanted))
    slot = np.where(served < wanted, unmet_cost, slot)

    rival = np.flatnonzero((owner[arcs.team] >= 0) & ~sent)
    rival = rival[np.argsort(owner[arcs.team[rival]], kind="stable")]
    holder, bidder = owner[arcs.team[rival]], arcs.slot[rival]
    gain = owner_cost[arcs.team[rival]] - arcs.cost[rival]
    holders, first = np.unique(holder, return_index=True)
    for _ in range(len(wanted) + 1):
        if not len(rival):
            break
        bid = np.maximum.reduceat(slot[bidder] + gain, first)
        if not (bid > slot[holders]).any():
            break
        slot[holders] = np.maximum(slot[holders], bid)
    team = np.where(owner >= 0, slot[owner] - owner_cost, 0)
    found = Prices(slot=slot, team=team)
    if (found.saves(arcs) > 0).any() or (slot > unmet_cost).any():
        raise RuntimeError("no prices prove the flow to be of least cost")
    return found
