"""Everybody draws from a stream of their own."""

import hashlib

import numpy as np
import pytest

from simulators.chance import Chance, Spread


def test_one_crew_that_draws_more_does_not_shift_the_draws_of_another():
    calm, busy = Chance(5), Chance(5)
    busy.of("crew", "E01").random(100)
    assert calm.of("crew", "E02").random() == busy.of("crew", "E02").random()


def test_other_seeds_and_other_people_draw_differently():
    draws = {Chance(seed).of("crew", who).random() for seed in (1, 2) for who in ("E01", "E02")}
    assert len(draws) == 4


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, 2**32, 2**64 + 5])
def test_a_stream_is_the_one_that_its_seed_and_name_have_in_numpy(seed):
    digest = hashlib.sha256(b"crew/E01").digest()
    words = np.frombuffer(digest[:16], dtype="<u4").tolist()
    plain = np.random.default_rng(np.random.SeedSequence([seed, *words]))
    assert Chance(seed).of("crew", "E01").random(9).tolist() == plain.random(9).tolist()


def test_a_seed_below_nothing_is_refused():
    with pytest.raises(ValueError, match="seed"):
        Chance(-1)


def test_half_of_all_durations_lie_below_the_median_and_none_above_the_most():
    spread, rng = Spread(median_s=60, sigma=1.0, most_s=300), Chance(1).of("x")
    drawn = np.array([spread.draw(rng) for _ in range(4000)])
    assert 0.47 < (drawn < 60).mean() < 0.53
    assert drawn.max() == 300


@pytest.mark.parametrize("wrong", [{"median_s": -1}, {"median_s": 9, "most_s": 8}])
def test_a_spread_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="median_s"):
        Spread(**wrong)
