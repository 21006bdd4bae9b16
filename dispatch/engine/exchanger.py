"""Watch whether teams under orders would do better elsewhere, and put that forward.

It is never carried out without a person; what was declined is not put forward again.
"""

import asyncio
import logging

from dispatch.assignment.exchange import exchange
from dispatch.assignment.policies import AT_ONCE
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain import events as e
from dispatch.domain.actors import system
from dispatch.domain.area import Area
from dispatch.domain.commands import ProposeExchange
from dispatch.domain.envelope import Recorded
from dispatch.domain.exchanges import Exchange
from dispatch.domain.instructions import Instruction
from dispatch.domain.refusals import Rejected
from dispatch.engine.cover import CoverWatch
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Positions
from dispatch.engine.reckoning import reckoned
from dispatch.engine.writer import Writer
from routing.geo import Position

REST_S = 1.0  # real seconds between two looks, so that a burst of events asks for one

_NEWS = (e.IncidentRegistered, e.DemandsSet, e.PrioritySet, e.InstructionGiven, e.ExchangeSettled)
_STEPS = frozenset({"instruction", "team_availability", "road_measure", "incident_handling"})

_log = logging.getLogger(__name__)


class Exchanger:
    """One area's watch for exchanges."""

    def __init__(
        self,
        engine: Engine,
        roads: RoadDesk,
        positions: Positions,
        cover: CoverWatch | None = None,
    ) -> None:
        self._engine, self._roads, self._positions = engine, roads, positions
        self._cover = cover

    def due(self) -> Exchange | None:
        """Return the exchange to put forward now, None where nothing changes on the screens.

        One without moves says that the open one holds no longer.
        """
        area, profile = self._engine.area, self._engine.profile
        at = self._engine.clock.now()
        seen, roads = Sightings(at, self._positions.fresh(at)), self._roads.under(area)

        def where(instruction: Instruction) -> Position:
            return reckoned(area, instruction, roads, seen)

        cover = None if self._cover is None else self._cover.of(area, seen)
        search = profile.dispatch.search
        policy = AT_ONCE.get(search, search)  # who looks all the time had better be quick
        found = exchange(area, profile, roads, seen, where, policy, cover)
        if found is None:
            return None if area.exchange is None else _nothing(area, roads.version)
        known = area.still_declined
        if area.exchange is not None:
            known = (*known, area.exchange)
        return None if any(found.asks_the_same_as(one) for one in known) else found

    async def run(self, writer: Writer) -> None:
        """Put forward what is due through a writer, as the area changes, until cancelled."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def observe(events: tuple[Recorded, ...], _area: Area) -> None:
            if any(_matters(recorded.event) for recorded in events):
                loop.call_soon_threadsafe(news.set)

        unsubscribe = self._engine.subscribe(observe)
        news.set()
        try:
            while True:
                await news.wait()
                news.clear()
                found = await asyncio.to_thread(self.due)
                if found is not None:
                    try:
                        by_system = system(self._engine.area.root)
                        await writer.handle(ProposeExchange(exchange=found), by_system)
                    except Rejected as refusal:
                        _log.debug("an exchange came too late: %s", refusal.reason)
                await asyncio.sleep(REST_S)
        finally:
            unsubscribe()


def _matters(event: e.Event) -> bool:
    if isinstance(event, e.StepTaken):
        return event.lifecycle in _STEPS
    return isinstance(event, _NEWS)


def _nothing(area: Area, road_version: str) -> Exchange:
    return Exchange(
        exchange_id="",
        based_on=area.position,
        road_version=road_version,
        moves=(),
        gains=(),
        saves_s=0.0,
    )
