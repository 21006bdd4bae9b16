"""Slots served apart: where that is done at all, a flow finds the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.assignment.apart import served_apart
from dispatch.assignment.flow import Hints, Network
from dispatch.assignment.joint.search import hints_of
from dispatch.assignment.joint.terms import Terms
from dispatch.assignment.optimal import cheapest, optimal
from dispatch.assignment.problem import Problem, Slot
from tests.crews import CAPABILITIES, problems

TRIED = settings(max_examples=500)


def a_problem(times: list[list[int]], wanted: list[int], crews: list[int] | None = None) -> Problem:
    """Slots for fires, each of an incident of its own; times in minutes."""
    slots = tuple(Slot(f"I{at}", "FIRE", number, 1) for at, number in enumerate(wanted))
    ids = tuple(f"team-{at}" for at in range(len(times[0])))
    travel_ms = np.array(times, np.int64) * 60_000
    problem = Problem.of_single_crews(slots, ids, travel_ms, unmet_ms=7_200_000)
    many = np.array(crews or [1] * len(ids), np.int64)
    problem.crews[:] = many
    return problem


def apart(problem: Problem) -> tuple[tuple[int, int, int], ...] | None:
    (found,) = served_apart(problem, Hints.none(problem))
    return None if found is None else found.sent


@TRIED
@given(problem=problems(slots=3, teams=9))
def test_what_is_served_apart_is_what_a_flow_finds(problem: Problem) -> None:
    assert apart(problem) in (None, optimal(problem).sent)


@TRIED
@given(problem=problems(slots=3, teams=9), kept=st.integers(0, 2))
def test_so_it_is_with_prices_that_hint_at_more(problem: Problem, kept: int) -> None:
    able = {CAPABILITIES[0]: np.full(len(problem.reserve), kept)}
    hints = hints_of(problem, Terms(trip_ms=60_000, kept=able, kept_ms=900_000))
    (found,) = served_apart(problem, hints)
    assert found is None or found.sent == cheapest(Network(problem).hinted(hints)).sent


def test_the_soonest_go_to_each_slot() -> None:
    problem = a_problem([[9, 1, 5, 8], [1, 9, 8, 8]], [2, 1])
    assert apart(problem) == ((0, 1, 1), (0, 2, 1), (1, 0, 1))
    assert apart(a_problem([[3, 2]], [3], [1, 4])) == ((0, 1, 3),)


def test_who_is_too_dear_stays_and_nobody_goes_in_vain() -> None:
    assert apart(a_problem([[5, 121]], [2])) == ((0, 0, 1),)
    assert apart(a_problem([[5]], [0])) == ()


def test_whom_two_slots_want_a_flow_sends() -> None:
    assert apart(a_problem([[1, 9], [2, 9]], [1, 1])) is None
    assert apart(a_problem([[1, 9], [2, 9]], [1, 1], [2, 1])) == ((0, 0, 1), (1, 0, 1))


def test_where_two_cost_the_same_it_is_left_to_a_flow() -> None:
    assert apart(a_problem([[5, 5]], [1])) is None
    assert apart(a_problem([[5, 5]], [2])) == ((0, 0, 1), (0, 1, 1))
    assert apart(a_problem([[120]], [1])) is None  # as good as nobody
