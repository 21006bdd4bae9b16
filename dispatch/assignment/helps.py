"""Say what would help where an area's own means run short: who comes later, or from farther."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from dispatch.assignment.escalation import orders_of, tasks_end_at
from dispatch.assignment.muster import Muster
from dispatch.assignment.posing import Question
from dispatch.assignment.reasons import REASONS
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.supply.shelves import Shelves
from dispatch.assignment.supply.telling import Promised
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import Help, HelpFrom, ReasonLeftOut, Shortfall
from routing.geo import Position

NAMED = 2
"""How many of each kind of help are named: the soonest."""
_TOO_FAR = REASONS.index(ReasonLeftOut.TOO_FAR)


class Helps:
    """What would help with the shortfalls of one decision, taken at a moment in epoch seconds."""

    def __init__(
        self, area: Area, profile: Profile, roads: RoadView, question: Question, at: float
    ) -> None:
        self._area, self._profile, self._roads = area, profile, roads
        self._question, self._at = question, at
        self._at_work: _AtWork | None = None
        self._needs: set[str] = set()
        self._row: dict[int, int] = {}

    @cached_property
    def _goal(self) -> dict[str, int]:
        """The road node of each incident, -1 off the roads; mostly nobody is short of anything."""
        incidents = self._question.incidents
        nodes = self._nodes_of([one.position for one in incidents]).tolist()
        return dict(zip((one.incident_id for one in incidents), nodes, strict=True))

    def will_be_short(self, slots: Iterable[int]) -> None:
        """Take note of slots that will be asked about: sooner answered all at once."""
        for slot in map(self._question.problem.slots.__getitem__, slots):
            self._needs.add(slot.capability)
            if (goal := self._goal[slot.incident_id]) >= 0:
                self._row.setdefault(goal, len(self._row))
        self._at_work = None

    def told(
        self,
        incident: Incident,
        shortfalls: Sequence[Shortfall],
        slots: Sequence[int],
        supplies: int,
        promised: Promised,
    ) -> tuple[Shortfall, ...]:
        """Return the shortfalls of an incident with what could help.

        First come those of crews, of these slots, then so many of supplies: depots and suppliers
        help that still have them; then any others.
        """
        crews, goods = shortfalls[: len(slots)], slice(len(slots), len(slots) + supplies)
        return (
            *map(self._with_crews, slots, crews),
            *(self._told(one, self._stocked(one, incident, promised)) for one in shortfalls[goods]),
            *shortfalls[goods.stop :],
        )

    def _with_crews(self, index: int, short: Shortfall) -> Shortfall:
        incident = self._question.incidents[self._question.incident_of[index]]
        found = [*self._beyond(index, incident), *self._busy(index, short.need, incident)]
        return self._told(short, found)

    def _told(self, short: Shortfall, found: Sequence[Help]) -> Shortfall:
        above = Help(HelpFrom.LEVEL_ABOVE, self._area.root, short.missing)
        return replace(short, helps=(*found, above))

    def _beyond(self, index: int, incident: Incident) -> list[Help]:
        """Teams that are farther than any is sent."""
        roster = self._question.roster
        problem = self._question.problem
        capability = problem.slots[index].capability
        able = problem.crews_for[capability] > 0
        rows = np.flatnonzero(able & (self._question.why[problem.line[index]] == _TOO_FAR))
        return [
            Help(
                HelpFrom.TEAM_BEYOND,
                roster.ids[rows[one]],
                int(roster.crews_for[capability][rows[one]]),
                after_s,
            )
            for one, after_s in self._soonest(roster.nodes[rows], incident)
        ]

    def _busy(self, index: int, capability: str, incident: Incident) -> list[Help]:
        """Teams at work, from when they are taken to be done and here."""
        goal = self._goal[incident.incident_id]
        if goal < 0:
            return []
        if goal not in self._row or capability not in self._needs:  # nobody has told of it
            self.will_be_short([index])
        if self._at_work is None:
            muster, needs = self._question.roster.muster, frozenset(self._needs)
            at_work = _AtWork(self._area, self._profile, muster, needs, self._at, self._nodes_of)
            goals = np.array(list(self._row), np.int32)
            at_work.come_by(self._roads.between_few(at_work.nodes, goals))
            self._at_work = at_work
        return self._at_work.soonest(capability, incident.incident_id, self._row[goal])

    def _stocked(self, short: Shortfall, incident: Incident, promised: Promised) -> list[Help]:
        shelves = Shelves.of(self._area, self._profile, self._roads, self._at)
        free = shelves.free[:, shelves.column[short.need]].copy()
        for (depot_id, supply), items in promised.items():
            if supply == short.need:
                free[shelves.row[depot_id]] -= items
        rows = np.flatnonzero(free > 0)
        metric = self._roads.serves.supplies
        found = []
        soonest = self._soonest(shelves.node[rows], incident, shelves.lead_s[rows], metric)
        for one, after_s in soonest:
            row, left = int(rows[one]), int(free[rows[one]])
            whence = HelpFrom.SUPPLIER if shelves.is_supplier[row] else HelpFrom.DEPOT
            found.append(Help(whence, shelves.ids[row], min(left, short.missing), after_s))
        return found

    def _nodes_of(self, places: Sequence[Position]) -> NDArray[np.int32]:
        return self._roads.nodes_of(places) if places else np.empty(0, np.int32)

    def _soonest(
        self,
        nodes: NDArray[np.int32],
        incident: Incident,
        waits_s: NDArray[np.float64] | None = None,
        metric: str | None = None,
    ) -> list[tuple[int, float]]:
        """Return which nodes of the roads are reached from soonest, and after how many seconds."""
        goal = self._goal[incident.incident_id]
        if goal < 0 or not len(nodes):
            return []
        known = np.flatnonzero(nodes >= 0)
        times_ms = self._roads.times_to(nodes[known], goal, metric)
        after_s = times_ms / 1000
        if waits_s is not None:
            after_s += waits_s[known]
        after_s[times_ms == UNREACHABLE_MS] = np.inf
        return [(int(known[one]), when_s) for one, when_s in _first(after_s)]


class _AtWork:
    """The open orders of teams that have one of some capabilities, in arrays in the order they were
    given, and who is able to what.

    `nodes` are where on the roads they work, each once.
    """

    def __init__(
        self,
        area: Area,
        profile: Profile,
        muster: Muster,
        capabilities: frozenset[str],
        at: float,
        nodes_of: Callable[[Sequence[Position]], NDArray[np.int32]],
    ) -> None:
        self._muster = muster
        committed = muster.committed(capabilities)
        bound = [(one.instruction_id, row, one) for one, row in committed if one.instruction_id]
        bound.sort(key=lambda one: (len(one[0]), one[0]))  # their numbers rise
        self._team = np.array([row for _, row, _ in bound], np.intp)
        self._orders = orders = orders_of(area, [one for _, _, one in bound])
        self._waits_s = tasks_end_at(area, profile, orders, at) - at
        self._number: dict[str, int] = {}  # of incidents
        whose = [self._number.setdefault(one.incident_id, len(self._number)) for one in orders]
        self._whose = np.array(whose, np.int64)
        node = nodes_of([one.destination for one in orders])
        known = np.unique(node)
        self.nodes: NDArray[np.int32] = known[known >= 0]
        self._node = np.where(node >= 0, np.searchsorted(self.nodes, node), -1)
        self._ways_s: NDArray[np.float64] = np.empty((0, len(self.nodes) + 1))
        self._rows: dict[str, NDArray[np.intp]] = {}  # of orders, by what their teams are able to
        self._after_s: dict[str, NDArray[np.float64]] = {}

    def come_by(self, ways_ms: NDArray[np.int32]) -> None:
        """Be told how long it takes from each of `nodes` to some goals: int32[goals, nodes]."""
        ways_s = np.full((len(ways_ms), len(self.nodes) + 1), np.inf)  # the last is off the roads
        ways_s[:, :-1] = np.where(ways_ms == UNREACHABLE_MS, np.inf, ways_ms / 1000)
        self._ways_s, self._after_s = ways_s, {}

    def soonest(self, capability: str, incident_id: str, goal: int) -> list[Help]:
        """Return those who work elsewhere and are first done and at a goal, by its number."""
        if (rows := self._rows.get(capability)) is None:
            able = self._muster.having([capability])[self._team]
            rows = self._rows[capability] = np.flatnonzero(able)
        if (after_s := self._after_s.get(capability)) is None:
            after_s = self._ways_s[:, self._node[rows]] + self._waits_s[rows]
            self._after_s[capability] = after_s
        own = self._number.get(incident_id, -1)
        when_s = np.where(self._whose[rows] == own, np.inf, after_s[goal])
        first = [(self._orders[rows[one]], at_s) for one, at_s in _first(when_s)]
        return [Help(HelpFrom.TEAM_AT_WORK, one.team_id, one.crews, at_s) for one, at_s in first]


def _first(when_s: NDArray[np.float64]) -> list[tuple[int, float]]:
    """Return which of some moments come first, and when: the `NAMED` soonest, none that never is.

    The moments are changed.
    """
    found = []
    for _ in range(min(NAMED, len(when_s))):
        one = int(np.argmin(when_s))
        if when_s[one] == np.inf:
            break
        found.append((one, float(when_s[one])))
        when_s[one] = np.inf
    return found
