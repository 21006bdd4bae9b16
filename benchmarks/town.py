"""Found the generated Xi'an with all its forces free, and draw incidents about hot spots."""

import numpy as np

from dispatch.assignment.posing import pose
from dispatch.assignment.problem import Problem
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.engine.bootstrap import collect_rarely
from dispatch.engine.clock import SystemClock
from dispatch.engine.engine import Engine
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position
from simulators.city.build import build_city
from simulators.founding import found_from_city

HOT_SPOTS = 4
SPREAD_M = 4_000.0  # standard deviation of incidents about their hot spot
M_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km


class Town:
    """The generated Xi'an, founded, with its roads; garbage is collected as a server has it."""

    def __init__(self) -> None:
        collect_rarely()
        city = build_city("xian")
        self.profile: Profile = load_profile("xian")
        engine = Engine("bench", MemoryLog(), self.profile, SystemClock())
        found_from_city(engine.handle, city)
        self.area: Area = engine.area
        far = self.profile.dispatch.max_off_road_m
        self.desk = RoadDesk(city.roads, self.profile.roads, max_off_road_m=far)
        self.desk.warm_up()
        self._inside = np.flatnonzero(city.roads.in_largest_part)

    def incidents(self, count: int, chance: np.random.Generator) -> list[Incident]:
        """Draw incidents about hot spots, each where a team is stationed, in order of arrival."""
        roads, teams = self.desk.network, self.area.teams
        stations = [teams[team_id] for team_id in sorted(teams)]  # a map has no order to rely on
        lon, lat = roads.lon[self._inside], roads.lat[self._inside]
        near = []
        for spot in chance.choice(len(stations), HOT_SPOTS, replace=False):
            at = stations[spot].station
            east_m = (lon - at.lon) * M_PER_DEGREE * np.cos(np.radians(at.lat))
            away_m = np.hypot(east_m, (lat - at.lat) * M_PER_DEGREE)
            likely = np.exp(-0.5 * (away_m / SPREAD_M) ** 2)
            near.append(likely / likely.sum())
        nodes = [
            chance.choice(self._inside, p=near[chance.integers(HOT_SPOTS)]) for _ in range(count)
        ]
        kinds = [key for key, kind in sorted(self.profile.kinds.items()) if kind.teams]
        return [
            self._incident(number, kinds[chance.integers(len(kinds))], int(node))
            for number, node in enumerate(nodes)
        ]

    def _incident(self, number: int, key: str, node: int) -> Incident:
        kind, roads = self.profile.kinds[key], self.desk.network
        return Incident(
            incident_id=f"I{number:05}",
            kind=key,
            event_class=kind.event_class,
            place_code=self.area.root,
            position=Position(lon=float(roads.lon[node]), lat=float(roads.lat[node])),
            state="RESPONDING",
            priority=kind.priority,
            opened_at=float(number),
            last_report_at=float(number),
            team_needs=kind.teams,
        )

    def decide(self, incidents: list[Incident]) -> bool:
        """Decide as the advisor does; return whether all of it is proved to be optimal."""
        made = recommend(
            self.area, self.profile, self.desk.now, Sightings(), incidents, policy="optimal"
        )
        return all(one.proved_optimal for one in made)

    def problem(self, incidents: list[Incident]) -> Problem:
        """Pose the same question, in the order of the incidents given."""
        return pose(self.area, self.profile, self.desk.now, Sightings(), incidents).problem
