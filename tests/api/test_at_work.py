"""What runs beside the requests keeps running."""

import asyncio

import pytest

from api.at_work import AtWork
from dispatch.engine.bootstrap import House
from tests.api.doors import Door


async def test_a_part_that_fails_begins_again_and_one_that_ends_does_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.at_work.RESTART_S", 0.01)
    failed, ended = [], []

    async def fails() -> None:
        failed.append(1)
        raise RuntimeError("the broker's library has a bug")

    async def ends() -> None:
        ended.append(1)

    at_work = AtWork(house, also=(fails, ends))
    at_work.start_all()
    await asyncio.sleep(0.2)
    await at_work.stop_all()
    assert len(failed) > 2
    assert len(ended) == 1


async def test_health_says_when_the_clocks_of_the_main_area_are_down(door: Door) -> None:
    assert (await door.http.get("/healthz")).status_code == 200
    await door.app.state.desk.at_work.stop("city")
    answer = await door.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "down"})
