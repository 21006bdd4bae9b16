from pathlib import Path

import pytest

from simulators.city.build import build_city
from simulators.city.files import TABLES, write_city
from simulators.city.totals import totals


@pytest.fixture(scope="module")
def told() -> list[str]:
    """The steps that are told while the other city is built."""
    return []


@pytest.fixture(scope="module")
def other_city(told: list[str]):
    return build_city("xian", seed=2, progress=told.append)


def test_the_same_seed_writes_the_same_bytes(city, tmp_path: Path):
    write_city(city, tmp_path / "once")
    write_city(build_city("xian", seed=1), tmp_path / "again")
    names = sorted(path.name for path in (tmp_path / "once").iterdir())
    assert len(names) == len(TABLES) + 2
    for name in names:
        once, again = ((tmp_path / folder / name).read_bytes() for folder in ("once", "again"))
        assert once == again, name


def test_another_seed_builds_another_city_with_the_same_totals(city, other_city):
    assert other_city.roads.fingerprint != city.roads.fingerprint
    assert other_city.places != city.places
    ours, theirs = totals(city), totals(other_city)
    same = ("towns", "villages", "team_people", "grid_workers", "depot_items", "plans", "shelters")
    assert [theirs[key] for key in same] == [ours[key] for key in same]
    assert theirs["nodes"] == theirs["nodes_in_largest_part"]


def test_another_seed_keeps_the_real_names(city, other_city):
    named = [[p.name for p in c.places if p.source == "fact"] for c in (city, other_city)]
    assert named[0] == named[1]


def test_progress_is_told_each_step(other_city, told: list[str]):
    assert told[0] == "towns"
    assert "roads" in told
    assert len(told) == len(set(told))


def test_an_unknown_city_is_refused():
    with pytest.raises(ValueError, match="no city 'atlantis': there is xian"):
        build_city("atlantis")


def test_a_seed_below_zero_is_refused():
    with pytest.raises(ValueError, match="seed"):
        build_city("xian", seed=-1)
