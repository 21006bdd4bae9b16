"""Import roads from CSV tables: `nodes`, `edges`, and if there are any `geometry` and `turn_bans`.

The tables may be `.csv` or `.csv.gz`. It is all or nothing: one wrong row and nothing is
imported, with the line of every wrong row told.
"""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.build.csv_rows import Row, each_row, number, table_file
from routing.build.lines import Points, points_between
from routing.build.report import Progress, RoadImportError
from routing.build.road_classes import DEFAULT_SPEED_KMH, usual_access
from routing.geo import Position
from routing.metrics import TRAVELLERS
from routing.network import (
    FOOT,
    NO_LIMIT,
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    SPEED_FROM_TAG,
    VEHICLES,
    RoadNetwork,
)

NODE_COLUMNS: Final = ("node", "lon", "lat")
EDGE_COLUMNS: Final = ("u", "v", "length_m")
GEOMETRY_COLUMNS: Final = ("seg", "points")
BAN_COLUMNS: Final = ("edges",)
"""Columns a table must have. Understood in `edges` besides: edge (its name in `turn_bans`),
highway, speed_kmh, speed_src, access, foot, maxweight_t, maxheight_m, name, way, seg and dir; in
`turn_bans` binds (such as `motorcar hgv`; vehicles, where it is not given)."""

SPEED_SOURCES: Final = {
    "": SPEED_FROM_SOURCE,
    "source": SPEED_FROM_SOURCE,
    "tag": SPEED_FROM_TAG,
    "default": SPEED_FROM_CLASS,
}
OPEN_ACCESS: Final = {"", "yes", "permissive", "designated", "public", "destination"}


class Edge(NamedTuple):
    """One row of `edges`: a directed arc."""

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


def import_csv(folder: Path, progress: Progress) -> tuple[RoadNetwork, Counter[str]]:
    """Import the tables of a folder.

    Returns the network and, as every importer does, what was left out: here never anything.
    Raises `RoadImportError` with the file and line of every wrong row.
    """
    problems: list[str] = []
    progress("reading nodes")
    numbers: dict[str, int] = {}
    places: list[Position] = []

    def add_node(row: Row) -> None:
        place = Position(lon=number(row, "lon"), lat=number(row, "lat"))
        if row["node"] in numbers:
            raise ValueError(f"node {row['node']} is there twice")
        numbers[row["node"]] = len(places)
        places.append(place)

    each_row(folder, "nodes", NODE_COLUMNS, add_node, problems)
    progress("reading geometry")
    shapes: dict[str, Points] = {}
    if table_file(folder, "geometry").exists():
        each_row(
            folder,
            "geometry",
            GEOMETRY_COLUMNS,
            lambda row: shapes.__setitem__(row["seg"], _points(row["points"])),
            problems,
        )
    progress("reading edges")
    edges: list[Edge] = []
    row_of_edge: dict[str, int] = {}

    def add_edge(row: Row) -> None:
        edge = _edge(row, numbers, places, shapes)
        if name := row.get("edge", ""):
            if name in row_of_edge:
                raise ValueError(f"edge {name} is there twice")
            row_of_edge[name] = len(edges)
        edges.append(edge)

    each_row(folder, "edges", EDGE_COLUMNS, add_edge, problems)
    bans: list[tuple[list[int], int]] = []
    if not problems and table_file(folder, "turn_bans").exists():
        progress("reading banned turns")
        each_row(
            folder,
            "turn_bans",
            BAN_COLUMNS,
            lambda row: bans.append(_ban(row, row_of_edge, edges)),
            problems,
        )
    if not problems and not places:
        problems.append(f"{table_file(folder, 'nodes')}: no nodes")
    if problems:
        raise RoadImportError(problems)
    progress("sorting arcs")
    return _network(folder.name, places, edges, bans), Counter()


def _network(
    source: str, places: list[Position], edges: list[Edge], bans: list[tuple[list[int], int]]
) -> RoadNetwork:
    def each(field: str, dtype: Any) -> NDArray[Any]:
        return np.array([getattr(edge, field) for edge in edges], dtype)

    return RoadNetwork.from_arcs(
        np.array([place.lon for place in places]),
        np.array([place.lat for place in places]),
        each("tail", np.int64),
        each("head", np.int64),
        each("length_m", np.float64),
        each("speed_kmh", np.float64),
        highway=[edge.highway for edge in edges],
        name=[edge.name for edge in edges],
        way_id=each("way_id", np.int64),
        access=each("access", np.uint8),
        max_mass_t=each("max_mass_t", np.float32),
        max_height_m=each("max_height_m", np.float32),
        speed_source=each("speed_source", np.uint8),
        shapes={row: edge.shape for row, edge in enumerate(edges) if edge.shape is not None},
        turn_bans=[rows for rows, _binds in bans],
        ban_binds=np.array([binds for _rows, binds in bans], np.uint8),
        source=source,
    )


