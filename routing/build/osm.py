"""Import the roads of an OpenStreetMap extract, every point of a way becoming a node.

One network serves everybody: whatever a motor vehicle or somebody on foot may use is in it, and
its arcs say who may. Ferries are not in it.
"""

from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.build.osm_reader import Drawn, read_osm
from routing.build.report import OSM_ATTRIBUTION, Progress, RoadImportError
from routing.build.turn_bans import Rows, banned_turns
from routing.distances import distances_m
from routing.network import ANYBODY, VEHICLES, RoadNetwork

UNITS_PER_DEGREE: Final = 1e7
"""OSM files hold coordinates as whole ten-millionths of a degree."""


def import_osm(path: Path, progress: Progress) -> tuple[RoadNetwork, Counter[str]]:
    """Import an `.osm.pbf` file (or `.osm`, `.osm.gz`, `.osm.bz2`).

    Returns the network and why something was left out, and how often. Raises `RoadImportError`
    where the file cannot be read or has no road in it.
    """
    progress("reading ways")
    drawn = read_osm(path)
    progress("joining ways into a network")
    nodes, arcs = _joined(drawn)
    if not (arcs.access & VEHICLES).any():
        raise RoadImportError([f"{path}: no road that a vehicle can drive"])
    progress("reading barriers")
    arcs = _past_barriers(drawn, nodes, arcs)
    progress("reading banned turns")
    way_id = np.fromiter((way.way_id for way in drawn.ways), np.int64, len(drawn.ways))[arcs.way]
    rows = Rows(arcs.tail, arcs.head, way_id, arcs.access)
    bans = banned_turns(drawn.restrictions, nodes.osm_id, rows)
    progress("sorting arcs")
    travel = [way.travel for way in drawn.ways]
    lon, lat = nodes.lon, nodes.lat
    network = RoadNetwork.from_arcs(
        lon,
        lat,
        arcs.tail,
        arcs.head,
        distances_m(lon[arcs.tail], lat[arcs.tail], lon[arcs.head], lat[arcs.head]),
        _by_direction(drawn, "kmh", arcs),
        highway=[travel[way].highway for way in arcs.way.tolist()],
        name=[travel[way].name for way in arcs.way.tolist()],
        way_id=way_id,
        access=arcs.access,
        max_mass_t=arcs.max_mass_t,
        max_height_m=arcs.max_height_m,
        speed_source=_by_direction(drawn, "source", arcs).astype(np.uint8),
        turn_bans=bans.turns,
        ban_binds=np.array(bans.binds, np.uint8),
        source=OSM_ATTRIBUTION,
    )
    return network, drawn.left_out + bans.left_out


class Nodes(NamedTuple):
    """N nodes in ascending order of their OSM id."""

    osm_id: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


class Arcs(NamedTuple):
    """M directed arcs: their two nodes, the way each is a step of (its place), and which way."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    way: NDArray[np.intp]
    forward: NDArray[np.bool_]
    access: NDArray[np.uint8]
    max_mass_t: NDArray[np.float32]
    max_height_m: NDArray[np.float32]

    def where(self, chosen: NDArray[np.bool_]) -> "Arcs":
        """Return some of the arcs."""
        return Arcs._make(column[chosen] for column in self)


def _joined(drawn: Drawn) -> tuple[Nodes, Arcs]:
    """Number the nodes, and make arcs of each step along a way, in each direction it is used."""
    ids = np.frombuffer(drawn.node_id, np.int64)
    osm_id, first_seen, node = np.unique(ids, return_index=True, return_inverse=True)
    lon = np.frombuffer(drawn.lon_units, np.int32)[first_seen] / UNITS_PER_DEGREE
    lat = np.frombuffer(drawn.lat_units, np.int32)[first_seen] / UNITS_PER_DEGREE
    way_of_point = np.repeat(np.arange(len(drawn.ways)), [way.points for way in drawn.ways])
    step = np.flatnonzero(way_of_point[1:] == way_of_point[:-1])
    steps, accesses, forwards = [], [], []
    for direction in ("forward_access", "backward_access"):
        codes = [getattr(way.travel, direction) for way in drawn.ways]
        for parallel in range(max(map(len, codes), default=0)):
            code = np.array([(*c, 0, 0, 0, 0)[parallel] for c in codes], np.uint8)
            used = step[code[way_of_point[step]] != 0]
            steps.append(used)
            accesses.append(code[way_of_point[used]])
            forwards.append(np.full(len(used), direction == "forward_access"))
    here = np.concatenate([np.empty(0, np.intp), *steps])
    forward = np.concatenate([np.empty(0, np.bool_), *forwards])
    way = way_of_point[here]
    arcs = Arcs(
        tail=node[np.where(forward, here, here + 1)],
        head=node[np.where(forward, here + 1, here)],
        way=way,
        forward=forward,
        access=np.concatenate([np.empty(0, np.uint8), *accesses]),
        max_mass_t=_each_way(drawn, "max_mass_t", np.float32)[way],
        max_height_m=_each_way(drawn, "max_height_m", np.float32)[way],
    )
    return Nodes(osm_id, lon, lat), arcs


def _past_barriers(drawn: Drawn, nodes: Nodes, arcs: Arcs) -> Arcs:
    """Take from the arcs that end or begin at a barrier whom it stops; nobody's arcs go."""
    driven = (arcs.access & VEHICLES) != 0
    ends = np.sort(np.stack([arcs.tail[driven], arcs.head[driven]]), axis=0)
    count = len(nodes.osm_id)
    # Each street once, however many arcs it is.
    streets = np.unique(ends[0] * count + ends[1])
    streets_at = np.bincount(np.concatenate(np.divmod(streets, count)), minlength=count)
    standing = drawn.barriers.laid_over(nodes.osm_id, streets_at, drawn.left_out)
    access, max_mass_t, max_height_m = arcs.access, arcs.max_mass_t, arcs.max_height_m
    for end in (arcs.tail, arcs.head):
        access = access & standing.keeps[end] | standing.adds[end]
        max_mass_t = np.minimum(max_mass_t, standing.max_mass_t[end])
        max_height_m = np.minimum(max_height_m, standing.max_height_m[end])
    changed = arcs._replace(access=access, max_mass_t=max_mass_t, max_height_m=max_height_m)
    return changed.where((access & ANYBODY) != 0)


def _by_direction(drawn: Drawn, what: str, arcs: Arcs) -> NDArray[np.float64]:
    """Return `forward_…` or `backward_…` of each arc's way, whichever way the arc leads."""
    as_drawn = _each_way(drawn, f"forward_{what}", np.float64)
    against = _each_way(drawn, f"backward_{what}", np.float64)
    return np.where(arcs.forward, as_drawn[arcs.way], against[arcs.way])


def _each_way(drawn: Drawn, what: str, dtype: Any) -> NDArray[Any]:
    return np.array([getattr(way.travel, what) for way in drawn.ways], dtype)
