"""Draw the arcs of a way one after another, and tell when each point of the line is passed."""

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
def drawn(
    arcs, begins_at, ends_at, travel_ms, travel_s,
    tail, head, lon, lat, shape_first, shape_lon, shape_lat,
):  # fmt: skip
    """Return the line from `begins_at` of the first of n > 0 arcs to `ends_at` of the last.

    As lon, lat and seconds after departure of each point, never falling, from 0 to `travel_s`; and
    which point is at each of the n + 1 nodes, an end of the line where that is not driven up to.
    """
    count = len(arcs)
    along, line_lon, line_lat = line(arcs, tail, head, lon, lat, shape_first, shape_lon, shape_lat)
    begin, end = begins_at, count - 1 + ends_at
    points, last = np.empty(len(along) + 2), 0
    points[0] = begin
    for place in along:
        if begin < place < end:
            last += 1
            points[last] = place
    last += 1
    points[last] = end
    knots, knot_s = np.empty(count + 1), np.empty(count + 1)
    knots[0], knot_s[0], driven_s = begin, 0.0, 0.0
    for k in range(count):
        share = 1.0
        if k == 0:
            share -= begins_at
        if k == count - 1:
            share -= 1.0 - ends_at
        driven_s += travel_ms[arcs[k]] * share / 1000.0
        # The sum of many may miss the exact total by a rounding.
        knots[k + 1], knot_s[k + 1] = k + 1, min(driven_s, travel_s)
    knots[count], knot_s[count] = end, travel_s
    drawn_lon, drawn_lat, at_s = np.empty(last + 1), np.empty(last + 1), np.empty(last + 1)
    point_of, node = np.zeros(count + 1, np.intp), 1
    for point in range(last + 1):
        # Where points lie in one place, an end is the first or the last of them: that is exact.
        drawn_lon[point] = between(points[point], along, line_lon)
        drawn_lat[point] = between(points[point], along, line_lat)
        at_s[point] = between(points[point], knots, knot_s)
        while node < count and points[point] > node:
            node += 1
        if node < count:
            point_of[node] = point
    point_of[count] = last
    return drawn_lon, drawn_lat, at_s, point_of


@compiled
def place_at(elapsed_s, at_s, lon, lat):
    """Return lon and lat so many seconds after departure; the ends before and after."""
    return between(elapsed_s, at_s, lon), between(elapsed_s, at_s, lat)


@compiled
def between(x, xs, ys):
    """Return what `ys` are at x, evenly between rising `xs`: of several in one place the last."""
    at = np.searchsorted(xs, x, side="right") - 1
    if at < 0:
        return ys[0]
    if at == len(xs) - 1 or xs[at] == x:
        return ys[at]
    return (ys[at + 1] - ys[at]) / (xs[at + 1] - xs[at]) * (x - xs[at]) + ys[at]


@compiled
def angle(lon_a, lat_a, lon_b, lat_b):
    """Return the angle between two points as seen from the earth's centre, in radians."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    rise, turn = sin((phi_b - phi_a) / 2) ** 2, sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * asin(min(1.0, sqrt(rise + cos(phi_a) * cos(phi_b) * turn)))
