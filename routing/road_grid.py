"""Lay the roads of a network into a grid of cells, so that those around a place are found at once.

Built once for a network and never changed; the search itself is in `routing.kernels.pieces`.
"""

from dataclasses import dataclass
from math import ceil, cos, radians, sqrt
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.distances import distances_m
from routing.kernels.pieces import fill_cells
from routing.network import RoadNetwork
from routing.streets import METRES_A_DEGREE, NO_ARC, Lines, lines

CELL_M: Final = 100.0
"""A city block. Larger where roads are so thin that most cells would be empty."""

Degrees = TypeVar("Degrees", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True, eq=False)
class RoadGrid:
    """P straight pieces of road, and which of them touch each of C cells."""

    arrays: tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
    """[P, 6] the pieces (see `kernels.pieces`), [P] their arcs, [C + 1] first of each cell, [Q]."""
    frame: tuple[float, float, float, float]
    """West and south edge, width and height of a cell: degrees."""
    columns: int
    rows: int
    street: NDArray[np.int32]
    """[M] a number that all arcs of one OSM way share, or the two directions of one street."""
    over_date_line: bool

    def longitude(self, lon: Degrees) -> Degrees:
        """Return longitudes as the grid counts them: through, where roads cross 180 degrees."""
        return lon % 360.0 if self.over_date_line else lon


def build_grid(
    network: RoadNetwork, usable: NDArray[np.bool_], opposite: NDArray[np.int32]
) -> RoadGrid | None:
    """Lay the usable arcs [M] into a grid, each street once; None where none has any length."""
    arc = np.arange(network.arc_count, dtype=np.int32)
    arcs = arc[usable & ((opposite == NO_ARC) | (arc < opposite))]
    drawn = lines(network, arcs)
    over_date_line = bool(len(drawn.lon)) and float(np.ptp(drawn.lon)) > 180.0
    if over_date_line:
        drawn = Lines(first=drawn.first, lon=drawn.lon % 360.0, lat=drawn.lat)
    pieces, piece_arc = _pieces(drawn, arcs)
    if not len(pieces):
        return None
    west, east = pieces[:, [0, 2]].min(), pieces[:, [0, 2]].max()
    south, north = pieces[:, [1, 3]].min(), pieces[:, [1, 3]].max()
    east_m = METRES_A_DEGREE * cos(radians((south + north) / 2))
    area_m2 = (east - west) * east_m * (north - south) * METRES_A_DEGREE
    cell_m = max(CELL_M, sqrt(area_m2 / (2 * len(pieces))))
    frame = float(west), float(south), cell_m / east_m, cell_m / METRES_A_DEGREE
    columns = ceil((east - west) / frame[2]) + 1
    rows = ceil((north - south) / frame[3]) + 1
    cell_first, cell_piece = fill_cells(pieces, frame, columns, rows)
    return RoadGrid(
        arrays=(pieces, piece_arc, cell_first, cell_piece),
        frame=frame,
        columns=columns,
        rows=rows,
        street=_streets(network, opposite),
        over_date_line=over_date_line,
    )


def _pieces(drawn: Lines, arcs: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Cut lines [L] into their straight pieces [P, 6], and say of which arc each is, [P]."""
    counts = np.diff(drawn.first)
    line = np.repeat(np.arange(len(arcs)), counts)[:-1]
    # A leg from the last point of a line to the first of the next is none.
    begins = np.flatnonzero(np.diff(np.repeat(np.arange(len(arcs)), counts)) == 0)
    ends = begins + 1
    legs_m = distances_m(drawn.lon[begins], drawn.lat[begins], drawn.lon[ends], drawn.lat[ends])
    line = line[begins]
    line_m = np.bincount(line, weights=legs_m, minlength=len(arcs))
    long = legs_m > 0
    begins, ends, line, legs_m = begins[long], ends[long], line[long], legs_m[long]
    so_far_m = np.concatenate([[0.0], np.cumsum(legs_m)])
    before_m = np.concatenate([[0.0], np.cumsum(line_m)])[line]
    start = np.clip((so_far_m[:-1] - before_m) / line_m[line], 0.0, 1.0)
    stop = np.clip((so_far_m[1:] - before_m) / line_m[line], 0.0, 1.0)
    ends_here = np.diff(line, append=-1) != 0
    stop[ends_here] = 1.0
    start[np.diff(line, prepend=-1) != 0] = 0.0
    columns = drawn.lon[begins], drawn.lat[begins], drawn.lon[ends], drawn.lat[ends], start, stop
    return np.stack(columns, axis=1), arcs[line]


def _streets(network: RoadNetwork, opposite: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return for each arc the first arc of its OSM way, or else of its street: int32[M]."""
    arc = np.arange(network.arc_count, dtype=np.int32)
    street = np.where(opposite == NO_ARC, arc, np.minimum(arc, opposite))
    _, first, way = np.unique(network.way_id, return_index=True, return_inverse=True)
    return np.where(network.way_id != 0, first[way], street).astype(np.int32)
