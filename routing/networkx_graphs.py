"""Turn a road network into a NetworkX graph as OSMnx makes them, and such a graph into a network.

Nodes have `x` and `y`; edges have OSMnx's `osmid`, `name`, `highway`, `oneway`, `length` (metres),
`maxspeed`, `speed_kph` and `geometry`, and beside them the OSM keys that say who may use an arc
(`motorcar`, `hgv`, `emergency`, `foot`, `maxweight`, `maxheight`) where its class does not. OSMnx
has no place for banned turns: they are lost on the way.
"""

from ast import literal_eval
from collections import Counter
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np

from routing.build.lines import Points, points_between
from routing.build.osm_access import ACCESS_KEYS, describe_access, permitted
from routing.build.osm_limits import (
    HEIGHT_KEYS,
    MASS_KEYS,
    mass_and_height,
    speed_limit_kmh,
)
from routing.build.report import MOST_PROBLEMS, OSM_ATTRIBUTION, Progress, RoadImportError
from routing.build.road_classes import DEFAULT_SPEED_KMH, usual_access
from routing.geo import Position
from routing.network import (
    AGAINST_ONE_WAY,
    NO_LIMIT,
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    SPEED_FROM_TAG,
    RoadNetwork,
    by_rule,
)

if TYPE_CHECKING:
    from networkx import MultiDiGraph

CRS: Final = "epsg:4326"
TAG_KEYS: Final = {
    *("highway", "service", "motorroad"),
    *(key for keys in ACCESS_KEYS.values() for key in keys),
    *MASS_KEYS,
    *HEIGHT_KEYS,
}
"""Attributes of an edge that are read as OSM tags."""


