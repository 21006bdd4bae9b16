"""Hold a road network while it is being drawn: points in metres and the edges between them."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from simulators.city.geography import Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HIGHWAYS: Final = (
    *("motorway", "motorway_link", "trunk", "primary", "secondary", "tertiary"),
    *("unclassified", "residential"),
)
"""OSM road classes, the most important first; drafts hold their index here."""
MOTORWAY, MOTORWAY_LINK, TRUNK, PRIMARY, SECONDARY, TERTIARY, UNCLASSIFIED, RESIDENTIAL = range(8)


EDGE_COLUMNS: Final = (
    *("u", "v", "highway", "name", "speed_kmh", "one_way"),
    *("max_mass_t", "max_height_m"),
)
"""The arrays of a draft that have one row an edge."""


def nearest(points: Floats, places: Floats) -> tuple[Floats, Ints]:
    """Return how far the nearest of `points` is from each place, in metres, and its number."""
    away, number = cKDTree(points).query(np.atleast_2d(places))
    return np.asarray(away, np.float64), np.asarray(number, np.int64)


@dataclass
class RoadDraft:
    """N points and E edges; an edge is driven both ways unless `one_way` says u to v only."""

    xy: Floats
    """[N, 2] metres east and north of the Bell Tower."""
    u: Ints
    v: Ints
    highway: Ints
    """[E] index into `HIGHWAYS`."""
    name: Ints
    """[E] index into `names`."""
    speed_kmh: Floats
    one_way: Bools
    names: list[str] = field(default_factory=lambda: [""])
    numbers: dict[str, int] = field(default_factory=lambda: {"": 0})
    max_mass_t: Floats = field(init=False)
    """[E] heaviest vehicle a bridge carries, tonnes; no limit until one is set."""
    max_height_m: Floats = field(init=False)
    """[E] highest vehicle that fits under a motorway, metres; likewise."""

    def __post_init__(self) -> None:
        self.max_mass_t = np.full(len(self.u), np.inf)
        self.max_height_m = np.full(len(self.u), np.inf)

    def name_number(self, name: str) -> int:
        """Return the number of a road name, new or known."""
        if name not in self.numbers:
            self.numbers[name] = len(self.names)
            self.names.append(name)
        return self.numbers[name]

    def add_points(self, xy: Floats) -> Ints:
        """Add points; return their numbers."""
        first = len(self.xy)
        self.xy = np.concatenate([self.xy, xy])
        return np.arange(first, len(self.xy))

    def add_edges(
        self, u: ArrayLike, v: ArrayLike, highway: int, name: ArrayLike, speed_kmh: float
    ) -> None:
        """Add edges of one class and speed, driven both ways."""
        new_u, new_v = np.asarray(u, np.int64), np.asarray(v, np.int64)
        count = len(new_u)
        self.u = np.concatenate([self.u, new_u])
        self.v = np.concatenate([self.v, new_v])
        self.highway = np.concatenate([self.highway, np.full(count, highway)])
        named = np.broadcast_to(np.asarray(name, np.int64), count)
        self.name = np.concatenate([self.name, named])
        self.speed_kmh = np.concatenate([self.speed_kmh, np.full(count, speed_kmh)])
        self.one_way = np.concatenate([self.one_way, np.zeros(count, np.bool_)])
        self.max_mass_t = np.concatenate([self.max_mass_t, np.full(count, np.inf)])
        self.max_height_m = np.concatenate([self.max_height_m, np.full(count, np.inf)])

    def add_road(self, nodes: ArrayLike, highway: int, name: str, speed_kmh: float) -> None:
        """Join points one after another into one named road."""
        chain = np.asarray(nodes, np.int64)
        chain = chain[np.concatenate([[True], chain[1:] != chain[:-1]])]
        self.add_edges(chain[:-1], chain[1:], highway, self.name_number(name), speed_kmh)

    def keep_edges(self, keep: Bools) -> None:
        """Drop every edge not marked."""
        for column in EDGE_COLUMNS:
            setattr(self, column, getattr(self, column)[keep])

    def lengths(self) -> Floats:
        """Return [E] straight metres."""
        metres: Floats = np.hypot(*(self.xy[self.v] - self.xy[self.u]).T)
        return metres

    def points_on(self, *highways: int) -> Ints:
        """Return the points which an edge of one of these classes touches, in order."""
        chosen = np.isin(self.highway, highways)
        return np.unique(np.concatenate([self.u[chosen], self.v[chosen]]))

    def keep_points(self, keep: Bools) -> None:
        """Drop every point not marked, with its edges, and number the rest anew."""
        self.keep_edges(keep[self.u] & keep[self.v])
        number = np.cumsum(keep) - 1
        self.xy, self.u, self.v = self.xy[keep], number[self.u], number[self.v]

    def keep_largest_part(self, *, strong: bool) -> None:
        """Drop all but the largest part: reached both ways if `strong`, else ignoring one-ways."""
        back = ~self.one_way if strong else np.ones(len(self.u), np.bool_)
        tail = np.concatenate([self.u, self.v[back]])
        head = np.concatenate([self.v, self.u[back]])
        ones = np.ones(len(tail), np.int8)
        graph = coo_array((ones, (tail, head)), shape=(len(self.xy),) * 2)
        _, part = connected_components(graph, directed=strong, connection="strong")
        self.keep_points(part == np.argmax(np.bincount(part)))
