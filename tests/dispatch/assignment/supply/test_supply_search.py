"""Who brings what: no rule broken, never worse than by hand, and the best where that is known."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from dispatch.assignment.supply import flow, search
from dispatch.assignment.supply.deciding import SUPPLY_SEARCHES, decide_supplies, joint_supplies
from dispatch.assignment.supply.exact import solved
from dispatch.assignment.supply.flow import shared_by_flow
from dispatch.assignment.supply.kernels import renewing
from dispatch.assignment.supply.loads import lay_out, loaded, told
from dispatch.assignment.supply.nearest import nearest_depots
from dispatch.assignment.supply.question import (
    MAY_NOT_BRING,
    Need,
    SupplyPlan,
    SupplyQuestion,
    costs_ms,
    fault,
    favoured,
    given,
    supply_cost_ms,
)
from dispatch.assignment.supply.search import alone_ms, flow_plan, improvements, plan_at_once
from tests.supply_cases import cheapest_of_all, supply_cases

TRIED = settings(max_examples=60)
NOTHING = SupplyPlan()


def cost(question: SupplyQuestion, plan: SupplyPlan) -> int:
    return supply_cost_ms(question, plan)


@TRIED
@drawn(supply_cases(), st.sampled_from(sorted(SUPPLY_SEARCHES)))
def test_every_item_is_accounted_for_and_no_more_depots_serve_than_may(
    question: SupplyQuestion, policy: str
) -> None:
    plan = decide_supplies(question, NOTHING, policy, worth_ms=0)
    assert fault(question, plan) is None
    left = question.stock.copy()
    missing = [need.wanted for need in question.needs]
    for number, depot, items in plan.brought:
        left[depot, question.needs[number].supply] -= items
        missing[number] -= items
    assert left.min(initial=0) >= 0
    assert min(missing) >= 0
    gone = (question.stock - left).sum()
    assert gone == sum(need.wanted for need in question.needs) - sum(missing)


@TRIED
@drawn(supply_cases())
def test_no_plan_costs_more_than_by_hand_or_than_what_was_shown_at_once(
    question: SupplyQuestion,
) -> None:
    at_once = plan_at_once(question, NOTHING)
    joint = joint_supplies(question, NOTHING)
    assert cost(question, at_once) <= cost(question, nearest_depots(question))
    assert cost(question, at_once) <= cost(question, flow_plan(question))
    assert cost(question, joint) <= cost(question, at_once)


@settings(max_examples=300)
@drawn(supply_cases(incidents=2))
def test_what_needs_no_flow_is_shared_as_by_a_flow(question: SupplyQuestion) -> None:
    shared = shared_by_flow(question)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "_served_apart", lambda *_: None)
        assert shared_by_flow(question) == shared


@TRIED
@drawn(supply_cases(incidents=1))
def test_an_incident_alone_is_served_the_same_whatever_a_flow_sets_aside_for_it(
    question: SupplyQuestion,
) -> None:
    assert flow_plan(question) == search._served_in_turn(question, shared_by_flow(question))


@TRIED
@drawn(supply_cases())
def test_near_are_the_depots_that_may_bring_and_have_what_is_wanted_the_soonest_first(
    question: SupplyQuestion,
) -> None:
    layout = lay_out(question)
    for row, (begin, end) in enumerate(pairwise(layout.near_first.tolist())):
        needs = [need for need in question.needs if need.incident == row]
        near = [
            depot
            for depot in range(len(question.depot_ids))
            if question.time_ms[row, depot] != MAY_NOT_BRING
            and any(question.stock[depot, need.supply] for need in needs)
        ]
        near.sort(key=lambda depot: question.time_ms[row, depot])
        assert layout.near_depot[begin:end].tolist() == near
        assert layout.near_ms[begin:end].tolist() == question.time_ms[row, near].tolist()
        assert layout.near_trip[begin:end].tolist() == question.trip_ms[row, near].tolist()
        anyway = 1 - layout.near_new[begin:end]
        assert anyway.tolist() == question.comes_anyway[row, near].tolist()
        for number in range(*layout.first[row : row + 2].tolist()):
            supply = question.needs[number].supply
            together = sum(need.wanted for need in needs if need.supply == supply)
            assert layout.wanted_of_supply[number] == together


@settings(max_examples=40)
@drawn(supply_cases(incidents=2, depots=3, supplies=2, wanted=2))
def test_the_joint_plan_is_the_best_of_all_plans_where_there_are_few(
    question: SupplyQuestion,
) -> None:
    small = replace(question, needs=question.needs[:4])
    if {need.incident for need in small.needs} != set(range(len(small.incident_ids))):
        return  # an incident that wants nothing is in no question
    plan = joint_supplies(small, NOTHING)
    assert plan.proved_optimal
    assert cost(small, plan) == cheapest_of_all(small)


@TRIED
@drawn(supply_cases())
def test_what_each_costs_alone_is_a_bound_and_what_is_proved_is_the_solver_s(
    question: SupplyQuestion,
) -> None:
    least = alone_ms(question)
    *_, best = improvements(question, plan_at_once(question, NOTHING))
    exact = solved(question, best, least)
    assert exact.proved_optimal
    assert all(least <= costs_ms(question, exact))
    if best.proved_optimal:
        assert cost(question, best) == cost(question, exact)


@TRIED
@drawn(supply_cases(), st.integers(0, 9))
def test_what_the_search_reckons_is_what_the_plan_costs(
    question: SupplyQuestion, seed: int
) -> None:
    start = nearest_depots(question)
    layout = lay_out(question)
    loads = loaded(question, layout, start, seed)
    assert told(layout, loads.pick, loads.got) == start
    now = np.array(costs_ms(question, start), np.int64)
    pick, got, least = loads.pick.copy(), loads.got.copy(), np.zeros(len(now), np.int64)
    best = renewing.search(layout, loads, now, least, pick, got, int(now.sum()), 0, 80, 80, 900)
    after = told(layout, loads.pick, loads.got)
    assert now.tolist() == costs_ms(question, after)
    assert best == cost(question, told(layout, pick, got))
    held = question.stock.copy()
    for number, depot, items in after.brought:
        held[depot, question.needs[number].supply] -= items
    assert (held == loads.stock).all()


@TRIED
@drawn(supply_cases(), st.integers(1, 3))
def test_the_same_question_has_the_same_answer_however_often_it_is_broken_off(
    question: SupplyQuestion, asked: int
) -> None:
    start = nearest_depots(question)
    whole = list(improvements(question, start, rounds=1_500))
    costs = [cost(question, plan) for plan in whole]
    assert costs == sorted(set(costs), reverse=True)
    begun = [
        plan
        for plan, _ in zip(improvements(question, start, rounds=1_500), range(asked), strict=False)
    ]
    assert begun == whole[:asked]
    assert joint_supplies(question, NOTHING) == joint_supplies(question, NOTHING)


@TRIED
@drawn(supply_cases(), st.integers(1, 400))
def test_a_plan_on_the_screen_gives_way_only_for_its_price(
    question: SupplyQuestion, worth_ms: int
) -> None:
    shown = nearest_depots(question)
    after = decide_supplies(question, shown, "joint", worth_ms)

    def trips(plan: SupplyPlan) -> set[tuple[int, int]]:
        return {(question.needs[number].incident, depot) for number, depot, _ in plan.brought}

    given_up = trips(shown) - trips(after)
    worth = sum(min(worth_ms, int(question.trip_ms[one])) for one in given_up)
    assert cost(question, shown) - cost(question, after) >= worth
    steady = favoured(question, shown, worth_ms)
    assert decide_supplies(question, after, "joint", worth_ms) == after or cost(
        steady, after
    ) <= cost(steady, shown)


@TRIED
@drawn(supply_cases(), st.data())
def test_what_is_given_whatever_happens_is_brought_and_costs_no_more_than_it_must(
    question: SupplyQuestion, data: st.DataObject
) -> None:
    plan = joint_supplies(question, NOTHING)
    if not plan.brought:
        return
    forced = data.draw(st.sampled_from(plan.brought))
    rest = joint_supplies(given(question, [forced]), NOTHING)
    whole = SupplyPlan.of([forced, *rest.brought])
    assert fault(question, whole) is None
    assert cost(question, whole) == cost(question, plan)


@TRIED
@drawn(supply_cases())
def test_more_than_there_is_cannot_be_given(question: SupplyQuestion) -> None:
    need = question.needs[0]
    depots = np.flatnonzero(question.time_ms[need.incident] != MAY_NOT_BRING)
    if len(depots):
        depot = int(depots[0])
        too_many = max(need.wanted, int(question.stock[depot, need.supply])) + 1
        with pytest.raises(ValueError, match=r"more is brought|too many depots"):
            given(question, [(0, depot, too_many)])


@TRIED
@drawn(supply_cases())
def test_the_flow_shares_what_there_is_by_weight(question: SupplyQuestion) -> None:
    """Whatever is unmet in the flow is nowhere on a shelf it could come from."""
    left = question.stock.copy()
    missing = [need.wanted for need in question.needs]
    for number, depot, items in shared_by_flow(question):
        left[depot, question.needs[number].supply] -= items
        missing[number] -= items
    for need, unmet in zip(question.needs, missing, strict=True):
        dear = question.trip_ms[need.incident] + [
            question.late_ms(need, depot) for depot in range(len(question.depot_ids))
        ]
        could = (question.time_ms[need.incident] != MAY_NOT_BRING) & (dear < need.unmet_ms)
        assert not unmet or not (left[could, need.supply] > 0).any()


def one_kind(
    wanted: list[int], times_ms: list[list[int]], stock: list[int], **more: object
) -> SupplyQuestion:
    """Incidents of weight 1 that want one supply at once; a trip costs 100."""
    rows, depots = len(wanted), len(stock)
    question = SupplyQuestion(
        incident_ids=tuple(f"I{row}" for row in range(rows)),
        depot_ids=tuple(f"D{depot}" for depot in range(depots)),
        supplies=("hose",),
        needs=tuple(Need(row, 0, count, 0, 10_000) for row, count in enumerate(wanted)),
        weight=np.ones(rows, np.int64),
        most=np.full(rows, 3),
        time_ms=np.array(times_ms, np.int64),
        trip_ms=np.full((rows, depots), 100),
        comes_anyway=np.zeros((rows, depots), bool),
        waits_ms=np.zeros(rows, np.int64),
        stock=np.array(stock, np.int64)[:, None],
        is_supplier=np.zeros(depots, bool),
    )
    return replace(question, **more)  # type: ignore[arg-type]


def test_one_lorry_that_brings_all_is_better_than_two_that_bring_half() -> None:
    question = one_kind([4], [[10, 50]], [2, 4])
    assert nearest_depots(question).brought == ((0, 0, 2), (0, 1, 2))
    assert joint_supplies(question, NOTHING).brought == ((0, 1, 4),)


def test_who_can_go_elsewhere_leaves_the_near_depot_to_who_cannot() -> None:
    question = one_kind([2, 2], [[10, 12], [10, 900]], [2, 2])
    assert joint_supplies(question, NOTHING).brought == ((0, 1, 2), (1, 0, 2))


def test_what_runs_short_goes_to_the_weightier_first() -> None:
    question = one_kind([2, 2], [[10], [10]], [3], weight=np.array([1, 8], np.int64))
    needs = (Need(0, 0, 2, 0, 10_000), Need(1, 0, 2, 0, 80_000))
    plan = joint_supplies(replace(question, needs=needs), NOTHING)
    assert plan.brought == ((0, 0, 1), (1, 0, 2))


def test_who_comes_anyway_costs_no_trip_and_brings_more() -> None:
    comes = np.array([[False, True]])
    question = one_kind(
        [4],
        [[10, 50]],
        [9, 9],
        comes_anyway=comes,
        trip_ms=np.array([[100, 0]]),
        waits_ms=np.array([50]),
        most=np.array([0]),
    )
    assert joint_supplies(question, NOTHING).brought == ((0, 1, 4),)


def test_what_is_wanted_later_may_come_from_farther() -> None:
    now, later = Need(0, 0, 2, 0, 10_000), Need(1, 0, 2, 500, 10_000)
    question = replace(one_kind([2, 2], [[10, 400], [10, 400]], [2, 2]), needs=(now, later))
    plan = joint_supplies(question, NOTHING)
    assert plan.brought == ((0, 0, 2), (1, 1, 2))
    assert cost(question, plan) == 10 + 100 + 100


def test_without_any_depot_all_is_unmet_at_its_price() -> None:
    question = one_kind([4], [[]], [])
    plan = joint_supplies(question, NOTHING)
    assert (plan.brought, cost(question, plan), plan.proved_optimal) == ((), 40_000, True)
