"""Put groups that a flow has split together again, where one shelter takes them all.

Where none has the room, another group makes it, if it stays whole elsewhere: of villages that
compete for the same shelters as many as can be found a place for stay together. Nobody who has a
place loses it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.shelter_plan import Ride
from dispatch.assignment.shelter_question import RANKS, Ints, Part, ShelterQuestion

Parts = dict[Part, int]

SHELTERS_MOST = 60
"""Of the shelters that are large enough for a group, how many are tried to be made room in: the
soonest."""


def keep_together(question: ShelterQuestion) -> None:
    """Move each group a flow has split to the soonest one shelter that takes all of it, if any.

    The largest groups first: small ones find room more easily.
    """
    parts_of: dict[int, Parts] = {}
    for part, people in question.placed.items():
        if people:
            parts_of.setdefault(part[0], {})[part] = people
    together = _Together(question, parts_of)
    for group in sorted(parts_of, key=lambda one: (-question.groups[one].people, one)):
        if together.is_split(group) and not question.waiting[group].any():
            together.bring(group)  # where some have no place at all, moving others helps nobody


class _Together:
    """Who is where, as groups are brought together."""

    def __init__(self, question: ShelterQuestion, parts_of: dict[int, Parts]) -> None:
        self._question, self._parts = question, parts_of
        self._in: dict[int, set[int]] = {}  # shelter -> groups
        self._ways: dict[int, _Ways] = {}
        for group in parts_of:
            self._note(group)

    def is_split(self, group: int) -> bool:
        return len({shelter for _, shelter, _, _ in self._parts[group]}) > 1

    def bring(self, group: int) -> None:
        """Bring a split group to one shelter, if need be in the place of another group."""
        before = self._leave(group)
        if not self._enter(group) and not self._enter_with_room_made(group):
            self._put(group, before)

    def _enter(self, group: int, only: int | None = None) -> bool:
        """Bring a group that waits to the soonest one shelter, or to one alone, if that can be."""
        question, ways = self._question, self._ways_of(group)
        fits = (ways.people.sum() <= question.left[ways.near]) & (ways.riding <= question.seats)
        if only is not None:
            fits &= ways.near == only
        if not fits.any():
            return False
        first = int(np.argmax(fits))
        shelter = int(ways.near[first])
        rides = [Ride.WALK if walks[first] else Ride.BUS for walks in ways.walks]
        people = ways.people.tolist()
        parts = {(group, shelter, rides[rank], rank): people[rank] for rank in RANKS}
        self._put(group, {part: count for part, count in parts.items() if count})
        return True

    def _enter_with_room_made(self, group: int) -> bool:
        """Have one other group go elsewhere as a whole, so that a group that waits has its room."""
        question, ways = self._question, self._ways_of(group)
        people = int(ways.people.sum())
        for shelter in ways.near[:SHELTERS_MOST].tolist():
            short = people - int(question.left[shelter])
            for other in sorted(self._in.get(shelter, ()), key=self._smallest):
                theirs = self._parts[other]
                if sum(count for part, count in theirs.items() if part[1] == shelter) < short:
                    continue
                self._leave(other)
                if self._enter(group, shelter):
                    if self._enter(other):
                        return True
                    self._leave(group)
                self._put(other, theirs)
        return False

    def _smallest(self, group: int) -> tuple[int, int]:
        return self._question.groups[group].people, group

    def _leave(self, group: int) -> Parts:
        parts = self._parts.pop(group)
        for part, people in parts.items():
            self._question.move(part, -people)
            self._in[part[1]].discard(group)
        return parts

    def _put(self, group: int, parts: Parts) -> None:
        self._parts[group] = parts
        for part, people in parts.items():
            self._question.move(part, people)
        self._note(group)

    def _note(self, group: int) -> None:
        for _, shelter, _, _ in self._parts[group]:
            self._in.setdefault(shelter, set()).add(group)

    def _ways_of(self, group: int) -> "_Ways":
        """Return a group's ways; it must wait as a whole when they are asked for first."""
        if group not in self._ways:
            self._ways[group] = _Ways.of(self._question, group)
        return self._ways[group]


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """Which shelters all of a group could go to, the soonest in front.

    `people`, int64[ranks]; `walks`, bool[near] by rank, tells who walks there, and `riding`,
    int64[near], how many do not.
    """

    people: Ints
    near: NDArray[np.intp]
    walks: tuple[NDArray[np.bool_], ...]
    riding: Ints

    @classmethod
    def of(cls, question: ShelterQuestion, group: int) -> "_Ways":
        """Return those of a group that waits."""
        people = question.waiting[group].copy()
        open_to_all = np.ones(len(question.left), bool)
        waited_s, riding = np.zeros_like(question.left), np.zeros_like(question.left)
        walks = []
        for rank in RANKS:
            walk, bus = (
                question.times[ride][group] <= question.limits_s[ride][rank] for ride in Ride
            )
            walk_s, bus_s = (question.wait_s(ride)[group] for ride in Ride)
            open_to_all &= walk | bus | (people[rank] == 0)
            waited_s += people[rank] * np.where(walk, walk_s, bus_s)
            riding += np.where(walk, 0, people[rank])
            walks.append(walk)
        able = np.flatnonzero(open_to_all)
        near = able[np.argsort(waited_s[able], kind="stable")]
        return cls(people, near, tuple(walk[near] for walk in walks), riding[near])
