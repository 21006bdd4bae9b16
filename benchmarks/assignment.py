"""Measure who goes: the joint optimum beside the nearest, and beside a flow over all pairs.

The generated Xi'an with all its forces free; 1 to 500 incidents in four hot spots, of kinds drawn
by chance, with the teams each kind asks for in the profile. `decide_ms` is the whole decision, from
incidents nobody has asked the roads about to recommendations; `solve_ms` the search alone.
`ratio_dense_flow` is the time of the same flow over all pairs at once over ours. The gaps are what
the nearest in order of arrival, and of priority, cost above ours: weighted travel time, a team not
sent counting as the profile says. Each key ends in the number of incidents.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.flow import Network
from dispatch.assignment.nearest import nearest
from dispatch.assignment.optimal import optimal
from dispatch.assignment.posing import pose
from dispatch.assignment.problem import MAY_NOT_GO, Problem, Solution, cost_ms
from dispatch.assignment.recommend import recommend
from dispatch.assignment.roads import RoadDesk
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.engine.clock import SystemClock
from dispatch.engine.engine import Engine
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position
from simulators.city.build import build_city
from simulators.founding import found_from_city

INCIDENTS = (1, 10, 50, 200, 500)
SEEDS = 12
HOT_SPOTS = 4
SPREAD_M = 4_000.0  # standard deviation of incidents about their hot spot
M_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km

T = TypeVar("T")


def measure(seeds: int = SEEDS) -> dict[str, float]:
    """Return the flat JSON object the benchmark prints; each seed draws incidents anew."""
    town = _Town()
    measured: dict[str, float] = {"teams": len(town.area.teams), "seeds": seeds}
    town.decide(town.incidents(10, np.random.default_rng(0)))  # lays the roads out
    for count in INCIDENTS:
        drawn = [_one(town, count, seed) for seed in range(1, seeds + 1)]
        measured |= _told(count, drawn)
    return measured


class _Town:
    """The generated Xi'an, founded, with its roads."""

    def __init__(self) -> None:
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
        roads, stations = self.desk.network, list(self.area.teams.values())
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


@dataclass(frozen=True)
class _Drawn:
    """What came of one draw: times in seconds, costs in weighted milliseconds."""

    decide_s: float
    proved: bool
    solve_s: float
    dense_s: float
    solution: Solution
    cost: int
    by_arrival: int
    by_priority: int
    unmet_share: float


def _one(town: _Town, count: int, seed: int) -> _Drawn:
    incidents = town.incidents(count, np.random.default_rng([count, seed]))
    decide_s, proved = _timed(lambda: town.decide(incidents))
    urgent_first = sorted(incidents, key=lambda one: (one.priority, one.opened_at))
    problem, as_they_came = town.problem(urgent_first), town.problem(incidents)
    solve_s, solution = _timed(lambda: optimal(problem))
    dense_s, dense = _timed(lambda: _over_all_pairs(problem))
    cost, wanted = cost_ms(problem, solution), int(problem.wanted.sum())
    if cost_ms(problem, dense) != cost:
        raise AssertionError(f"the flow over all pairs found another cost, seed {seed}")
    return _Drawn(
        decide_s=decide_s,
        proved=proved,
        solve_s=solve_s,
        dense_s=dense_s,
        solution=solution,
        cost=cost,
        by_arrival=cost_ms(as_they_came, nearest(as_they_came)),
        by_priority=cost_ms(problem, nearest(problem)),
        unmet_share=1 - sum(crews for _, _, crews in solution.sent) / wanted,
    )


def _over_all_pairs(problem: Problem) -> Solution:
    """Solve the flow in the plain way: every capable pair is an arc."""
    network = Network(problem)
    arcs = network.arcs(np.flatnonzero(problem.travel_ms != MAY_NOT_GO))
    crews = network.least_cost(arcs)
    taken = np.flatnonzero(crews)
    rows = (arcs.slot[taken].tolist(), arcs.team[taken].tolist(), crews[taken].tolist())
    return Solution(tuple(zip(*rows, strict=True)), proved_optimal=True, rounds=1, arcs=len(arcs))


def _told(count: int, drawn: list[_Drawn]) -> dict[str, float]:
    def each(of: Callable[[_Drawn], float]) -> NDArray[np.float64]:
        return np.array([of(one) for one in drawn], np.float64)

    cost = each(lambda one: one.cost)
    arrival, priority = each(lambda one: one.by_arrival), each(lambda one: one.by_priority)
    decide_ms = each(lambda one: one.decide_s * 1000)
    solve_s, dense_s = each(lambda one: one.solve_s), each(lambda one: one.dense_s)
    told = {
        "decide_ms_p50": np.median(decide_ms),
        "decide_ms_p99": np.percentile(decide_ms, 99),
        "solve_ms_p50": np.median(solve_s) * 1000,
        "dense_flow_ms_p50": np.median(dense_s) * 1000,
        "ratio_dense_flow": np.median(dense_s / solve_s),
        "rounds_max": each(lambda one: one.solution.rounds).max(),
        "arcs_p50": np.median(each(lambda one: one.solution.arcs)),
        "gap_arrival_pct": (np.median(arrival / cost) - 1) * 100,
        "gap_priority_pct": (np.median(priority / cost) - 1) * 100,
        "unmet_pct": each(lambda one: one.unmet_share).mean() * 100,
        "proved_optimal_share": each(lambda one: one.proved).mean(),
        "worse_seeds": int((np.minimum(arrival, priority) < cost).sum()),
    }
    return {f"{key}_{count}": round(float(value), 2) for key, value in told.items()}


def _timed(ask: Callable[[], T]) -> tuple[float, T]:
    began = perf_counter()
    answer = ask()
    return perf_counter() - began, answer
