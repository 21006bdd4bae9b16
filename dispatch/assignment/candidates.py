"""Say of every team whether it could go, and if not, why not."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.problem import MAY_NOT_GO
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for, crews_of
from dispatch.domain.hard_rules import broken_rule
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
    `origins`. They have so many `crews` in all, int64[free], of whom `crews_for`, int64[free], can
    serve each capability asked for; `able` tells who has any, bool[free]. `kept` maps every other
    team to the reason that holds for any incident.
    """

    free: tuple[Team, ...]
    origins: tuple[Position, ...]
    nodes: NDArray[np.int32]
    crews: NDArray[np.int64]
    crews_for: dict[str, NDArray[np.int64]]
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
        able_to_go: list[Team] = []
        kept: dict[str, ReasonLeftOut] = {}
        for team_id, team in area.teams.items():
            if team.has_rejoined or capabilities.isdisjoint(team.capabilities):
                continue
            reason = _facts(team, profile).reason
            if reason is None:
                able_to_go.append(team)
            else:
                kept[team_id] = reason
        able_to_go.sort(key=lambda team: team.team_id)
        origins = [seen(team) for team in able_to_go]
        nodes = roads.nodes_of(origins)
        on_roads = np.flatnonzero(nodes >= 0).tolist()
        if len(on_roads) < len(able_to_go):
            for index in np.flatnonzero(nodes < 0).tolist():
                kept[able_to_go[index].team_id] = ReasonLeftOut.OFF_THE_ROADS
            able_to_go = [able_to_go[index] for index in on_roads]
            origins, nodes = [origins[index] for index in on_roads], nodes[on_roads]
        facts = [_facts(team, profile) for team in able_to_go]
        crews = np.array([one.crews for one in facts], np.int64)
        of_each = {one: np.zeros(len(able_to_go), np.int64) for one in capabilities}
        for index, one in enumerate(facts):
            for capability, count in one.crews_for:
                if capability in of_each:
                    of_each[capability][index] = count
        able = {one: counts > 0 for one, counts in of_each.items()}
        return cls(tuple(able_to_go), tuple(origins), nodes, crews, of_each, able, kept)

    def equipped(self, capability: str) -> NDArray[np.int64]:
        """Return how many crews can bring the equipment of a capability, int64[free]."""
        units = np.array([team.units.get(capability, 0) for team in self.free], np.int64)
        equipped: NDArray[np.int64] = np.minimum(self.crews_for[capability], units)
        return equipped


@dataclass(frozen=True, slots=True, eq=False)
class _Facts:
    """What a decision asks of a team, known until the team changes."""

    team: Team
    profile: Profile
    reason: ReasonLeftOut | None
    crews: int
    crews_for: tuple[tuple[str, int], ...]


_known: dict[str, _Facts] = {}


def _facts(team: Team, profile: Profile) -> _Facts:
    found = _known.get(team.team_id)
    if found is None or found.team is not team or found.profile is not profile:
        able = tuple((one, crews_for(team, one, profile)) for one in team.capabilities)
        reason = reason_kept(team, profile)
        found = _known[team.team_id] = _Facts(team, profile, reason, crews_of(team, profile), able)
    return found


def reason_kept(team: Team, profile: Profile) -> ReasonLeftOut | None:
    """Return what keeps a team from any new task: the hard rules, in the order they are told."""
    if team.instruction_id is not None:
        return ReasonLeftOut.COMMITTED
    if not profile.team_availability.has("FREE", team.state):
        return _BY_STATE.get(team.state, ReasonLeftOut.COMMITTED)
    broken = broken_rule(team)
    return None if broken is None else broken.reason


LACKS_CAPABILITY = _NUMBER[ReasonLeftOut.LACKS_CAPABILITY]


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """How long each free team takes to some places, or why it may not go there.

    `times_ms`, int32[places, free] in milliseconds, is `MAY_NOT_GO` where `why`, uint8[places,
    free], numbers one of `REASONS`; elsewhere `why` is `NO_REASON`.
    """

    times_ms: NDArray[np.int32]
    why: NDArray[np.uint8]

    @classmethod
    def to_each(
        cls,
        area: Area,
        incidents: Sequence[Incident],
        roster: Roster,
        roads: RoadView,
        profile: Profile,
    ) -> "Travel":
        """Return how long each free team takes to some incidents, whatever it can do there."""
        goals = roads.nodes_of([one.position for one in incidents])
        road_ms = np.full((len(incidents), len(roster.free)), UNREACHABLE_MS, np.int32)
        on_roads = np.flatnonzero(goals >= 0)
        road_ms[on_roads] = roads.times_to_each(roster.nodes, goals[on_roads].tolist())
        is_lost = road_ms == UNREACHABLE_MS
        # In the order in which they are told: what comes later overrules.
        why = np.full(road_ms.shape, NO_REASON, np.uint8)
        why[road_ms > int(profile.dispatch.max_travel_s * 1000)] = _NUMBER[ReasonLeftOut.TOO_FAR]
        why[is_lost] = _NUMBER[ReasonLeftOut.UNREACHABLE]
        for row in np.flatnonzero(is_lost.any(axis=1) & (goals >= 0)).tolist():
            lost = np.flatnonzero(is_lost[row])
            cut_off = lost[roads.are_cut_off(roster.nodes[lost], int(goals[row]))]
            why[row, cut_off] = _NUMBER[ReasonLeftOut.CUT_OFF]
        unfit: dict[str, list[bool]] = {}  # by kind of event
        for row, incident in enumerate(incidents):
            if (kind := profile.kinds.get(incident.kind)) is not None and kind.fit_people_only:
                if incident.kind not in unfit:
                    broken = [broken_rule(team, kind) is not None for team in roster.free]
                    unfit[incident.kind] = broken
                why[row, unfit[incident.kind]] = _NUMBER[ReasonLeftOut.NOT_FIT]
            if refused := turned_down(area, incident):
                declined = [team.parent_id in refused for team in roster.free]
                why[row, declined] = _NUMBER[ReasonLeftOut.DECLINED_BEFORE]
        return cls(np.where(why == NO_REASON, road_ms, np.int32(MAY_NOT_GO)), why)


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
    travel = Travel.to_each(area, [incident], roster, roads, profile)
    able, unable = [], [Candidate(team_id, None, kept) for team_id, kept in roster.kept.items()]
    rows = zip(roster.free, travel.times_ms[0].tolist(), travel.why[0].tolist(), strict=True)
    for team, time_ms, why in rows:
        if why == NO_REASON:
            able.append(Candidate(team.team_id, time_ms / 1000))
        else:
            unable.append(Candidate(team.team_id, None, REASONS[why]))
    unable += [
        Candidate(team_id, None, ReasonLeftOut.LACKS_CAPABILITY)
        for team_id, team in area.teams.items()
        if capability not in team.capabilities and not team.has_rejoined
    ]
    able.sort(key=lambda one: (one.travel_s, one.team_id))
    return able + sorted(unable, key=lambda one: one.team_id)
