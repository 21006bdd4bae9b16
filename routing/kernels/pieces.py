"""Find the straight pieces of road around a place, through a grid of cells.

A piece is a row of six numbers: lon and lat of its two ends, and how far along its arc each end
is (0 to 1). Cells are counted from the south-west corner, rows of `columns` cells from west to
east; the pieces that touch cell c are `cell_piece[cell_first[c] : cell_first[c + 1]]`.

Around each place asked for, degrees are scaled to metres with the cosine of its own latitude. At
200 m that is within 1 mm of the sphere at 34 degrees north and 2 mm at 60; at 10 km within 5 m.
"""

from math import atan2, cos, degrees, floor, inf, isnan, radians, sin, sqrt
from typing import Final

import numpy as np

from routing.kernels import compiled
from routing.streets import METRES_A_DEGREE

ON_THE_ROAD_M: Final = 2.0
"""A place this near to the drawn line lies on it, on neither side."""
HEADING_M: Final = 100.0
"""Driving the wrong way costs as much as lying so far away; at a right angle it is half of it.
A receiver in a street of high houses is wrong by some 30 m, and knows its heading much better."""

ON, LEFT, RIGHT = 0, 1, 2
"""On which side of a driven direction a place lies."""


@compiled
def columns_of(piece, row, frame, columns):
    """Return the first and the last column in which a piece crosses a row of cells."""
    west, south, cell_lon, cell_lat = frame
    x0, x1 = (piece[0] - west) / cell_lon, (piece[2] - west) / cell_lon
    y0, y1 = (piece[1] - south) / cell_lat, (piece[3] - south) / cell_lat
    if y0 != y1:
        enters, leaves = (row - y0) / (y1 - y0), (row + 1 - y0) / (y1 - y0)
        enters, leaves = min(enters, leaves), max(enters, leaves)
        enters, leaves = min(max(enters, 0.0), 1.0), min(max(leaves, 0.0), 1.0)
        x0, x1 = x0 + enters * (x1 - x0), x0 + leaves * (x1 - x0)
    # A hair wider, so that no rounding loses a cell.
    first, last = floor(min(x0, x1) - 1e-9), floor(max(x0, x1) + 1e-9)
    return max(first, 0), min(last, columns - 1)


@compiled
def fill_cells(pieces, frame, columns, rows):
    """Lay the pieces [P, 6] into the cells; return (cell_first, cell_piece)."""
    south, cell_lat = frame[1], frame[3]
    cell_first = np.zeros(columns * rows + 1, np.int32)
    cell_piece = np.empty(0, np.int32)
    for filling in (False, True):
        for p in range(len(pieces)):
            y0, y1 = (pieces[p, 1] - south) / cell_lat, (pieces[p, 3] - south) / cell_lat
            low, high = floor(min(y0, y1) - 1e-9), floor(max(y0, y1) + 1e-9)
            for row in range(max(low, 0), min(high, rows - 1) + 1):
                first, last = columns_of(pieces[p], row, frame, columns)
                for cell in range(row * columns + first, row * columns + last + 1):
                    if filling:
                        # Counting down leaves each cell's first place in the end.
                        cell_first[cell] -= 1
                        cell_piece[cell_first[cell]] = p
                    else:
                        cell_first[cell] += 1
        if not filling:
            cell_first = np.cumsum(cell_first).astype(np.int32)
            cell_piece = np.empty(cell_first[-1], np.int32)
    return cell_first, cell_piece


