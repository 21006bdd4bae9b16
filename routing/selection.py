"""Find the arcs that somebody means: by number, by road name, by a polygon drawn on the map."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import index_column
from routing.geo import Position
from routing.network import RoadNetwork

KEPT_BOXES = 4
"""Networks whose arcs' boxes are remembered: 16 bytes an arc."""

MAX_CORNERS = 10_000
"""Corners of a polygon; a hand draws a few dozen, the outline of a county has some thousand."""

Ring = Sequence[tuple[float, float]]
"""Corners as (lon, lat), WGS-84 degrees, the last one equal to the first."""


def arcs_numbered(
    network: RoadNetwork, arcs: ArrayLike, *, both_ways: bool = False
) -> NDArray[np.int32]:
    """Return arcs by their numbers, rising, each once; `both_ways` adds those that lead back.

    Raises `ValueError` naming the first number that is no arc, or where none is given.
    """
    given = np.atleast_1d(np.asarray(arcs))
    if not given.size:
        raise ValueError("no arc is named")
    numbers = index_column("arcs", given, np.int32, network.arc_count, len(given))
    if both_ways:
        back = [way_back(network, arc) for arc in numbers.tolist()]
        numbers = np.concatenate([numbers, np.array([one for one in back if one >= 0], np.int32)])
    return np.unique(numbers)


def way_back(network: RoadNetwork, arc: int) -> int:
    """Return the arc of the same street that leads the other way, -1 where there is none.

    Of several between the same two nodes it is the one of the same way or name, next in length.
    """
    tail, head = int(network.tail[arc]), int(network.head[arc])
    out = np.arange(network.first_out[head], network.first_out[head + 1])
    back = out[network.head[out] == tail]
    if not len(back):
        return -1
    stranger = (network.way_id[back] != network.way_id[arc]) | (
        network.name[back] != network.name[arc]
    )
    off_m = np.abs(network.length_m[back] - network.length_m[arc])
    return int(back[np.lexsort((off_m, stranger))[0]])


def arcs_named(network: RoadNetwork, name: str) -> NDArray[np.int32]:
    """Return all arcs of the road of a name, both directions, rising.

    Raises `ValueError` where no road bears it.
    """
    wanted = name.strip()
    if not wanted:
        raise ValueError("no name is given")
    try:
        index = network.names.index(wanted)
    except ValueError:
        raise ValueError(f"no road is called {wanted!r}") from None
    arcs = np.flatnonzero(network.name == index).astype(np.int32)
    if not len(arcs):
        raise ValueError(f"no road is called {wanted!r}")
    return arcs