def to_networkx(network: RoadNetwork) -> "MultiDiGraph[int]":
    """Return a graph of all nodes, by their numbers, and all arcs, each with its number as `arc`.

    Arcs for feet alone and arcs against a one-way street (`against_one_way` is True) are in it
    too: leave out those that whoever travels may not use.
    """
    from networkx import MultiDiGraph

    graph: MultiDiGraph[int] = MultiDiGraph(crs=CRS, source=network.source)
    places = zip(network.lon.tolist(), network.lat.tolist(), strict=True)
    graph.add_nodes_from((node, {"x": x, "y": y}) for node, (x, y) in enumerate(places))
    ruled = by_rule(network.access)
    ends = list(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    driven = {ends[arc] for arc in np.flatnonzero(ruled).tolist()}
    for arc, (tail, head) in enumerate(ends):
        two_way = (head, tail) in driven or not ruled[arc]
        attributes = {"arc": arc, "oneway": not two_way, **_attributes(network, arc)}
        graph.add_edge(tail, head, **attributes)
    return graph


def from_networkx(graph: "MultiDiGraph[Any]") -> RoadNetwork:
    """Return the network of a graph with OSMnx's attributes; nodes and edges keep their order.

    Where OSMnx merged edges an attribute is a list: its first value counts, of speeds the lowest.
    An edge is for those who usually use its class unless its tags say otherwise, and closed edges
    are left out. Raises `RoadImportError` with every wrong node and edge.
    """
    return _imported(graph)[0]


def import_graphml(path: Path, progress: Progress) -> tuple[RoadNetwork, Counter[str]]:
    """Import a file written by `osmnx.save_graphml`; also return what was left out.

    Raises `RoadImportError` where it is no such file, or with every wrong node and edge.
    """
    from xml.etree.ElementTree import ParseError

    from networkx import NetworkXError, read_graphml

    progress("reading the graph")
    try:
        graph = cast("MultiDiGraph[str]", read_graphml(path, force_multigraph=True))
    except (ParseError, NetworkXError, KeyError, ValueError, OSError) as error:
        raise RoadImportError([f"{path}: {error}"]) from error
    for _tail, _head, attributes in graph.edges(data=True):
        for name, value in attributes.items():
            attributes[name] = _unquoted(value)
    progress("sorting arcs")
    return _imported(graph)


def _attributes(network: RoadNetwork, arc: int) -> dict[str, Any]:
    """Return what is known of an arc, under OSMnx's names; what is not known is not there."""
    highway = network.highway_classes[network.highway[arc]]
    speed_kmh, access = network.speed_kmh[arc], int(network.access[arc])
    known: dict[str, Any] = {
        "osmid": int(network.way_id[arc]) or None,
        "name": network.names[network.name[arc]] or None,
        "highway": highway or None,
        "length": float(network.length_m[arc]),
        "speed_kph": float(speed_kmh),
        "geometry": _line(network, arc),
    }
    if network.speed_source[arc] == SPEED_FROM_TAG:
        known["maxspeed"] = str(speed_kmh)
    if access & ~AGAINST_ONE_WAY != usual_access(highway):
        known |= describe_access(access)
    if access & AGAINST_ONE_WAY:
        known["against_one_way"] = True
    for key, limit in (("maxweight", network.max_mass_t), ("maxheight", network.max_height_m)):
        if limit[arc] != NO_LIMIT:
            known[key] = str(limit[arc])
    return {name: value for name, value in known.items() if value is not None}


def _line(network: RoadNetwork, arc: int) -> Any:
    """Return an arc that bends as a shapely line from node to node, or None."""
    points = slice(int(network.shape_first[arc]), int(network.shape_first[arc + 1]))
    if points.start == points.stop:
        return None
    from shapely import LineString

    ends = network.tail[arc], network.head[arc]
    lon, lat = (
        np.concatenate([[at[ends[0]]], bends[points], [at[ends[1]]]])
        for at, bends in ((network.lon, network.shape_lon), (network.lat, network.shape_lat))
    )
    return LineString(np.column_stack([lon, lat]))


class _Arc(NamedTuple):
    """One row of the network to be."""

    tail: int
    head: int
    length_m: float
    speed_kmh: float
    speed_source: int
    highway: str
    name: str
    way_id: int
    access: int
    max_mass_t: float
    max_height_m: float
    shape: Points | None


def _imported(graph: "MultiDiGraph[Any]") -> tuple[RoadNetwork, Counter[str]]:
    problems: list[str] = []
    if not (graph.is_directed() and graph.is_multigraph()):
        problems.append("the graph is no MultiDiGraph: each direction of a street is an edge")
    if str(graph.graph.get("crs", CRS)).lower() != CRS:
        problems.append(f"the graph is in {graph.graph['crs']}, not {CRS}: unproject it first")
    if not graph.number_of_nodes():
        problems.append("the graph has no nodes")
    numbers: dict[Hashable, int] = {node: number for number, node in enumerate(graph.nodes)}
    places: dict[Hashable, Position] = {}
    arcs: list[_Arc] = []
    left_out: Counter[str] = Counter()
    for node, attributes in graph.nodes(data=True):
        try:
            places[node] = Position(_number(attributes, "x"), _number(attributes, "y"))
        except ValueError as error:
            problems.append(f"node {node}: {error}")
    for tail, head, edge in () if problems else graph.edges(data=True):
        try:
            found = _arcs(edge, numbers[tail], numbers[head], places[tail], places[head])
        except ValueError as error:
            problems.append(f"edge {tail} to {head}: {error}")
            continue
        arcs += found
        left_out["edge that nobody may use"] += not found
    if problems:
        more = ["… and more"] if len(problems) > MOST_PROBLEMS else []
        raise RoadImportError(problems[:MOST_PROBLEMS] + more)
    made_by_osmnx = str(graph.graph.get("created_with", "")).startswith("OSMnx")
    source = graph.graph.get("source", OSM_ATTRIBUTION if made_by_osmnx else "")
    return _network(list(places.values()), arcs, str(source)), +left_out


def _network(places: list[Position], arcs: list[_Arc], source: str) -> RoadNetwork:
    columns: dict[str, list[Any]] = {
        name: [getattr(arc, name) for arc in arcs] for name in _Arc._fields
    }
    shapes = columns.pop("shape")
    tail, head = (np.array(columns.pop(name), np.int64) for name in ("tail", "head"))
    return RoadNetwork.from_arcs(
        [place.lon for place in places],
        [place.lat for place in places],
        tail,
        head,
        **columns,
        shapes={row: shape for row, shape in enumerate(shapes) if shape is not None},
        source=source,
    )


def _arcs(
    edge: Mapping[str, Any], tail: int, head: int, begin: Position, end: Position
) -> list[_Arc]:
    """Return the arc of an edge; two, where only some need a permission, and none if it is closed.

    Raises `ValueError` saying what is wrong with the edge.
    """
    tags = {key: str(_first(edge[key])) for key in TAG_KEYS & edge.keys()}
    highway = tags.get("highway", "")
    length_m = _number(edge, "length")
    if length_m < 0:
        raise ValueError(f"length is {length_m}, below zero")
    speed_kmh, speed_source = _speed(edge, highway)
    max_mass_t, max_height_m = mass_and_height(tags)
    way_id = str(_first(edge.get("osmid", 0)))
    arc = _Arc(
        tail=tail,
        head=head,
        length_m=length_m,
        speed_kmh=speed_kmh,
        speed_source=speed_source,
        highway=highway,
        name=str(_first(edge.get("name")) or ""),
        way_id=int(way_id) if way_id.lstrip("-").isdecimal() else 0,
        access=0,
        max_mass_t=max_mass_t,
        max_height_m=max_height_m,
        shape=_shape(edge, begin, end),
    )
    freely, by_permission = permitted(tags, usual_access(highway))
    against = AGAINST_ONE_WAY if str(edge.get("against_one_way")) == "True" else 0
    return [
        arc._replace(access=who | bits | against)
        for who, bits in ((freely, 0), (by_permission, PRIVATE))
        if who
    ]


def _speed(edge: Mapping[str, Any], highway: str) -> tuple[float, int]:
    given = edge.get("maxspeed", "")
    limit = speed_limit_kmh(";".join(map(str, given if isinstance(given, list) else [given])))
    default = DEFAULT_SPEED_KMH.get(highway)
    if "speed_kph" in edge:
        speed_kmh = _number(edge, "speed_kph")
        if speed_kmh <= 0:
            raise ValueError(f"speed_kph is {speed_kmh}, not above zero")
        assumed = SPEED_FROM_CLASS if speed_kmh == default else SPEED_FROM_SOURCE
        return speed_kmh, assumed if limit is None else SPEED_FROM_TAG
    if limit is not None:
        return limit, SPEED_FROM_TAG
    if default is None:
        known = f"no default for highway {highway or '(empty)'}"
        raise ValueError(f"no speed_kph, no maxspeed that is a number, and {known}")
    return default, SPEED_FROM_CLASS


def _shape(edge: Mapping[str, Any], begin: Position, end: Position) -> Points | None:
    line = edge.get("geometry")
    if line is None:
        return None
    import shapely

    try:
        drawn = shapely.from_wkt(line) if isinstance(line, str) else line
    except shapely.errors.GEOSException:
        raise ValueError(f"geometry is {line}, not a line") from None
    if not isinstance(drawn, shapely.LineString) or drawn.is_empty:
        raise ValueError(f"geometry is {line}, not a line")
    return points_between(shapely.get_coordinates(drawn), begin, end, "its geometry")


def _number(attributes: Mapping[str, Any], name: str) -> float:
    value = attributes.get(name)
    try:
        number = float(value)  # type: ignore[arg-type]  # whatever it is, it is tried
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {'missing' if value is None else value}") from None
    if not np.isfinite(number):
        raise ValueError(f"{name} is {value}, not a number")
    return number


def _first(value: Any) -> Any:
    """Return the first of several values, or the only one."""
    if isinstance(value, list | tuple):
        return value[0] if value else None
    return value


def _unquoted(value: Any) -> Any:
    """Return a list that OSMnx wrote as text as the list it was, and anything else as it is."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            return literal_eval(value)
        except (ValueError, SyntaxError):
            return value
    return value
