"""Say what would help where an area's own means run short: who comes later, or from farther."""

from collections.abc import Iterable, Sequence

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
        self._at_work: dict[str, list[tuple[Instruction, float]]] | None = None
        goals = self._nodes_of([one.position for one in question.incidents]).tolist()
        ids = (one.incident_id for one in question.incidents)
        self._goal = dict(zip(ids, goals, strict=True))

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
            self._at_work = self._orders_by_capability()
        orders = [
            order
            for order in self._at_work.get(capability, ())
            if order[0].incident_id != incident.incident_id
        ]
        if not orders:
            return []
        waits = [ends_at - self._at for _, ends_at in orders]
        places = self._nodes_of([order.destination for order, _ in orders])
        return [
            Help(HelpFrom.TEAM_AT_WORK, orders[one][0].team_id, orders[one][0].crews, after_s)
            for one, after_s in self._soonest(places, incident, waits)
        ]

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
