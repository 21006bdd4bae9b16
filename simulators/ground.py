"""Lay the ground of a drill: its roads, how its area is founded, and what its record knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dispatch.assignment.roads import RoadDesk
from dispatch.domain.area import Area
from dispatch.domain.commands import EnrolTeams, FoundArea, RegisterPlaces
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.needs import NOT_SERVING
from dispatch.domain.places import AdminLevel
from dispatch.domain.places import Place as AdminPlace
from dispatch.domain.profile import Profile
from dispatch.domain.teams import Team
from dispatch.store.open import existing_store
from routing.build import import_roads
from routing.network import RoadNetwork
from simulators.call_mapping import load_mapping
from simulators.city.model import City
from simulators.county import county_places, county_roads, county_teams
from simulators.fleet import ALSO_CAN, Record, read_record
from simulators.founding import Handle, director, found_from_city
from simulators.hamlet import bounds_of, found_hamlet
from simulators.past import Past, read_past
from simulators.recorded import import_calls
from simulators.scenario import Scenario
from simulators.venue import CityPlace, CountyPlace, HamletPlace, LogPlace, StationsPlace

Found = Callable[[Handle], None]


@dataclass(frozen=True)
class Ground:
    """Where a drill runs. `found` founds the area through a door.

    `tops` are the places that all of it lies in, from the root down: whoever is of one of them is
    of the whole. `record` is what is known of a real fleet, None where there is none. `in_city`
    says that the metrics and hours of the profile hold on the roads. `past` is the stretch of a log
    that is branched: its area is there already.
    """

    root: str
    roads: RoadNetwork
    found: Found
    record: Record | None = None
    prefix: str = ""
    in_city: bool = False
    past: Past | None = None
    tops: tuple[str, ...] = ()

    def recorded_work(self, area: Area, instruction: Instruction) -> float | None:
        """Return the recorded seconds of work of an order, None where nothing is recorded.

        The first unit that serves a call works as long as the first of the record did, and so on.
        """
        if self.past is not None:
            return self.past.recorded_work(area, instruction)
        incident = area.incidents[instruction.incident_id]
        call = call_of(area, incident)
        if self.record is None or call not in self.record.kind_of_call:
            return None
        serving = [
            one
            for one in incident.instruction_ids
            if area.instructions[one].state not in NOT_SERVING
        ]
        return self.record.work_of(call, serving.index(instruction.instruction_id))


def desk_of(ground: Ground, profile: Profile) -> RoadDesk:
    """Return a drill's own desk over its roads, under its own measures.

    On roads elsewhere the speeds are the roads' own: what the profile assumes of its city would be
    laid over what was measured there.
    """
    rules = profile.roads if ground.in_city else None
    return RoadDesk(ground.roads, rules, max_off_road_m=profile.dispatch.max_off_road_m)


def tops_of(parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the places that all others lie in, from the root down, by the parent of each."""
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault(parent or "", []).append(code)
    tops: list[str] = []
    while len(only := below.get(tops[-1] if tops else "", [])) == 1:
        tops.append(only[0])
    return tuple(tops)


def call_of(area: Area, incident: Incident) -> str:
    """Return the number an incident has in the system its first report came from, or nothing."""
    return area.reports[incident.report_ids[0]].external_no


def lay_ground(scenario: Scenario, data_dir: Path | None, folder: Path = Path()) -> Ground:
    """Read or build what a scenario's place names; raises `ValueError` where it cannot.

    `folder` is where the scenario lies: mappings stand beside it.
    """
    if scenario.place.city is not None:
        return _city(scenario, scenario.place.city)
    if scenario.place.county is not None:
        return _county(scenario, scenario.place.county, data_dir, folder)
    if scenario.place.hamlet is not None:
        return _hamlet(scenario, scenario.place.hamlet)
    if scenario.place.log is not None:
        return _logged(scenario, scenario.place.log, folder)
    assert scenario.place.stations is not None  # noqa: S101 - a Place has exactly one
    return _stations(scenario, scenario.place.stations, data_dir)


def data_file(data_dir: Path | None, name: str) -> Path:
    """Return a file or folder of the data; raises `ValueError` saying what is missing."""
    if data_dir is None:
        raise ValueError(f"the drill reads {name}: say where the data is (--data)")
    path = data_dir / name
    if not path.exists():
        raise ValueError(f"{path}: there is no such file")
    return path


def _city(scenario: Scenario, place: CityPlace) -> Ground:
    city = _built(place)

    def found(handle: Handle) -> None:
        found_from_city(
            handle, city, name=scenario.name.zh, profile_id=scenario.profile, exercise=True
        )

    root = next(row.code for row in city.places if not row.parent)
    tops = tops_of({row.code: row.parent for row in city.places})
    return Ground(root=root, roads=city.roads, found=found, in_city=True, tops=tops)