def names_like(network: RoadNetwork, text: str, limit: int = 20) -> tuple[str, ...]:
    """Return road names that hold a text in any case: those that begin with it first, then short.

    An empty text finds nothing.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return ()
    found = [name for name in network.names if wanted in name.casefold()]
    found.sort(key=lambda name: (not name.casefold().startswith(wanted), len(name), name))
    return tuple(found[:limit])


def midst_of(network: RoadNetwork, name: str) -> Position:
    """Return where roads of a name are: the junction of theirs next to the middle of them all.

    Raises `ValueError` where none is called so.
    """
    nodes = network.tail[arcs_named(network, name)]
    lon, lat = network.lon[nodes], network.lat[nodes]
    amid = int(np.argmin(np.hypot(lon - lon.mean(), lat - lat.mean())))
    return Position(float(lon[amid]), float(lat[amid]))


def arcs_within(network: RoadNetwork, rings: Sequence[Ring]) -> NDArray[np.int32]:
    """Return the arcs whose drawn line crosses or lies in a polygon, rising.

    The first of the rings is the outline, the others are holes, as in GeoJSON. The polygon is
    taken in plain degrees: its sides are straight on the map, and it does not cross 180 degrees.

    Raises `ValueError` for what is no polygon, and where it holds no road.
    """
    import shapely

    polygon = _polygon(rings)
    west, south, east, north = polygon.bounds
    boxes = _boxes(network)
    near = np.flatnonzero(
        (boxes[0] <= east) & (boxes[2] >= west) & (boxes[1] <= north) & (boxes[3] >= south)
    ).astype(np.int32)
    if not len(near):
        raise ValueError("no road lies in the polygon")
    shapely.prepare(polygon)
    # Most arcs end inside or lie wholly outside: only the rest need their line looked at.
    ends = np.unique(np.concatenate([network.tail[near], network.head[near]]))
    inside = np.zeros(network.node_count, bool)
    inside[ends] = shapely.intersects_xy(polygon, network.lon[ends], network.lat[ends])
    sure = inside[network.tail[near]] | inside[network.head[near]]
    unsure = near[~sure]
    crossing = unsure
    if len(unsure):
        crossing = unsure[shapely.intersects(polygon, _lines(network, unsure))]
    found: NDArray[np.int32] = np.sort(np.concatenate([near[sure], crossing]))
    if not len(found):
        raise ValueError("no road lies in the polygon")
    return found


def check_rings(rings: Sequence[Ring]) -> None:
    """Raise `ValueError` saying what is wrong with a polygon, without looking at any road."""
    _polygon(rings)


def _polygon(rings: Sequence[Ring]) -> Any:
    """Return a proved shapely polygon."""
    import shapely

    if not rings:
        raise ValueError("a polygon needs a ring of corners")
    if sum(len(ring) for ring in rings) > MAX_CORNERS:
        raise ValueError(f"a polygon has {MAX_CORNERS} corners at most")
    for number, ring in enumerate(rings):
        if len(ring) < 4:
            raise ValueError(f"ring {number} needs three corners and the first one again")
        if tuple(ring[0]) != tuple(ring[-1]):
            raise ValueError(f"ring {number} is not closed: it must end where it begins")
    polygon = shapely.Polygon(rings[0], rings[1:])
    if not polygon.is_valid:
        raise ValueError(f"not a polygon: {shapely.is_valid_reason(polygon)}")
    return polygon


@lru_cache(maxsize=KEPT_BOXES)
def _boxes(network: RoadNetwork) -> NDArray[np.float64]:
    """Return west, south, east and north of each arc's drawn line, [4, M]."""
    boxes = np.empty((4, network.arc_count))
    first = network.shape_first[:-1]
    has_shape = np.flatnonzero(np.diff(network.shape_first))
    for row, (at_node, at_point) in enumerate(
        ((network.lon, network.shape_lon), (network.lat, network.shape_lat))
    ):
        ends = at_node[network.tail], at_node[network.head]
        low, high = np.minimum(*ends), np.maximum(*ends)
        if len(has_shape):
            # Arcs without a shape take no points, so the next one with a shape bounds each stretch.
            starts = first[has_shape]
            low[has_shape] = np.minimum(low[has_shape], np.minimum.reduceat(at_point, starts))
            high[has_shape] = np.maximum(high[has_shape], np.maximum.reduceat(at_point, starts))
        boxes[row], boxes[row + 2] = low, high
    boxes.setflags(write=False)
    return boxes


def _lines(network: RoadNetwork, arcs: NDArray[np.int32]) -> Any:
    """Return the drawn lines of n arcs, ends included, as shapely geometries [n]."""
    import shapely

    counts = network.shape_first[arcs + 1] - network.shape_first[arcs]
    line_of = np.repeat(np.arange(len(arcs)), counts + 2)
    begins = np.concatenate([[0], np.cumsum(counts + 2)[:-1]]).astype(np.intp)
    points = np.empty((len(line_of), 2))
    between = np.ones(len(line_of), bool)
    lasts = begins + counts + 1
    between[begins] = between[lasts] = False
    shape = np.repeat(network.shape_first[arcs] - np.cumsum(counts) + counts, counts)
    shape = shape + np.arange(len(shape))
    for axis, (at_node, at_point) in enumerate(
        ((network.lon, network.shape_lon), (network.lat, network.shape_lat))
    ):
        points[begins, axis] = at_node[network.tail[arcs]]
        points[lasts, axis] = at_node[network.head[arcs]]
        points[between, axis] = at_point[shape]
    return shapely.linestrings(points, indices=line_of)
