"""Hold a road network as immutable arrays: nodes, and the directed arcs that leave each node.

The layout is compressed sparse rows, as in RoutingKit: the arcs out of node `v` are the numbers
`first_out[v]` to `first_out[v + 1] - 1`, and arc `a` leads from `tail[a]` to `head[a]`. Parallel
arcs, self-loops and arcs of no length are real and are kept. Travel times are not here: they are
`Weights`, which come from outside, so that a closed road never changes the network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import column, degrees_column, encode_words, fingerprint, index_column, refuse
from routing.geo import Position
from routing.strong_parts import largest_strong_part

MAX_HIGHWAY_CLASSES: Final = 255
"""A class is one byte an arc; OSM has about thirty that a vehicle can use."""

SPEED_FROM_TAG: Final = 0
"""The map itself states the speed limit."""
SPEED_FROM_CLASS: Final = 1
"""Nobody states a speed: the default of the road's class was assumed."""
SPEED_FROM_SOURCE: Final = 2
"""The data set's own speed; how it was found is not known."""

ACCESS_OPEN: Final = 0
"""Anybody may drive here."""
ACCESS_RESTRICTED: Final = 1
"""Private or by permission: an emergency vehicle may enter, there may be a gate."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoadNetwork:
    """N nodes and M directed arcs. Make one with `from_arcs`, `load` or `routing.build`.

    All arrays are read-only, so a network is safely shared between threads.
    """

    lon: NDArray[np.float64]
    """[N] WGS-84 longitude of each node, degrees."""
    lat: NDArray[np.float64]
    """[N] WGS-84 latitude of each node, degrees."""
    first_out: NDArray[np.int32]
    """[N + 1] first arc out of each node; the last entry is M."""
    head: NDArray[np.int32]
    """[M] node each arc leads to."""
    length_m: NDArray[np.float32]
    """[M] length along the road, metres, zero or more."""
    speed_kmh: NDArray[np.float32]
    """[M] free-flow speed, km/h, above zero."""
    speed_source: NDArray[np.uint8]
    """[M] `SPEED_FROM_TAG`, `SPEED_FROM_CLASS` or `SPEED_FROM_SOURCE`."""
    highway: NDArray[np.uint8]
    """[M] index into `highway_classes`."""
    name: NDArray[np.int32]
    """[M] index into `names`."""
    way_id: NDArray[np.int64]
    """[M] OpenStreetMap way, 0 when there is none."""
    access: NDArray[np.uint8]
    """[M] `ACCESS_OPEN` or `ACCESS_RESTRICTED`."""
    shape_first: NDArray[np.int32]
    """[M + 1] first shape point of each arc, in `shape_lon` and `shape_lat`."""
    shape_lon: NDArray[np.float64]
    """[S] longitudes of the points between an arc's two ends, in driving order."""
    shape_lat: NDArray[np.float64]
    """[S] latitudes of the same points."""
    turn_bans: NDArray[np.int32]
    """[K, 3] banned turns as (arc in, via node, arc out). Kept; no engine obeys them yet."""
    in_largest_part: NDArray[np.bool_]
    """[N] whether the node is in the largest strongly connected part."""
    highway_classes: tuple[str, ...]
    """OSM `highway` values; the first is the empty string, for a road of unknown class."""
    names: tuple[str, ...]
    """Road names; the first is the empty string, for a road with no name."""
    source: str = ""
    """Attribution that must be shown with a map of these roads."""
    tail: NDArray[np.int32] = field(init=False)
    """[M] node each arc leaves; follows from `first_out`."""
    fingerprint: str = field(init=False)
    """16 hex digits over everything but `source`; equal networks agree in every process."""

    def __post_init__(self) -> None:
        tail = np.repeat(np.arange(self.node_count, dtype=np.int32), np.diff(self.first_out))
        arrays = [getattr(self, name) for name in ARRAY_NAMES]
        words = (*self.highway_classes, "", *self.names)
        object.__setattr__(self, "tail", tail)
        object.__setattr__(self, "fingerprint", fingerprint(arrays, words))
        for array in (*arrays, tail):
            array.setflags(write=False)

    def __repr__(self) -> str:
        return f"<RoadNetwork {self.fingerprint}: {self.node_count} nodes, {self.arc_count} arcs>"

    @property
    def node_count(self) -> int:
        """N, the number of nodes."""
        return len(self.lon)

    @property
    def arc_count(self) -> int:
        """M, the number of directed arcs."""
        return len(self.head)

    def position(self, node: int) -> Position:
        """Return where a node is."""
        if not 0 <= node < self.node_count:
            raise ValueError(f"no node {node}: the network has {self.node_count}")
        return Position(lon=float(self.lon[node]), lat=float(self.lat[node]))

    @classmethod
    def from_arcs(
        cls,
        lon: ArrayLike,
        lat: ArrayLike,
        tail: ArrayLike,
        head: ArrayLike,
        length_m: ArrayLike,
        speed_kmh: ArrayLike,
        *,
        highway: Sequence[str] | None = None,
        name: Sequence[str] | None = None,
        way_id: ArrayLike | None = None,
        access: ArrayLike | None = None,
        speed_source: ArrayLike | None = None,
        shapes: Mapping[int, NDArray[np.float64]] | None = None,
        turn_bans: ArrayLike | None = None,
        source: str = "",
    ) -> "RoadNetwork":
        """Build a network from N nodes and M directed arcs, given in any order.

        `lon`, `lat` are [N]; the rest has one row an arc, [M], as described on the attributes.
        A street driven both ways is two rows. `shapes` maps a row to its points between the ends,
        [P, 2] as lon, lat; `turn_bans` is [K, 3] of (row in, via node, row out). Arcs are sorted
        by `tail`, rows of one tail keeping their order, so rows sorted by tail keep their numbers.
        Nothing is taken over: the arrays are copied.

        Raises `ValueError` naming the array and the first bad row.
        """
        nodes = len(column("lon", lon, np.float64))
        if not nodes:
            raise ValueError("lon is empty: a road network needs at least one node")
        tails = column("tail", tail, np.int64)
        arcs = len(tails)
        index_column("tail", tails, np.int64, nodes, arcs)
        order = np.argsort(tails, kind="stable")
        first_out = np.zeros(nodes + 1, np.int32)
        np.cumsum(np.bincount(tails, minlength=nodes), out=first_out[1:])
        heads = index_column("head", head, np.int32, nodes, arcs)[order]
        classes, highway_classes = encode_words("highway", highway, arcs)
        if len(highway_classes) > MAX_HIGHWAY_CLASSES:
            raise ValueError(f"highway has {len(highway_classes)} classes, at most 255 are kept")
        name_codes, names = encode_words("name", name, arcs)
        zeros = np.zeros(arcs, np.int64)
        given_access = zeros if access is None else access
        given_source = zeros + SPEED_FROM_SOURCE if speed_source is None else speed_source
        return cls(
            lon=degrees_column("lon", lon, 180.0, nodes),
            lat=degrees_column("lat", lat, 90.0, nodes),
            first_out=first_out,
            head=heads,
            length_m=_metres("length_m", length_m, arcs)[order],
            speed_kmh=_speeds("speed_kmh", speed_kmh, arcs)[order],
            speed_source=index_column("speed_source", given_source, np.uint8, 3, arcs)[order],
            highway=classes.astype(np.uint8)[order],
            name=name_codes[order],
            way_id=column("way_id", zeros if way_id is None else way_id, np.int64, arcs)[order],
            access=index_column("access", given_access, np.uint8, 2, arcs)[order],
            **_ordered_shapes(shapes or {}, order),
            turn_bans=_ordered_bans(turn_bans, order, tails, heads, nodes),
            in_largest_part=largest_strong_part(first_out, heads),
            highway_classes=highway_classes,
            names=names,
            source=source,
        )

    def save(self, path: Path | str) -> None:
        """Write the network to one `.npz` file, replacing it only once it is whole."""
        from routing.network_file import save_network

        save_network(self, Path(path))

    @classmethod
    def load(cls, path: Path | str) -> "RoadNetwork":
        """Read a network written by `save`.

        Raises `FileNotFoundError` where there is no such file, and `RoadFileError` (from
        `routing.network_file`) where it is not a road file, is damaged, or has another version.
        """
        from routing.network_file import load_network

        return load_network(Path(path))