@compiled
def look(piece, lon, lat, east_m, two_way, heading):
    """Look at one piece from a place: (distance_m, cost_m, share of the piece, cosine, cross).

    `east_m` is how long a degree is from west to east. `heading` is in radians, or NaN; `cosine`
    is that of the angle between it and the piece, and `cross` is above zero where the place lies
    left of it.
    """
    x0, y0 = (piece[0] - lon) * east_m, (piece[1] - lat) * METRES_A_DEGREE
    x1, y1 = (piece[2] - lon) * east_m, (piece[3] - lat) * METRES_A_DEGREE
    dx, dy = x1 - x0, y1 - y0
    length = sqrt(dx * dx + dy * dy)
    share = min(max(-(x0 * dx + y0 * dy) / (length * length), 0.0), 1.0)
    # At an end take the end itself: then all pieces that meet there are equally far.
    x, y = (x1, y1) if share == 1.0 else (x0 + share * dx, y0 + share * dy)
    distance_m = sqrt(x * x + y * y)
    cost_m, cosine = distance_m, 1.0
    if not isnan(heading):
        cosine = (dx * sin(heading) + dy * cos(heading)) / length
        along = abs(cosine) if two_way else cosine
        cost_m += HEADING_M * (1.0 - along) / 2.0
    return distance_m, cost_m, share, cosine, dy * x0 - dx * y0


@compiled
def keep(costs, kept, shares, streets, count, most, cost_m, p, share, street):
    """Enter a piece into the sorted list of the cheapest, one a street; return the new count."""
    stop = count
    for k in range(count):
        if streets[k] == street:
            if costs[k] <= cost_m:
                return count
            stop = k
            break
    if stop == count:
        if count == most:
            if costs[most - 1] <= cost_m:
                return count
            stop = most - 1
        else:
            count += 1
    k = stop
    while k > 0 and costs[k - 1] > cost_m:
        costs[k], kept[k], shares[k] = costs[k - 1], kept[k - 1], shares[k - 1]
        streets[k] = streets[k - 1]
        k -= 1
    costs[k], kept[k], shares[k], streets[k] = cost_m, p, share, street
    return count


@compiled
def ring_columns(row, cy, cx, ring, columns):
    """Return (first, stop, step) of the columns of one row of the ring of cells around a cell."""
    if abs(row - cy) == ring:
        return max(cx - ring, 0), min(cx + ring, columns - 1) + 1, 1
    first = cx - ring if cx - ring >= 0 else cx + ring
    return first, min(cx + ring, columns - 1) + 1, max(2 * ring, 1)


@compiled
def search(
    pieces, piece_arc, cell_first, cell_piece, frame, columns, rows, opposite, street,
    lon, lat, limit_m, heading, most, costs, kept, shares, streets,
):  # fmt: skip
    """Find the cheapest piece of each of the `most` cheapest streets within the limit.

    Rings of cells are searched outwards until nothing further out can be among them. The answer
    is in `kept` and `shares`, cheapest first; returns how many.
    """
    west, south, cell_lon, cell_lat = frame
    east_m = METRES_A_DEGREE * cos(radians(lat))
    x, y = (lon - west) / cell_lon, (lat - south) / cell_lat
    cx, cy = floor(x), floor(y)
    to_side_m = min(
        min(x - cx, cx + 1 - x) * cell_lon * east_m,
        min(y - cy, cy + 1 - y) * cell_lat * METRES_A_DEGREE,
    )
    ring_m = min(cell_lon * east_m, cell_lat * METRES_A_DEGREE)
    # A place outside the grid begins with the first ring that reaches it.
    ring = max(0, -cx, cx - columns + 1, -cy, cy - rows + 1)
    last_ring = max(cx, columns - 1 - cx, cy, rows - 1 - cy)
    count = 0
    while ring <= last_ring:
        worst_m = costs[most - 1] if count == most else inf
        if ring > 0 and (ring - 1) * ring_m + to_side_m > min(limit_m, worst_m):
            break
        for row in range(max(cy - ring, 0), min(cy + ring, rows - 1) + 1):
            first, stop, step = ring_columns(row, cy, cx, ring, columns)
            for column in range(first, stop, step):
                cell = row * columns + column
                for place in range(cell_first[cell], cell_first[cell + 1]):
                    p = cell_piece[place]
                    arc = piece_arc[p]
                    distance_m, cost_m, share, _, _ = look(
                        pieces[p], lon, lat, east_m, opposite[arc] >= 0, heading
                    )
                    if distance_m <= limit_m:
                        count = keep(
                            costs, kept, shares, streets, count, most, cost_m, p, share, street[arc]
                        )
        ring += 1
    return count


