"""A generated city becomes a command area, whole."""

import pytest

from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from simulators.callers import from_storm
from simulators.chance import Chance
from simulators.founding import found_from_city
from simulators.scenario import Storm


@pytest.fixture(scope="module")
def founded(city):
    engine = Engine("a", MemoryLog(), load_profile("xian"), SimulatedClock(0.0))
    found_from_city(engine.handle, city, exercise=True)
    return city, engine.area


def test_every_place_team_depot_and_shelter_is_entered(founded):
    city, area = founded
    assert area.exercise
    assert len(area.places) == len(city.places)
    assert len(area.teams) == len(city.teams)
    assert len(area.depots) == len(city.depots)
    assert len(area.shelters) == len(city.shelters)
    on_hand = sum(stock.on_hand for d in area.depots.values() for stock in d.stock.values())
    assert on_hand == sum(batch.quantity for batch in city.stock)


def _reports(area, seed=1, **changed):
    storm = Storm(**{"per_hour": {"waterlogging": 40.0}, **changed})
    return list(from_storm(storm, area, Chance(seed).of("storm"), "d", 1000.0, 3.0))


def test_a_storm_comes_as_often_as_it_is_said_to_and_the_same_for_a_seed(founded):
    _, area = founded
    reports = _reports(area)
    assert 90 < len(reports) < 150
    assert reports == _reports(area)
    assert reports != _reports(area, seed=2)
    assert len({one.report.report_id for one in reports}) == len(reports)
    assert all(one.report.discovered_at < one.at for one in reports)


def test_a_storm_swells_and_has_several_witnesses_and_keeps_to_its_counties(founded):
    _, area = founded
    swell = ((0.0, 0.0), (1.5, 0.0), (1.51, 1.0), (3.0, 1.0))
    reports = _reports(area, swell=swell, witnesses=3.0, counties=("610113",))
    assert min(one.at for one in reports) > 1000.0 + 1.5 * 3600
    assert all(one.report.place_code.startswith("610113") for one in reports)
    incidents = {one.report.report_id.rsplit("-", 1)[0] for one in reports}
    assert 2.0 < len(reports) / len(incidents) < 4.0


def test_a_storm_where_nobody_lives_is_refused(founded):
    _, area = founded
    with pytest.raises(ValueError, match="nobody lives"):
        _reports(area, counties=("999999",))
