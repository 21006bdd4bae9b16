"""Flows: their prices prove them, in whatever order offers were let in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.assignment.flow import Arcs, Flow, Network
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Slot
from tests.crews import problems

UNMET = 100


def over(network: Network, offers: np.ndarray) -> Flow:
    return network.least_cost(network.nobody(), offers)


def some_offers(network: Network, left_out: int) -> np.ndarray:
    offers = np.arange(len(network.cost))
    return offers[offers % 4 >= left_out]


def proves(network: Network, flow: Flow, price: np.ndarray) -> bool:
    """Whether all that is wanted comes, no arc bears too much, and the prices fit the flow.

    Where all three hold nothing costs less (complementary slackness).
    """
    comes, arcs = network.supply.copy(), flow.arcs
    np.subtract.at(comes, arcs.tail, flow.sent)
    np.add.at(comes, arcs.head, flow.sent)
    gain = price[arcs.head] - price[arcs.tail] - arcs.cost
    return bool(
        (comes == 0).all()
        and (flow.sent >= 0).all()
        and (flow.sent <= arcs.capacity).all()
        and (gain[flow.sent < arcs.capacity] <= 0).all()
        and (gain[flow.sent > 0] >= 0).all()
    )


def cost_of(flow: Flow) -> int:
    return int((flow.sent * flow.arcs.cost).sum())


def by_another_solver(network: Network, arcs: Arcs) -> int:
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(arcs.tail, arcs.head, arcs.capacity, arcs.cost)
    for node, supply in enumerate(network.supply.tolist()):
        flow.set_node_supply(node, supply)
    assert flow.solve() == flow.OPTIMAL
    return int(flow.optimal_cost())


@given(problem=problems(slots=6, teams=8), left_out=st.integers(0, 3))
def test_the_prices_of_a_flow_prove_that_nothing_costs_less(
    problem: Problem, left_out: int
) -> None:
    network = Network(problem)
    offers = some_offers(network, left_out)
    flow = over(network, offers)
    assert proves(network, flow, flow.price)
    assert proves(network, flow, network.worth(flow))
    assert cost_of(flow) == by_another_solver(network, network.arcs(offers))


@given(data=st.data(), problem=problems(slots=5, teams=6))
def test_a_flow_is_of_least_cost_in_whatever_order_offers_are_let_in(
    data: st.DataObject, problem: Problem
) -> None:
    network = Network(problem)
    offers = np.arange(len(network.cost))
    turn = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(offers))), np.int64)
    flow = network.nobody()
    assert proves(network, flow, flow.price)
    for one in range(3):
        known = flow
        flow = network.least_cost(known, offers[turn[: len(offers)] == one])
        assert proves(network, flow, flow.price)
        assert cost_of(flow) <= cost_of(known)
    assert cost_of(flow) == cost_of(over(network, offers))


def one_crew_each(times: list[list[int]]) -> Network:
    """Slots of weight 1 that want one crew, and as many teams as there are times."""
    slots = tuple(Slot(f"I{at}", "FIRE", 1, 1) for at in range(len(times)))
    ids = tuple(f"team-{at}" for at in range(len(times[0])))
    return Network(Problem.of_single_crews(slots, ids, np.array(times, np.int64), UNMET))


def test_a_team_nobody_goes_with_is_worth_nothing() -> None:
    network = one_crew_each([[10, 25]])
    price = network.worth(over(network, np.arange(2)))
    assert price[network.supplier[0, 1]] == 0
    assert 10 <= price[0] <= 25


def test_a_team_that_two_slots_want_is_worth_what_the_other_would_give() -> None:
    network = one_crew_each([[10, MAY_NOT_GO], [20, MAY_NOT_GO]])
    price = network.worth(over(network, np.arange(2)))
    wanted, other = price[network.supplier[0]].tolist()
    assert UNMET - 20 <= wanted <= UNMET - 10
    assert other == 0


def test_what_costs_as_much_as_nobody_is_no_offer() -> None:
    network = one_crew_each([[UNMET - 1, UNMET, UNMET + 1]])
    assert network.team.tolist() == [0]


@given(problem=problems(slots=5, teams=8))
def test_the_auction_tells_of_slots_what_they_pay_at_most(problem: Problem) -> None:
    network = Network(problem)
    price = network.estimate()
    assert (price >= 0).all()
    assert (price[: len(problem.slots)] <= network.unmet_cost).all()


@given(problem=problems(slots=5, teams=8))
def test_the_offers_of_a_slot_are_all_that_cost_less_than_nobody_and_nearly_in_order(
    problem: Problem,
) -> None:
    network, travel_ms, surcharge_ms = Network(problem), problem.travel_ms, problem.surcharge_ms
    for slot, one in enumerate(problem.slots):
        own = slice(network.first[slot], network.first[slot + 1])
        costs = one.weight * travel_ms[slot] + surcharge_ms[slot]
        may_go = (travel_ms[slot] != MAY_NOT_GO) & (costs < network.unmet_cost[slot])
        assert sorted(network.team[own].tolist()) == np.flatnonzero(may_go).tolist()
        assert (network.cost[own] == costs[network.team[own]]).all()
        later = np.minimum.accumulate(network.cost[own][::-1])[::-1]
        assert (network.cost[own] - later < network.width[slot]).all()


def test_offers_are_let_in_best_first_and_some_from_farther_away() -> None:
    network = one_crew_each([list(range(1, 41))] * 2)
    price = np.zeros(len(network.supply), np.int64)
    assert len(network.useful(price, most=4)) == 0
    best = network.useful(price, most=4, slack_ms=UNMET)
    assert network.team[best].tolist() == [0, 1, 2, 3] * 2
    more = network.useful(price, most=4, spread=4, slack_ms=UNMET)
    first, second = (network.team[more[network.slots_of(more) == slot]] for slot in (0, 1))
    assert len(first) > 6
    assert set(first[4:]).isdisjoint(second[4:])
