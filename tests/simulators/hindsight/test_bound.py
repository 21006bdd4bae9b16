"""The hindsight bound lies below every plan, and near the best where that is plain to see."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.hindsight.bound import Carried, lower_bound
from simulators.hindsight.chain import NOBODY
from tests.simulators.hindsight.lines import (
    UNMET_S,
    Call,
    least_weighted_delay,
    stream_on_a_line,
)

PLACES = st.integers(-900, 900)
CALLS = st.builds(
    Call,
    at=st.integers(0, 3000).map(float),
    place=PLACES,
    weight=st.sampled_from([1.0, 2.0, 4.0, 8.0]),
    hold_s=st.sampled_from([5.0, 60.0, 300.0, 1200.0]),
)


LOST_S = st.sampled_from([30.0, 500.0, 5000.0])


def _carried(groups: list[int], delays_s: list[float]) -> Carried:
    return Carried(np.array(groups, np.int64), np.array(delays_s))


@settings(max_examples=60)
@given(
    stations=st.lists(PLACES, min_size=1, max_size=2),
    calls=st.lists(CALLS, min_size=1, max_size=3),
    lost_s=LOST_S,
    chance=st.randoms(use_true_random=False),
)
def test_no_plan_has_less_weighted_delay_than_the_bound(stations, calls, lost_s, chance):
    best_s = least_weighted_delay(stations, calls, waits=(0.0, 45.0, 200.0))
    # Whatever is said to have been carried out, the bound stays one.
    groups = [chance.choice([NOBODY, *range(len(stations))]) for _ in calls]
    carried = _carried(groups, [chance.uniform(0.0, 2 * UNMET_S) for _ in calls])
    bound = lower_bound(stream_on_a_line(stations, calls), carried, 25, lost_s)
    assert bound.weighted_s <= best_s + 1e-6


@settings(max_examples=25)
@given(station=PLACES, calls=st.lists(CALLS, min_size=4, max_size=4), lost_s=LOST_S)
def test_nor_has_a_crew_that_meets_many_calls_one_after_another(station, calls, lost_s):
    best_s = least_weighted_delay([station], calls, waits=(0.0, 90.0))
    carried = _carried([0] * 4, [best_s / sum(one.weight for one in calls)] * 4)
    bound = lower_bound(stream_on_a_line([station], calls), carried, 25, lost_s)
    assert bound.weighted_s <= best_s + 1e-6


def test_calls_far_apart_in_time_cost_their_way_from_the_station():
    calls = [Call(at=10_000.0 * n, place=50 * n, weight=2.0) for n in range(1, 6)]
    carried = _carried([0] * 5, [50.0 * n for n in range(1, 6)])
    bound = lower_bound(stream_on_a_line([0], calls), carried, lost_s=5000.0)
    assert bound.weighted_s == pytest.approx(2.0 * 50 * (1 + 2 + 3 + 4 + 5))


def test_two_crews_wanted_at_once_are_two_different_crews():
    calls = [Call(at=0.0, place=0, hold_s=2000.0), Call(at=0.0, place=0, hold_s=2000.0)]
    carried = _carried([0, 1], [100.0, 250.0])
    bound = lower_bound(stream_on_a_line([100, 250], calls), carried, lost_s=5000.0)
    assert 1.1 * 200.0 < bound.weighted_s <= 350.0, "the nearest one twice would be 200"


def test_a_crew_that_is_bound_makes_the_next_call_wait():
    calls = [Call(at=0.0, place=100), Call(at=5.0, place=100)]
    best_s = least_weighted_delay([0], calls, waits=(0.0,))
    assert best_s == 100 + (100 + 600 - 5)
    carried = _carried([0, 0], [100.0, 100.0 + 600 - 5])
    bound = lower_bound(stream_on_a_line([0], calls), carried, lost_s=5000.0)
    assert 0.8 * best_s <= bound.weighted_s <= best_s


def test_what_nobody_can_come_to_in_time_counts_as_unmet():
    calls = [Call(at=0.0, place=9000, weight=4.0)]
    bound = lower_bound(stream_on_a_line([0], calls), _carried([NOBODY], [UNMET_S]), lost_s=9000.0)
    assert bound.weighted_s == 4.0 * UNMET_S


def test_more_rounds_never_lower_the_bound_and_the_same_stream_has_the_same():
    rng = np.random.default_rng(3)
    calls = [
        Call(float(at), int(place), float(weight))
        for at, place, weight in zip(
            rng.integers(0, 5000, 30),
            rng.integers(-600, 600, 30),
            rng.choice([1, 8], 30),
            strict=True,
        )
    ]
    stream = stream_on_a_line([-300, 0, 300], calls)
    carried = _carried([n % 3 for n in range(30)], [900.0] * 30)
    found = [lower_bound(stream, carried, rounds).weighted_s for rounds in (0, 5, 20, 20)]
    assert all(one <= other for one, other in pairwise(found))
    assert found[2] == found[3]