@compiled
def describe(
    pieces, piece_arc, opposite, lon, lat, heading, right_hand, p, share, found
):  # fmt: skip
    """Choose the direction to be driven on a piece, and write all about it into `found` [8].

    That is arc, fraction, lon, lat, distance_m, side, heading of the road there in degrees, and
    the arc in the other direction. The direction is that of the given heading, else the one whose
    near side faces the place.
    """
    east_m = METRES_A_DEGREE * cos(radians(lat))
    arc, piece = piece_arc[p], pieces[p]
    two_way = opposite[arc] >= 0
    distance_m, _, _, cosine, cross = look(piece, lon, lat, east_m, two_way, heading)
    side = ON
    if distance_m > ON_THE_ROAD_M and cross != 0.0:
        side = LEFT if cross > 0.0 else RIGHT
    away = LEFT if right_hand else RIGHT
    backwards = two_way and (side == away if isnan(heading) else cosine < 0.0)
    fraction = piece[4] + share * (piece[5] - piece[4])
    x, y = piece[0] + share * (piece[2] - piece[0]), piece[1] + share * (piece[3] - piece[1])
    dx, dy = (piece[2] - piece[0]) * east_m, (piece[3] - piece[1]) * METRES_A_DEGREE
    if backwards:
        arc, fraction, dx, dy = opposite[arc], 1.0 - fraction, -dx, -dy
        side = side if side == ON else LEFT + RIGHT - side
    found[0], found[1], found[2], found[3] = arc, fraction, x if x <= 180.0 else x - 360.0, y
    # The second modulo: a tiny negative angle plus 360 rounds to 360 itself.
    found[4], found[5], found[6] = distance_m, side, degrees(atan2(dx, dy)) % 360.0 % 360.0
    found[7] = opposite[arc]


@compiled
def candidates(
    pieces, piece_arc, cell_first, cell_piece, frame, columns, rows, opposite, street,
    lon, lat, limit_m, heading, right_hand, most,
):  # fmt: skip
    """Return the road points around one place, cheapest first: rows as `describe` writes them."""
    costs, shares = np.empty(most), np.empty(most)
    kept, streets = np.empty(most, np.int32), np.empty(most, np.int32)
    count = search(
        pieces, piece_arc, cell_first, cell_piece, frame, columns, rows, opposite, street,
        lon, lat, limit_m, heading, most, costs, kept, shares, streets,
    )  # fmt: skip
    found = np.empty((count, 8))
    for k in range(count):
        describe(
            pieces, piece_arc, opposite, lon, lat, heading, right_hand, kept[k], shares[k], found[k]
        )
    return found


@compiled
def nearest_many(
    pieces, piece_arc, cell_first, cell_piece, frame, columns, rows, opposite, street,
    lons, lats, right_hand,
):  # fmt: skip
    """Return the nearest road point of n places: (arc [n], fraction [n], distance_m [n])."""
    n = len(lons)
    arcs, fractions, away_m = np.full(n, -1, np.int32), np.zeros(n), np.full(n, inf)
    cost, share = np.empty(1), np.empty(1)
    kept, streets, found = np.empty(1, np.int32), np.empty(1, np.int32), np.empty(8)
    for i in range(n):
        count = search(
            pieces, piece_arc, cell_first, cell_piece, frame, columns, rows, opposite, street,
            lons[i], lats[i], inf, np.nan, 1, cost, kept, share, streets,
        )  # fmt: skip
        if count:
            describe(
                pieces, piece_arc, opposite, lons[i], lats[i], np.nan, right_hand,
                kept[0], share[0], found,
            )  # fmt: skip
            arcs[i], fractions[i], away_m[i] = found[0], found[1], found[4]
    return arcs, fractions, away_m
