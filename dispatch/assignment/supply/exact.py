"""Solve a small depots' plan to the end with HiGHS, and prove it.

    items   unmet   calls   trips   last delivery
      1       1                                     = wanted                     each need
      1                                             ≤ stock                      each depot, supply
      1            - most                           ≤ 0                          each item, call
                      1      - 1                    ≤ 0                          each call, trip
                               1                    ≤ depots that may serve      each incident
                   - late              1            ≥ 0                          each call

A call is a depot's delivery to those needs of an incident that are wanted by the same moment. Work
is counted in nodes and not in seconds, so that it comes out the same. Costs are weighted seconds,
for the solver's sake; what it finds is reckoned again in whole numbers.
"""

from collections.abc import Iterable
from dataclasses import replace

import highspy
import numpy as np
from highspy._core import _Highs
from scipy import sparse

from dispatch.assignment.supply.flow import shared_by_flow
from dispatch.assignment.supply.question import (
    MAY_NOT_BRING,
    Ints,
    SupplyPlan,
    SupplyQuestion,
    supply_cost_ms,
)

MS_PER_S = 1000.0
TRIPS_MOST = 120
"""Where more trips could be part of the best plan the solver proves nothing within a second."""
NODES = 200
SURE_S, SURE_SHARE = 0.5, 1e-9
"""How much a plan may cost above the solver's bound and be the optimum: that is no whole number."""

Trip = tuple[int, int]
"""An incident and a depot."""


def solved(question: SupplyQuestion, known: SupplyPlan, least_ms: Ints) -> SupplyPlan:
    """Return the best plan, proved, or the known one if the question is too large for that.

    `least_ms`, int64[incidents], is what no plan costs an incident less than.
    """
    known_ms = supply_cost_ms(question, known)
    trips = _worth_it(question, known_ms - int(least_ms.sum()) + least_ms)
    if not trips:
        return replace(known, proved_optimal=True)
    if len(trips) > TRIPS_MOST:
        return known
    program = _Program(question, trips)
    solver = program.solver()
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return known
    among = program.pairs_called(np.array(solver.getSolution().col_value))
    found = SupplyPlan.of(shared_by_flow(question, among))
    best = min(known, found, key=lambda one: supply_cost_ms(question, one))
    cost_s = supply_cost_ms(question, best) / MS_PER_S
    bound_s = solver.getInfo().mip_dual_bound
    return replace(best, proved_optimal=cost_s <= bound_s + SURE_S + SURE_SHARE * abs(bound_s))


def _worth_it(question: SupplyQuestion, most_ms: Ints) -> list[Trip]:
    """Return the trips that a plan can have in which no incident costs more than `most_ms`."""
    incidents = len(question.incident_ids)
    slack_ms = np.zeros(incidents, np.int64)
    asked = np.zeros((incidents, len(question.supplies)), bool)
    for need in question.needs:
        slack_ms[need.incident] = max(slack_ms[need.incident], need.slack_ms)
        asked[need.incident, need.supply] |= need.wanted > 0
    late_ms = np.maximum(question.time_ms - slack_ms[:, None], 0) * question.weight[:, None]
    least_ms = np.maximum(late_ms, question.waits_ms[:, None]) + question.trip_ms
    has_some = asked.astype(np.int32) @ (question.stock.T > 0).astype(np.int32) > 0
    useful = (question.time_ms != MAY_NOT_BRING) & has_some & (least_ms <= most_ms[:, None])
    return [
        (int(incident), int(depot)) for incident, depot in zip(*np.nonzero(useful), strict=True)
    ]


