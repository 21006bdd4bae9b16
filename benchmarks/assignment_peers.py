"""Solve the flow of a decision by other means, and take the time: theirs over ours.

Each is given the same question and asked for its proved optimum; what it finds must cost what ours
does. OR-Tools' flow, HiGHS and CP-SAT get the network with all pairs at once. SciPy's assignment is
one to one, so it gets the question with one crew a team and no reserves, a row for each crew wanted
and for each of them a column for nobody, and ours is timed on the same. VROOM, where it is
installed, plans routes: a vehicle for each team, a job for each crew, all jobs of equal worth; its
answer is another question's, so only its time is told.

Each is asked in a process of its own, with `LIMIT_S` to lay out the question and to answer it. Who
takes longer is stopped and not asked about another draw of that size; its key ends in `_at_least`,
and tells the limit over ours. One that came to grief in any draw, for want of memory say, has no
ratio but a key that begins with `failed_`, and one that found another cost one with `wrong_`.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Final, TypeVar

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array

from dispatch.assignment.flow import Arcs, Network
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import MAY_NOT_GO, Problem, cost_ms

LIMIT_S: Final = 10.0
NO_WAY_S: Final = 10**5  # what VROOM is told where nobody can drive

Peer = Callable[[Problem], int | None]
"""Solves a problem and returns its cost, None where its answer is another question's."""

T = TypeVar("T")


def timed(ask: Callable[[], T]) -> tuple[float, T]:
    """Return how long an answer took, in seconds, and the answer."""
    began = perf_counter()
    answer = ask()
    return perf_counter() - began, answer


def beside_others(problems: list[Problem], count: int) -> dict[str, float]:
    """Return the median ratios over some problems of so many incidents, by key."""
    peers: dict[str, Peer] = {
        "dense_flow": _by_flow,
        "scipy_lsa": _by_assignment,
        "highs": _by_highs,
        "cpsat": _by_cpsat,
    }
    if find_spec("vroom"):
        peers["vroom"] = _by_vroom
    told = {f"peer_seeds_{count}": float(len(problems)), "peer_limit_s": LIMIT_S}
    for name, ask in peers.items():
        key, value = _beside(name, ask, problems)
        told[key.format(f"{name}_{count}")] = round(value, 2)
    return told


def _beside(name: str, ask: Peer, problems: list[Problem]) -> tuple[str, float]:
    """Return what is to be told of a peer: under which key, `{}` for its name, and the value."""
    ratios = []
    for problem in problems:
        asked = _sent_one_to_one(problem) if name == "scipy_lsa" else problem
        ours_s, ours = timed(partial(optimal, asked))
        try:
            answer = _within_limit(ask, asked)
        except EOFError:
            return "failed_{}", 1.0
        if answer is None:
            return "ratio_{}_at_least", LIMIT_S / ours_s
        theirs_s, cost = answer
        if cost is not None and cost != cost_ms(asked, ours):
            return "wrong_{}", 1.0
        ratios.append(theirs_s / ours_s)
    return "ratio_{}", float(np.median(ratios))


def _within_limit(ask: Peer, problem: Problem) -> tuple[float, int | None] | None:
    """Return how long a peer took, in seconds, and what it found; None beyond the limit."""
    process_of_its_own = get_context("fork")  # with all that is compiled and loaded already
    here, there = process_of_its_own.Pipe(duplex=False)
    peer = process_of_its_own.Process(target=_answer, args=(ask, problem, there))
    peer.start()
    there.close()
    found: tuple[float, int | None] | None = None
    try:
        if here.poll(LIMIT_S):
            found = here.recv()  # raises EOFError where the peer came to grief
    finally:
        peer.kill()
        peer.join()
    return found


def _answer(ask: Peer, problem: Problem, answers: Connection) -> None:
    answers.send(timed(lambda: ask(problem)))


def _all_arcs(problem: Problem) -> tuple[Network, Arcs]:
    network = Network(problem)
    return network, network.arcs(np.arange(len(network.cost)))


def _by_flow(problem: Problem) -> int:
    network, arcs = _all_arcs(problem)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(arcs.tail, arcs.head, arcs.capacity, arcs.cost)
    flow.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
    if flow.solve() != flow.OPTIMAL:
        raise AssertionError("the flow over all pairs is not optimal")
    return int(flow.optimal_cost())


