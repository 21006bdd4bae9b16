"""Keep the coverage of an area up to date: who is free, where, and how far that reaches.

It is reckoned outside the engine and decides nothing; it is a number on the screen, a price in
the table of costs, and the reason for a proposal to move up.
"""

import threading

from dispatch.assignment.coverage import Coverage, Standing
from dispatch.assignment.reach import Reach, Residents
from dispatch.assignment.reasons import reason_kept
from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.places import Places
from dispatch.domain.profile import Profile
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Positions
from dispatch.engine.watching import Watch


class CoverWatch(Watch[Coverage]):
    """One area's watch on its coverage. Safe to ask from any thread."""

    def __init__(self, engine: Engine, roads: RoadDesk, positions: Positions) -> None:
        super().__init__(engine)
        self._roads, self._positions = roads, positions
        self._lock = threading.Lock()
        self._places: Places | None = None
        self._coverage: Coverage | None = None

    def now(self) -> Coverage:
        """Return the coverage as of this moment, on the roads as they are."""
        area, at = self.engine.area, self.engine.clock.now()
        return self.of(area, Sightings.of(area, at, self._positions.fresh(at)))

    def of(self, area: Area, seen: Sightings) -> Coverage:
        """Return the coverage of an area with its teams where they were seen.

        The first question, and the first after a change of the roads, ask the whole table of the
        city (0.3 s for 3,186 teams); any other costs what has changed.
        """
        with self._lock:
            reach = self._reach(area, self._roads.under(area))
            standing = standing_of(area, self.engine.profile, reach.roads, seen)
            before = self._coverage
            if before is None or before.reach is not reach:
                self._coverage = Coverage.of(reach, self.engine.profile.coverage, standing)
            else:
                self._coverage = before.when(standing)
            return self._coverage

    def _reach(self, area: Area, roads: RoadView) -> Reach:
        """Return what is known of these roads and places; called with the lock."""
        before = self._coverage
        if before is not None and area.places is self._places:
            if before.reach.roads is roads:
                return before.reach
            return Reach(before.reach.residents, roads)
        self._places = area.places
        return Reach(Residents.of(area, roads), roads)


def standing_of(
    area: Area, profile: Profile, roads: RoadView, seen: Sightings
) -> dict[str, Standing]:
    """Return who is free, by id, and where."""
    standing = {}
    for team_id, team in area.teams.items():
        if not team.has_rejoined and reason_kept(team, profile) is None:
            node = roads.node_of(seen(team))
            if node is not None:
                standing[team_id] = Standing(node, team.capabilities)
    return standing
