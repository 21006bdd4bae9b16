"""Decide all open demands at once: the least weighted waiting in sum, by min-cost flow.

    source ──1──▶ team ──1, weight x travel──▶ slot ──wanted──▶ sink
       └────────────── unmet, weight x price ──────▶ slot

Flows on such a network are whole numbers at the optimum, so no team is ever split, and the
optimum is exact over all teams: nothing is pruned to a few nearest.
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.assignment.problem import MAY_NOT_GO, Problem, Solution


def optimal(problem: Problem) -> Solution:
    """Return an assignment of least cost; raises RuntimeError if the solver fails (a defect).

    A slot is left unmet only where sending somebody would cost more than `unmet_ms`.
    """
    slots, teams = len(problem.slots), len(problem.team_ids)
    if not slots:
        return Solution(pairs=(), proved_optimal=True)
    slot_of, team_of = np.nonzero(problem.travel_ms != MAY_NOT_GO)
    weight = np.array([slot.weight for slot in problem.slots], np.int64)
    wanted = np.array([slot.wanted for slot in problem.slots], np.int64)
    source, first_team, first_slot = 0, 1, 1 + teams
    sink = first_slot + slots

    flow = SimpleMinCostFlow()
    going = flow.add_arcs_with_capacity_and_unit_cost(
        first_team + team_of,
        first_slot + slot_of,
        np.ones(len(team_of), np.int64),
        weight[slot_of] * problem.travel_ms[slot_of, team_of],
    )
    able = np.unique(team_of)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(len(able), source),
        first_team + able,
        np.ones(len(able), np.int64),
        np.zeros(len(able), np.int64),
    )
    every_slot = first_slot + np.arange(slots)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(slots, source), every_slot, wanted, weight * problem.unmet_ms
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        every_slot, np.full(slots, sink), wanted, np.zeros(slots, np.int64)
    )
    flow.set_node_supply(source, int(wanted.sum()))
    flow.set_node_supply(sink, -int(wanted.sum()))
    outcome = flow.solve()
    if outcome != flow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended as {outcome}")
    sent = np.flatnonzero(flow.flows(going)) if len(going) else going
    pairs = sorted(zip(slot_of[sent].tolist(), team_of[sent].tolist(), strict=True))
    return Solution(pairs=tuple(pairs), proved_optimal=True)
