"""Keep the coverage of an area up to date: who is free, where, and how far that reaches.

It is reckoned outside the engine and decides nothing; it is a number on the screen, a price in
the table of costs, and the reason for a proposal to move up.
"""

import threading
from collections.abc import Callable

from dispatch.assignment.candidates import reason_kept
from dispatch.assignment.coverage import Coverage, Standing
from dispatch.assignment.reach import Reach, Residents
from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.domain.area import Area
from dispatch.domain.places import Places
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Positions
from dispatch.engine.watching import changes

CoverListener = Callable[[Coverage], None]


class CoverWatch:
    """One area's watch on its coverage. Safe to ask from any thread."""

    def __init__(self, engine: Engine, roads: RoadDesk, positions: Positions) -> None:
        self._engine, self._roads, self._positions = engine, roads, positions
        self._lock = threading.Lock()
        self._places: Places | None = None
        self._coverage: Coverage | None = None
        self._listeners: list[CoverListener] = []

    def now(self) -> Coverage:
        """Return the coverage as of this moment, on the roads as they are.

        The first question, and the first after a change of the roads, ask the whole table of the
        city (0.3 s for 3,186 teams); any other costs what has changed.
        """
        with self._lock:
            area, rules = self._engine.area, self._engine.profile.coverage
            reach = self._reach(area, self._roads.under(area))
            standing = self._standing(area, reach.roads)
            before = self._coverage
            if before is None or before.reach is not reach:
                self._coverage = Coverage.of(reach, rules, standing)
            else:
                self._coverage = before.when(standing)
            return self._coverage

    def subscribe(self, listener: CoverListener) -> Callable[[], None]:
        """Call `listener`, on the event loop of `run`, whenever the coverage has changed.

        At most once a second; returns the way to stop.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        """Tell the listeners of every change until cancelled."""
        async for coverage in changes(self._engine, self.now):
            for listener in tuple(self._listeners):
                listener(coverage)

    def _reach(self, area: Area, roads: RoadView) -> Reach:
        """Return what is known of these roads and places; called with the lock."""
        before = self._coverage
        if before is not None and area.places is self._places:
            if before.reach.roads is roads:
                return before.reach
            return Reach(before.reach.residents, roads)
        self._places = area.places
        return Reach(Residents.of(area, roads), roads)

    def _standing(self, area: Area, roads: RoadView) -> dict[str, Standing]:
        profile, now = self._engine.profile, self._engine.clock.now()
        standing = {}
        for team_id, team in area.teams.items():
            if reason_kept(team, profile) is not None:
                continue
            fix = self._positions.latest(team_id, at=now)
            node = roads.node_of(team.whereabouts if fix is None else fix.position)
            if node is not None:
                standing[team_id] = Standing(node, team.capabilities)
        return standing
