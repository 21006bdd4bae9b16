"""Import roads from CSV tables: `nodes`, `edges` and, where arcs bend, `geometry`.

The tables may be `.csv` or `.csv.gz`. It is all or nothing: one wrong row and nothing is
imported, with the line of every wrong row told.
"""

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.build.report import MOST_PROBLEMS, Progress, RoadImportError
from routing.build.road_classes import DEFAULT_SPEED_KMH
from routing.geo import Position, distance_m
from routing.network import (
    ANYBODY,
    PRIVATE,
    SPEED_FROM_CLASS,
    SPEED_FROM_SOURCE,
    SPEED_FROM_TAG,
    RoadNetwork,
)

NODE_COLUMNS: Final = ("node", "lon", "lat")
EDGE_COLUMNS: Final = ("u", "v", "length_m")
GEOMETRY_COLUMNS: Final = ("seg", "points")
"""Columns a table must have. Understood in `edges` besides: highway, speed_kmh, speed_src, access,
name, way, seg and dir."""

SPEED_SOURCES: Final = {
    "": SPEED_FROM_SOURCE,
    "source": SPEED_FROM_SOURCE,
    "tag": SPEED_FROM_TAG,
    "default": SPEED_FROM_CLASS,
}
OPEN_ACCESS: Final = {"", "yes", "permissive", "designated", "public", "destination"}

ENDS_MEET_M: Final = 50.0
"""A line may be drawn more coarsely than its nodes; further off it belongs to another edge, or is
drawn the other way round."""

Row = Mapping[str, str]
Points = NDArray[np.float64]


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
        place = Position(lon=_number(row, "lon"), lat=_number(row, "lat"))
        if row["node"] in numbers:
            raise ValueError(f"node {row['node']} is there twice")
        numbers[row["node"]] = len(places)
        places.append(place)

    _each_row(folder, "nodes", NODE_COLUMNS, add_node, problems)
    progress("reading geometry")
    shapes: dict[str, Points] = {}
    if _table(folder, "geometry").exists():
        _each_row(
            folder,
            "geometry",
            GEOMETRY_COLUMNS,
            lambda row: shapes.__setitem__(row["seg"], _points(row["points"])),
            problems,
        )
    progress("reading edges")
    edges: list[Edge] = []
    _each_row(
        folder,
        "edges",
        EDGE_COLUMNS,
        lambda row: edges.append(_edge(row, numbers, places, shapes)),
        problems,
    )
    if not problems and not places:
        problems.append(f"{_table(folder, 'nodes')}: no nodes")
    if problems:
        raise RoadImportError(problems)
    progress("sorting arcs")
    return _network(folder.name, places, edges), Counter()


def _network(source: str, places: list[Position], edges: list[Edge]) -> RoadNetwork:
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
        speed_source=each("speed_source", np.uint8),
        shapes={row: edge.shape for row, edge in enumerate(edges) if edge.shape is not None},
        source=source,
    )


def _edge(
    row: Row, numbers: dict[str, int], places: list[Position], shapes: dict[str, Points]
) -> Edge:
    for end in ("u", "v"):
        if row[end] not in numbers:
            raise ValueError(f"{end} is node {row[end] or '(empty)'}, which is not in nodes")
    length_m, highway = _number(row, "length_m"), row.get("highway", "")
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
        access=ANYBODY if row.get("access", "") in OPEN_ACCESS else ANYBODY | PRIVATE,
        shape=_shape(row, shapes, places[tail], places[head]),
    )


def _speed(row: Row, highway: str) -> tuple[float, int]:
    if not row.get("speed_kmh"):
        if highway not in DEFAULT_SPEED_KMH:
            raise ValueError(f"no speed_kmh, and no default for highway {highway or '(empty)'}")
        return DEFAULT_SPEED_KMH[highway], SPEED_FROM_CLASS
    speed_kmh = _number(row, "speed_kmh")
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
    for end, place in ((driven[0], tail), (driven[-1], head)):
        off_m = distance_m(place, Position(lon=float(end[0]), lat=float(end[1])))
        if off_m > ENDS_MEET_M:
            raise ValueError(f"the line of seg {row['seg']} ends {off_m:.0f} m from its node")
    return driven[1:-1] if len(driven) > 2 else None


def _points(text: str) -> Points:
    pairs = [pair.split() for pair in text.split(";")]
    places = [Position(lon=float(lon), lat=float(lat)) for lon, lat in pairs]
    return np.array([(place.lon, place.lat) for place in places])


def _number(row: Row, column: str) -> float:
    try:
        number = float(row[column])
    except ValueError:
        raise ValueError(f"{column} is {row[column] or '(empty)'}, not a number") from None
    if not np.isfinite(number):
        raise ValueError(f"{column} is {row[column]}, not a number")
    return number


def _each_row(
    folder: Path,
    table: str,
    needed: tuple[str, ...],
    take: Callable[[Row], None],
    problems: list[str],
) -> None:
    """Give each row of a table to `take`, and note every row it refuses with `ValueError`."""
    path = _table(folder, table)
    try:
        for line, row in _rows(path, needed):
            try:
                _check_width(row)
                take(row)
            except ValueError as error:
                problems.append(f"{path.name} line {line}: {error}")
                if len(problems) >= MOST_PROBLEMS:
                    raise RoadImportError([*problems, "… stopped looking"]) from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise RoadImportError([*problems, f"{path}: {error}"]) from error


def _check_width(row: dict[Any, Any]) -> None:
    # DictReader gathers what is too much under None, and gives what is missing the value None.
    columns = len(row) - (None in row)
    values = sum(value is not None for key, value in row.items() if key is not None)
    values += len(row.get(None, ()))
    if values != columns:
        raise ValueError(f"{values} values, the table has {columns} columns")


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[Any, Any]]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        missing = [column for column in needed if column not in (reader.fieldnames or ())]
        if missing:
            raise RoadImportError([f"{path.name} has no column {', '.join(missing)}"])
        for row in reader:
            yield reader.line_num, row


def _table(folder: Path, name: str) -> Path:
    plain = folder / f"{name}.csv"
    return plain if plain.exists() else folder / f"{name}.csv.gz"
