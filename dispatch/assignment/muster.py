"""Keep what decisions ask of teams in arrays, from one decision to the next.

There are thousands of teams, and from one decision to the next a few of them have changed: only
those are asked anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import compress, pairwise
from operator import is_not
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.problem import Ints
from dispatch.assignment.reasons import NO_REASON, NUMBER, reason_kept
from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.assignment.seats import Seats
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for, crews_of
from dispatch.domain.hard_rules import broken_rule
from dispatch.domain.profile import Profile
from dispatch.domain.teams import Team

GONE = NO_REASON + 1
"""In `reason`: the record of a detachment that is no more."""

MOST_AREAS = 4  # whose teams are remembered


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is known of n teams, as arrays whose last axis are the teams; c are the capabilities.

    `reason` [n] numbers what keeps each from any new task, `NO_REASON` where nothing does. They
    have `crews` [n] in all and `crews_for` [c, n] each capability that they have (`has` [c, n]),
    with `units` [c, n] of its equipment. `origin` [n] is where the log knows a team to be and
    `node` [n] the road node there, -1 off the roads; `seat` [3, n] the city, county and town it
    belongs to by number, and `above_town` [n] how many ranks its place stands above a town.
    `unfit` tells who may not go where fit people only may, and `detached` who is a detachment, each
    bool[n]; `worked_s` [n] is how long each was under its last orders.
    """

    team: NDArray[np.object_]
    origin: NDArray[np.object_]
    node: NDArray[np.int32]
    reason: NDArray[np.uint8]
    crews: Ints
    has: NDArray[np.bool_]
    crews_for: Ints
    units: Ints
    seat: NDArray[np.int32]
    above_town: Ints
    unfit: NDArray[np.bool_]
    worked_s: NDArray[np.float64]
    detached: NDArray[np.bool_]

    @classmethod
    def of_nobody(cls, capabilities: int) -> "Columns":
        """Return columns with a row of nobody, which stands for whoever is not known yet."""
        return cls(
            team=np.array([None], object),
            origin=np.array([None], object),
            node=np.array([-1], np.int32),
            reason=np.array([GONE], np.uint8),
            crews=np.zeros(1, np.int64),
            has=np.zeros((capabilities, 1), bool),
            crews_for=np.zeros((capabilities, 1), np.int64),
            units=np.zeros((capabilities, 1), np.int64),
            seat=np.zeros((3, 1), np.int32),
            above_town=np.zeros(1, np.int64),
            unfit=np.zeros(1, bool),
            worked_s=np.zeros(1),
            detached=np.zeros(1, bool),
        )

    def copied(self) -> "Columns":
        """Return the same, to be written in."""
        return Columns(**{name: array.copy() for name, array in self.each().items()})

    def with_room_at(self, places: NDArray[np.intp]) -> "Columns":
        """Return the columns with a row before each of some places that is yet to be written."""
        nobody = Columns.of_nobody(len(self.has)).each()
        return Columns(
            **{name: _with_room(array, places, nobody[name]) for name, array in self.each().items()}
        )

    def taken(self, rows: NDArray[np.intp]) -> "Columns":
        """Return the columns of some rows, in their order."""
        return Columns(**{name: array.take(rows, axis=-1) for name, array in self.each().items()})

    def each(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True, eq=False)
