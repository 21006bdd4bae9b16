import numpy as np
import pytest

from routing.network import AGAINST_ONE_WAY, ANYBODY, FOOT, PRIVATE, VEHICLES, RoadNetwork
from routing.weights import (
    CLOSED,
    LONGEST_ARC_MS,
    Weights,
    check_weights,
    free_flow,
    scaled,
    with_closed,
)


def test_free_flow_is_length_over_speed_in_whole_milliseconds(small_town):
    assert free_flow(small_town).travel_ms.tolist() == [
        *(100_000, 100_000, 90_000, 50_000, 1, 1_000, 30_000, 70_000)
    ]


def test_free_flow_keeps_to_one_way_streets_and_off_footpaths():
    network = RoadNetwork.from_arcs(
        *([0, 0.01], [0, 0], [0] * 4, [1] * 4, [100] * 4, [36] * 4),
        access=[ANYBODY, FOOT, ANYBODY | AGAINST_ONE_WAY, VEHICLES | PRIVATE],
    )
    assert free_flow(network).travel_ms.tolist() == [10_000, CLOSED, CLOSED, 10_000]


def test_an_arc_of_no_length_takes_one_millisecond(small_town):
    zero = int(np.flatnonzero(small_town.length_m == 0)[0])
    assert free_flow(small_town).travel_ms[zero] == 1


def test_an_arc_slower_than_forty_hours_is_refused():
    crawl = RoadNetwork.from_arcs([0, 1], [0, 0], [0], [1], [1_000_000], [1])
    with pytest.raises(ValueError, match=r"travel_ms\[0\] = 3600000000.0 is more than 147000000"):
        free_flow(crawl)


def test_infinity_plus_the_slowest_arc_fits_in_32_bits():
    assert np.iinfo(np.int32).max >= CLOSED + LONGEST_ARC_MS


def test_closing_an_arc_leaves_the_first_weights_alone(small_town):
    before = free_flow(small_town)
    after = with_closed(before, [2, 3])
    assert after.travel_ms[2:4].tolist() == [CLOSED, CLOSED]
    assert before.travel_ms[2:4].tolist() == [90_000, 50_000]
    assert after.version != before.version


def test_the_same_weights_have_the_same_version(small_town):
    assert with_closed(free_flow(small_town), []).version == free_flow(small_town).version


def test_a_closed_arc_stays_closed_when_traffic_slows(small_town):
    jam = scaled(with_closed(free_flow(small_town), [0]), 2.0)
    assert jam.travel_ms[:3].tolist() == [CLOSED, 200_000, 180_000]


def test_only_the_given_arcs_are_slowed(small_town):
    assert scaled(free_flow(small_town), 1.5, [1]).travel_ms[:2].tolist() == [100_000, 150_000]


def test_no_arc_becomes_free(small_town):
    assert scaled(free_flow(small_town), 1e-9).travel_ms.min() == 1


@pytest.mark.parametrize("factor", [0, -1, np.nan, np.inf])
def test_an_impossible_factor_is_refused(small_town, factor):
    with pytest.raises(ValueError, match="factor must be"):
        scaled(free_flow(small_town), factor)


@pytest.mark.parametrize("arc", [-1, 8])
def test_an_arc_that_does_not_exist_cannot_be_closed(small_town, arc):
    with pytest.raises(ValueError, match=rf"arcs\[1\] = {arc} is not between 0 and 7"):
        with_closed(free_flow(small_town), [0, arc])


@pytest.mark.parametrize("travel_ms", [0, -5, LONGEST_ARC_MS + 1, CLOSED + 1])
def test_a_weight_that_is_no_travel_time_is_refused(travel_ms):
    with pytest.raises(ValueError, match=r"travel_ms\[1\] = .* is not a travel time"):
        Weights.of(np.array([5, travel_ms], np.int32))


def test_weights_of_another_type_are_refused():
    with pytest.raises(ValueError, match="must be one dimension of int32"):
        Weights.of(np.array([5.0]))


def test_weights_do_not_follow_their_callers_array():
    travel_ms = np.array([5], np.int32)
    weights = Weights.of(travel_ms)
    travel_ms[0] = 7
    assert weights.travel_ms.tolist() == [5]


def test_weights_of_another_network_are_refused(small_town):
    with pytest.raises(ValueError, match="are for 1 arcs, the network has 8"):
        check_weights(small_town, Weights.of(np.array([5], np.int32)))


def test_weights_say_which_banned_turns_hold_and_keep_saying_so(small_town):
    weights = Weights.of(free_flow(small_town).travel_ms, np.array([True, False]))
    assert with_closed(weights, [0]).bans.tolist() == [True, False]
    assert scaled(weights, 2.0).bans.tolist() == [True, False]
    other = Weights.of(weights.travel_ms, np.array([True, True]))
    assert len({weights.version, other.version, free_flow(small_town).version}) == 3
    with pytest.raises(ValueError, match="read-only"):
        weights.bans[0] = False


def test_weights_for_other_banned_turns_are_refused(small_town):
    weights = Weights.of(free_flow(small_town).travel_ms, np.array([True]))
    with pytest.raises(ValueError, match="are for 1 banned turns, the network has 0"):
        check_weights(small_town, weights)
