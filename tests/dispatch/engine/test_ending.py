"""Whatever runs ends when it is told to, at whatever moment it is told."""

import asyncio
import contextlib

import pytest

from dispatch.engine.ending import end
from dispatch.intake.watch_list import WatchList


async def test_a_task_that_misses_being_cancelled_is_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dispatch.engine.ending.AGAIN_S", 0.01)
    missed = []

    async def misses_it_once() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        missed.append(1)
        await asyncio.sleep(60)

    task = asyncio.create_task(misses_it_once())
    await asyncio.sleep(0)
    await end([task])
    assert task.cancelled()
    assert missed == [1]


async def test_a_task_that_fails_while_it_ends_has_ended() -> None:
    async def fails() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise OSError("the line went as it was closed")

    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    await end([task])
    assert isinstance(task.exception(), OSError)


@pytest.mark.parametrize("steps", range(8))
async def test_an_outbox_stops_at_any_moment_at_which_news_comes(steps: int) -> None:
    watched = WatchList()

    async def publish(_topic: str, _payload: bytes) -> None:
        raise AssertionError("nothing is due")

    async def nothing_due(_publish: object) -> int:
        return 0

    task = asyncio.create_task(watched.run(nothing_due, publish))
    await asyncio.sleep(0.01)
    watched.add(["news"])
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(2):
            await task