class Muster:
    """All teams of an area in order of id, as rows. Immutable, and safe to use from any thread.

    What is told of them holds for `profile`, the roads of `desk`, and the places of `seats`.
    """

    teams: Mapping[str, Team]
    profile: Profile
    desk: RoadDesk
    seats: Seats
    ids: NDArray[np.object_]
    column: Mapping[str, int]
    told: Columns
    listed: Sequence[Team] = ()
    """The teams in the order of their map: that of one with the same ids is the same, mostly."""
    known: Mapping[str, Team] = field(default_factory=dict)
    """The same by id; a dict is asked sooner."""

    @classmethod
    def of(cls, area: Area, profile: Profile, roads: RoadView) -> "Muster":
        """Return the teams of an area; who is still as at the last muster is not asked anew."""
        before = _last.get(area.area_id)
        if before is None or not before._fits(area, profile, roads):
            column = {name: at for at, name in enumerate(sorted(profile.capabilities))}
            nobody = Columns.of_nobody(len(column))
            nobody, none = nobody.taken(np.empty(0, np.intp)), np.empty(0, object)
            before = cls({}, profile, roads.desk, Seats(area.places), none, column, nobody)
        found = before._after(area.teams)
        _last.pop(area.area_id, None)
        _last[area.area_id] = found
        while len(_last) > MOST_AREAS:
            _last.pop(next(iter(_last)), None)
        return found

    @property
    def team_count(self) -> int:
        """How many teams there are, detachments that are no more left out."""
        return int(np.count_nonzero(self.told.reason != GONE))

    def row_of(self, team_id: str) -> int | None:
        """Return the row of a team, None for one that is not there."""
        row = int(np.searchsorted(self.ids, team_id))
        return row if row < len(self.ids) and self.ids[row] == team_id else None

    def having(self, capabilities: Collection[str]) -> NDArray[np.bool_]:
        """Return who has one of some capabilities, bool[n]."""
        columns = [self.column[one] for one in capabilities if one in self.column]
        return np.asarray(self.told.has[columns].any(axis=0))

    def by_parent(self, parents: Collection[str]) -> dict[str, list[int]]:
        """Return the rows of each of some teams and of its detachments.

        All detachments are looked through once, however many teams are asked about.
        """
        rows = {one: [] if (row := self.row_of(one)) is None else [row] for one in parents}
        for row in np.flatnonzero(self.told.detached).tolist() if rows else ():
            if (own := rows.get(self.told.team[row].detached_from)) is not None:
                own.append(row)
        return rows

    def _fits(self, area: Area, profile: Profile, roads: RoadView) -> bool:
        same = self.profile is profile and self.seats.places is area.places
        return same and self.desk is roads.desk

    def _after(self, teams: Mapping[str, Team]) -> "Muster":
        """Return the muster of these teams."""
        if teams is self.teams:
            return self
        listed = list(teams.values())
        others = list(map(is_not, self.listed, listed))
        changed, were = list(compress(listed, others)), compress(self.listed, others)
        if len(listed) == len(self.listed) and all(map(_is_of_same_id, changed, were)):
            known = {**self.known, **{one.team_id: one for one in changed}}
            told = self.told.copied()
            fresh = replace(self, teams=teams, listed=listed, known=known, told=told)
            fresh._ask(changed)
            return fresh
        return self._after_others_came(teams, listed)

    def _after_others_came(self, teams: Mapping[str, Team], listed: Sequence[Team]) -> "Muster":
        """Return the muster of these teams: some are new, or some are not there any more."""
        known = self.known
        changed = list(compress(listed, map(is_not, map(known.get, teams), listed)))
        new = sorted(one.team_id for one in changed if one.team_id not in known)
        ids, told = self.ids, self.told
        if len(listed) != len(known) + len(new):  # somebody is not there any more
            ids, told, known = ids[:0], told.taken(np.empty(0, np.intp)), {}
            changed, new = list(listed), sorted(teams)
        places = np.searchsorted(ids, np.array(new, object))
        ids, told = np.insert(ids, places, new), told.with_room_at(places)
        known = {**known, **{one.team_id: one for one in changed}}
        fresh = replace(self, teams=teams, listed=listed, known=known, ids=ids, told=told)
        fresh._ask(changed)
        return fresh

    def _ask(self, teams: Sequence[Team]) -> None:
        """Write down what is to be known of some teams."""
        told = self.told
        rows = np.searchsorted(self.ids, np.array([one.team_id for one in teams], object)).tolist()
        kinds = self.profile.kinds.values()
        fit_only = next((one for one in kinds if one.fit_people_only), None)
        for row, team in zip(rows, teams, strict=True):
            reason, before = reason_kept(team, self.profile), told.team[row]
            told.team[row], told.origin[row] = team, team.whereabouts
            told.reason[row] = NO_REASON if reason is None else NUMBER[reason]
            if team.has_rejoined:
                told.reason[row] = GONE
            told.worked_s[row] = team.worked_s(-np.inf) if team.spells else 0.0
            if before is not None and _is_made_like(team, before):
                continue  # mostly it has only taken a step of its order
            told.crews[row] = crews_of(team, self.profile)
            told.has[:, row], told.crews_for[:, row], told.units[:, row] = False, 0, 0
            for name in team.capabilities:
                if (column := self.column.get(name)) is not None:
                    told.has[column, row] = True
                    told.crews_for[column, row] = crews_for(team, name, self.profile)
                    told.units[column, row] = team.units.get(name, 0)
            told.seat[:, row] = self.seats.of(team.place_code)
            told.above_town[row] = self.seats.ranks_above_town(team.place_code)
            told.unfit[row] = fit_only is not None and broken_rule(team, fit_only) is not None
            told.detached[row] = team.detached_from is not None
        if rows:
            told.node[rows] = self.desk.nodes_of([one.whereabouts for one in teams])


def _with_room(array: NDArray[Any], places: NDArray[np.intp], nobody: NDArray[Any]) -> NDArray[Any]:
    """Return an array with nobody's column before each of some places of its last axis.

    Put together from slices: to pick column after column takes several times as long.
    """
    bounds = pairwise([0, *places.tolist(), array.shape[-1]])
    parts = [array[..., begin:end] for begin, end in bounds]
    filled = [one for part in parts[:-1] for one in (part, nobody)]
    return np.concatenate([*filled, parts[-1]], axis=-1)


def _is_made_like(one: Team, other: Team) -> bool:
    """Whether two states of a team are the same in all that is asked beyond its task and place."""
    return (
        one.capabilities is other.capabilities
        and one.people == other.people
        and one.units is other.units
        and one.strength is other.strength
        and one.whole is other.whole
        and one.place_code == other.place_code
        and one.detached_from == other.detached_from
        and one.has_unfit == other.has_unfit
        and (one.trained, one.insured, one.equipped)
        == (other.trained, other.insured, other.equipped)
    )


def _is_of_same_id(one: Team, other: Team) -> bool:
    return one.team_id == other.team_id


_last: dict[str, Muster] = {}
