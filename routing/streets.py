"""See the streets behind the arcs: the two directions of one street, and how it is drawn."""

from dataclasses import dataclass
from math import pi
from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.geo import EARTH_RADIUS_M
from routing.network import RoadNetwork

METRES_A_DEGREE: Final = EARTH_RADIUS_M * pi / 180
"""Length of a degree from south to north; from west to east it is the cosine of that."""
NO_ARC: Final = -1
"""Where an arc is asked for and there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """How L arcs are drawn, both ends included, in driving order."""

    first: NDArray[np.int64]
    """[L + 1] first point of each line; the last entry is P."""
    lon: NDArray[np.float64]
    """[P] longitudes, degrees."""
    lat: NDArray[np.float64]
    """[P] latitudes, degrees."""


def lines(network: RoadNetwork, arcs: NDArray[np.integer]) -> Lines:
    """Return how the given arcs [L] (their numbers) are drawn, two points or more each."""
    points = network.shape_first[arcs].astype(np.int64)
    between = network.shape_first[arcs + 1] - points
    first = np.concatenate([[0], np.cumsum(between + 2)])
    lon, lat = np.empty(first[-1]), np.empty(first[-1])
    tail, head = network.tail[arcs], network.head[arcs]
    lon[first[:-1]], lat[first[:-1]] = network.lon[tail], network.lat[tail]
    lon[first[1:] - 1], lat[first[1:] - 1] = network.lon[head], network.lat[head]
    into, out_of = runs(first[:-1] + 1, between), runs(points, between)
    lon[into], lat[into] = network.shape_lon[out_of], network.shape_lat[out_of]
    return Lines(first=first, lon=lon, lat=lat)


def opposite_arcs(
    network: RoadNetwork, among: NDArray[np.bool_] | None = None
) -> NDArray[np.int32]:
    """Return for each arc the one that drives the same street the other way: int32[M].

    It is `NO_ARC` where there is none, or where either is not `among` [M] (all, if not given).
    Two arcs are one street when they join the same nodes, belong to the same OSM way, and one is
    drawn as the other reversed; of several such, the shortest belong together.
    """
    arcs = np.arange(network.arc_count) if among is None else np.flatnonzero(among)
    tail, head = network.tail[arcs], network.head[arcs]
    onward = np.where(tail == head, _ring_runs_east(network, arcs), tail < head)
    ends = np.minimum(tail, head), np.maximum(tail, head)
    way, length_m = network.way_id[arcs], network.length_m[arcs]
    order = np.lexsort((length_m, onward, way, ends[1], ends[0]))
    arcs, onward = arcs[order], onward[order]
    keys = [key[order] for key in (*ends, way)]
    street_begins = np.any([np.diff(key, prepend=-1) != 0 for key in keys], axis=0)
    side_begins = street_begins | (np.diff(onward, prepend=False) != 0)
    # Arcs of one street and one direction are numbered from 0, the shortest first.
    place = np.arange(len(arcs))
    rank = place - np.maximum.accumulate(np.where(side_begins, place, 0))
    street = np.cumsum(street_begins)
    code = street * (rank.max(initial=0) + 1) + rank
    _, there, back = np.intersect1d(
        code[onward], code[~onward], assume_unique=True, return_indices=True
    )
    one, other = arcs[onward][there], arcs[~onward][back]
    same = _drawn_reversed(network, one, other)
    opposite = np.full(network.arc_count, NO_ARC, np.int32)
    opposite[one[same]], opposite[other[same]] = other[same], one[same]
    return opposite


def _ring_runs_east(network: RoadNetwork, arcs: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which arcs begin west of where they end, by their points between the ends."""
    first, stop = network.shape_first[:-1][arcs], network.shape_first[1:][arcs]
    drawn = stop > first
    east = np.zeros(len(arcs), bool)
    east[drawn] = network.shape_lon[first[drawn]] < network.shape_lon[stop[drawn] - 1]
    return east


def _drawn_reversed(
    network: RoadNetwork, one: NDArray[np.intp], other: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return which pairs of arcs [L] and [L] are drawn through the same points, reversed."""
    counts = np.diff(network.shape_first)
    same = np.asarray(counts[one] == counts[other])
    points = np.where(same, counts[one], 0).astype(np.int64)
    there = runs(network.shape_first[:-1][one].astype(np.int64), points)
    last = network.shape_first[1:][other].astype(np.int64) - 1
    back = 2 * np.repeat(last, points) - runs(last, points)
    apart = (network.shape_lon[there] != network.shape_lon[back]) | (
        network.shape_lat[there] != network.shape_lat[back]
    )
    pair = np.repeat(np.arange(len(one)), points)
    return np.asarray(same & (np.bincount(pair, weights=apart, minlength=len(one)) == 0))


def runs(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return first[0], first[0] + 1, … (counts[0] of them), then first[1], and so on."""
    begins = np.concatenate([[0], np.cumsum(counts)])
    return np.asarray(np.arange(begins[-1]) + np.repeat(first - begins[:-1], counts))
