"""Flows: their prices prove them, and prove nothing that is not so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dispatch.assignment.flow import Arcs, least_cost, prices

UNMET = 100


@st.composite
def networks(draw: st.DrawFn) -> tuple[Arcs, np.ndarray, np.ndarray, int]:
    """Some pairs of up to six slots and eight teams, demands that may be nothing, and prices."""
    slots, teams = draw(st.integers(1, 6)), draw(st.integers(0, 8))
    cost = draw(arrays(np.int64, (slots, teams), elements=st.integers(-20, 120)))
    slot, team = np.nonzero(cost >= 0)
    wanted = draw(arrays(np.int64, slots, elements=st.integers(0, 3)))
    unmet = draw(arrays(np.int64, slots, elements=st.integers(0, UNMET)))
    return Arcs(slot, team, cost[slot, team]), wanted, unmet, teams


@given(network=networks())
def test_the_prices_of_a_flow_add_up_to_what_it_costs(
    network: tuple[Arcs, np.ndarray, np.ndarray, int],
) -> None:
    arcs, wanted, unmet, teams = network
    sent = least_cost(arcs, wanted, unmet, teams)
    worth = prices(arcs, sent, wanted, unmet, teams)
    assert (worth.team >= 0).all()
    assert (worth.slot[arcs.slot] <= worth.team[arcs.team] + arcs.cost).all()
    missing = wanted - np.bincount(arcs.slot[sent], minlength=len(wanted))
    # Strong duality: nothing can cost less than what the prices say, and this costs just that.
    costs = arcs.cost[sent].sum() + (missing * unmet).sum()
    assert costs == (wanted * worth.slot).sum() - worth.team.sum()


def test_a_team_that_nobody_else_wants_is_worth_nothing() -> None:
    arcs = Arcs(np.array([0, 0]), np.array([0, 1]), np.array([10, 25]))
    wanted, unmet = np.array([1]), np.array([UNMET])
    sent = least_cost(arcs, wanted, unmet, teams=2)
    assert sent.tolist() == [True, False]
    # The least prices: that team 1 would come in 25 only bounds the price of the slot from above.
    worth = prices(arcs, sent, wanted, unmet, teams=2)
    assert (worth.slot.tolist(), worth.team.tolist()) == ([10], [0, 0])


def test_two_slots_that_want_one_team_make_it_dear() -> None:
    arcs = Arcs(np.array([0, 1]), np.array([0, 0]), np.array([10, 20]))
    wanted, unmet = np.array([1, 1]), np.array([UNMET, UNMET])
    sent = least_cost(arcs, wanted, unmet, teams=1)
    worth = prices(arcs, sent, wanted, unmet, teams=1)
    assert sent.tolist() == [True, False]
    assert (worth.slot.tolist(), worth.team.tolist()) == ([90, UNMET], [80])


def test_no_prices_prove_a_flow_that_could_be_cheaper() -> None:
    arcs = Arcs(np.array([0, 0]), np.array([0, 1]), np.array([10, 25]))
    the_farther = np.array([False, True])
    with pytest.raises(RuntimeError, match="no prices"):
        prices(arcs, the_farther, np.array([1]), np.array([UNMET]), teams=2)


def test_no_prices_prove_an_exchange_that_should_have_been_made() -> None:
    slot, team = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    arcs = Arcs(slot, team, np.array([10, 30, 30, 10]))
    crossed = np.array([False, True, True, False])
    with pytest.raises(RuntimeError, match="no prices"):
        prices(arcs, crossed, np.array([1, 1]), np.array([UNMET] * 2), teams=2)