@lru_cache(maxsize=1)
def _built(place: CityPlace) -> City:
    """Build a city once for all drills of a process: it takes seconds, and never changes."""
    from simulators.city.build import build_city  # what it is built with loads when it is wanted

    return build_city(place.name, place.seed)


def _logged(scenario: Scenario, place: LogPlace, folder: Path) -> Ground:
    begins_at = scenario.start_at
    ends_at = begins_at + scenario.duration_h * 3600
    with existing_store(place.database) as store:
        head = store.log.head(scenario.area_id)
    past = _past(place.database, scenario.area_id, head, begins_at, ends_at)
    if past.profile_id != scenario.profile:
        raise ValueError(f"profile: the log's is {past.profile_id}")
    if place.city is not None:
        roads = _built(place.city).roads
    else:
        assert place.roads is not None  # noqa: S101 - a LogPlace has exactly one
        roads = _saved_roads(folder / place.roads)

    def found(_handle: Handle) -> None:
        raise ValueError("place.log: a stretch of a log is branched, its area not founded anew")

    return Ground(root=past.root, roads=roads, found=found, in_city=True, past=past)


@lru_cache(maxsize=1)
def _past(database: str, area_id: str, _head: int, begins_at: float, ends_at: float) -> Past:
    """Read a stretch once for all cases of a process, as long as the log has not grown."""
    with existing_store(database) as store:
        return read_past(store.log, area_id, begins_at, ends_at)


@lru_cache(maxsize=1)
def _saved_roads(path: Path) -> RoadNetwork:
    return RoadNetwork.load(path)


def _hamlet(scenario: Scenario, place: HamletPlace) -> Ground:
    def found(handle: Handle) -> None:
        found_hamlet(handle, place, scenario.name.zh, scenario.profile)

    tops = (place.root, f"{place.root}C")
    return Ground(place.root, _hamlet_roads(place), found, in_city=True, tops=tops)


@lru_cache(maxsize=1)
def _hamlet_roads(place: HamletPlace) -> RoadNetwork:
    return county_roads(place, bounds_of(place))


def _county(scenario: Scenario, place: CountyPlace, data_dir: Path | None, folder: Path) -> Ground:
    recorded = scenario.calls.recorded
    assert recorded is not None  # noqa: S101 - a scenario in a county has a record
    mapping = load_mapping(folder / recorded.mapping)
    if mapping.bounds is None:
        raise ValueError(f"{folder / recorded.mapping}: bounds: say where the county lies")
    calls = import_calls(data_file(data_dir, recorded.file), mapping)
    places, teams = county_places(place, calls), county_teams(place, calls)

    def found(handle: Handle) -> None:
        by = director(place.root)
        handle(FoundArea(scenario.name.zh, place.root, scenario.profile, exercise=True), by)
        handle(RegisterPlaces(places), by)
        handle(EnrolTeams(teams), by)

    return Ground(place.root, county_roads(place, mapping.bounds), found)


def _stations(scenario: Scenario, place: StationsPlace, data_dir: Path | None) -> Ground:
    network, _report = import_roads(data_file(data_dir, place.roads))
    record = read_record(
        data_file(data_dir, place.stations),
        data_file(data_dir, place.responses),
        data_file(data_dir, place.calls),
    )

    def found(handle: Handle) -> None:
        by = director(place.root)
        begin = FoundArea(scenario.name.zh, place.root, scenario.profile, exercise=True)
        handle(begin, by)
        handle(RegisterPlaces(_places(place, record)), by)
        handle(EnrolTeams(_teams(place, record)), by)

    return Ground(place.root, network, found, record, place.prefix)


def _places(place: StationsPlace, record: Record) -> tuple[AdminPlace, ...]:
    """Return the city and, as a town each, the areas of its stations."""
    city = AdminPlace(place.root, place.name, AdminLevel.CITY)
    areas = sorted({*record.station_of_call.values()} | {one.number for one in record.stations})
    seats = {one.number: one.position for one in record.stations}
    return city, *(
        AdminPlace(
            code=f"{place.prefix}{number}",
            name=f"{place.name} {number}",
            admin_level=AdminLevel.TOWN,
            parent=place.root,
            position=seats.get(number),
        )
        for number in areas
    )


def _teams(place: StationsPlace, record: Record) -> tuple[Team, ...]:
    seats = {one.number: one.position for one in record.stations}
    return tuple(
        Team(
            team_id=unit.unit_id,
            name=f"{unit.unit_type.title()} {unit.unit_id}",
            place_code=f"{place.prefix}{unit.station}",
            station=seats[unit.station],
            capabilities=tuple(sorted({place.capability, *ALSO_CAN.get(unit.unit_type, ())})),
            people=1,  # the record counts units, not people
        )
        for unit in record.units
    )
