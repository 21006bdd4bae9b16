"""Parts put together: two processes on one log, and positions beside it."""

import asyncio
from pathlib import Path

import pytest

from dispatch.assignment.roads import RoadDesk
from dispatch.domain import commands as c
from dispatch.engine.bootstrap import CommandArea, House, open_house
from dispatch.engine.positions import STALE_S, Fix, Positions
from routing.geo import Position
from tests.api.doors import found, small_roads
from tests.sentences import NOON, PEOPLE

HERE = Position(lon=108.9, lat=34.3)


def open_city(house: House) -> CommandArea:
    return house.open_area("city", roads=RoadDesk(small_roads()))


async def until(seen, patience_s: float = 10.0) -> None:
    for _ in range(int(patience_s / 0.02)):
        if seen():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it was never seen")


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
async def test_a_process_sees_what_another_writes_and_advises_on_it_once(
    store: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (
        f"sqlite:///{tmp_path}/log.db"
        if store == "sqlite"
        else request.getfixturevalue("fresh_postgresql_url")
    )
    with open_house(url) as one, open_house(url) as other:
        here = open_city(one)
        found(here)
        there = open_city(other)
        running = [asyncio.create_task(area.run()) for area in (here, there)]
        report = c.SendReport("r1", "fire", "duty", HERE, place_code="TN-V1")
        await here.writer.handle(report, PEOPLE["duty officer"])
        await until(lambda: "I1" in there.area.incidents)
        await until(lambda: there.area.incidents["I1"].instruction_ids)
        await until(lambda: here.area.position == there.area.position)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        teams = [one.team_id for one in here.area.instructions.values()]
        assert sorted(teams) == sorted(set(teams))


def test_an_area_is_open_once(tmp_path: Path) -> None:
    with open_house("memory://") as house:
        open_city(house)
        with pytest.raises(ValueError, match="open already"):
            open_city(house)


async def test_a_sample_of_the_positions_is_kept_for_replay() -> None:
    with open_house("memory://") as house:
        city = open_city(house)
        found(city)
        running = asyncio.create_task(city.run())
        for second in range(30):
            city.positions.record(Fix("N1", HERE, NOON + second))
        await until(lambda: house.store.tracks.between("city", "N1", NOON, NOON + 60))
        kept = house.store.tracks.between("city", "N1", NOON, NOON + 60)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [point.at - NOON for point in kept] == [0, 10, 20]


def test_a_late_or_doubled_fix_does_not_move_a_team_back() -> None:
    positions = Positions()
    assert positions.record(Fix("N1", HERE, NOON + 10))
    assert not positions.record(Fix("N1", Position(lon=1, lat=1), NOON + 10))
    assert not positions.record(Fix("N1", Position(lon=1, lat=1), NOON + 5))
    assert positions.latest("N1") == Fix("N1", HERE, NOON + 10)


def test_a_stale_fix_counts_for_nothing() -> None:
    positions = Positions()
    positions.record(Fix("N1", HERE, NOON))
    assert positions.latest("N1", at=NOON + STALE_S - 1) is not None
    assert positions.latest("N1", at=NOON + STALE_S + 1) is None
