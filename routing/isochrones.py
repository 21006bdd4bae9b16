"""Draw the area that can be reached within so many minutes, as GeoJSON.

Arrival times are laid along the roads as they are drawn, so that a road counts as far as it is
reached, into a raster of cells; they spread a little way off the roads at walking pace, and the
areas are the contours of that. All limits are contours of one surface, so they lie within one
another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from routing.distances import distances_m
from routing.geo import EARTH_RADIUS_M
from routing.network import RoadNetwork
from routing.streets import METRES_A_DEGREE, lines, runs
from routing.weights import CLOSED, Weights, check_weights

CELL_M: Final = 50.0
"""Width of a cell, where that makes no more than `MOST_CELLS`."""
MOST_CELLS: Final = 4_000_000
"""Over a larger area the cells are larger, so that two rasters of 64-bit numbers take 64 MB."""
OFF_ROAD_M: Final = 200.0
"""How far from a road reached an area goes: into the middle of a large city block."""
OFF_ROAD_KMH: Final = 4.5
"""Walking pace, off the roads."""
DECIMALS: Final = 6
"""Of a degree: 11 cm."""


@dataclass(frozen=True, slots=True)
class _Raster:
    """Grid points every `cell_m`, from the south-west one."""

    west: float
    south: float
    columns: int
    rows: int
    cell_m: float
    cell_lon: float
    cell_lat: float


def isochrones(
    network: RoadNetwork,
    arrival_s: NDArray[np.float64],
    weights: Weights,
    minutes: Sequence[float] = (5, 10, 15),
    *,
    cell_m: float = CELL_M,
    off_road_m: float = OFF_ROAD_M,
) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of the areas reached within each limit, largest first.

    `arrival_s` [N] is when each node is reached, seconds after the start, inf where it is not;
    `weights` are those it was computed with, and say how far along each arc one gets. Each feature
    is a Polygon or MultiPolygon (RFC 7946: WGS-84, outer rings counterclockwise) with `minutes`
    and `area_km2`; where nothing is reached within a limit it is a MultiPolygon of none, area 0.

    Every node reached within a limit is in its area, which goes some 1.4 cells further before
    walking costs time; no place is that lies more than `off_road_m`, or 4 cells if that is more,
    from a road reached. Cells are `cell_m` wide, or so wide that `MOST_CELLS` suffice.

    Raises `ValueError` for limits or widths that are not above zero, and for arrival times that
    are not those of this network.
    """
    check_weights(network, weights)
    if len(arrival_s) != network.node_count or not (arrival_s >= 0).all():
        raise ValueError(f"arrival_s must be {network.node_count} times of zero or more")
    if not minutes or not all(0 < limit < np.inf for limit in minutes):
        raise ValueError(f"minutes must be limits above zero, got {list(minutes)}")
    if not (cell_m > 0 and off_road_m > 0):
        raise ValueError(f"cell_m and off_road_m must be above zero, got {cell_m}, {off_road_m}")
    limits = sorted(set(minutes), reverse=True)
    latest_s = 60.0 * limits[0]
    lon, lat, at_s = _reached(network, arrival_s, weights, latest_s, cell_m / 2)
    if not len(lon):
        return _collection((limit, []) for limit in limits)
    raster = _raster(lon, lat, cell_m, off_road_m)
    surface = _surface(raster, lon, lat, at_s, latest_s, off_road_m)
    return _collection((limit, _contour(raster, surface, 60.0 * limit)) for limit in limits)