def _edge(
    row: Row, numbers: dict[str, int], places: list[Position], shapes: dict[str, Points]
) -> Edge:
    for end in ("u", "v"):
        if row[end] not in numbers:
            raise ValueError(f"{end} is node {row[end] or '(empty)'}, which is not in nodes")
    length_m, highway = number(row, "length_m"), row.get("highway", "")
    if length_m < 0:
        raise ValueError(f"length_m is {row['length_m']}, below zero")
    speed_kmh, speed_source = _speed(row, highway)
    way, tail, head = row.get("way", ""), numbers[row["u"]], numbers[row["v"]]
    return Edge(
        tail=tail,
        head=head,
        length_m=length_m,
        speed_kmh=speed_kmh,
        speed_source=speed_source,
        highway=highway,
        name=row.get("name", ""),
        way_id=int(way) if way else 0,
        access=_access(row, highway),
        max_mass_t=_limit(row, "maxweight_t"),
        max_height_m=_limit(row, "maxheight_m"),
        shape=_shape(row, shapes, places[tail], places[head]),
    )


def _access(row: Row, highway: str) -> int:
    """Return the access bits: the class's own, but for `foot`; by permission unless it is open."""
    access = usual_access(highway)
    if foot := row.get("foot", ""):
        if foot not in ("yes", "no"):
            raise ValueError(f"foot is {foot}, not yes or no")
        access = access | FOOT if foot == "yes" else access & ~FOOT
    return access if row.get("access", "") in OPEN_ACCESS else access | PRIVATE


def _limit(row: Row, column: str) -> float:
    if not row.get(column):
        return NO_LIMIT
    limit = number(row, column)
    if limit <= 0:
        raise ValueError(f"{column} is {row[column]}, not above zero")
    return limit


def _ban(row: Row, row_of_edge: dict[str, int], edges: list[Edge]) -> tuple[list[int], int]:
    """Return the edges of a banned turn, which follow one another, and whom it binds."""
    names = row["edges"].split()
    for name in names:
        if name not in row_of_edge:
            raise ValueError(f"edge {name} is not in edges")
    rows = [row_of_edge[name] for name in names]
    if len(rows) < 2:
        raise ValueError(f"{len(rows)} edges, a turn has two or more")
    for (one, before), (other, after) in pairwise(zip(names, rows, strict=True)):
        if edges[before].head != edges[after].tail:
            raise ValueError(f"edge {other} does not begin where edge {one} ends")
    binds = 0
    for traveller in row.get("binds", "").split():
        if traveller not in TRAVELLERS:
            raise ValueError(f"binds {traveller}, who is not one of {', '.join(TRAVELLERS)}")
        binds |= TRAVELLERS[traveller]
    return rows, binds or VEHICLES


def _speed(row: Row, highway: str) -> tuple[float, int]:
    if not row.get("speed_kmh"):
        if highway not in DEFAULT_SPEED_KMH:
            raise ValueError(f"no speed_kmh, and no default for highway {highway or '(empty)'}")
        return DEFAULT_SPEED_KMH[highway], SPEED_FROM_CLASS
    speed_kmh = number(row, "speed_kmh")
    if speed_kmh <= 0:
        raise ValueError(f"speed_kmh is {row['speed_kmh']}, not above zero")
    source = row.get("speed_src", "")
    if source not in SPEED_SOURCES:
        raise ValueError(f"speed_src is {source}, not one of tag, source, default")
    return speed_kmh, SPEED_SOURCES[source]


def _shape(row: Row, shapes: dict[str, Points], tail: Position, head: Position) -> Points | None:
    """Return the points between the two ends of an edge, in the direction it is driven."""
    line = shapes.get(row.get("seg", ""))
    if line is None:
        return None
    direction = row.get("dir") or "1"
    if direction not in ("1", "-1"):
        raise ValueError(f"dir is {direction}, not 1 or -1")
    driven = line if direction == "1" else line[::-1]
    return points_between(driven, tail, head, f"the line of seg {row['seg']}")


def _points(text: str) -> Points:
    pairs = [pair.split() for pair in text.split(";")]
    places = [Position(lon=float(lon), lat=float(lat)) for lon, lat in pairs]
    return np.array([(place.lon, place.lat) for place in places])
