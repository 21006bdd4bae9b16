"""Say of every team whether it could go, and if not, why not."""

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.problem import MAY_NOT_GO
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import turned_down
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import ReasonLeftOut
from dispatch.domain.teams import Team
from routing.geo import Position

# What a state of the availability table means to somebody who asks why; any other is a task.
_BY_STATE = {
    "OFF_DUTY": ReasonLeftOut.OFF_DUTY,
    "OUT_OF_CONTACT": ReasonLeftOut.OUT_OF_CONTACT,
    "OUT_OF_SERVICE": ReasonLeftOut.OUT_OF_SERVICE,
}


REASONS = tuple(ReasonLeftOut)
"""What a number in `why` means."""
NO_REASON = len(REASONS)
_NUMBER = {reason: number for number, reason in enumerate(REASONS)}


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The teams that could serve one of the capabilities asked for, as rows.

    `free` are those that could be sent somewhere now, in order of id, with their road `nodes` and
    `origins`; `able` tells for each capability asked for who of them has it, bool[free]; `kept`
    maps every other team to the reason that holds for any incident.
    """

    free: tuple[Team, ...]
    origins: tuple[Position, ...]
    nodes: NDArray[np.int32]
    able: dict[str, NDArray[np.bool_]]
    kept: dict[str, ReasonLeftOut]

    @classmethod
    def of(
        cls,
        area: Area,
        profile: Profile,
        roads: RoadView,
        seen: Sightings,
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
            origin = seen(team)
            node = roads.node_of(origin)
            if node is None:
                kept[team_id] = ReasonLeftOut.OFF_THE_ROADS
            else:
                free.append((team, origin, node))
        free.sort(key=lambda row: row[0].team_id)
        able = {one: np.zeros(len(free), bool) for one in capabilities}
        for index, (team, _, _) in enumerate(free):
            for capability in capabilities.intersection(team.capabilities):
                able[capability][index] = True
        return cls(
            free=tuple(team for team, _, _ in free),
            origins=tuple(origin for _, origin, _ in free),
            nodes=np.array([node for _, _, node in free], np.int32),
            able=able,
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


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """How long each free team takes to one place, int64[free] in milliseconds, or why it may not.

    `times_ms` is `MAY_NOT_GO` where `why`, uint8[free], numbers one of `REASONS`; elsewhere `why`
    is `NO_REASON`.
    """

    times_ms: NDArray[np.int64]
    why: NDArray[np.uint8]

    def of_those(self, able: NDArray[np.bool_]) -> "Travel":
        """Return the same of those who are able, bool[free]; the others lack the capability."""
        return Travel(
            times_ms=np.where(able, self.times_ms, MAY_NOT_GO),
            why=np.where(able, self.why, np.uint8(_NUMBER[ReasonLeftOut.LACKS_CAPABILITY])),
        )


def travel_to(
    area: Area, incident: Incident, roster: Roster, roads: RoadView, max_travel_s: float
) -> Travel:
    """Return how long each free team takes to an incident, whatever it can do there."""
    node = roads.node_of(incident.position)
    count = len(roster.free)
    if node is None:
        road_ms, cut_off = np.full(count, UNREACHABLE_MS, np.int32), np.zeros(count, bool)
    else:
        road_ms, cut_off = roads.times_to(roster.nodes, node), np.zeros(count, bool)
        lost = np.flatnonzero(road_ms == UNREACHABLE_MS)
        cut_off[lost] = roads.are_cut_off(roster.nodes[lost], node)
    refused = turned_down(area, incident)
    declined = np.zeros(count, bool)
    if refused:
        declined = np.array([team.team_id in refused for team in roster.free], bool)
    # In the order in which they are told: what comes later overrules.
    why = np.full(count, NO_REASON, np.uint8)
    for holds, reason in (
        (road_ms > int(max_travel_s * 1000), ReasonLeftOut.TOO_FAR),
        (road_ms == UNREACHABLE_MS, ReasonLeftOut.UNREACHABLE),
        (cut_off, ReasonLeftOut.CUT_OFF),
        (declined, ReasonLeftOut.DECLINED_BEFORE),
    ):
        why[holds] = _NUMBER[reason]
    return Travel(np.where(why == NO_REASON, road_ms, MAY_NOT_GO).astype(np.int64), why)


class Candidate(msgspec.Struct, frozen=True):
    """A team asked about for an incident: its road time in seconds, or else why it cannot go."""

    team_id: str
    travel_s: float | None
    reason: ReasonLeftOut | None = None


def everybody(
    area: Area,
    profile: Profile,
    roads: RoadView,
    seen: Sightings,
    incident: Incident,
    capability: str,
) -> list[Candidate]:
    """Return every team of the area: those that could go by road time, then the others by id."""
    roster = Roster.of(area, profile, roads, seen, frozenset({capability}))
    travel = travel_to(area, incident, roster, roads, profile.dispatch.max_travel_s)
    able, unable = [], [Candidate(team_id, None, kept) for team_id, kept in roster.kept.items()]
    rows = zip(roster.free, travel.times_ms.tolist(), travel.why.tolist(), strict=True)
    for team, time_ms, why in rows:
        if why == NO_REASON:
            able.append(Candidate(team.team_id, time_ms / 1000))
        else:
            unable.append(Candidate(team.team_id, None, REASONS[why]))
    unable += [
        Candidate(team_id, None, ReasonLeftOut.LACKS_CAPABILITY)
        for team_id, team in area.teams.items()
        if capability not in team.capabilities
    ]
    able.sort(key=lambda one: (one.travel_s, one.team_id))
    return able + sorted(unable, key=lambda one: one.team_id)
