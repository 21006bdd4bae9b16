"""Draw a network as vector tiles for a map, straight from its arrays, with its state of the hour.

Tiles are Web Mercator squares numbered z, x, y from the north-west corner, as on every web map.
"""

from dataclasses import dataclass
from math import pi
from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.chains import chains
from routing.mvt import EXTENT, Tag, line_tile
from routing.network import VEHICLES, RoadNetwork
from routing.streets import NO_ARC, lines, runs

LAYER: Final = "roads"
MOST_ZOOM: Final = 22
"""Beyond this a tile is less than ten metres wide."""
MERGED_BELOW_ZOOM: Final = 15
"""From here on every street is a feature of its own, whose id is its arc: it can be pointed at."""

FROM_ZOOM: Final = {
    **dict.fromkeys(("motorway", "trunk", "primary"), 8),
    **dict.fromkeys(("motorway_link", "trunk_link", "primary_link"), 8),
    **dict.fromkeys(("secondary", "secondary_link"), 10),
    **dict.fromkeys(("tertiary", "tertiary_link"), 11),
    "unclassified": 12,  # what joins villages: of hills it is all there is to see
}
"""From which zoom a class is drawn; every other road from `OTHER_ROADS_FROM_ZOOM`."""
OTHER_ROADS_FROM_ZOOM: Final = 13
FOOTWAYS_FROM_ZOOM: Final = 15

COARSE_BELOW_ZOOM: Final = 13
COARSE: Final = 8
"""Below that zoom lines bend only at every eighth unit, a pixel of a tile shown 512 wide: bends too
small to see are half of a tile's weight."""