ARRAY_NAMES: Final = (
    *("lon", "lat", "first_out", "head", "length_m", "speed_kmh", "speed_source", "highway"),
    *("name", "way_id", "access", "shape_first", "shape_lon", "shape_lat", "turn_bans"),
    "in_largest_part",
)
"""The arrays that make a network what it is, in the order of its fingerprint and its file."""


def _metres(name: str, values: ArrayLike, arcs: int) -> NDArray[np.float32]:
    metres: NDArray[np.float32] = column(name, values, np.float32, arcs)
    refuse(name, metres, ~((metres >= 0) & np.isfinite(metres)), "is not a length")
    return metres


def _speeds(name: str, values: ArrayLike, arcs: int) -> NDArray[np.float32]:
    speeds: NDArray[np.float32] = column(name, values, np.float32, arcs)
    refuse(name, speeds, ~((speeds > 0) & np.isfinite(speeds)), "is not a speed above zero")
    return speeds


def _ordered_shapes(
    shapes: Mapping[int, NDArray[np.float64]], order: NDArray[np.intp]
) -> dict[str, NDArray[Any]]:
    """Lay the points of all arcs one after another, in the order of the arcs."""
    arcs = len(order)
    for row in shapes:
        if not 0 <= row < arcs:
            raise ValueError(f"shapes has a row {row}, there are {arcs}")
    none = np.empty((0, 2), np.float64)
    rows = [shapes.get(int(row), none) for row in order] if shapes else []
    points = np.concatenate([none, *rows])
    shape_first = np.zeros(arcs + 1, np.int32)
    if rows:
        np.cumsum([len(row) for row in rows], out=shape_first[1:])
    return {
        "shape_first": shape_first,
        "shape_lon": degrees_column("shapes lon", points[:, 0], 180.0, len(points)),
        "shape_lat": degrees_column("shapes lat", points[:, 1], 90.0, len(points)),
    }


def _ordered_bans(
    turn_bans: ArrayLike | None,
    order: NDArray[np.intp],
    tails: NDArray[np.int64],
    heads: NDArray[np.int32],
    nodes: int,
) -> NDArray[np.int32]:
    """Renumber banned turns from rows to arcs, sorted, each once."""
    bans = np.asarray(() if turn_bans is None else turn_bans, np.int64).reshape(-1, 3)
    for place, (name, stop) in enumerate((("in", len(order)), ("via", nodes), ("out", len(order)))):
        index_column(f"turn_bans {name}", bans[:, place], np.int64, stop, len(bans))
    arc_of_row = np.empty(len(order), np.int64)
    arc_of_row[order] = np.arange(len(order))
    arc_in, via, arc_out = arc_of_row[bans[:, 0]], bans[:, 1], arc_of_row[bans[:, 2]]
    broken = (heads[arc_in] != via) | (tails[bans[:, 2]] != via)
    refuse("turn_bans", via, broken, "is not where the arc in meets the arc out")
    return np.unique(np.stack([arc_in, via, arc_out], axis=1), axis=0).astype(np.int32)
