"""Say of every team whether it could go, and if not, why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.kernels.judging import call_roll, crews_at, judge
from dispatch.assignment.kernels.telling import by_reason
from dispatch.assignment.muster import Muster
from dispatch.assignment.problem import MAY_NOT_GO, Ints
from dispatch.assignment.reasons import NO_REASON, NUMBER, REASONS
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import turned_down
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import ReasonLeftOut
from dispatch.domain.teams import Team
from routing.geo import Position


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The teams that could serve one of the capabilities asked for, as rows.

    The free, those that could be sent somewhere now, are in order of their `ids`, with their road
    `nodes` as they are `seen`; `rows` are their rows in the `muster`. They have so many `crews` in
    all, int64[free], of whom `crews_for`, int64[free], can serve each capability asked for. Every
    other team is in order of id too: `others` are their places among the ids of the muster, and
    `why` numbers the reason that holds for any incident.
    """

    muster: Muster
    seen: Sightings
    rows: NDArray[np.intp]
    ids: tuple[str, ...]
    nodes: NDArray[np.int32]
    crews: Ints
    crews_for: dict[str, Ints]
    others: NDArray[np.intp]
    why: NDArray[np.uint8]

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
        muster = Muster.of(area, profile, roads)
        told = muster.told
        nodes = _as_seen(muster, roads, seen) if seen.fixes and len(muster.rows) else told.node
        at_hand = muster.having(capabilities), told.reason, nodes
        free, others, why = call_roll(
            muster.rows, *at_hand, NUMBER[ReasonLeftOut.OFF_THE_ROADS], NO_REASON
        )
        rows = muster.rows[free]
        of_each = {
            one: crews_at(told.means[one], rows) if one in told.means else np.zeros(len(rows), int)
            for one in capabilities
        }
        return cls(
            muster=muster,
            seen=seen,
            rows=rows,
            ids=tuple(muster.ids[free].tolist()),
            nodes=nodes[rows],
            crews=told.crews[rows],
            crews_for=of_each,
            others=others,
            why=why,
        )

    @property
    def able(self) -> dict[str, NDArray[np.bool_]]:
        """Who has any crew for each capability asked for, bool[free]."""
        return {one: crews > 0 for one, crews in self.crews_for.items()}

    @property
    def kept(self) -> dict[str, ReasonLeftOut]:
        """Every other team, with the reason that holds for any incident."""
        ids, reasons = self.muster.ids[self.others].tolist(), map(REASONS.__getitem__, self.why)
        return dict(zip(ids, reasons, strict=True))

    def kept_able_to(self, capability: str) -> list[tuple[ReasonLeftOut, tuple[str, ...]]]:
        """Return the others who are able to something, in order of id, by their reasons."""
        muster = self.muster
        if (means := muster.told.means.get(capability)) is None:
            return []
        counts, at = by_reason(means[0], muster.rows[self.others], self.why, NO_REASON)
        ids, end = muster.ids[self.others[at]].tolist(), 0
        found = []
        for reason, count in zip(REASONS, counts.tolist(), strict=True):
            if count:
                found.append((reason, tuple(ids[end : end + count])))
            end += count
        return found

    def team(self, at: int) -> Team:
        """Return one of the free."""
        return self.muster.teams[self.ids[at]]

    def origin(self, at: int) -> Position:
        """Return where one of the free is reckoned to be, WGS-84."""
        return self.seen(self.team(at))

    def equipped(self, capability: str) -> Ints:
        """Return how many crews can bring the equipment of a capability, int64[free]."""
        crews = self.crews_for[capability]
        if (means := self.muster.told.means.get(capability)) is None:
            return np.zeros_like(crews)
        equipped: Ints = np.minimum(crews, means[1, self.rows])
        return equipped


def _as_seen(muster: Muster, roads: RoadView, seen: Sightings) -> NDArray[np.int32]:
    """Return the nodes of the roads where all teams of a muster are reckoned to be, by row."""
    nodes, names = muster.told.node.copy(), np.array(list(seen.fixes), object)
    at = np.minimum(np.searchsorted(muster.ids, names), len(muster.ids) - 1)
    is_there = muster.ids[at] == names
    fixes = compress(seen.fixes.values(), is_there.tolist())
    nodes[muster.rows[at[is_there]]] = roads.nodes_of([one.position for one in fixes])
    return nodes


LACKS_CAPABILITY = NUMBER[ReasonLeftOut.LACKS_CAPABILITY]


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
        on_roads = np.flatnonzero(goals >= 0)
        road_ms = roads.times_to_each(roster.nodes, goals[on_roads].tolist())
        if len(on_roads) < len(goals):
            reached = road_ms
            road_ms = np.full((len(incidents), len(roster.ids)), UNREACHABLE_MS, np.int32)
            road_ms[on_roads] = reached
        kinds = [profile.kinds.get(one.kind) for one in incidents]
        times_ms, why, is_lost = judge(
            road_ms,
            np.array([kind is not None and kind.fit_people_only for kind in kinds], bool),
            roster.muster.told.unfit[roster.rows],
            int(profile.dispatch.max_travel_s * 1000),
            UNREACHABLE_MS,
            *_JUDGED,
        )
        for row in np.flatnonzero(is_lost & (goals >= 0)).tolist():
            lost = np.flatnonzero(why[row] == _UNREACHABLE)
            cut_off = lost[roads.are_cut_off(roster.nodes[lost], int(goals[row]))]
            why[row, cut_off] = NUMBER[ReasonLeftOut.CUT_OFF]
        refused = [turned_down(area, one) for one in incidents]
        for row, teams in enumerate(refused):
            if teams:
                declined = np.isin(roster.rows, roster.muster.with_detachments(teams))
                why[row, declined] = NUMBER[ReasonLeftOut.DECLINED_BEFORE]
                times_ms[row, declined] = MAY_NOT_GO
        return cls(times_ms, why)


_UNREACHABLE = NUMBER[ReasonLeftOut.UNREACHABLE]
_JUDGED = (NUMBER[ReasonLeftOut.TOO_FAR], _UNREACHABLE, NUMBER[ReasonLeftOut.NOT_FIT], NO_REASON)


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
    rows = zip(roster.ids, travel.times_ms[0].tolist(), travel.why[0].tolist(), strict=True)
    for team_id, time_ms, why in rows:
        if why == NO_REASON:
            able.append(Candidate(team_id, time_ms / 1000))
        else:
            unable.append(Candidate(team_id, None, REASONS[why]))
    unable += [
        Candidate(team_id, None, ReasonLeftOut.LACKS_CAPABILITY)
        for team_id, team in area.teams.items()
        if capability not in team.capabilities and not team.has_rejoined
    ]
    able.sort(key=lambda one: (one.travel_s, one.team_id))
    return able + sorted(unable, key=lambda one: one.team_id)