_MARGIN: Final = 64
"""Units drawn beyond a tile's edge, so that no seam shows between two."""
_BLOCK: Final = 256
"""Streets that are passed over together when none of them is near a tile."""
_MOST_LAT: Final = 85.051_128
"""Web Mercator is square: it ends here."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """S streets in the order in which they are drawn, and their G straight legs."""

    arc: NDArray[np.int32]
    twin: NDArray[np.int32]
    begins: NDArray[np.bool_]
    from_zoom: NDArray[np.uint8]
    first: NDArray[np.int64]
    """[S + 1] first leg of each street."""
    legs: NDArray[np.float64]
    """[G, 4] x0, y0, x1, y1 in Web Mercator, the world being 1 wide and 1 high, y downwards."""
    box: NDArray[np.float64]
    """[S, 4] least x and y, greatest x and y."""
    block_box: NDArray[np.float64]
    """[ceil(S / 256), 4] the same of each block."""
    block_from_zoom: NDArray[np.uint8]


class RoadTiles:
    """Vector tiles of one network, for any number of threads."""

    def __init__(self, network: RoadNetwork) -> None:
        self._network: Final = network
        self._picture: Final = _draw(network)

    def tile(
        self,
        z: int,
        x: int,
        y: int,
        *,
        closed: NDArray[np.bool_] | None = None,
        factor: NDArray[np.float32] | None = None,
    ) -> bytes:
        """Return one tile: a layer `roads` of lines, or nothing where there are none.

        Each feature is a street: its id is an arc of it, and it has `highway`, `oneway`, `name`
        where it has one, `closed` (true) where it is `closed` [M], and `factor` where its travel
        time is multiplied by another `factor` [M] than 1 (to two decimals). Where the two
        directions of a street differ in that, each is a feature, drawn in its own direction. Below
        zoom 15 streets that continue one another and agree in everything are one feature, whose id
        is the first of its arcs.

        Raises `ValueError` for a tile that does not exist, or a state of other than M arcs.
        """
        if not 0 <= z <= MOST_ZOOM:
            raise ValueError(f"zoom must be between 0 and {MOST_ZOOM}, got {z}")
        if not (0 <= x < 1 << z and 0 <= y < 1 << z):
            raise ValueError(f"there is no tile {x}, {y} at zoom {z}: both are 0 to {(1 << z) - 1}")
        for name, state in (("closed", closed), ("factor", factor)):
            if state is not None and len(state) != self._network.arc_count:
                raise ValueError(
                    f"{name} must have {self._network.arc_count} arcs, got {len(state)}"
                )
        streets = self._streets_in(z, x, y)
        if not len(streets):
            return b""
        return self._encoded(z, x, y, streets, self._states(closed, factor, streets))

    def _streets_in(self, z: int, x: int, y: int) -> NDArray[np.intp]:
        """Return the streets that may be seen in a tile, in the order of drawing."""
        picture, margin = self._picture, _MARGIN / EXTENT
        west, east = (x - margin) / 2**z, (x + 1 + margin) / 2**z
        north, south = (y - margin) / 2**z, (y + 1 + margin) / 2**z

        def seen(box: NDArray[np.float64], from_zoom: NDArray[np.uint8]) -> NDArray[np.bool_]:
            across = (box[:, 0] <= east) & (box[:, 2] >= west)
            return np.asarray(
                across & (box[:, 1] <= south) & (box[:, 3] >= north) & (from_zoom <= z)
            )

        blocks = np.flatnonzero(seen(picture.block_box, picture.block_from_zoom))
        near = (blocks[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
        near = near[near < len(picture.arc)]
        return near[seen(picture.box[near], picture.from_zoom[near])]

    def _states(
        self,
        closed: NDArray[np.bool_] | None,
        factor: NDArray[np.float32] | None,
        streets: NDArray[np.intp],
    ) -> NDArray[np.int64]:
        """Return the state of both directions of streets [K]: int64[K, 2].

        It is the factor in hundredths, below zero where closed.
        """
        arcs = np.stack([self._picture.arc[streets], self._picture.twin[streets]], axis=1)
        arcs[:, 1] = np.where(arcs[:, 1] == NO_ARC, arcs[:, 0], arcs[:, 1])
        state = np.full(arcs.shape, 100, np.int64)
        if factor is not None:
            # A factor is above zero; whatever is nearer to it than a hundredth is one.
            state = np.maximum(np.rint(factor[arcs] * 100.0), 1).astype(np.int64)
        return state if closed is None else np.where(closed[arcs], -state, state)

    def _encoded(
        self, z: int, x: int, y: int, streets: NDArray[np.intp], state: NDArray[np.int64]
    ) -> bytes:
        picture, network = self._picture, self._network
        # A street whose directions differ is drawn a second time, backwards.
        twice = np.flatnonzero(state[:, 0] != state[:, 1])
        joins = ~picture.begins[streets]
        joins &= np.diff(streets, prepend=-2) == 1
        joins &= np.diff(state[:, 0], prepend=0) == 0
        joins[twice] = False
        joins[twice[twice + 1 < len(streets)] + 1] = False
        if z >= MERGED_BELOW_ZOOM:
            joins[:] = False
        first = np.flatnonzero(~joins)
        arc = np.concatenate([picture.arc[streets[first]], picture.twin[streets[twice]]])
        states = np.concatenate([state[first, 0], state[twice, 1]])
        oneway = picture.twin[np.concatenate([streets[first], streets[twice]])] == NO_ARC
        legs, of_row = self._legs(streets)
        back, of_twice = self._legs(streets[twice])
        feature = np.concatenate([(np.cumsum(~joins) - 1)[of_row], len(first) + of_twice[::-1]])
        # Backwards also the order of the legs, so the features come in falling order: sort them.
        legs = np.concatenate([legs, back[::-1][:, [2, 3, 0, 1]]])
        order = np.argsort(feature, kind="stable")
        drawn, feature = _clipped(legs[order], feature[order], z, x, y)
        name = network.name[arc]
        hundredths, factor = np.unique(np.abs(states), return_inverse=True)
        tags = (
            Tag("highway", network.highway_classes, network.highway[arc].astype(np.int64)),
            Tag("oneway", (False, True), oneway.astype(np.int64)),
            Tag("name", network.names, np.where(name == 0, -1, name)),
            Tag("closed", (True,), np.where(states < 0, 0, -1)),
            Tag(
                "factor",
                (hundredths / 100).tolist(),
                np.where(np.abs(states) == 100, -1, factor),
            ),
        )
        return line_tile(LAYER, arc, drawn, feature, tags)

    def _legs(self, streets: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Return the legs of streets [K], and for each its place among them."""
        first = self._picture.first
        counts = first[streets + 1] - first[streets]
        rows = np.repeat(np.arange(len(streets)), counts)
        return self._picture.legs[runs(first[streets], counts)], rows


