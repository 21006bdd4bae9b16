"""Import the roads of an OpenStreetMap extract, every point of a way becoming a node."""

from array import array
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.build.osm_tags import Driving, driving_of
from routing.build.report import Progress, RoadImportError
from routing.build.turn_bans import Restriction, banned_turns, restriction_of
from routing.distances import distances_m
from routing.network import RoadNetwork

ATTRIBUTION: Final = "© OpenStreetMap contributors, ODbL 1.0"

UNITS_PER_DEGREE: Final = 1e7
"""OSM files hold coordinates as whole ten-millionths of a degree."""


def import_osm(path: Path, progress: Progress) -> tuple[RoadNetwork, Counter[str]]:
    """Import an `.osm.pbf` file (or `.osm`, `.osm.gz`, `.osm.bz2`).

    Returns the network and why something was left out, and how often. Raises `RoadImportError`
    where the file cannot be read or has no road in it.
    """
    progress("reading ways")
    drawn = _read(path)
    if not drawn.ways:
        raise RoadImportError([f"{path}: no road that a vehicle can drive"])
    progress("joining ways into a network")
    node_ids, lon, lat, rows = _arcs(drawn)
    driving = [way.driving for way in drawn.ways]
    way_ids = np.fromiter((way.way_id for way in drawn.ways), np.int64, len(driving))
    forward = np.arange(len(rows.way)) < rows.forward_count
    length_m = distances_m(lon[rows.tail], lat[rows.tail], lon[rows.head], lat[rows.head])
    row_way_id = way_ids[rows.way]
    progress("reading banned turns")
    bans, unused = banned_turns(drawn.restrictions, node_ids, row_way_id, rows.tail, rows.head)
    progress("sorting arcs")
    network = RoadNetwork.from_arcs(
        lon,
        lat,
        rows.tail,
        rows.head,
        length_m,
        _by_direction(driving, "kmh", rows.way, forward),
        highway=[driving[way].highway for way in rows.way.tolist()],
        name=[driving[way].name for way in rows.way.tolist()],
        way_id=row_way_id,
        access=np.array([way.access for way in driving])[rows.way],
        speed_source=_by_direction(driving, "source", rows.way, forward).astype(np.uint8),
        turn_bans=bans,
        source=ATTRIBUTION,
    )
    return network, drawn.left_out + unused


class Way(NamedTuple):
    """A drivable way, or an unbroken piece of one."""

    way_id: int
    driving: Driving
    points: int


class Drawn(NamedTuple):
    """What the file holds: ways, and the points of all ways one after another."""

    ways: list[Way]
    node_id: "array[int]"
    lon_units: "array[int]"
    lat_units: "array[int]"
    restrictions: list[Restriction]
    left_out: Counter[str]


def _read(path: Path) -> Drawn:
    # Here and not above: asking travel times of a saved network needs no OSM reader.
    import osmium

    drawn = Drawn([], array("q"), array("i"), array("i"), [], Counter())
    kinds = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
    try:
        entities = osmium.FileProcessor(str(path), kinds).with_locations()
        entities.with_filter(osmium.filter.KeyFilter("highway", "restriction"))
        entities.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY | osmium.osm.RELATION))
        for entity in entities:
            if isinstance(entity, osmium.osm.Way):
                _add_way(drawn, entity)
            elif isinstance(entity, osmium.osm.Relation):
                _add_relation(drawn, entity)
    except RuntimeError as error:
        raise RoadImportError([f"{path}: {error}"]) from error
    return drawn


def _add_way(drawn: Drawn, way: Any) -> None:
    driving = driving_of({tag.k: tag.v for tag in way.tags})
    if driving is None:
        return
    points = 0
    for node in way.nodes:
        place = node.location
        if place.valid():
            drawn.node_id.append(node.ref)
            drawn.lon_units.append(place.x)
            drawn.lat_units.append(place.y)
            points += 1
            continue
        # An extract is cut along a border: what lies beyond is missing, and no road jumps over it.
        drawn.left_out["point of a way outside the extract"] += 1
        if points:
            drawn.ways.append(Way(way.id, driving, points))
        points = 0
    if points:
        drawn.ways.append(Way(way.id, driving, points))


def _add_relation(drawn: Drawn, relation: Any) -> None:
    tags = {tag.k: tag.v for tag in relation.tags}
    if tags.get("type") != "restriction":
        return
    found = restriction_of(tags, ((m.type, m.role, m.ref) for m in relation.members))
    if isinstance(found, str):
        drawn.left_out[found] += 1
    else:
        drawn.restrictions.append(found)


class Rows(NamedTuple):
    """Directed arcs: first `forward_count` driven as drawn, then those driven against it."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    way: NDArray[np.intp]
    forward_count: int


def _arcs(
    drawn: Drawn,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], Rows]:
    """Number the nodes in order of their OSM id, and make an arc of each step along a way."""
    ids = np.frombuffer(drawn.node_id, np.int64)
    node_ids, first_seen, node = np.unique(ids, return_index=True, return_inverse=True)
    lon = np.frombuffer(drawn.lon_units, np.int32)[first_seen].astype(np.float64)
    lat = np.frombuffer(drawn.lat_units, np.int32)[first_seen].astype(np.float64)
    way_of_point = np.repeat(np.arange(len(drawn.ways)), [way.points for way in drawn.ways])
    step = np.flatnonzero(way_of_point[1:] == way_of_point[:-1])
    way = way_of_point[step]
    forward = step[np.array([w.driving.forward for w in drawn.ways])[way]]
    backward = step[np.array([w.driving.backward for w in drawn.ways])[way]]
    rows = Rows(
        tail=np.concatenate([node[forward], node[backward + 1]]),
        head=np.concatenate([node[forward + 1], node[backward]]),
        way=np.concatenate([way_of_point[forward], way_of_point[backward]]),
        forward_count=len(forward),
    )
    return node_ids, lon / UNITS_PER_DEGREE, lat / UNITS_PER_DEGREE, rows


def _by_direction(
    driving: list[Driving], what: str, way: NDArray[np.intp], forward: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return `forward_…` or `backward_…` of each row's way, whichever way the row is driven."""
    as_drawn = np.array([getattr(one, f"forward_{what}") for one in driving])
    against = np.array([getattr(one, f"backward_{what}") for one in driving])
    return np.asarray(np.where(forward, as_drawn[way], against[way]), np.float64)
