import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.city.apportion import apportion

WEIGHTS = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=60)


@given(total=st.integers(0, 10_000), weights=WEIGHTS)
def test_shares_add_up_exactly_and_are_within_one_of_their_exact_part(total, weights):
    shares = apportion(total, weights)
    exact = total * np.array(weights) / sum(weights)
    assert shares.sum() == total
    assert (np.abs(shares - exact) < 1 + 1e-6).all()


@given(spare=st.integers(0, 500), weights=WEIGHTS, minimum=st.integers(0, 20))
def test_nobody_gets_less_than_the_minimum(spare, weights, minimum):
    shares = apportion(minimum * len(weights) + spare, weights, minimum)
    assert shares.min() >= minimum
    assert shares.sum() == minimum * len(weights) + spare


def test_equal_remainders_go_to_the_earlier():
    assert apportion(5, [1, 1, 1]).tolist() == [2, 2, 1]


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2], [float("nan")], [float("inf")], [[1]]])
def test_weights_that_mean_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        apportion(3, weights)


def test_a_minimum_that_cannot_be_met_is_refused():
    with pytest.raises(ValueError, match="cannot give 2 to each of 3"):
        apportion(5, [1, 1, 1], minimum=2)
