"""Know where people live, and how soon they are reached from any node of the roads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.domain.area import Area
from dispatch.domain.places import lineage
from routing.geo import Position

MOST_KNOWN = 8_000  # nodes remembered: 12 kB each for 3,000 places


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """Where people live, as rows in order of code: each person counts once.

    A place counts those of its people who live in none of the places below it, at its position
    (WGS-84); one without a position, or without such people, is left out. `nodes` is -1 where no
    road is near enough.
    """

    codes: tuple[str, ...]
    positions: tuple[Position, ...]
    people: NDArray[np.int64]
    nodes: NDArray[np.int32]
    rows_within: dict[str, NDArray[np.int32]]

    @classmethod
    def of(cls, area: Area, roads: RoadView) -> "Residents":
        """Return the residents of an area."""
        below: defaultdict[str, int] = defaultdict(int)
        for place in area.places.values():
            if place.parent is not None:
                below[place.parent] += place.population
        rows = sorted(
            (place.code, place.position, place.population - below[place.code])
            for place in area.places.values()
            if place.position is not None and place.population > below[place.code]
        )
        within: defaultdict[str, list[int]] = defaultdict(list)
        for row, (code, _, _) in enumerate(rows):
            for above in lineage(area.places, code):
                within[above].append(row)
        positions = tuple(position for _, position, _ in rows)
        return cls(
            codes=tuple(code for code, _, _ in rows),
            positions=positions,
            people=np.array([people for _, _, people in rows], np.int64),
            nodes=roads.nodes_of(positions) if rows else np.empty(0, np.int32),
            rows_within={code: np.array(one, np.int32) for code, one in within.items()},
        )

    def within(self, place_code: str) -> NDArray[np.int32]:
        """Return the rows that lie within a place of administration."""
        return self.rows_within.get(place_code, np.empty(0, np.int32))


class Reach:
    """How soon each resident place is reached, on one view of the roads. Safe from any thread.

    What was asked about is remembered: a team that comes and goes costs no routing.
    """

    def __init__(self, residents: Residents, roads: RoadView) -> None:
        self.residents, self.roads = residents, roads
        self._on_roads = np.flatnonzero(residents.nodes >= 0)
        self._times: dict[int, NDArray[np.int32]] = {}
        self._within: dict[tuple[int, float], NDArray[np.int32]] = {}
        self._lock = Lock()

    def ready(self, nodes: Iterable[int]) -> None:
        """Ask the roads from all of these nodes at once; `within` would ask one by one."""
        with self._lock:
            self._learn(nodes)

    def times_ms(self, nodes: Sequence[int]) -> NDArray[np.int32]:
        """Return how soon each place is reached from n nodes: int32[n, places] in milliseconds.

        `UNREACHABLE_MS` where there is no way.
        """
        shape = len(nodes), len(self.residents.codes)
        with self._lock:
            self._learn(nodes)
            return np.array([self._times[node] for node in nodes], np.int32).reshape(shape)

    def within(self, node: int, within_s: float) -> NDArray[np.int32]:
        """Return the rows of the places that are reached from a node within so many seconds."""
        found = self._within.get((node, within_s))
        if found is None:
            (times,) = self.times_ms([node])
            in_time = (times != UNREACHABLE_MS) & (times <= within_s * 1000)
            found = self._within[node, within_s] = np.flatnonzero(in_time).astype(np.int32)
        return found

    def _learn(self, nodes: Iterable[int]) -> None:
        wanted = dict.fromkeys(nodes)
        missing = [node for node in wanted if node not in self._times]
        if not missing:
            return
        if len(self._times) + len(missing) > MOST_KNOWN:
            self._times.clear()
            self._within.clear()
            missing = list(wanted)
        table = np.full((len(missing), len(self.residents.codes)), UNREACHABLE_MS, np.int32)
        table[:, self._on_roads] = self.roads.table(missing, self.residents.nodes[self._on_roads])
        self._times.update(zip(missing, table, strict=True))
