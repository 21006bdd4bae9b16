"""Make up the roads, stations and teams of a county of which only the calls are known.

Roads are a grid over the whole county; stations stand where calls come from, and so do the teams.
What a drill there shows is how policies compare, not how soon that county's own teams come.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.teams import Team
from routing.geo import EARTH_RADIUS_M, Position
from routing.network import RoadNetwork
from simulators.city.apportion import apportion
from simulators.recorded import RecordedCall
from simulators.venue import CountyPlace, HamletPlace

SOURCE = "Chiyuan generated grid, not a map"
_M_PER_DEG = math.radians(EARTH_RADIUS_M)


def county_roads(
    county: CountyPlace | HamletPlace, bounds: tuple[float, float, float, float]
) -> RoadNetwork:
    """Return a grid of roads over bounds in degrees west, south, east and north.

    Every line both ways, with a node at each crossing; lengths are along the parallel and the
    meridian.
    """
    west, south, east, north = bounds
    lat_step = county.block_m / _M_PER_DEG
    lon_step = lat_step / math.cos(math.radians((south + north) / 2))
    lon = west + lon_step * np.arange(math.ceil((east - west) / lon_step) + 1)
    lat = south + lat_step * np.arange(math.ceil((north - south) / lat_step) + 1)
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(len(lon)), np.arange(len(lat))))
    node = np.arange(len(x))
    eastward, northward = node[x < len(lon) - 1], node[y < len(lat) - 1]
    tail = np.concatenate([eastward, northward])
    head = np.concatenate([eastward + 1, northward + len(lon)])
    metres = np.concatenate(
        [
            lon_step * _M_PER_DEG * np.cos(np.radians(lat[y[eastward]])),
            np.full(len(northward), county.block_m),
        ]
    )
    line = np.concatenate([y[eastward], x[northward]])
    is_highway = line % county.highway_every == 0
    kmh = np.where(is_highway, county.highway_kmh, county.street_kmh)
    highway = ["primary" if one else "tertiary" for one in is_highway.tolist()]
    return RoadNetwork.from_arcs(
        lon[x],
        lat[y],
        np.concatenate([tail, head]),
        np.concatenate([head, tail]),
        np.tile(metres, 2),
        np.tile(kmh, 2),
        highway=highway * 2,
        source=SOURCE,
    )


def county_places(county: CountyPlace, calls: Sequence[RecordedCall]) -> tuple[Place, ...]:
    """Return the county and, as towns, the townships of its calls, seated amid their calls."""
    root = Place(county.root, county.name, AdminLevel.CITY)
    return root, *(
        Place(
            code=code,
            name=code,
            admin_level=AdminLevel.TOWN,
            parent=county.root,
            position=_middle(np.array([_degrees(one) for one in of_town])),
        )
        for code, of_town in _by_township(calls).items()
    )


def county_teams(county: CountyPlace, calls: Sequence[RecordedCall]) -> tuple[Team, ...]:
    """Return the fleet at its stations; raises `ValueError` where a share has no calls to go by.

    Calls without a township count for none.
    """
    stations = _stations(county, calls)
    teams: list[Team] = []
    for share in county.fleet:
        weights = [sum(one.kind in share.kinds for one in served) for _, served in stations]
        if not any(weights):
            raise ValueError(f"fleet: no call is of the kinds of {share.name!r}")
        for (place_code, served), count in zip(
            stations, apportion(share.teams, weights).tolist(), strict=True
        ):
            station = _middle(np.array([_degrees(one) for one in served]))
            for _ in range(count):
                number = len(teams) + 1
                teams.append(
                    Team(
                        team_id=f"{share.name.upper()}-{number:03d}",
                        name=f"{share.name} {number}",
                        place_code=place_code,
                        station=station,
                        capabilities=share.capabilities,
                        people=1,  # teams are what is counted here
                    )
                )
    return tuple(teams)


def _stations(
    county: CountyPlace, calls: Sequence[RecordedCall]
) -> list[tuple[str, list[RecordedCall]]]:
    """Return each station's township and the calls it stands amid.

    Townships have stations in proportion to their calls; each divides its calls evenly.
    """
    towns = _by_township(calls)
    counts = apportion(county.stations, [len(served) for served in towns.values()])
    return [
        (code, part)
        for (code, served), count in zip(towns.items(), counts.tolist(), strict=True)
        if count
        for part in _split(served, count)
    ]


def _split(calls: list[RecordedCall], parts: int) -> list[list[RecordedCall]]:
    """Cut calls into parts of like number, each time across the longer side."""
    if parts == 1 or len(calls) < 2:
        return [calls]
    degrees = np.array([_degrees(one) for one in calls])
    stretch = np.ptp(degrees, axis=0) * (math.cos(math.radians(degrees[0, 1])), 1.0)
    order = np.argsort(degrees[:, int(np.argmax(stretch))], kind="stable").tolist()
    first = parts // 2
    cut = min(max(1, round(len(calls) * first / parts)), len(calls) - 1)
    one, other = order[:cut], order[cut:]
    return _split([calls[n] for n in one], first) + _split([calls[n] for n in other], parts - first)


def _by_township(calls: Sequence[RecordedCall]) -> dict[str, list[RecordedCall]]:
    towns: dict[str, list[RecordedCall]] = defaultdict(list)
    for call in calls:
        if call.place_code is not None:
            towns[call.place_code].append(call)
    return {code: towns[code] for code in sorted(towns)}


def _degrees(call: RecordedCall) -> tuple[float, float]:
    return call.position.lon, call.position.lat


def _middle(degrees: NDArray[np.float64]) -> Position:
    """Return the median: a stray row does not move it out of its township."""
    lon, lat = np.median(degrees, axis=0).tolist()
    return Position(lon=lon, lat=lat)
