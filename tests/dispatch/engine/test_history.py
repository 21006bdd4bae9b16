"""The past of an area: what it was at any position, from whatever state is nearest."""

from collections.abc import Iterator

import numpy as np
import pytest

from dispatch.domain.actors import Actor, system
from dispatch.domain.area import Area
from dispatch.domain.commands import FoundArea, RegisterPlaces, SendReport, SetPriority
from dispatch.domain.evolve import evolve
from dispatch.domain.places import AdminLevel, Place
from dispatch.engine import engine as engine_module
from dispatch.engine import history as history_module
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.engine.history import History
from dispatch.profile.loader import load_profile
from dispatch.store.codec import recorded_of, state_hash
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position

START = 1_750_000_000.0
LEAD = Actor("lead", "DUTYLEAD", "C")


@pytest.fixture(scope="module")
def log() -> Iterator[MemoryLog]:
    """A log of some hundred reports, a minute apart, with snapshots on the way."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine_module, "SNAPSHOT_EVERY", 200)
        made, clock = MemoryLog(), SimulatedClock(START)
        engine = Engine("city", made, load_profile("xian"), clock)
        root = system("C")
        engine.handle(FoundArea("City", "C", "xian"), root)
        where = Position(108.9, 34.3)
        city = Place("C", "City", AdminLevel.CITY, None, where, 1000)
        engine.handle(RegisterPlaces((city,)), root)
        for number in range(150):
            clock.move_to(START + 60.0 * number)
            there = Position(108.9 + number * 0.01, 34.3)
            engine.handle(SendReport(f"r{number}", "other", "duty", there, "C"), LEAD)
            engine.handle(SetPriority(f"I{number + 1}", 1 + number % 4, "as told"), LEAD)
        yield made


def test_any_of_a_thousand_positions_is_the_state_folded_from_zero(log, monkeypatch) -> None:
    monkeypatch.setattr(history_module, "KEEP_EVERY", 50)
    monkeypatch.setattr(history_module, "KEPT", 8)
    head, area = log.head("city"), Area(area_id="city")
    folded = [state_hash(area)]
    for entry in log.read("city"):
        one = recorded_of(entry)
        area = evolve(area, one.event, one.position, one.recorded_at)
        folded.append(state_hash(area))
    history = History(log, "city")
    for position in np.random.default_rng(6).integers(0, head + 1, 1_000).tolist():
        assert state_hash(history.at(position)) == folded[position], position


def test_a_moment_is_the_last_position_recorded_up_to_it(log) -> None:
    history, head = History(log, "city"), log.head("city")
    assert history.position_at(START - 1) == 0
    assert history.position_at(START + 1e9) == head
    at_ten = history.at(history.position_at(START + 600.0))
    assert len(at_ten.reports) == 11, "the report of that very second is in"
    assert len(history.at(history.position_at(START + 599.9)).reports) == 10
    assert history.moment_of(at_ten.position) == START + 600.0


def test_beyond_the_end_of_the_log_there_is_nothing(log) -> None:
    history = History(log, "city")
    with pytest.raises(ValueError, match="is not in the log"):
        history.at(log.head("city") + 1)
    assert history.moment_of(0) is None
    assert history.moment_of(log.head("city") + 1) is None