def _by_highs(problem: Problem) -> int:
    """Solve the flow as a linear program: a column for each arc, a row for each node."""
    import highspy
    from highspy._core import _Highs

    network, arcs = _all_arcs(problem)
    columns, rows = len(arcs.tail), len(network.supply)
    column = np.arange(columns)
    matrix = coo_array(
        (
            np.concatenate([np.ones(columns), -np.ones(columns)]),
            (np.concatenate([arcs.tail, arcs.head]), np.concatenate([column, column])),
        ),
        shape=(rows, columns),
    ).tocsc()
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns, rows
    program.col_cost_ = arcs.cost / 1000  # seconds: better scaled, and as exact
    program.col_lower_, program.col_upper_ = np.zeros(columns), arcs.capacity.astype(float)
    program.row_lower_ = program.row_upper_ = network.supply.astype(float)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    solver = _Highs()  # `highspy.Highs` would greet on standard output
    solver.setOptionValue("output_flag", False)
    solver.passModel(program)
    solver.run()
    return round(solver.getInfo().objective_function_value * 1000)


def _by_cpsat(problem: Problem) -> int:
    """Solve the flow as an integer program."""
    network, arcs = _all_arcs(problem)
    model, nodes = cp_model.CpModel(), len(network.supply)
    crews = [model.new_int_var(0, int(most), "") for most in arcs.capacity]
    leaving: list[list[cp_model.IntVar]] = [[] for _ in range(nodes)]
    coming: list[list[cp_model.IntVar]] = [[] for _ in range(nodes)]
    for tail, head, crew in zip(arcs.tail.tolist(), arcs.head.tolist(), crews, strict=True):
        leaving[tail].append(crew)
        coming[head].append(crew)
    for node, supply in enumerate(network.supply.tolist()):
        model.add(sum(leaving[node]) - sum(coming[node]) == supply)
    model.minimize(cp_model.LinearExpr.weighted_sum(crews, arcs.cost.tolist()))
    solver = cp_model.CpSolver()
    if solver.solve(model) != cp_model.OPTIMAL:
        raise AssertionError("the integer program is not optimal")
    return round(solver.objective_value)


def _sent_one_to_one(problem: Problem) -> Problem:
    """Return the question with one crew a team and no reserves."""
    return replace(
        problem,
        crews=np.minimum(problem.crews, 1),
        crews_for={name: np.minimum(able, 1) for name, able in problem.crews_for.items()},
        reserve=np.zeros_like(problem.reserve),
    )


def _by_assignment(problem: Problem) -> int:
    weight, wanted = problem.weight[:, None], problem.wanted
    travel_ms = problem.travel_ms
    unmet = (weight * problem.unmet_ms).astype(float)
    cost = np.where(travel_ms != MAY_NOT_GO, weight * travel_ms + problem.surcharge_ms, unmet)
    rows = np.hstack([np.repeat(cost, wanted, axis=0), np.zeros((wanted.sum(), wanted.sum()))])
    rows[:, cost.shape[1] :] = np.repeat(unmet, wanted, axis=0)
    return round(float(rows[linear_sum_assignment(rows)].sum()))


def _by_vroom(problem: Problem) -> None:
    import vroom  # type: ignore[import-not-found,import-untyped,unused-ignore]

    teams, slots = len(problem.team_ids), len(problem.slots)
    capabilities = sorted(problem.crews_for)
    times_s = np.full((teams + slots, teams + slots), NO_WAY_S, np.uint32)
    travel_ms = problem.travel_ms
    times_s[:teams, teams:] = np.where(travel_ms == MAY_NOT_GO, NO_WAY_S, travel_ms // 1000).T
    question = vroom.Input()
    question.set_durations_matrix(profile="car", matrix_input=times_s)
    for team in range(teams):
        able = {at for at, name in enumerate(capabilities) if problem.crews_for[name][team]}
        most = int(problem.crews[team])
        question.add_vehicle(vroom.Vehicle(team, start=team, skills=able, max_tasks=most))
    numbers = iter(range(int(problem.wanted.sum())))
    for at, slot in enumerate(problem.slots):
        skills = {capabilities.index(slot.capability)}
        for _ in range(slot.wanted):
            question.add_job(vroom.Job(next(numbers), teams + at, skills=skills))
    question.solve(exploration_level=1, nb_threads=1)
