"""Recognise a roundabout by its shape: a small ring of one-way arcs without a corner."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.network import AGAINST_ONE_WAY, RoadNetwork
from routing.streets import METRES_A_DEGREE, lines

RING_M: Final = 400.0
"""No roundabout is longer around."""
CORNER_DEG: Final = 75.0
"""A ring that turns more than this at one point is a block of houses."""
_MOST_ARCS: Final = 100


def ring_through(network: RoadNetwork, arc: int) -> frozenset[int] | None:
    """Return the arcs of the roundabout that an arc belongs to, or None where it is in none.

    The arcs of a roundabout are one-way, of one class and one name. At each node the ring is
    followed along its own OSM way, else by the arc that turns most to the inside.
    """
    if _driven_both_ways(network, arc):
        return None
    for inside in (-1.0, 1.0):  # anticlockwise, and where traffic keeps to the left, clockwise
        ring = _followed(network, arc, inside)
        if ring and _is_round(network, ring):
            return frozenset(ring)
    return None


def _followed(network: RoadNetwork, arc: int, inside: float) -> list[int] | None:
    ring, length_m = [arc], float(network.length_m[arc])
    while network.head[ring[-1]] != network.tail[arc]:
        onward = [
            a for a in _out_of(network, int(network.head[ring[-1]])) if _alike(network, a, arc)
        ]
        if not onward or length_m > RING_M or len(ring) > _MOST_ARCS:
            return None
        ways = [a for a in onward if network.way_id[a] == network.way_id[ring[-1]] != 0] or onward
        if len(ways) > 1:
            ways.sort(key=lambda a: _turn(network, ring[-1], a) * inside)
        ring.append(ways[-1])
        length_m += float(network.length_m[ring[-1]])
    return ring if length_m <= RING_M else None


def _alike(network: RoadNetwork, arc: int, other: int) -> bool:
    return bool(
        network.highway[arc] == network.highway[other]
        and network.name[arc] == network.name[other]
        and not network.access[arc] & AGAINST_ONE_WAY
        and not _driven_both_ways(network, arc)
    )


def _out_of(network: RoadNetwork, node: int) -> range:
    return range(int(network.first_out[node]), int(network.first_out[node + 1]))


def _driven_both_ways(network: RoadNetwork, arc: int) -> bool:
    return any(
        network.head[back] == network.tail[arc]
        and network.way_id[back] == network.way_id[arc]
        and not network.access[back] & AGAINST_ONE_WAY
        for back in _out_of(network, int(network.head[arc]))
    )


def _turn(network: RoadNetwork, arc: int, onto: int) -> float:
    """Return the angle between the ends of two arcs that meet, to the right above zero."""
    bearings = _bearings(network, [arc, onto])
    first_of_next = len(_bearings(network, [arc]))
    return float((bearings[first_of_next] - bearings[first_of_next - 1] + 180) % 360 - 180)


def _is_round(network: RoadNetwork, ring: list[int]) -> bool:
    bearings = _bearings(network, ring)
    turns = (np.diff(bearings, append=bearings[:1]) + 180) % 360 - 180
    return bool(np.abs(turns).max() <= CORNER_DEG and abs(abs(turns.sum()) - 360) < 1)


def _bearings(network: RoadNetwork, arcs: list[int]) -> NDArray[np.float64]:
    """Return the directions of the legs of arcs, degrees clockwise from north."""
    drawn = lines(network, np.array(arcs))
    x = drawn.lon * METRES_A_DEGREE * np.cos(np.radians(drawn.lat[0]))
    y = drawn.lat * METRES_A_DEGREE
    legs = np.stack([np.diff(x), np.diff(y)])
    # Between two arcs the line stands still, and so it does where a point is doubled.
    legs = legs[:, np.hypot(*legs) > 1e-3]
    return np.asarray(np.degrees(np.arctan2(legs[0], legs[1])))
