"""Prove how cheap no joint plan can be, with HiGHS.

The linear program is solved over the pairs that are soonest, and those left out are judged by its
prices, as in the flow (column generation). Then the pairs that no plan as cheap as the one known
can use are dropped, for good, and the integer program over the rest is worked on as long as one
likes. Work is counted in iterations and nodes, not in seconds, so that it comes out the same.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from highspy._core import _Highs
from numpy.typing import NDArray
from scipy import sparse

from dispatch.assignment.joint.program import MS_PER_S, Columns, Floats, Program
from dispatch.assignment.joint.terms import Terms
from dispatch.assignment.problem import Problem

SOONEST = 48
"""Pairs of each slot to begin with, and the most let in for it at a time."""
NOTHING_S = 1e-6  # a reduced cost that is none
INTEGER_PAIRS_MOST = 40_000
"""An integer program of more pairs proves nothing within minutes that the linear one did not."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than `cost_ms`, weighted.

    `exact` tells that the integer program was solved to the end. With single crews some plan costs
    just that then; where teams of several pay for journeys, none may.
    """

    cost_ms: float
    exact: bool


def bound(problem: Problem, terms: Terms, known_ms: int, nodes: int = 0) -> Bound:
    """Return a proved lower bound, given what a known plan costs.

    With `nodes` the integer program is searched, so many nodes at most. Raises `RuntimeError` if
    the solver fails (a defect: leaving all unmet is always possible).
    """
    if not problem.slots:
        return Bound(0.0, exact=True)
    program = Program(problem, terms)
    least_s, reduced_s = _relaxed(program)
    pairs = np.flatnonzero(reduced_s.ravel() <= known_ms / MS_PER_S - least_s + NOTHING_S)
    if not nodes or len(pairs) > INTEGER_PAIRS_MOST:
        return Bound(least_s * MS_PER_S, exact=False)
    solver = _solver(program)
    _add(solver, program.columns(pairs))
    rows, many = program.last_of_many(pairs)
    _add_rows(solver, rows, len(many))
    first = len(program.base.cost)
    numbers = np.arange(first, first + len(pairs), dtype=np.int32)
    solver.changeColsIntegrality(
        len(pairs), numbers, np.full(len(pairs), highspy.HighsVarType.kInteger.value, np.uint8)
    )
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.run()
    exact = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    proved_s = max(least_s, solver.getInfo().mip_dual_bound)
    return Bound(min(proved_s * MS_PER_S, known_ms), exact)


def _relaxed(program: Program) -> tuple[float, Floats]:
    """Return the optimum of the linear program over all pairs, and each pair's reduced cost."""
    solver = _solver(program)
    chosen = np.zeros(program.may_go.shape, bool)
    beyond_s = program.travel_s.max(initial=0.0) + 1
    reduced_s: Floats = np.where(program.may_go, program.travel_s - beyond_s, np.inf)
    while (useful := _useful(reduced_s, chosen)).any():
        chosen |= useful
        _add(solver, program.columns(np.flatnonzero(useful)))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended as {solver.getModelStatus()}")
        duals = np.array(solver.getSolution().row_dual)
        reduced_s = program.reduced_cost(duals)
    return solver.getInfo().objective_function_value, reduced_s


def _useful(reduced_s: Floats, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pairs that would save something, bool[slots, teams]; of each slot the best."""
    open_s = np.where(chosen, np.inf, reduced_s)
    best = min(SOONEST, open_s.shape[1]) - 1
    worst_s = np.partition(open_s, best, axis=1)[:, best : best + 1] if best >= 0 else open_s
    useful: NDArray[np.bool_] = (open_s <= worst_s) & (open_s < -NOTHING_S)
    return useful


def _solver(program: Program) -> _Highs:
    """Return a solver that knows the rows and the base columns, on one thread."""
    solver = _Highs()  # `highspy.Highs` would greet on standard output, where JSON may be asked for
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    none = np.zeros(0, np.int32)
    solver.addRows(len(program.lower), program.lower, program.upper, 0, none, none, np.zeros(0))
    _add(solver, program.base)
    return solver


def _add(solver: _Highs, columns: Columns) -> None:
    entries = columns.entries
    solver.addCols(
        len(columns.cost),
        columns.cost,
        np.zeros(len(columns.cost)),
        columns.upper,
        entries.nnz,
        entries.indptr[:-1],
        entries.indices,
        entries.data,
    )


def _add_rows(solver: _Highs, rows: sparse.csr_array, count: int) -> None:
    solver.addRows(
        count,
        np.zeros(count),
        np.full(count, np.inf),
        rows.nnz,
        rows.indptr[:-1],
        rows.indices,
        rows.data,
    )