class _Program:
    """The integer program over some trips."""

    def __init__(self, question: SupplyQuestion, trips: Iterable[Trip]) -> None:
        self.question = question
        self.columns: list[tuple[float, float, float, bool]] = []  # cost, from, to, whole
        self.rows: list[tuple[dict[int, float], float, float]] = []  # by column, from, to
        self.items: dict[tuple[int, int], int] = {}  # need, depot
        self.calls: dict[tuple[int, int, int], int] = {}  # incident, slack, depot
        needs_of: dict[int, list[int]] = {}
        for number, need in enumerate(question.needs):
            needs_of.setdefault(need.incident, []).append(number)
        waits_s = question.waits_ms / MS_PER_S
        self.last = [self._column(1.0, waited, np.inf) for waited in waits_s.tolist()]
        new: dict[int, dict[int, float]] = {}
        for incident, depot in trips:
            trip = self._column(question.trip_ms[incident, depot] / MS_PER_S, 0, 1, whole=True)
            if not question.comes_anyway[incident, depot]:
                new.setdefault(incident, {})[trip] = 1.0
            for number in needs_of[incident]:
                self._item(number, depot, trip)
        for incident, among in new.items():
            self.rows.append((among, -np.inf, float(question.most[incident])))
        self._limits()

    def _column(self, cost: float, least: float, most: float, whole: bool = False) -> int:
        self.columns.append((float(cost), float(least), float(most), whole))
        return len(self.columns) - 1

    def _item(self, number: int, depot: int, trip: int) -> None:
        question = self.question
        need = question.needs[number]
        most = min(need.wanted, int(question.stock[depot, need.supply]))
        if most < 1:
            return
        key = need.incident, need.slack_ms, depot
        if key not in self.calls:
            call = self.calls[key] = self._column(0, 0, 1, whole=True)
            self.rows.append(({call: 1.0, trip: -1.0}, -np.inf, 0.0))
            late_s = question.late_ms(need, depot) / MS_PER_S
            self.rows.append(({call: -late_s, self.last[need.incident]: 1.0}, 0.0, np.inf))
        item = self.items[number, depot] = self._column(0, 0, most)
        self.rows.append(({item: 1.0, self.calls[key]: -float(most)}, -np.inf, 0.0))

    def _limits(self) -> None:
        question = self.question
        met: dict[int, dict[int, float]] = {number: {} for number in range(len(question.needs))}
        taken: dict[tuple[int, int], dict[int, float]] = {}
        for (number, depot), item in self.items.items():
            met[number][item] = 1.0
            taken.setdefault((depot, question.needs[number].supply), {})[item] = 1.0
        for number, need in enumerate(question.needs):
            met[number][self._column(need.unmet_ms / MS_PER_S, 0, need.wanted)] = 1.0
            self.rows.append((met[number], need.wanted, need.wanted))
        for (depot, supply), among in taken.items():
            self.rows.append((among, -np.inf, float(question.stock[depot, supply])))

    def solver(self) -> _Highs:
        """Return a solver that knows the program, on one thread."""
        cost, least, most, whole = (np.array(one) for one in zip(*self.columns, strict=True))
        where = [(row, column) for row, (among, _, _) in enumerate(self.rows) for column in among]
        values = [value for among, _, _ in self.rows for value in among.values()]
        shape = len(self.rows), len(self.columns)
        entries = sparse.csr_array(
            (values, np.array(where, np.int32).reshape(-1, 2).T), shape=shape
        )
        solver = _Highs()  # `highspy.Highs` would greet on standard output
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_max_nodes", NODES),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.0),
        ):
            solver.setOptionValue(option, value)
        none = np.zeros(0, np.int32)
        solver.addCols(len(cost), cost, least, most, 0, none, none, np.zeros(0))
        lower = np.array([row[1] for row in self.rows], np.float64)
        upper = np.array([row[2] for row in self.rows], np.float64)
        solver.addRows(
            len(lower),
            lower,
            upper,
            entries.nnz,
            entries.indptr[:-1],
            entries.indices,
            entries.data.astype(np.float64),
        )
        numbers = np.flatnonzero(whole).astype(np.int32)
        kind = np.full(len(numbers), highspy.HighsVarType.kInteger.value, np.uint8)
        solver.changeColsIntegrality(len(numbers), numbers, kind)
        return solver

    def pairs_called(self, values: np.ndarray) -> np.ndarray:
        """Return which depots bring something to which needs, bool[needs, depots]."""
        question = self.question
        called = np.zeros((len(question.needs), len(question.depot_ids)), bool)
        for number, depot in self.items:
            need = question.needs[number]
            call = self.calls[need.incident, need.slack_ms, depot]
            called[number, depot] = values[call] > 0.5
        return called
