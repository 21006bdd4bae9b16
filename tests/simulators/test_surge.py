"""Copies of a call come near it in time and place, the same ones for the same seed."""

import pytest

from routing.geo import Position, distance_m
from simulators.chance import Chance
from simulators.recorded import RecordedCall
from simulators.scenario import Copies
from simulators.surge import with_copies

CALL = RecordedCall(2, 1000.0, "fire", Position(lon=109.0, lat=34.0), external_no="c1", text="x")


def _copied(seed=1, hours=(0.0, 1e9), **copies):
    return list(with_copies([CALL], Copies(**copies), hours, Chance(seed).of("copies")))


def test_the_call_itself_stays_and_its_copies_lie_near_it():
    first, *others = _copied(times=50, apart_s=600, apart_m=800)
    assert first == CALL
    assert len(others) == 49
    assert len({one.external_no for one in others} | {"c1"}) == 50
    for one in others:
        assert abs(one.received_at - CALL.received_at) <= 600
        assert distance_m(one.position, CALL.position) <= 800.01
        assert one.kind == "fire"
        assert one.text == ""


def test_the_same_seed_gives_the_same_copies():
    assert _copied(times=5) == _copied(times=5)
    assert _copied(times=5) != _copied(times=5, seed=2)


def test_no_copy_comes_before_the_drill_or_after_it():
    moments = [one.received_at for one in _copied(hours=(900.0, 1100.0), times=40)]
    assert (min(moments), max(moments)) == (900.0, 1100.0)


def test_a_number_of_copies_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="1 to 1000 times"):
        Copies(times=0)


def test_a_drill_with_copies_has_so_many_calls(tiny):
    from simulators.drill import run_drill

    copies = {"times": 3, "apart_s": 60, "apart_m": 100}
    recorded = {"file": "calls.csv", "mapping": "mapping.yaml", "copies": copies}
    outcome = run_drill(tiny.scenario(calls={"recorded": recorded}), data_dir=tiny.folder)
    assert outcome["calls"] == outcome["incidents"] == 9
    assert outcome["demanded"] == 12
