"""Say what would help where an area's own means run short: who comes later, or from farther."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from dispatch.assignment.escalation import task_ends_at
from dispatch.assignment.posing import Question
from dispatch.assignment.reasons import REASONS
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.supply.telling import Promised
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
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
        self._row: dict[int, int] = {}
        self._from_work: NDArray[np.int32] | None = None
        goals = self._nodes_of([one.position for one in question.incidents]).tolist()
        ids = (one.incident_id for one in question.incidents)
        self._goal = dict(zip(ids, goals, strict=True))

    def will_be_short(self, incident_ids: Iterable[str]) -> None:
        """Take note of incidents that will be asked about: sooner answered all at once."""
        for goal in map(self._goal.__getitem__, incident_ids):
            if goal >= 0:
                self._row.setdefault(goal, len(self._row))
        self._from_work = None

    def with_crews(self, index: int, short: Shortfall) -> Shortfall:
        """Return the shortfall of a slot with those who could help."""
        incident = self._question.incidents[self._question.incident_of[index]]
        found = [*self._beyond(index, incident), *self._busy(short.need, incident)]
        return self._told(short, found)

    def with_supplies(
        self, incident: Incident, shortfalls: Iterable[Shortfall], promised: Promised
    ) -> tuple[Shortfall, ...]:
        """Return shortfalls of supplies with the depots and suppliers that still have them."""
        return tuple(self._told(one, self._stocked(one, incident, promised)) for one in shortfalls)

    def _told(self, short: Shortfall, found: Sequence[Help]) -> Shortfall:
        above = Help(HelpFrom.LEVEL_ABOVE, self._area.root, short.missing)
        return replace(short, helps=(*found, above))

    def _beyond(self, index: int, incident: Incident) -> list[Help]:
        """Teams that are farther than any is sent."""
        roster = self._question.roster
        rows = np.flatnonzero(self._question.why_of(index) == _TOO_FAR)
        capability = self._question.problem.slots[index].capability
        return [
            Help(
                HelpFrom.TEAM_BEYOND,
                roster.ids[rows[one]],
                int(roster.crews_for[capability][rows[one]]),
                after_s,
            )
            for one, after_s in self._soonest(roster.nodes[rows], incident)
        ]

    def _busy(self, capability: str, incident: Incident) -> list[Help]:
        """Teams at work, from when they are taken to be done and here."""
        if self._at_work is None:
            self._at_work = _AtWork(self._orders_by_capability(), self._at, self._nodes_of)
        goal = self._goal[incident.incident_id]
        if goal < 0:
            return []
        if goal not in self._row:  # then nobody has told that it would be asked
            self.will_be_short([incident.incident_id])
        way_ms = self._ways()[self._row[goal]]
        return self._at_work.soonest(capability, incident.incident_id, way_ms)

    def _ways(self) -> NDArray[np.int32]:
        """Return how long it takes from where teams are at work to each incident that is short."""
        assert self._at_work is not None  # noqa: S101 - who asks has just made it
        if self._from_work is None:
            goals = np.array(list(self._row), np.int32)
            self._from_work = self._roads.between_few(self._at_work.nodes, goals)
        return self._from_work

    def _orders_by_capability(self) -> dict[str, list[tuple[Instruction, float]]]:
        found: dict[str, list[tuple[Instruction, float]]] = {}
        for incident in map(self._area.incident, self._area.open_incidents):
            for one in map(self._area.instruction, incident.instruction_ids):
                if one.is_open:
                    ends_at = task_ends_at(self._profile, incident, one, self._at)
                    for capability in self._area.teams[one.team_id].capabilities:
                        found.setdefault(capability, []).append((one, ends_at))
        return found

    def _stocked(self, short: Shortfall, incident: Incident, promised: Promised) -> list[Help]:
        depots, free = [], []
        for depot in self._area.depots.values():
            left = depot.free(short.need, self._at) - promised[depot.depot_id, short.need]
            if left > 0:
                depots.append(depot)
                free.append(left)
        places = self._nodes_of([one.position for one in depots])
        waits = [one.lead_s for one in depots]
        metric = self._roads.serves.supplies
        return [
            Help(
                HelpFrom.DEPOT if depots[one].agreement is None else HelpFrom.SUPPLIER,
                depots[one].depot_id,
                min(free[one], short.missing),
                after_s,
            )
            for one, after_s in self._soonest(places, incident, waits, metric)
        ]

    def _nodes_of(self, places: Sequence[Position]) -> NDArray[np.int32]:
        return self._roads.nodes_of(places) if places else np.empty(0, np.int32)

    def _soonest(
        self,
        nodes: NDArray[np.int32],
        incident: Incident,
        waits: Sequence[float] | None = None,
        metric: str | None = None,
    ) -> list[tuple[int, float]]:
        """Return which nodes of the roads are reached from soonest, and after how many seconds."""
        goal = self._goal[incident.incident_id]
        if goal < 0 or not len(nodes):
            return []
        known = np.flatnonzero(nodes >= 0)
        times_ms = self._roads.times_to(nodes[known], goal, metric)
        after_s = times_ms / 1000
        if waits is not None:
            after_s += np.array(waits, np.float64)[known]
        after_s[times_ms == UNREACHABLE_MS] = np.inf
        soonest = np.argsort(after_s, kind="stable")[:NAMED]
        return [
            (one, when_s)
            for one, when_s in zip(known[soonest].tolist(), after_s[soonest].tolist(), strict=True)
            if when_s != np.inf
        ]


class _AtWork:
    """The open orders by what their teams are able to, in arrays.

    `nodes` are where on the roads they work, each once.
    """

    def __init__(
        self,
        by_capability: Mapping[str, Sequence[tuple[Instruction, float]]],
        at: float,
        nodes_of: Callable[[Sequence[Position]], NDArray[np.int32]],
    ) -> None:
        self._orders = {
            capability: [order for order, _ in orders]
            for capability, orders in by_capability.items()
        }
        self._waits_s = {
            capability: np.array([ends_at - at for _, ends_at in orders], np.float64)
            for capability, orders in by_capability.items()
        }
        self._whose = {
            capability: np.array([one.incident_id for one in orders], object)
            for capability, orders in self._orders.items()
        }
        node = {
            capability: nodes_of([one.destination for one in orders])
            for capability, orders in self._orders.items()
        }
        known = np.unique(np.concatenate([np.empty(0, np.int32), *node.values()]))
        self.nodes: NDArray[np.int32] = known[known >= 0]
        self._node = {
            capability: np.where(some >= 0, np.searchsorted(self.nodes, some), -1)
            for capability, some in node.items()
        }

    def soonest(self, capability: str, incident_id: str, way_ms: NDArray[np.int32]) -> list[Help]:
        """Return those who work elsewhere and are first done and here, by the way from `nodes`."""
        orders = self._orders.get(capability)
        if not orders:
            return []
        node = self._node[capability]
        could = np.flatnonzero((node >= 0) & (self._whose[capability] != incident_id))
        times_ms = way_ms[node[could]]
        after_s = times_ms / 1000 + self._waits_s[capability][could]
        after_s[times_ms == UNREACHABLE_MS] = np.inf
        first = np.argsort(after_s, kind="stable")[:NAMED]
        return [
            Help(HelpFrom.TEAM_AT_WORK, orders[one].team_id, orders[one].crews, when_s)
            for one, when_s in zip(could[first].tolist(), after_s[first].tolist(), strict=True)
            if when_s != np.inf
        ]
