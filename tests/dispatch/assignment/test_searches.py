"""Searches: what is cheapest in sum, never worse than the nearest, and exact on small cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.policies import SEARCHES
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Search, Slot, Solution, cost_ms
from tests.crews import problems


def a_problem(times: list[list[int]], wanted: list[int], weights: list[int]) -> Problem:
    """Slots of one capability, teams of one crew."""
    slots = tuple(
        Slot(f"I{i}", "FIRE", number, weight)
        for i, (number, weight) in enumerate(zip(wanted, weights, strict=True))
    )
    travel = np.array(times, np.int64).reshape(len(slots), len(times[0]) if times else 0)
    ids = tuple(f"team-{i}" for i in range(travel.shape[1]))
    return Problem.of_single_crews(slots, ids, travel, unmet_ms=7_200_000)


@pytest.fixture(params=sorted(SEARCHES))
def search(request: pytest.FixtureRequest) -> Search:
    return SEARCHES[request.param]


def test_the_nearest_team_goes(search: Search) -> None:
    assert search(a_problem([[900, 300, 600]], [1], [1])).sent == ((0, 1, 1),)


def test_a_team_that_may_not_go_stays(search: Search) -> None:
    assert search(a_problem([[MAY_NOT_GO, 900]], [2], [1])).sent == ((0, 1, 1),)


def test_nobody_is_wanted_and_nobody_goes(search: Search) -> None:
    assert search(a_problem([], [], [])).sent == ()


def test_there_is_nobody(search: Search) -> None:
    assert search(a_problem([[]], [3], [1])).sent == ()


def test_the_optimum_sees_that_the_nearest_team_is_needed_more_elsewhere() -> None:
    # The first slot's nearest team is the only one near the second.
    problem = a_problem([[60_000, 70_000], [60_000, 3_600_000]], [1, 1], [1, 1])
    assert nearest(problem).sent == ((0, 0, 1), (1, 1, 1))
    assert optimal(problem).sent == ((0, 1, 1), (1, 0, 1))


@given(problem=problems())
def test_every_solution_keeps_the_rules(problem: Problem) -> None:
    for search in SEARCHES.values():
        missing, free = [slot.wanted for slot in problem.slots], problem.crews.copy()
        able = {name: crews.copy() for name, crews in problem.crews_for.items()}
        sent = search(problem).sent
        assert list(sent) == sorted(set(sent))
        assert len({(slot, team) for slot, team, _ in sent}) == len(sent)
        for slot, team, crews in sent:
            assert crews > 0
            assert problem.travel_ms[slot, team] != MAY_NOT_GO
            missing[slot] -= crews
            free[team] -= crews
            able[problem.slots[slot].capability][team] -= crews
        assert min([*missing, *free], default=0) >= 0
        assert all((left >= 0).all() for left in able.values())


@given(problem=problems(slots=8, teams=20))
def test_the_optimum_is_never_worse_than_the_nearest(problem: Problem) -> None:
    assert cost_ms(problem, optimal(problem)) <= cost_ms(problem, nearest(problem))


@given(problem=problems(slots=3, teams=3))
def test_the_optimum_is_the_best_of_all_there_is(problem: Problem) -> None:
    assert cost_ms(problem, optimal(problem)) == _cheapest(problem)


@given(problem=problems(slots=6, teams=12, plain=True))
def test_of_single_crews_the_optimum_is_that_of_an_assignment_one_to_one(problem: Problem) -> None:
    weight, wanted = problem.weight[:, None], problem.wanted
    travel = np.where(problem.travel_ms == MAY_NOT_GO, problem.unmet_ms, problem.travel_ms)
    one_to_one = np.repeat(weight * np.minimum(travel, problem.unmet_ms), wanted, axis=0)
    nobody = np.repeat(weight * problem.unmet_ms, wanted, axis=0) * np.ones((1, wanted.sum()))
    square = np.hstack([one_to_one, nobody])
    assert cost_ms(problem, optimal(problem)) == square[linear_sum_assignment(square)].sum()


@given(
    problem=problems(slots=12, teams=30), most=st.integers(1, 4), spare=st.sampled_from([-9, 0, 99])
)
def test_pairs_left_out_at_first_are_let_in_where_they_matter(
    problem: Problem, most: int, spare: int
) -> None:
    over_all_pairs = optimal(problem, most=max(1, len(problem.team_ids)), spare=99)
    begun_with_few = optimal(problem, most=most, spare=spare)
    assert cost_ms(problem, begun_with_few) == cost_ms(problem, over_all_pairs)
    assert begun_with_few.proved_optimal
    assert begun_with_few == optimal(problem, most=most, spare=spare)


def test_one_place_hit_by_all_incidents_takes_more_than_the_most_teams() -> None:
    chance = np.random.default_rng(7)
    times = np.sort(chance.integers(1, 3_600_000, 200)) + chance.integers(0, 60_000, (20, 200))
    problem = a_problem(times.tolist(), [5] * 20, chance.integers(1, 9, 20).tolist())
    few = optimal(problem, most=10)
    assert len(few.sent) == 100  # nobody is left unmet because his most teams are gone
    assert few.rounds > 1
    assert few.arcs < 20 * 200
    assert cost_ms(problem, few) == cost_ms(problem, optimal(problem, most=200))


@given(problem=problems())
def test_the_same_question_has_the_same_answer(problem: Problem) -> None:
    for search in SEARCHES.values():
        assert search(problem) == search(problem)


def _cheapest(problem: Problem) -> int:
    """Try every way of sending crews, one slot and team after another."""
    best = np.iinfo(np.int64).max

    def send(at: int, sent: list[tuple[int, int, int]]) -> None:
        nonlocal best
        if at == len(problem.slots) * len(problem.team_ids):
            best = min(best, cost_ms(problem, Solution(tuple(sent), proved_optimal=False)))
            return
        slot, team = divmod(at, len(problem.team_ids))
        capability = problem.slots[slot].capability
        most = min(
            problem.slots[slot].wanted - sum(n for s, _, n in sent if s == slot),
            int(problem.crews[team]) - sum(n for _, t, n in sent if t == team),
            int(problem.crews_for[capability][team])
            - sum(n for s, t, n in sent if (problem.slots[s].capability, t) == (capability, team)),
        )
        if problem.travel_ms[slot, team] == MAY_NOT_GO:
            most = 0
        for crews in range(most + 1):
            send(at + 1, [*sent, (slot, team, crews)] if crews else sent)

    send(0, [])
    return best
