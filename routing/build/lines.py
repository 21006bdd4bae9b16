"""Check that a drawn line is that of its edge, and cut off its ends."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.geo import Position, distance_m

ENDS_MEET_M: Final = 50.0
"""A line may be drawn more coarsely than its nodes; further off it belongs to another edge, or is
drawn the other way round."""

Points = NDArray[np.float64]


def points_between(line: Points, tail: Position, head: Position, name: str) -> Points | None:
    """Return the points of a line [P, 2] (lon, lat) between its two ends, or None without any.

    Raises `ValueError`, calling the line by its `name`, where it does not lead from the one node
    of its edge to the other.
    """
    for end, place in ((line[0], tail), (line[-1], head)):
        off_m = distance_m(place, Position(lon=float(end[0]), lat=float(end[1])))
        if off_m > ENDS_MEET_M:
            raise ValueError(f"{name} ends {off_m:.0f} m from its node")
    return line[1:-1] if len(line) > 2 else None
