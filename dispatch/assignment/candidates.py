"""Say of every team whether it could go, and if not, why not."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.problem import MAY_NOT_GO
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import turned_down
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import ReasonLeftOut
from dispatch.domain.teams import Team
from routing.geo import Position

Whereabouts = Callable[[Team], Position]  # where a team is reckoned to be, WGS-84

# What a state of the availability table means to somebody who asks why; any other is a task.
_BY_STATE = {
    "OFF_DUTY": ReasonLeftOut.OFF_DUTY,
    "OUT_OF_CONTACT": ReasonLeftOut.OUT_OF_CONTACT,
    "OUT_OF_SERVICE": ReasonLeftOut.OUT_OF_SERVICE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The teams that could serve one of the capabilities asked for, as rows.

    `free` are those that could be sent somewhere now, in order of id, with their road `nodes` and
    `origins`; `kept` maps every other one to the reason that holds for any incident.
    """

    free: tuple[Team, ...]
    origins: tuple[Position, ...]
    nodes: NDArray[np.int32]
    kept: dict[str, ReasonLeftOut]

    @classmethod
    def of(
        cls,
        area: Area,
        profile: Profile,
        roads: RoadView,
        where: Whereabouts,
        capabilities: frozenset[str],
    ) -> "Roster":
        """Call the roll of those in an area who have one of the capabilities."""
        free: list[tuple[Team, Position, int]] = []
        kept: dict[str, ReasonLeftOut] = {}
        for team_id, team in area.teams.items():
            if capabilities.isdisjoint(team.capabilities):
                continue
            reason = reason_kept(team, profile)
            if reason is not None:
                kept[team_id] = reason
                continue
            origin = where(team)
            node = roads.node_of(origin)
            if node is None:
                kept[team_id] = ReasonLeftOut.OFF_THE_ROADS
            else:
                free.append((team, origin, node))
        free.sort(key=lambda row: row[0].team_id)
        return cls(
            free=tuple(team for team, _, _ in free),
            origins=tuple(origin for _, origin, _ in free),
            nodes=np.array([node for _, _, node in free], np.int32),
            kept=kept,
        )


def reason_kept(team: Team, profile: Profile) -> ReasonLeftOut | None:
    """Return what keeps a team from any new task: the hard rules, in the order they are told."""
    if team.instruction_id is not None:
        return ReasonLeftOut.COMMITTED
    if not profile.team_availability.has("FREE", team.state):
        return _BY_STATE.get(team.state, ReasonLeftOut.COMMITTED)
    if not team.trained:
        return ReasonLeftOut.NOT_TRAINED
    if not team.insured:
        return ReasonLeftOut.NOT_INSURED
    return None if team.equipped else ReasonLeftOut.NOT_EQUIPPED


def travel_row(
    area: Area,
    incident: Incident,
    capability: str,
    roster: Roster,
    roads: RoadView,
    max_travel_s: float,
) -> tuple[NDArray[np.int64], dict[str, ReasonLeftOut]]:
    """Return the travel time of each free team to an incident, int64[free] in milliseconds.

    `MAY_NOT_GO` for those that may not serve it with that capability; the reasons for those come
    along, by team id.
    """
    times = np.full(len(roster.free), MAY_NOT_GO, np.int64)
    reasons: dict[str, ReasonLeftOut] = {}
    node = roads.node_of(incident.position)
    refused = turned_down(area, incident)
    travel_ms = None if node is None else roads.times_to(roster.nodes, node)
    limit_ms = int(max_travel_s * 1000)
    closed = _cut_off(roads, roster, node, travel_ms)
    for index, team in enumerate(roster.free):
        if capability not in team.capabilities:
            reasons[team.team_id] = ReasonLeftOut.LACKS_CAPABILITY
        elif team.team_id in refused:
            reasons[team.team_id] = ReasonLeftOut.DECLINED_BEFORE
        elif node is None or travel_ms is None:
            reasons[team.team_id] = ReasonLeftOut.UNREACHABLE
        elif travel_ms[index] == UNREACHABLE_MS:
            reason = ReasonLeftOut.CUT_OFF if closed[index] else ReasonLeftOut.UNREACHABLE
            reasons[team.team_id] = reason
        elif travel_ms[index] > limit_ms:
            reasons[team.team_id] = ReasonLeftOut.TOO_FAR
        else:
            times[index] = travel_ms[index]
    return times, reasons


def _cut_off(
    roads: RoadView, roster: Roster, node: int | None, travel_ms: NDArray[np.int32] | None
) -> NDArray[np.bool_]:
    """Return which free teams could be there but for the measures in force, [free]."""
    closed = np.zeros(len(roster.free), bool)
    if node is not None and travel_ms is not None:
        lost = np.flatnonzero(travel_ms == UNREACHABLE_MS)
        closed[lost] = roads.are_cut_off(roster.nodes[lost], node)
    return closed


class Candidate(msgspec.Struct, frozen=True):
    """A team asked about for an incident: its road time in seconds, or else why it cannot go."""

    team_id: str
    travel_s: float | None
    reason: ReasonLeftOut | None = None


def everybody(
    area: Area,
    profile: Profile,
    roads: RoadView,
    where: Whereabouts,
    incident: Incident,
    capability: str,
) -> list[Candidate]:
    """Return every team of the area: those that could go by road time, then the others by id."""
    roster = Roster.of(area, profile, roads, where, frozenset({capability}))
    times, reasons = travel_row(
        area, incident, capability, roster, roads, profile.dispatch.max_travel_s
    )
    able, unable = [], [Candidate(team_id, None, kept) for team_id, kept in roster.kept.items()]
    for index, team in enumerate(roster.free):
        if times[index] != MAY_NOT_GO:
            able.append(Candidate(team.team_id, float(times[index]) / 1000))
        else:
            unable.append(Candidate(team.team_id, None, reasons[team.team_id]))
    unable += [
        Candidate(team_id, None, ReasonLeftOut.LACKS_CAPABILITY)
        for team_id, team in area.teams.items()
        if capability not in team.capabilities
    ]
    able.sort(key=lambda one: (one.travel_s, one.team_id))
    return able + sorted(unable, key=lambda one: one.team_id)
