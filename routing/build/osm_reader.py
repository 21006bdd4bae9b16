"""Read from an OSM file what matters on a road: ways with their points, barriers, restrictions."""

from array import array
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from routing.build.osm_barriers import Barriers
from routing.build.osm_limits import unread_limits
from routing.build.osm_tags import Travel, travel_of
from routing.build.report import RoadImportError
from routing.build.restrictions import Restriction, restrictions_of


class Way(NamedTuple):
    """A way somebody can use, or an unbroken piece of one."""

    way_id: int
    travel: Travel
    points: int


class Drawn(NamedTuple):
    """What the file holds: ways, and the points of all ways one after another."""

    ways: list[Way]
    node_id: "array[int]"
    lon_units: "array[int]"
    lat_units: "array[int]"
    barriers: Barriers
    restrictions: list[Restriction]
    left_out: Counter[str]


def read_osm(path: Path) -> Drawn:
    """Read an `.osm.pbf` file (or `.osm`, `.osm.gz`, `.osm.bz2`), nodes before ways.

    Raises `RoadImportError` where the file cannot be read.
    """
    # Here and not above: asking travel times of a saved network needs no OSM reader.
    import osmium

    drawn = Drawn([], array("q"), array("i"), array("i"), Barriers(), [], Counter())
    kinds = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
    try:
        entities = osmium.FileProcessor(str(path), kinds).with_locations()
        # Relations are found by `type`, since not all have a plain `restriction`.
        entities.with_filter(osmium.filter.KeyFilter("highway", "barrier", "type"))
        for entity in entities:
            if isinstance(entity, osmium.osm.Way):
                _add_way(drawn, entity)
            elif isinstance(entity, osmium.osm.Relation):
                _add_relation(drawn, entity)
            elif "barrier" in entity.tags:
                drawn.barriers.add(entity.id, {tag.k: tag.v for tag in entity.tags})
    except RuntimeError as error:
        raise RoadImportError([f"{path}: {error}"]) from error
    return drawn


def _add_way(drawn: Drawn, way: Any) -> None:
    tags = {tag.k: tag.v for tag in way.tags}
    travel = travel_of(tags)
    if travel is None:
        return
    if unread := unread_limits(tags):
        drawn.left_out["limit of mass or height that cannot be read"] += unread
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
            drawn.ways.append(Way(way.id, travel, points))
        points = 0
    if points:
        drawn.ways.append(Way(way.id, travel, points))


def _add_relation(drawn: Drawn, relation: Any) -> None:
    tags = {tag.k: tag.v for tag in relation.tags}
    if tags.get("type") != "restriction":
        return
    found = restrictions_of(tags, [(m.type, m.role, m.ref) for m in relation.members])
    if isinstance(found, str):
        drawn.left_out[found] += 1
    else:
        drawn.restrictions.extend(found)
