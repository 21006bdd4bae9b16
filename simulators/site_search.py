"""Ask the siting models about a drill: its calls, its fleet, its roads, where one could stand."""

from pathlib import Path

import numpy as np

from dispatch.domain.area import Area
from dispatch.engine.clock import SimulatedClock
from dispatch.engine.engine import Engine
from dispatch.engine.positions import Positions
from dispatch.profile.loader import load_profile
from dispatch.store.memory_log import MemoryLog
from routing.geo import Position
from simulators.cast import plan_calls
from simulators.chance import Chance
from simulators.ground import desk_of, lay_ground
from simulators.scenario import Scenario, drilled
from simulators.siting import Site, Sited, mexclp, p_median
from simulators.stage import Stage
from simulators.venue import Strict

MOST_CALLS = 1_500  # more are thinned evenly: the models then prove their answer within seconds
NEVER_S = 1e6


class Siting(Strict, frozen=True):
    """A question where so many more teams should stand.

    `sites` is how many places amid the calls are looked at besides the stations there are. `busy`
    is the share of time a team is busy, `standard_s` within what drive a call counts as covered.
    """

    teams: int = 1
    capability: str = "RESCUE"
    sites: int = 60
    busy: float = 0.2
    standard_s: float = 240.0

    def __post_init__(self) -> None:
        if self.teams < 1 or self.sites < 0 or not 0 <= self.busy < 1 or self.standard_s <= 0:
            raise ValueError("siting: teams 1 or more, busy a share, standard_s above 0")


def find_sites(
    scenario: Scenario, siting: Siting, folder: Path, data_dir: Path | None
) -> tuple[Sited, Sited]:
    """Return what the p-median and MEXCLP choose for a drill; raises ValueError."""
    ground = lay_ground(scenario, data_dir, folder)
    profile = drilled(load_profile(scenario.profile), scenario.policy)
    clock = SimulatedClock(scenario.start_at)
    engine = Engine(scenario.area_id, MemoryLog(), profile, clock)
    ground.found(engine.handle)
    area, desk = engine.area, desk_of(ground, profile)
    stage = Stage(
        engine.handle, lambda: area, profile, clock, desk, Positions(), Chance(scenario.seed)
    )
    reports = plan_calls(scenario, folder, data_dir, stage, area, scenario.start_at).reports
    calls = [one.report.position for one in reports]
    calls = calls[:: max(1, -(-len(calls) // MOST_CALLS))]
    roads = desk.now
    nodes = roads.nodes_of(calls)
    calls = [one for one, node in zip(calls, nodes.tolist(), strict=True) if node >= 0]
    goals = nodes[nodes >= 0]
    teams = [one for one in area.teams.values() if siting.capability in one.capabilities]
    if not teams or not calls:
        raise ValueError(f"siting: no calls, or no team can do {siting.capability}")
    stations: dict[Position, int] = {}
    for one in teams:
        stations[one.station] = stations.get(one.station, 0) + 1
    standing = roads.nodes_of(list(stations))
    have_s = _seconds(roads.table(standing, goals))
    sites = _sites(area, calls, list(stations), siting.sites)
    drive_s = _seconds(roads.table(roads.nodes_of([Position(s.lon, s.lat) for s in sites]), goals))
    counts = np.array(list(stations.values()), np.int64)
    covers = (counts[:, None] * (have_s <= siting.standard_s)).sum(axis=0)
    within = drive_s <= siting.standard_s
    return (
        p_median(have_s.min(axis=0), drive_s, sites, siting.teams),
        mexclp(covers, within, siting.busy, sites, siting.teams),
    )


def _seconds(table_ms: np.typing.NDArray[np.int32]) -> np.typing.NDArray[np.float64]:
    seconds = table_ms / 1000.0
    return np.where(seconds > NEVER_S, NEVER_S, seconds)


def _sites(area: Area, calls: list[Position], stations: list[Position], amid: int) -> list[Site]:
    """Return the stations, and places amid the calls that are far from each other."""
    spots = [("station", one) for one in stations]
    points = np.array([(one.lon, one.lat) for one in calls])
    scale = np.array([np.cos(np.radians(points[:, 1].mean())), 1.0])
    taken = np.array([(one.lon, one.lat) for one in stations])
    away = np.min(np.linalg.norm((points[:, None, :] - taken[None, :, :]) * scale, axis=2), axis=1)
    for _ in range(min(amid, len(calls))):
        far = int(np.argmax(away))  # the call farthest from all sites so far
        if away[far] <= 0:
            break
        spots.append(("amid calls", calls[far]))
        away = np.minimum(away, np.linalg.norm((points - points[far]) * scale, axis=1))
    places = [one for one in area.places.values() if one.position is not None]
    sites = []
    for number, (what, spot) in enumerate(spots, 1):
        near = min(
            places,
            key=lambda one: (
                (one.position.lon - spot.lon) ** 2 + (one.position.lat - spot.lat) ** 2,  # type: ignore[union-attr]
                one.code,
            ),
        )
        sites.append(Site(f"{what} {number}", near.code, spot.lon, spot.lat))
    return sites