def _reached(
    network: RoadNetwork,
    arrival_s: NDArray[np.float64],
    weights: Weights,
    latest_s: float,
    apart_m: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return points (lon, lat, seconds) of the roads reached in time, at most `apart_m` apart."""
    nodes = np.flatnonzero(arrival_s <= latest_s)
    open_arcs = weights.travel_ms != CLOSED
    arcs = np.flatnonzero(open_arcs & (arrival_s <= latest_s)[network.tail])
    drawn = lines(network, arcs)
    counts = np.diff(drawn.first) - 1
    begin = runs(drawn.first[:-1], counts)
    lon, lat = (np.stack([d[begin], d[begin + 1]]) for d in (drawn.lon, drawn.lat))
    legs_m = distances_m(lon[0], lat[0], lon[1], lat[1])
    arc = np.repeat(np.arange(len(arcs)), counts)
    line_m = np.bincount(arc, weights=legs_m, minlength=len(arcs))
    so_far_m = np.concatenate([[0.0], np.cumsum(legs_m)])
    from_m = so_far_m[:-1] - np.concatenate([[0.0], np.cumsum(line_m)])[arc]
    # Points at k / steps of each leg, k from 0; the last point of an arc is its head, a node.
    steps = np.maximum(np.ceil(legs_m / apart_m), 1).astype(np.int64)
    leg = np.repeat(np.arange(len(legs_m)), steps)
    share = runs(np.zeros(len(steps), np.int64), steps) / steps[leg]
    whole_m = np.maximum(line_m, 1e-9)[arc[leg]]
    along = (from_m[leg] + share * legs_m[leg]) / whole_m
    travel_s = weights.travel_ms[arcs[arc[leg]]] / 1000.0
    at_s = arrival_s[network.tail[arcs[arc[leg]]]] + np.clip(along, 0.0, 1.0) * travel_s
    in_time = at_s <= latest_s
    leg, share, at_s = leg[in_time], share[in_time], at_s[in_time]
    return (
        np.concatenate([network.lon[nodes], lon[0, leg] + share * (lon[1, leg] - lon[0, leg])]),
        np.concatenate([network.lat[nodes], lat[0, leg] + share * (lat[1, leg] - lat[0, leg])]),
        np.concatenate([arrival_s[nodes], at_s]),
    )


def _raster(
    lon: NDArray[np.float64], lat: NDArray[np.float64], cell_m: float, off_road_m: float
) -> _Raster:
    """Return a raster around places, wide enough that nothing reaches its edge."""
    east_m = METRES_A_DEGREE * cos(radians(float(lat.min() + lat.max()) / 2))
    wide_m, high_m = float(np.ptp(lon)) * east_m, float(np.ptp(lat)) * METRES_A_DEGREE
    cell_m = max(cell_m, sqrt(wide_m * high_m / MOST_CELLS), (wide_m + high_m) / MOST_CELLS)
    # The stencil, and one more cell that is certainly not reached.
    edge = _radius(cell_m, off_road_m) + 2
    cell_lon, cell_lat = cell_m / east_m, cell_m / METRES_A_DEGREE
    return _Raster(
        west=float(lon.min()) - edge * cell_lon,
        south=float(lat.min()) - edge * cell_lat,
        columns=ceil(wide_m / cell_m) + 2 * edge + 1,
        rows=ceil(high_m / cell_m) + 2 * edge + 1,
        cell_m=cell_m,
        cell_lon=cell_lon,
        cell_lat=cell_lat,
    )


def _radius(cell_m: float, off_road_m: float) -> int:
    """Return how many cells arrival times spread."""
    return ceil(max(off_road_m / cell_m, 4.0))


def _surface(
    raster: _Raster,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    at_s: NDArray[np.float64],
    latest_s: float,
    off_road_m: float,
) -> NDArray[np.float64]:
    """Return the seconds at each grid point [rows, columns]; twice the latest where never."""
    never_s = 2.0 * latest_s
    column = np.rint((lon - raster.west) / raster.cell_lon).astype(np.int64)
    row = np.rint((lat - raster.south) / raster.cell_lat).astype(np.int64)
    seeds = np.full((raster.rows, raster.columns), never_s)
    np.minimum.at(seeds.reshape(-1), row * raster.columns + column, at_s)
    surface = seeds.copy()
    radius = _radius(raster.cell_m, off_road_m)
    limit = max(off_road_m / raster.cell_m, 4.0)
    walking_s = raster.cell_m / (OFF_ROAD_KMH / 3.6)
    for up in range(-radius, radius + 1):
        for right in range(-radius, radius + 1):
            cells = sqrt(up * up + right * right)
            if 0 < cells <= limit:
                # All four corners of a cell in which a road is reached are reached with it.
                later_s = max(0.0, cells - sqrt(2)) * walking_s
                # Near the limit the surface rises so that the contour is past by a cell before.
                later_s += max(0.0, cells - (limit - 2)) * never_s / 2
                here, there = _shifted(up, raster.rows), _shifted(right, raster.columns)
                view = surface[here[0], there[0]]
                np.minimum(view, seeds[here[1], there[1]] + later_s, out=view)
    return surface


def _shifted(by: int, size: int) -> tuple[slice, slice]:
    """Return the places that have another `by` before them, and those others."""
    return slice(max(by, 0), size + min(by, 0)), slice(max(-by, 0), size - max(by, 0))


def _contour(raster: _Raster, surface: NDArray[np.float64], limit_s: float) -> list[Any]:
    """Return the polygons within which the surface is below a limit, as shapely's."""
    import contourpy
    import shapely

    generator = contourpy.contour_generator(
        raster.west + raster.cell_lon * np.arange(raster.columns),
        raster.south + raster.cell_lat * np.arange(raster.rows),
        surface,
        fill_type=contourpy.FillType.OuterOffset,
    )
    # A node that is reached in exactly the limit is reached.
    filled: Any = generator.filled(-1.0, limit_s * (1 + 1e-9) + 1e-6)
    points, offsets = filled
    polygons = []
    for corners, first in zip(points, offsets, strict=True):
        rings = np.split(corners, first[1:-1])
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    whole = shapely.union_all(shapely.make_valid(np.array(polygons, object)))
    rounded = shapely.set_precision(whole, 10.0**-DECIMALS)
    parts = shapely.get_parts(shapely.orient_polygons(rounded))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _collection(areas: Iterable[tuple[float, list[Any]]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [_feature(*area) for area in areas]}


def _feature(minutes: float, polygons: list[Any]) -> dict[str, Any]:
    coordinates = [
        [
            np.round(ring.coords, DECIMALS).tolist()
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for polygon in polygons
    ]
    single = len(coordinates) == 1
    return {
        "type": "Feature",
        "properties": {"minutes": minutes, "area_km2": round(_area_km2(polygons), 3)},
        "geometry": {
            "type": "Polygon" if single else "MultiPolygon",
            "coordinates": coordinates[0] if single else coordinates,
        },
    }


def _area_km2(polygons: list[Any]) -> float:
    """Return the area on the sphere, by Lambert's cylindrical equal-area projection."""
    import shapely

    def projected(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        radius_km = EARTH_RADIUS_M / 1000
        x, y = np.radians(corners[:, 0]), np.sin(np.radians(corners[:, 1]))
        return np.stack([radius_km * x, radius_km * y], axis=1)

    return float(sum(shapely.area(shapely.transform(polygon, projected)) for polygon in polygons))
