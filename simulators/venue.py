"""Say where a drill runs: a city, real roads with stations, a county, a hamlet, or a log."""

from typing import Literal

import msgspec


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a scenario; an unknown field is a mistake."""


class CityPlace(Strict, frozen=True):
    """A generated city, by name and seed."""

    name: str
    seed: int = 1


class StationsPlace(Strict, frozen=True):
    """Real roads, stations and a fleet read off a record; paths are below the data folder.

    `prefix` goes before a station's number to make its place code. `capability` is the one the
    recorded demand counts: every unit has it.
    """

    root: str
    name: str
    roads: str
    stations: str
    responses: str
    calls: str
    prefix: str
    capability: str = "RESCUE"


class FleetShare(Strict, frozen=True):
    """So many teams of one sort; they stand where the recorded calls of `kinds` come from."""

    name: str
    capabilities: tuple[str, ...]
    teams: int
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.teams < 1 or not self.capabilities or not self.kinds:
            raise ValueError("fleet: one team or more, who can do something, for some kind of call")


class CountyPlace(Strict, frozen=True):
    """A county of which nothing is known but its recorded calls: roads and stations are made up.

    The roads are a grid over the bounds of the record's mapping, a street every `block_m` metres
    and a highway every `highway_every` streets. `stations` are shared out among the townships by
    their calls, and the `fleet` among the stations likewise.
    """

    root: str
    name: str
    stations: int
    fleet: tuple[FleetShare, ...]
    block_m: float = 500.0
    highway_every: int = 4
    street_kmh: float = 40.0
    highway_kmh: float = 70.0

    def __post_init__(self) -> None:
        if self.stations < 1 or not self.fleet:
            raise ValueError("county: one station at least, and a fleet")
        _check_grid("county", self)


class HamletPlace(Strict, frozen=True):
    """A made-up district of two towns, small enough for a drill of a fraction of a second.

    Its first village lies at `lon` and `lat`, the others east and north of it.
    """

    root: str = "H"
    lon: float = 109.0
    lat: float = 34.0
    block_m: float = 500.0
    highway_every: int = 4
    street_kmh: float = 40.0
    highway_kmh: float = 70.0

    def __post_init__(self) -> None:
        _check_grid("hamlet", self)


def _check_grid(place: str, grid: CountyPlace | HamletPlace) -> None:
    if grid.block_m < 100 or grid.highway_every < 1:
        raise ValueError(f"{place}: block_m is 100 or more, highway_every 1 or more")
    if not (0 < grid.street_kmh < 200 and 0 < grid.highway_kmh < 200):
        raise ValueError(f"{place}: street_kmh and highway_kmh lie between 0 and 200")


class LogPlace(Strict, frozen=True):
    """Where the log of an area, the scenario's `area_id`, left it at the scenario's start.

    `database` is the log's, as everywhere; `roads` a file of `chiyuan roads import` or of a built
    city, beside the scenario, or `city` the generated one. With `behaviour: log` crews and officers
    are as the log has them, with `scenario` as the scenario says.
    """

    database: str
    roads: str | None = None
    city: CityPlace | None = None
    behaviour: Literal["log", "scenario"] = "log"

    def __post_init__(self) -> None:
        if (self.roads is None) == (self.city is None):
            raise ValueError("log: give exactly one of roads and city")


class Place(Strict, frozen=True):
    """Where the drill runs: a generated city, real roads with stations, a county of which only the
    calls are known, a made-up hamlet, or where a log left its area. Exactly one.
    """

    city: CityPlace | None = None
    stations: StationsPlace | None = None
    county: CountyPlace | None = None
    hamlet: HamletPlace | None = None
    log: LogPlace | None = None

    def __post_init__(self) -> None:
        places = (self.city, self.stations, self.county, self.hamlet, self.log)
        if len([one for one in places if one is not None]) != 1:
            raise ValueError("give exactly one of city, stations, county, hamlet and log")
