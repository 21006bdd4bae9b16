"""End tasks of an event loop, whatever they were waiting for."""

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_S = 2.0  # what closes in good order takes milliseconds


async def end(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel tasks and wait until all have ended, however they end.

    A task may miss being cancelled: before Python 3.12 `asyncio.wait_for`, which libraries wait
    with, loses it when what it waits for comes at the same moment. So it is told again.
    """
    going_on = set(tasks)
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=AGAIN_S)
