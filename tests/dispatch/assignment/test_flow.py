"""Flows: their prices prove them, and prove nothing that is not so."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.assignment.flow import Network
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Slot
from tests.crews import problems

UNMET = 100


def two_teams(times: list[list[int]], wanted: list[int]) -> Network:
    """Slots of weight 1 for two teams of one crew each."""
    slots = tuple(Slot(f"I{at}", "FIRE", count, 1) for at, count in enumerate(wanted))
    return Network(Problem.of_single_crews(slots, ("a", "b"), np.array(times, np.int64), UNMET))


@settings(deadline=None)
@given(problem=problems(slots=6, teams=8), left_out=st.integers(0, 3))
def test_the_prices_of_a_flow_add_up_to_what_it_costs(problem: Problem, left_out: int) -> None:
    network = Network(problem)
    pairs = np.flatnonzero(problem.travel_ms != MAY_NOT_GO)
    arcs = network.arcs(pairs[np.arange(len(pairs)) % 4 >= left_out])
    sent = network.least_cost(arcs)
    worth = network.prices(arcs, sent)
    crew = worth.crew[network.capability[arcs.slot], arcs.team]
    assert (worth.crew >= 0).all()
    assert (worth.slot[arcs.slot] <= crew + arcs.cost).all()
    # Strong duality: nothing can cost less than what the prices say, and this costs just that.
    assert network.cost(arcs, sent) == _proved(network, worth.slot, worth.crew)


def _proved(network: Network, slot: np.ndarray, crew: np.ndarray) -> int:
    """What any flow costs at least at these prices: demands met, less what the crews are worth."""

    def of_team(team: int, zone_price: int) -> int:
        able, own = network.able[:, team], crew[:, team]
        return min(
            int((np.maximum(own - price, 0) * able).sum())
            + (price - zone_price) * int(network.crews[team])
            for price in [zone_price, *(one for one in own.tolist() if one > zone_price)]
        )

    worth = 0
    for zone in range(-1, len(network.freely)):
        inside = np.flatnonzero(network.zone == zone).tolist()
        if zone < 0:
            worth += sum(of_team(team, 0) for team in inside)
            continue
        freely, reserve = int(network.freely[zone]), int(network.reserve[zone])
        worth += min(
            price * freely
            + max(0, price - network.problem.reserve_ms) * reserve
            + sum(of_team(team, price) for team in inside)
            for price in {0, network.problem.reserve_ms, *crew[:, inside].ravel().tolist()}
        )
    return int((network.wanted * slot).sum()) - worth


def test_a_team_that_nobody_else_wants_is_worth_nothing() -> None:
    network = two_teams([[10, 25]], [1])
    arcs = network.arcs(np.array([0, 1]))
    sent = network.least_cost(arcs)
    assert sent.tolist() == [1, 0]
    # The least prices: that team b would come in 25 only bounds the price of the slot from above.
    worth = network.prices(arcs, sent)
    assert (worth.slot.tolist(), worth.crew.tolist()) == ([10], [[0, 0]])


def test_two_slots_that_want_one_team_make_it_dear() -> None:
    network = two_teams([[10, MAY_NOT_GO], [20, MAY_NOT_GO]], [1, 1])
    arcs = network.arcs(np.array([0, 2]))
    sent = network.least_cost(arcs)
    worth = network.prices(arcs, sent)
    assert sent.tolist() == [1, 0]
    assert (worth.slot.tolist(), worth.crew.tolist()) == ([90, UNMET], [[80, 0]])


def test_no_prices_prove_a_flow_that_could_be_cheaper() -> None:
    network = two_teams([[10, 25]], [1])
    with pytest.raises(RuntimeError, match="no prices"):
        network.prices(network.arcs(np.array([0, 1])), np.array([0, 1]))


def test_no_prices_prove_an_exchange_that_should_have_been_made() -> None:
    network = two_teams([[10, 30], [30, 10]], [1, 1])
    with pytest.raises(RuntimeError, match="no prices"):
        network.prices(network.arcs(np.arange(4)), np.array([0, 1, 1, 0]))
