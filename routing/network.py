"""Hold a road network as immutable arrays: nodes, and the directed arcs that leave each node.

The layout is compressed sparse rows, as in RoutingKit: the arcs out of node `v` are the numbers
`first_out[v]` to `first_out[v + 1] - 1`, and arc `a` leads from `tail[a]` to `head[a]`. Parallel
arcs, self-loops and arcs of no length are real and are kept. Travel times are not here: they are
`Weights`, which come from outside, so that a closed road never changes the network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arc_order import ordered_bans, ordered_shapes
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

MOTORCAR: Final = 1
HGV: Final = 2
EMERGENCY: Final = 4
FOOT: Final = 8
"""Who may use an arc, after the OSM access keys: motorcar, hgv, emergency, foot."""
PRIVATE: Final = 16
"""Those who may, may only by permission; there may be a gate."""
AGAINST_ONE_WAY: Final = 32
"""The arc runs against a one-way street: there for feet, and for whoever may break the rule."""
ANYBODY: Final = MOTORCAR | HGV | EMERGENCY | FOOT
VEHICLES: Final = MOTORCAR | HGV | EMERGENCY

NO_LIMIT: Final = float("inf")
"""The greatest mass or height of an arc that has no limit."""


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
    """[M] who may use the arc, and how: a set of the bits above."""
    max_mass_t: NDArray[np.float32]
    """[M] heaviest vehicle allowed (OSM `maxweight`), tonnes, or `NO_LIMIT`."""
    max_height_m: NDArray[np.float32]
    """[M] highest vehicle that fits (OSM `maxheight`), metres, or `NO_LIMIT`."""
    shape_first: NDArray[np.int32]
    """[M + 1] first shape point of each arc, in `shape_lon` and `shape_lat`."""
    shape_lon: NDArray[np.float64]
    """[S] longitudes of the points between an arc's two ends, in driving order."""
    shape_lat: NDArray[np.float64]
    """[S] latitudes of the same points."""
    ban_first: NDArray[np.int32]
    """[K + 1] first arc of each banned turn, in `ban_arcs`."""
    ban_arcs: NDArray[np.int32]
    """[L] the arcs of each banned turn in driving order, two or more: nobody it binds may drive
    all of them one after the other. Between the first and the last lies the via way, if any."""
    ban_binds: NDArray[np.uint8]
    """[K] whom each banned turn binds: bits of `MOTORCAR`, `HGV`, `EMERGENCY` and `FOOT`."""
    in_largest_part: NDArray[np.bool_]
    """[N] whether the node is in the largest part within which vehicles get from everywhere to
    everywhere, keeping to one-way streets."""
    highway_classes: tuple[str, ...]
    """OSM `highway` values; the first is the empty string, for a road of unknown class."""
    names: tuple[str, ...]
    """Road names; the first is the empty string, for a road with no name."""
    source: str = ""
    """Attribution that must be shown with a map of these roads."""
    orders: Mapping[str, NDArray[np.int32]] = field(default_factory=dict)
    """Orders of contraction found before, by who travels; see `routing.hierarchy.with_orders`."""
    tail: NDArray[np.int32] = field(init=False)
    """[M] node each arc leaves; follows from `first_out`."""
    fingerprint: str = field(init=False)
    """16 hex digits over all but `source` and `orders`; equal networks agree in every process."""

    def __post_init__(self) -> None:
        tail = np.repeat(np.arange(self.node_count, dtype=np.int32), np.diff(self.first_out))
        arrays = [getattr(self, name) for name in ARRAY_NAMES]
        words = (*self.highway_classes, "", *self.names)
        object.__setattr__(self, "tail", tail)
        object.__setattr__(self, "fingerprint", fingerprint(arrays, words))
        for array in (*arrays, tail, *self.orders.values()):
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

    @property
    def ban_count(self) -> int:
        """K, the number of banned turns."""
        return len(self.ban_binds)

    def banned_turn(self, ban: int) -> tuple[int, ...]:
        """Return the arcs of one banned turn, in driving order."""
        arcs = self.ban_arcs[self.ban_first[ban] : self.ban_first[ban + 1]]
        return tuple(arcs.tolist())

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
        max_mass_t: ArrayLike | None = None,
        max_height_m: ArrayLike | None = None,
        speed_source: ArrayLike | None = None,
        shapes: Mapping[int, NDArray[np.float64]] | None = None,
        turn_bans: Sequence[Sequence[int]] = (),
        ban_binds: ArrayLike | None = None,
        source: str = "",
    ) -> "RoadNetwork":
        """Build a network from N nodes and M directed arcs, given in any order.

        `lon`, `lat` are [N]; the rest has one row an arc, [M], as described on the attributes.
        A street driven both ways is two rows. `shapes` maps a row to its points between the ends,
        [P, 2] as lon, lat. Each of the K `turn_bans` is two or more rows that follow one another,
        and `ban_binds` [K] says whom it binds: vehicles, where it is not given. Anybody may use
        an arc whose `access` is not given. Arcs are sorted by `tail`, rows of one tail keeping
        their order, so rows sorted by tail keep their numbers. Nothing is taken over: the arrays
        are copied.

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
        given_access = zeros + ANYBODY if access is None else access
        allowed = index_column("access", given_access, np.uint8, 64, arcs)[order]
        given_binds = np.full(len(turn_bans), VEHICLES) if ban_binds is None else ban_binds
        binds = index_column("ban_binds", given_binds, np.uint8, ANYBODY + 1, len(turn_bans))
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
            access=allowed,
            max_mass_t=_limits("max_mass_t", max_mass_t, arcs)[order],
            max_height_m=_limits("max_height_m", max_height_m, arcs)[order],
            **ordered_shapes(shapes or {}, order),
            **ordered_bans(turn_bans, binds, order, tails[order], heads),
            in_largest_part=largest_strong_part(first_out, heads, by_rule(allowed)),
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
    *("name", "way_id", "access", "max_mass_t", "max_height_m"),
    *("shape_first", "shape_lon", "shape_lat", "ban_first", "ban_arcs", "ban_binds"),
    "in_largest_part",
)
"""The arrays that make a network what it is, in the order of its fingerprint and its file."""


def by_rule(access: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which arcs some vehicle may drive without breaking a one-way rule, [M]."""
    return np.asarray(((access & VEHICLES) != 0) & ((access & AGAINST_ONE_WAY) == 0))


def _limits(name: str, values: ArrayLike | None, arcs: int) -> NDArray[np.float32]:
    given = np.full(arcs, NO_LIMIT) if values is None else values
    limits: NDArray[np.float32] = column(name, given, np.float32, arcs)
    refuse(name, limits, ~(limits > 0), "is not a limit above zero")
    return limits


def _metres(name: str, values: ArrayLike, arcs: int) -> NDArray[np.float32]:
    metres: NDArray[np.float32] = column(name, values, np.float32, arcs)
    refuse(name, metres, ~((metres >= 0) & np.isfinite(metres)), "is not a length")
    return metres


def _speeds(name: str, values: ArrayLike, arcs: int) -> NDArray[np.float32]:
    speeds: NDArray[np.float32] = column(name, values, np.float32, arcs)
    refuse(name, speeds, ~((speeds > 0) & np.isfinite(speeds)), "is not a speed above zero")
    return speeds
