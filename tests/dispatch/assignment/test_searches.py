"""Searches: what is cheapest in sum, never worse than the nearest, and exact on small cases."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Search, Slot, Solution, cost_ms
from dispatch.assignment.recommend import SEARCHES


def a_problem(times: list[list[int]], wanted: list[int], weights: list[int]) -> Problem:
    slots = tuple(
        Slot(f"I{i}", "FIRE", number, weight)
        for i, (number, weight) in enumerate(zip(wanted, weights, strict=True))
    )
    travel = np.array(times, np.int64).reshape(len(slots), len(times[0]) if times else 0)
    ids = tuple(f"team-{i}" for i in range(travel.shape[1]))
    return Problem(slots=slots, team_ids=ids, travel_ms=travel, unmet_ms=7_200_000)


@st.composite
def problems(draw: st.DrawFn, slots: int = 4, teams: int = 6) -> Problem:
    rows, columns = draw(st.integers(0, slots)), draw(st.integers(0, teams))
    minutes = arrays(np.int64, (rows, columns), elements=st.integers(-1, 60))
    times = draw(minutes)
    travel = np.where(times < 0, MAY_NOT_GO, times * 60_000)
    return Problem(
        slots=tuple(
            Slot(f"I{i}", "FIRE", draw(st.integers(1, 3)), draw(st.sampled_from([8, 4, 2, 1])))
            for i in range(rows)
        ),
        team_ids=tuple(f"t{i}" for i in range(columns)),
        travel_ms=travel,
        unmet_ms=7_200_000,
    )


@pytest.fixture(params=sorted(SEARCHES))
def search(request: pytest.FixtureRequest) -> Search:
    return SEARCHES[request.param]


def test_the_nearest_team_goes(search: Search) -> None:
    assert search(a_problem([[900, 300, 600]], [1], [1])).pairs == ((0, 1),)


def test_a_team_that_may_not_go_stays(search: Search) -> None:
    assert search(a_problem([[MAY_NOT_GO, 900]], [2], [1])).pairs == ((0, 1),)


def test_nobody_is_wanted_and_nobody_goes(search: Search) -> None:
    assert search(a_problem([], [], [])).pairs == ()


def test_there_is_nobody(search: Search) -> None:
    assert search(a_problem([[]], [3], [1])).pairs == ()


def test_the_optimum_sees_that_the_nearest_team_is_needed_more_elsewhere() -> None:
    # The first slot's nearest team is the only one near the second.
    problem = a_problem([[60_000, 70_000], [60_000, 3_600_000]], [1, 1], [1, 1])
    assert nearest(problem).pairs == ((0, 0), (1, 1))
    assert optimal(problem).pairs == ((0, 1), (1, 0))


@given(problem=problems())
def test_every_solution_keeps_the_rules(problem: Problem) -> None:
    for search in SEARCHES.values():
        solution = search(problem)
        teams = [team for _, team in solution.pairs]
        assert len(set(teams)) == len(teams)
        for index, slot in enumerate(problem.slots):
            sent = [team for at, team in solution.pairs if at == index]
            assert len(sent) <= slot.wanted
            assert all(problem.travel_ms[index, team] != MAY_NOT_GO for team in sent)


@given(problem=problems(slots=8, teams=20))
def test_the_optimum_is_never_worse_than_the_nearest(problem: Problem) -> None:
    assert cost_ms(problem, optimal(problem)) <= cost_ms(problem, nearest(problem))


@settings(max_examples=60, deadline=None)
@given(problem=problems(slots=3, teams=5))
def test_the_optimum_is_the_best_of_all_there_is(problem: Problem) -> None:
    assert cost_ms(problem, optimal(problem)) == _cheapest(problem)


@given(problem=problems(slots=12, teams=30), soonest=st.integers(1, 4))
def test_pairs_left_out_at_first_are_let_in_where_they_matter(
    problem: Problem, soonest: int
) -> None:
    over_all_pairs = optimal(problem, soonest=max(1, len(problem.team_ids)))
    begun_with_few = optimal(problem, soonest=soonest)
    assert cost_ms(problem, begun_with_few) == cost_ms(problem, over_all_pairs)
    assert begun_with_few.proved_optimal
    assert begun_with_few == optimal(problem, soonest=soonest)


def test_one_place_hit_by_all_incidents_takes_more_than_the_soonest_teams() -> None:
    chance = np.random.default_rng(7)
    times = np.sort(chance.integers(1, 3_600_000, 200)) + chance.integers(0, 60_000, (20, 200))
    problem = a_problem(times.tolist(), [5] * 20, chance.integers(1, 9, 20).tolist())
    few = optimal(problem, soonest=10)
    assert len(few.pairs) == 100  # nobody is left unmet because his soonest teams are gone
    assert few.rounds > 1
    assert few.arcs < 20 * 200
    assert cost_ms(problem, few) == cost_ms(problem, optimal(problem, soonest=200))


@given(problem=problems())
def test_the_same_question_has_the_same_answer(problem: Problem) -> None:
    for search in SEARCHES.values():
        assert search(problem) == search(problem)


def _cheapest(problem: Problem) -> int:
    """Try every way of sending each team somewhere or nowhere."""
    slots, best = len(problem.slots), cost_ms(problem, Solution(pairs=(), proved_optimal=False))
    for sent_to in product(range(-1, slots), repeat=len(problem.team_ids)):
        pairs = tuple((slot, team) for team, slot in enumerate(sent_to) if slot >= 0)
        allowed = all(problem.travel_ms[slot, team] != MAY_NOT_GO for slot, team in pairs)
        counts = [sum(slot == index for slot, _ in pairs) for index in range(slots)]
        fits = all(n <= slot.wanted for n, slot in zip(counts, problem.slots, strict=True))
        if allowed and fits:
            best = min(best, cost_ms(problem, Solution(pairs=pairs, proved_optimal=False)))
    return best
