"""Keep a set of places ready to be asked about: their doors to the roads, and what is above them.

Teams, depots and shelters are asked about again and again, from one incident after another. What
does not depend on the incident is worked out once for the set: the doors through which each place
is left or reached, and for the sweep the part of the hierarchy above them (RPHAST's selection).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.hierarchy import Hierarchy
from routing.kernels import doors, sweep
from routing.stops import Stops


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """Where places meet the search graph: door i is that of place `row[i]`, at a rank.

    Beyond the door lies `share` of an arc, so how far it is depends on the arc's time.
    """

    row: NDArray[np.int32]
    rank: NDArray[np.int32]
    arc: NDArray[np.int32]
    """The graph arc driven between place and door, or `NOWHERE` for a place at a node."""
    share: NDArray[np.float64]

    @classmethod
    def of(cls, hierarchy: Hierarchy, stops: Stops, *, towards: bool) -> "Doors":
        """Return the doors of targets one drives towards, or of origins one drives away from."""
        return cls(*doors.doors(stops.arrays, hierarchy.meeting, towards))

    def first(self, count: int) -> NDArray[np.int32]:
        """Return where the doors of each of `count` places begin, int32[count + 1]."""
        first = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(self.row, minlength=count), out=first[1:])
        return first

    def ms(self, arc_ms: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return how far each door is by the given times of the graph arcs [Y]; `FAR`: shut."""
        times: NDArray[np.int32] = doors.door_times(self.arc, self.share, arc_ms)
        return times


class Side:
    """The doors of a set of places for one direction of travel, and what is above them."""

    def __init__(self, hierarchy: Hierarchy, doors: Doors, count: int, once: bool) -> None:
        self.doors = doors
        self.count = count
        self.once = once
        self.first = doors.first(count)
        self._hierarchy = hierarchy

    def chained(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the doors by rank: the first at each rank [X], and the next of each door."""
        head = np.full(len(self._hierarchy.rank), -1, np.int32)
        following = np.full(len(self.doors.rank), -1, np.int32)
        for door, rank in enumerate(self.doors.rank.tolist()):
            following[door], head[rank] = head[rank], door
        return head, following

    def depth(self) -> NDArray[np.int32]:
        """Return how deep in the hierarchy lies what is above the doors, -1 elsewhere: [X]."""
        depth: NDArray[np.int32] = sweep.depths(self._hierarchy.parent, self.doors.rank)
        return depth

    def branch_by_branch(self) -> NDArray[np.int32]:
        """Return what is above the doors, each branch of the hierarchy to its end."""
        above: NDArray[np.int32] = sweep.branch_by_branch(self._hierarchy.parent, self.doors.rank)
        return above


class Candidates:
    """A set of places prepared for one hierarchy; shared by all its metrics and by threads.

    Of places that are asked about `once` it is well to say so: for a few nothing is laid out then.
    """

    def __init__(self, hierarchy: Hierarchy, stops: Stops, *, once: bool = False) -> None:
        self.hierarchy, self.stops, self._once = hierarchy, stops, once

    @cached_property
    def leaving(self) -> Side:
        """The places as one drives away from them."""
        return self._side(towards=False)

    @cached_property
    def reaching(self) -> Side:
        """The places as one drives towards them."""
        return self._side(towards=True)

    def _side(self, *, towards: bool) -> Side:
        doors = Doors.of(self.hierarchy, self.stops, towards=towards)
        return Side(self.hierarchy, doors, len(self.stops), self._once)

    def __len__(self) -> int:
        return len(self.stops)