def _draw(network: RoadNetwork) -> _Picture:
    """Lay out the streets chain by chain, the important ones first, then neighbour by neighbour."""
    streets = chains(network)
    from_zoom = _from_zoom(network, streets.arc, streets.twin)
    x, y = _mercator(network.lon, network.lat)
    chain = np.cumsum(streets.begins) - 1
    head = streets.arc[streets.begins]
    near = _along_a_curve(x[network.tail[head]], y[network.tail[head]])
    # The streets of a chain are of one class, so they stay together, and in their order.
    order = np.lexsort((np.arange(len(chain)), near[chain], from_zoom))
    arc, twin, begins = streets.arc[order], streets.twin[order], streets.begins[order]
    drawn = lines(network, arc)
    x, y = _mercator(drawn.lon, drawn.lat)
    counts = np.diff(drawn.first) - 1
    first = np.concatenate([[0], np.cumsum(counts)])
    begin = runs(drawn.first[:-1], counts)
    legs = np.stack([x[begin], y[begin], x[begin + 1], y[begin + 1]], axis=1)
    box = _boxes(
        np.minimum(legs[:, :2], legs[:, 2:]), np.maximum(legs[:, :2], legs[:, 2:]), first[:-1]
    )
    blocks = np.arange(0, len(arc), _BLOCK)
    zooms = from_zoom[order]
    return _Picture(
        arc=arc,
        twin=twin,
        begins=begins,
        from_zoom=zooms,
        first=first,
        legs=legs,
        box=box,
        block_box=_boxes(box[:, :2], box[:, 2:], blocks),
        block_from_zoom=np.minimum.reduceat(zooms, blocks) if len(arc) else zooms,
    )


def _boxes(
    low: NDArray[np.float64], high: NDArray[np.float64], first: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Return the boxes [K, 4] around runs of rows, each from one of `first` to the next."""
    if not len(first):
        return np.empty((0, 4))
    return np.concatenate(
        [np.minimum.reduceat(low, first), np.maximum.reduceat(high, first)], axis=1
    )


def _from_zoom(
    network: RoadNetwork, arc: NDArray[np.int32], twin: NDArray[np.int32]
) -> NDArray[np.uint8]:
    by_class = [FROM_ZOOM.get(name, OTHER_ROADS_FROM_ZOOM) for name in network.highway_classes]
    of_class = np.array(by_class, np.uint8)[network.highway[arc]]
    access = network.access[arc] | np.where(twin == NO_ARC, 0, network.access[twin])
    return np.where((access & VEHICLES) != 0, of_class, FOOTWAYS_FROM_ZOOM).astype(np.uint8)


def _mercator(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Web Mercator x and y, the world being 1 wide and 1 high, y downwards."""
    up = np.radians(np.clip(lat, -_MOST_LAT, _MOST_LAT))
    return lon / 360 + 0.5, 0.5 - np.arcsinh(np.tan(up)) / (2 * pi)


def _along_a_curve(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return where places lie on a Z-order curve through the world, so that near is mostly near."""
    curve = np.zeros(len(x), np.uint64)
    for bit in range(20):
        for shift, part in ((0, x), (1, y)):
            bits = (part * 2**20).astype(np.uint64) >> np.uint64(bit) & np.uint64(1)
            curve |= bits << np.uint64(2 * bit + shift)
    return curve


def _clipped(
    legs: NDArray[np.float64], feature: NDArray[np.intp], z: int, x: int, y: int
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return legs [G, 4] in whole units of a tile, cut off at its margin; those outside are gone.

    Liang and Barsky's method, 1984: a leg enters and leaves the square at two shares of its length.
    """
    ends = (legs * 2.0**z - np.array([x, y, x, y])) * EXTENT
    start, way = ends[:, :2], ends[:, 2:] - ends[:, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (-_MARGIN - start) / way, (EXTENT + _MARGIN - start) / way
    # Along an axis a leg that does not move is either always inside or never.
    still, inside = way == 0, (start >= -_MARGIN) & (start <= EXTENT + _MARGIN)
    enters = np.where(still, np.where(inside, 0.0, 2.0), np.minimum(low, high)).max(axis=1)
    leaves = np.where(still, 1.0, np.maximum(low, high)).min(axis=1)
    enters, leaves = np.maximum(enters, 0.0), np.minimum(leaves, 1.0)
    kept = enters <= leaves
    start, way = start[kept], way[kept]
    enters, leaves = enters[kept, None], leaves[kept, None]
    stop = np.where(leaves == 1.0, ends[kept, 2:], start + leaves * way)
    cut = np.concatenate([start + enters * way, stop], axis=1)
    unit = COARSE if z < COARSE_BELOW_ZOOM else 1
    return unit * np.rint(cut / unit).astype(np.int64), feature[kept]
