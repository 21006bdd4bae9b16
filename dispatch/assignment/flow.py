"""Solve the flow of crews to slots over some of the pairs, and reckon what its answer is worth.

    source ─▶ zone ─▶ team ─▶ discipline ─▶ slot ─wanted─▶ sink
       │   sent freely   crews   crews for it    ▲
       └──────── unmet, weight x price ──────────┘

A zone has a second, dearer arc for its reserve; each pair costs its weighted travel and what comes
on top. Flows on such a network are whole numbers at the optimum, so no crew is ever split.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.assignment.kernels import least_prices, useful_pairs
from dispatch.assignment.problem import Ints, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """The pairs a flow may choose among, by slot: `slot`, `team` and `cost`, int64[a] each.

    No pair twice; costs are whole numbers and not negative.
    """

    slot: Ints
    team: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.slot)


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What a crew more costs each slot, [slots], and one less spares each team, [capability, team].

    These are the duals of a flow, the least there are. No pair chosen among costs less than the
    difference, and those sent cost exactly that; a slot not met in full has the price of being
    unmet; a crew whose team, discipline and zone have others to give is worth nothing.
    """

    slot: Ints
    crew: Ints


class Network:
    """A problem as a network: what is the same for every choice of pairs."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.weight, self.wanted = problem, problem.weight, problem.wanted
        self.unmet_cost = self.weight * problem.unmet_ms
        self.crews, teams = problem.crews, len(problem.team_ids)
        row = {name: at for at, name in enumerate(sorted(problem.crews_for))}
        self.capability = np.array([row[slot.capability] for slot in problem.slots], np.int64)
        able = [problem.crews_for[name] for name in row]
        self.able: Ints = np.array(able, np.int64).reshape(len(row), teams)
        # A zone that keeps nothing needs no node.
        keeps = np.append(problem.reserve > 0, False)
        self.zone: Ints = np.where(keeps[problem.zone], problem.zone, -1)
        self.freely, self.reserve = problem.sent_freely, problem.reserve

    def arcs(self, pairs: NDArray[np.intp]) -> Arcs:
        """Return the arcs of some pairs, given as rising indices into the flat [slots, teams]."""
        slot, team = np.divmod(pairs, len(self.crews))
        weighted_ms = self.weight[slot] * self.problem.travel_ms[slot, team]
        return Arcs(slot, team, weighted_ms + self.problem.surcharge_ms[slot, team])

    def least_cost(self, arcs: Arcs) -> Ints:
        """Return how many crews go over each arc at the least cost in sum, [a].

        Raises `RuntimeError` if the solver fails (a defect: leaving all unmet is always possible).
        """
        slots = len(self.wanted)
        at = _Nodes(len(self.crews), slots, len(self.reserve))
        flow = SimpleMinCostFlow()
        tail, capacity = self._from_teams(flow, at, arcs)
        going = _add(flow, tail, at.slot + arcs.slot, capacity, arcs.cost)
        self._to_teams(flow, at, np.unique(arcs.team))
        every_slot = at.slot + np.arange(slots)
        _add(flow, np.full(slots, at.source), every_slot, self.wanted, self.unmet_cost)
        _add(flow, every_slot, np.full(slots, at.sink), self.wanted)
        flow.set_node_supply(at.source, int(self.wanted.sum()))
        flow.set_node_supply(at.sink, -int(self.wanted.sum()))
        outcome = flow.solve()
        if outcome != flow.OPTIMAL:
            raise RuntimeError(f"min-cost flow ended as {outcome}")
        return np.asarray(flow.flows(going), np.int64).reshape(len(arcs))

    def _from_teams(self, flow: SimpleMinCostFlow, at: "_Nodes", arcs: Arcs) -> tuple[Ints, Ints]:
        """Return where each arc leaves from, and how many crews it can bear.

        A discipline is a node of its own only where not all crews of the team have it.
        """
        teams, capability = len(self.crews), self.capability[arcs.slot]
        limit = np.minimum(self.able[capability, arcs.team], self.crews[arcs.team])
        tail = at.team + arcs.team
        few = np.flatnonzero(limit < self.crews[arcs.team])
        if len(few):
            own, of_arc = np.unique(capability[few] * teams + arcs.team[few], return_inverse=True)
            node = at.discipline + np.arange(len(own))
            tail[few] = node[of_arc]
            _add(flow, at.team + own % teams, node, self.able.ravel()[own])
        return tail, np.minimum(limit, self.wanted[arcs.slot])

    def _to_teams(self, flow: SimpleMinCostFlow, at: "_Nodes", teams: NDArray[np.int64]) -> None:
        """Lay the arcs from the source to some teams, by way of zones that keep a reserve."""
        zone = self.zone[teams]
        tail = np.where(zone < 0, at.source, at.zone + zone)
        _add(flow, tail, at.team + teams, self.crews[teams])
        zones = np.unique(zone[zone >= 0])
        source = np.full(len(zones), at.source)
        _add(flow, source, at.zone + zones, self.freely[zones])
        dearer = np.full(len(zones), self.problem.reserve_ms)
        _add(flow, source, at.zone + zones, self.reserve[zones], dearer)

    def cost(self, arcs: Arcs, sent: Ints) -> int:
        """Return what a flow costs, weighted."""
        missing = self.wanted - np.bincount(arcs.slot, sent, len(self.wanted)).astype(np.int64)
        zone = self.zone[arcs.team]
        inside = zone >= 0
        of_zone = np.bincount(zone[inside], sent[inside], len(self.freely)).astype(np.int64)
        reserve = np.maximum(of_zone - self.freely, 0).sum() * self.problem.reserve_ms
        return int((sent * arcs.cost).sum() + (missing * self.unmet_cost).sum() + reserve)

    def prices(self, arcs: Arcs, sent: Ints) -> Prices:
        """Return the least prices that prove a flow over these arcs to be of least cost.

        Raises `RuntimeError` where no prices prove it, that is, where the flow is not of least
        cost.
        """
        proved, slot, crew = least_prices(
            arcs.slot,
            arcs.team,
            arcs.cost,
            sent,
            self.wanted,
            self.unmet_cost,
            self.capability,
            self.able,
            self.crews,
            self.zone,
            self.freely,
            self.problem.reserve_ms,
        )
        if not proved:
            raise RuntimeError("no prices prove the flow to be of least cost")
        return Prices(slot=slot, crew=crew)

    def useful(self, worth: Prices, most: int) -> Ints:
        """Return the pairs that would save something at some prices, as rising flat indices.

        Of each slot the `most` that save most; of those that save as much as the last of them,
        all: which of them is no matter of chance. Where there are none, the prices prove that the
        flow is of least cost over all pairs.
        """
        problem = self.problem
        pairs: Ints = useful_pairs(
            problem.travel_ms,
            problem.surcharge_ms,
            self.weight,
            self.capability,
            self.able,
            worth.slot,
            worth.crew,
            most,
        )
        return pairs


class _Nodes:
    """Where each kind of node begins in the numbers of the solver."""

    def __init__(self, teams: int, slots: int, zones: int) -> None:
        self.source, self.team = 0, 1
        self.slot = self.team + teams
        self.sink = self.slot + slots
        self.zone = self.sink + 1
        self.discipline = self.zone + zones


def _add(
    flow: SimpleMinCostFlow, tail: Ints, head: Ints, capacity: Ints, cost: Ints | None = None
) -> NDArray[np.int32]:
    """Lay arcs, free of cost where none is given; return their numbers."""
    if cost is None:
        cost = np.zeros(len(tail), np.int64)
    numbers: NDArray[np.int32] = flow.add_arcs_with_capacity_and_unit_cost(
        tail, head, capacity, cost
    )
    return numbers
