"""Bounds: no plan is cheaper, and of small cases they are what the best plan costs."""

import pytest
from hypothesis import given, settings

from dispatch.assignment.joint.bound import bound
from dispatch.assignment.joint.search import joint
from dispatch.assignment.joint.terms import Terms, joint_cost_ms
from dispatch.assignment.problem import Problem
from tests.joint_cases import drawn_case, joint_cases
from tests.joint_optimum import cheapest_of_all, cheapest_proved

TRIED = settings(max_examples=40)
ROUNDING_MS = 2.0  # of what is reckoned in seconds, in floating point


@TRIED
@given(case=joint_cases(slots=2, teams=3))
def test_no_plan_costs_less_than_the_bound(case: tuple[Problem, Terms]) -> None:
    best = cheapest_of_all(*case)
    relaxed, searched = bound(*case, known_ms=best), bound(*case, known_ms=best, nodes=100)
    assert relaxed.cost_ms <= searched.cost_ms + ROUNDING_MS
    assert searched.cost_ms <= best + ROUNDING_MS


@TRIED
@given(case=joint_cases(slots=5, teams=8))
def test_the_bound_of_a_plan_is_not_above_it(case: tuple[Problem, Terms]) -> None:
    cost = joint_cost_ms(case[0], joint(*case, rounds=1_000), case[1])
    assert bound(*case, known_ms=cost).cost_ms <= cost + ROUNDING_MS


@pytest.mark.parametrize("seed", range(6))
def test_of_small_cases_it_is_what_cp_sat_proves(seed: int) -> None:
    problem, terms = drawn_case(seed, slots=8, teams=14)
    known = joint_cost_ms(problem, joint(problem, terms, rounds=100), terms)
    proved = bound(problem, terms, known, nodes=10_000)
    assert proved.exact
    assert proved.cost_ms == pytest.approx(cheapest_proved(problem, terms), abs=ROUNDING_MS)


def test_the_same_question_has_the_same_bound() -> None:
    problem, terms = drawn_case(1, slots=8, teams=14)
    assert bound(problem, terms, 10**9, nodes=3) == bound(problem, terms, 10**9, nodes=3)
