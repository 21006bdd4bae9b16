"""Keep the command areas of a house at work: their clocks, their advice, their live feed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from api.hub import Hub
from dispatch.engine.bootstrap import House
from dispatch.engine.ending import end

Part = Callable[[], Awaitable[None]]
"""Something that runs until it is cancelled."""

RESTART_S = 1.0  # a part that failed begins again after so long; the log is what it goes by

_log = logging.getLogger(__name__)


class AtWork:
    """Runs each area and its hub as tasks of one event loop."""

    def __init__(self, house: House, also: Sequence[Part] = ()) -> None:
        self._house, self._also = house, also
        self._hubs: dict[str, Hub] = {}
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}
        self._failing: set[str] = set()

    def start(self, area_id: str, *, clocks: bool = True) -> Hub:
        """Set an open area to work, once; a drill has its own clocks, the live feed is enough."""
        if area_id not in self._hubs:
            command_area = self._house.area(area_id)
            hub = self._hubs[area_id] = Hub(command_area)
            parts: list[Part] = [hub.run]
            if clocks:
                parts.append(command_area.run)
            self._tasks[area_id] = [
                asyncio.create_task(self._keep_running(part, area_id)) for part in parts
            ]
        return self._hubs[area_id]

    def start_all(self) -> None:
        """Set every area that is open to work, and what else was handed in."""
        for area_id in self._house.areas:
            self.start(area_id)
        self._tasks[""] = [asyncio.create_task(self._keep_running(one, "")) for one in self._also]

    def hub(self, area_id: str) -> Hub:
        """Return the live feed of an area that is at work; raises KeyError."""
        return self._hubs[area_id]

    @property
    def hubs(self) -> tuple[Hub, ...]:
        """Every live feed."""
        return tuple(self._hubs.values())

    def is_well(self, area_id: str) -> bool:
        """Whether all parts of an area run, none of them between a failure and its new start."""
        running = self._tasks.get(area_id)
        return bool(running) and area_id not in self._failing

    async def rest(self, area_id: str) -> None:
        """Let the clocks and the advice of an area stand, if it is at work; its feed goes on."""
        if area_id in self._tasks:
            feed, *clocks = self._tasks[area_id]
            self._tasks[area_id] = [feed]
            await end(clocks)

    async def stop(self, area_id: str) -> None:
        """Stop an area's tasks; its engine stays open."""
        self._hubs.pop(area_id, None)
        await end(self._tasks.pop(area_id, []))

    async def stop_all(self) -> None:
        """Stop everything."""
        for area_id in list(self._tasks):
            await self.stop(area_id)

    async def _keep_running(self, part: Part, area_id: str) -> None:
        while True:
            try:
                await part()
                return  # it has come to its own end: a drill is over, an engine stops
            except Exception:
                # A dead clock must not go unnoticed, and must not stay dead.
                self._failing.add(area_id)
                _log.exception("a part of area %s failed and begins again", area_id)
            await asyncio.sleep(RESTART_S)
            self._failing.discard(area_id)
