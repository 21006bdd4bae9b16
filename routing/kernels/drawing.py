"""Draw the arcs of a way one after another, and tell how far along them each point lies."""

from math import asin, cos, radians, sin, sqrt

import numpy as np

from routing.kernels import compiled


@compiled
def line(arcs, tail, head, lon, lat, shape_first, shape_lon, shape_lat):
    """Return the points of n arcs in a row: how many arcs lie behind each, 0 to n, and lon, lat.

    An arc is shared out among its legs by their length; where its line has none, evenly.
    """
    count = len(arcs) + 1
    for arc in arcs:
        count += shape_first[arc + 1] - shape_first[arc]
    along, line_lon, line_lat = np.zeros(count), np.empty(count), np.empty(count)
    line_lon[0], line_lat[0] = lon[tail[arcs[0]]], lat[tail[arcs[0]]]
    at = 0
    for k in range(len(arcs)):
        arc, begin = arcs[k], at
        for point in range(shape_first[arc], shape_first[arc + 1]):
            at += 1
            line_lon[at], line_lat[at] = shape_lon[point], shape_lat[point]
        at += 1
        line_lon[at], line_lat[at] = lon[head[arc]], lat[head[arc]]
        # First how many of its legs' angles lie behind each point, then what share that is.
        for point in range(begin + 1, at + 1):
            leg = angle(line_lon[point - 1], line_lat[point - 1], line_lon[point], line_lat[point])
            along[point] = leg + (along[point - 1] if point > begin + 1 else 0.0)
        whole = along[at]
        for point in range(begin + 1, at):
            share = along[point] / whole if whole > 0 else (point - begin) / (at - begin)
            along[point] = k + min(1.0, share)
        along[at] = k + 1
    return along, line_lon, line_lat


@compiled
def angle(lon_a, lat_a, lon_b, lat_b):
    """Return the angle between two points as seen from the earth's centre, in radians."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    rise, turn = sin((phi_b - phi_a) / 2) ** 2, sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * asin(min(1.0, sqrt(rise + cos(phi_a) * cos(phi_b) * turn)))
