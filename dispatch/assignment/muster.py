"""Keep what decisions ask of teams in arrays, from one decision to the next.

There are thousands of teams, and from one decision to the next a few of them have changed: only
those are asked anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import repeat
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
    row: Mapping[str, int]
    column: Mapping[str, int]
    told: Columns
    keys: list[str] = field(default_factory=list)
    """The ids in the order of `teams`, and the row of each: `place`."""
    place: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    known: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))
    """Which object tells of each row's team: `told.team` keeps it, so another is not mistaken."""

    @classmethod
    def of(cls, area: Area, profile: Profile, roads: RoadView) -> "Muster":
        """Return the teams of an area; who is still as at the last muster is not asked anew."""
        before = _last.get(area.area_id)
        if before is None or not before._fits(area, profile, roads):
            column = {name: at for at, name in enumerate(sorted(profile.capabilities))}
            nobody = Columns.of_nobody(len(column))
            none = np.empty(0, object)
            before = cls({}, profile, roads.desk, Seats(area.places), none, {}, column, nobody)
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

    def having(self, capabilities: Collection[str]) -> NDArray[np.bool_]:
        """Return who has one of some capabilities, bool[n]."""
        columns = [self.column[one] for one in capabilities if one in self.column]
        return np.asarray(self.told.has[columns].any(axis=0))

    def of_parents(self, parents: Collection[str]) -> list[int]:
        """Return the rows of some teams and of their detachments."""
        rows = [self.row[one] for one in parents if one in self.row]
        detached = np.flatnonzero(self.told.detached).tolist()
        return rows + [row for row in detached if self.told.team[row].detached_from in parents]

    def _fits(self, area: Area, profile: Profile, roads: RoadView) -> bool:
        same = self.profile is profile and self.seats.places is area.places
        return same and self.desk is roads.desk

    def _after(self, teams: Mapping[str, Team]) -> "Muster":
        """Return the muster of these teams."""
        if teams is self.teams:
            return self
        ids, row, keys, place = self.ids, self.row, list(teams), self.place
        told, known = self.told, self.known
        if keys and keys == self.keys:
            told = Columns(**{name: array.copy() for name, array in told.each().items()})
        else:
            new = [one for one in keys if one not in row]
            stay = ids.tolist() if len(keys) == len(ids) + len(new) else set(row) & set(keys)
            in_order = sorted([*stay, *new])  # quick, as it is in order but for the new ones
            ids, row = (
                np.array(in_order, object),
                dict(zip(in_order, range(len(keys)), strict=True)),
            )
            place = np.fromiter(map(row.__getitem__, keys), np.intp, len(keys))
            before = told
            if not self.keys:
                before, known = Columns.of_nobody(len(self.column)), np.zeros(1, np.intp)
            # The last row stands for whoever is new: it is of somebody else, so they are asked.
            rows = np.fromiter(map(self.row.get, in_order, repeat(-1)), np.intp, len(keys))
            told, known = before.taken(rows), known[rows]
        now = np.empty(len(keys), np.intp)
        now[place] = np.fromiter(map(id, teams.values()), np.intp, len(keys))
        changed = np.flatnonzero(now != known).tolist()
        fresh = replace(
            self, teams=teams, ids=ids, row=row, keys=keys, place=place, told=told, known=now
        )
        fresh._ask(changed)
        return fresh

    def _ask(self, rows: list[int]) -> None:
        """Write down what is to be known of some teams."""
        told, teams = self.told, [self.teams[self.ids[row]] for row in rows]
        kinds = self.profile.kinds.values()
        fit_only = next((one for one in kinds if one.fit_people_only), None)
        for row, team in zip(rows, teams, strict=True):
            reason = reason_kept(team, self.profile)
            told.team[row], told.origin[row] = team, team.whereabouts
            told.reason[row] = NO_REASON if reason is None else NUMBER[reason]
            if team.has_rejoined:
                told.reason[row] = GONE
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
            told.worked_s[row] = team.worked_s(-np.inf)
            told.detached[row] = team.detached_from is not None
        if rows:
            told.node[rows] = self.desk.nodes_of([one.whereabouts for one in teams])


_last: dict[str, Muster] = {}
