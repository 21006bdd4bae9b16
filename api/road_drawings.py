"""Draw measures on the roads: as GeoJSON lines, and as what the tiles mark."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.domain.roads import Selection
from routing.network import RoadNetwork
from routing.weights import CLOSED

MOST_LINES = 5_000  # of a measure; more is for the tiles


def lines(roads: RoadDesk, selection: Selection) -> dict[str, Any]:
    """Return the roads of a selection as GeoJSON, one line an arc, `MOST_LINES` at most.

    Raises `ValueError` where it means no road.
    """
    network = roads.network
    features = [
        {
            "type": "Feature",
            "id": arc,
            "geometry": line_of(network, arc),
            "properties": {"name": network.names[network.name[arc]]},
        }
        for arc in roads.selected(selection)[:MOST_LINES].tolist()
    ]
    return {"type": "FeatureCollection", "features": features}


def line_of(network: RoadNetwork, arc: int) -> dict[str, Any]:
    """Return an arc as a GeoJSON line, in the direction it is driven."""
    points = slice(network.shape_first[arc], network.shape_first[arc + 1])
    begin, end = network.tail[arc], network.head[arc]
    lon = [network.lon[begin], *network.shape_lon[points], network.lon[end]]
    lat = [network.lat[begin], *network.shape_lat[points], network.lat[end]]
    line = [[round(float(x), 7), round(float(y), 7)] for x, y in zip(lon, lat, strict=True)]
    return {"type": "LineString", "coordinates": line}


@lru_cache(maxsize=8)
def marks(
    roads: RoadDesk, view: RoadView, metric: str
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Return which arcs measures close for a metric, [M], and how many times as long each takes."""
    base, now = roads.bare.weights_of(metric).travel_ms, view.weights_of(metric).travel_ms
    closed = (now == CLOSED) & (base != CLOSED)
    factor = np.where(closed | (base == CLOSED), 1.0, now / base).astype(np.float32)
    return closed, factor
