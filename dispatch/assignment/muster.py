"""Keep what decisions ask of teams in arrays, from one decision to the next.

There are thousands of teams, and from one decision to the next a few of them have changed: only
those are asked anew, and only the columns in which they differ are written anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.problem import Ints
from dispatch.assignment.reasons import NO_REASON, NUMBER, reason_kept
from dispatch.assignment.roads import RoadDesk, RoadView
from dispatch.assignment.seats import Seats
from dispatch.domain.area import Area
from dispatch.domain.crews import crews_for_each, crews_of
from dispatch.domain.hard_rules import broken_rule
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import ReasonLeftOut
from dispatch.domain.teams import Team

GONE = NO_REASON + 1
"""In `reason`: the record of a detachment that is no more, or a row that is nobody's yet."""

SPARE = 512  # rows kept free for detachments to come

MOST_AREAS = 4  # whose teams are remembered


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is known of n teams, as arrays whose last axis are the teams.

    `reason` [n] numbers what keeps each from any new task, `NO_REASON` where nothing does. `node`
    [n] is the road node where the log knows a team to be, -1 off the roads; `worked_s` [n] is how
    long each was under its last orders. They have `crews` [n] in all. `seat` [3, n] is the city,
    county and town each belongs to by number, and `above_town` [n] how many ranks its place stands
    above a town; `unfit`, bool[n], tells who may not go where fit people only may. By capability
    `means`, int32[2, n], tell how many crews it has for it, -1 if it has not got it, and how many
    units of its equipment.
    """

    node: NDArray[np.int32]
    reason: NDArray[np.uint8]
    worked_s: NDArray[np.float64]
    crews: Ints
    seat: NDArray[np.int32]
    above_town: Ints
    unfit: NDArray[np.bool_]
    means: Mapping[str, NDArray[np.int32]]

    @classmethod
    def of_nobody(cls, capabilities: Iterable[str], rows: int) -> "Columns":
        """Return columns of so many rows that stand for whoever is not known yet."""
        names = tuple(capabilities)
        return cls(
            node=np.full(rows, -1, np.int32),
            reason=np.full(rows, GONE, np.uint8),
            worked_s=np.zeros(rows),
            crews=np.zeros(rows, np.int64),
            seat=np.zeros((3, rows), np.int32),
            above_town=np.zeros(rows, np.int64),
            unfit=np.zeros(rows, bool),
            means={one: _nothing_of_it(rows) for one in names},
        )

    def and_then(self, others: "Columns") -> "Columns":
        """Return the columns of these teams, and of others after them."""
        return Columns(**{one: _joined(own, getattr(others, one)) for one, own in self.each()})

    def copied(self, names: Iterable[str], capabilities: Collection[str]) -> "Columns":
        """Return the same, of which some columns and some means can be written in."""
        fresh: dict[str, Any] = {name: getattr(self, name).copy() for name in names}
        if capabilities:
            fresh["means"] = {**self.means, **{one: self.means[one].copy() for one in capabilities}}
        return replace(self, **fresh)

    def each(self) -> list[tuple[str, Any]]:
        """Return the columns with their names."""
        return [(one.name, getattr(self, one.name)) for one in fields(self)]


OF_STEPS = ("node", "reason", "worked_s")
OF_SEAT = ("seat", "above_town", "unfit")
"""Columns that differ when a team has taken a step of its order, and when it is of another place or
may not go where it might."""


class _Changed(NamedTuple):
    """A team that has changed, what it was before if it was there, and its row."""

    row: int
    team: Team
    before: Team | None


@dataclass(frozen=True, slots=True, eq=False)
class Muster:
    """All teams of an area. Immutable, and safe to use from any thread.

    The teams are in order of their `ids`; `rows` are where in the columns each is `told` of. Who
    came earlier has the lower row; rows that are nobody's yet come last. What is told holds for
    `profile`, the roads of `desk`, and the places of `seats`.
    """

    teams: Mapping[str, Team]
    profile: Profile
    desk: RoadDesk
    seats: Seats
    ids: NDArray[np.object_]
    rows: NDArray[np.intp]
    told: Columns

    @classmethod
    def of(cls, area: Area, profile: Profile, roads: RoadView) -> "Muster":
        """Return the teams of an area; who is still as at the last muster is not asked anew.

        Sooner where somebody tells by `note_changes` who is not.
        """
        before, trail = _last.get(area.area_id), _trails.get(area.area_id)
        if before is None or not before._fits(area, profile, roads):
            before = cls._of_nobody(profile, roads.desk, Seats(area.places))
        changed: Iterable[str] | None = None
        if trail is not None and trail.now is area.teams:
            changed = trail.changed if trail.since is before.teams else None
            _trails[area.area_id] = _Trail(area.teams, area.teams, frozenset())
        found = before._after(area.teams, changed)
        _keep(_last, area.area_id, found)
        return found

    @classmethod
    def _of_nobody(cls, profile: Profile, desk: RoadDesk, seats: Seats) -> "Muster":
        nobody = Columns.of_nobody(profile.capabilities, 0)
        return cls({}, profile, desk, seats, np.empty(0, object), np.empty(0, np.intp), nobody)

    @property
    def team_count(self) -> int:
        """How many teams there are, detachments that are no more left out."""
        return int(np.count_nonzero(self.told.reason != GONE))

    def row_of(self, team_id: str) -> int | None:
        """Return the row of a team, None for one that is not there."""
        at = int(np.searchsorted(self.ids, team_id))
        return int(self.rows[at]) if at < len(self.ids) and self.ids[at] == team_id else None

    def having(self, capabilities: Collection[str]) -> NDArray[np.bool_]:
        """Return who has one of some capabilities, bool[n] by row."""
        found = np.zeros(len(self.told.reason), bool)
        for one in capabilities:
            if (means := self.told.means.get(one)) is not None:
                found |= means[0] >= 0
        return found

    def with_detachments(self, team_ids: Iterable[str]) -> list[int]:
        """Return the rows of some teams, as far as they are there, and of their detachments."""
        there = [self.teams[one] for one in team_ids if one in self.teams]
        ids = (name for one in there for name in (one.team_id, *one.detachments))
        return [row for one in ids if (row := self.row_of(one)) is not None]

    def committed(self, capabilities: Collection[str]) -> list[tuple[Team, int]]:
        """Return who has a task and one of some capabilities, with their rows, in order of id."""
        at_work = self.told.reason == NUMBER[ReasonLeftOut.COMMITTED]
        some = (at_work & self.having(capabilities))[self.rows]
        ids, rows = self.ids[some].tolist(), self.rows[some].tolist()
        return [(self.teams[one], row) for one, row in zip(ids, rows, strict=True)]

    def _fits(self, area: Area, profile: Profile, roads: RoadView) -> bool:
        same = self.profile is profile and self.seats.places is area.places
        return same and self.desk is roads.desk

    def _after(self, teams: Mapping[str, Team], changed: Iterable[str] | None) -> "Muster":
        """Return the muster of these teams; where it is not told who has changed, all are asked."""
        if teams is self.teams:
            return self
        known, before = self.teams, self
        those = teams if changed is None else changed
        now = ((one, teams.get(one)) for one in those)
        some = [(one, team) for one, team in now if team is not None and known.get(one) is not team]
        new = sorted(one for one, _ in some if one not in known)
        if len(teams) != len(known) + len(new):  # somebody is not there any more
            before = self._of_nobody(self.profile, self.desk, self.seats)
            some, new = list(teams.items()), sorted(teams)
        joined = before._joined_by(new) if new else before
        return replace(joined._asked(some), teams=teams)

    def _joined_by(self, new: Sequence[str]) -> "Muster":
        """Return the muster with a row for each of some ids, in their order."""
        told, first = self.told, len(self.ids)
        if first + len(new) > len(told.reason):
            told = told.and_then(Columns.of_nobody(told.means, len(new) + SPARE))
        places = np.searchsorted(self.ids, np.array(new, object)).tolist()
        ids = _inserted(self.ids, places, new)
        rows = _inserted(self.rows, places, range(first, first + len(new)))
        return replace(self, ids=ids, rows=rows, told=told)

    def _asked(self, some: Sequence[tuple[str, Team]]) -> "Muster":
        """Return the muster with what is to be known of some teams, by id, written down."""
        names = np.array([one for one, _ in some], object)
        rows = self.rows[np.searchsorted(self.ids, names)]
        those = [
            _Changed(row, team, self.teams.get(name))
            for row, (name, team) in zip(rows.tolist(), some, strict=True)
        ]
        # Mostly they have but taken a step.
        others = [
            one for one in those if one.before is None or not _is_as_able(one.team, one.before)
        ]
        moved = [
            one for one in those if one.before is None or not _is_as_seated(one.team, one.before)
        ]
        columns = (*OF_STEPS, *(("crews",) if others else ()), *(OF_SEAT if moved else ()))
        told = self.told.copied(columns, self._abilities(others))
        for row, team, before in those:
            reason = None if team.has_rejoined else reason_kept(team, self.profile)
            told.reason[row] = NO_REASON if reason is None else NUMBER[reason]
            if team.has_rejoined:
                told.reason[row] = GONE
            if before is None or team.spells is not before.spells:
                told.worked_s[row] = team.worked_s(-np.inf) if team.spells else 0.0
        if some:
            told.node[rows] = self.desk.nodes_of([team.whereabouts for _, team in some])
        self._write_means(told, others)
        self._write_seats(told, moved)
        return replace(self, told=told)

    def _abilities(self, some: Iterable[_Changed]) -> set[str]:
        """Return the capabilities that some teams have, or had."""
        found = set[str]()
        for _, team, before in some:
            found.update(team.capabilities, () if before is None else before.capabilities)
        return found & self.told.means.keys()

    def _write_means(self, told: Columns, some: Iterable[_Changed]) -> None:
        """Write down how many crews some teams have, in all and for what they have or had."""
        for one in some:
            row, team, _ = one
            told.crews[row] = crews_of(team, self.profile)
            able = crews_for_each(team, self.profile)
            for name in self._abilities([one]):
                means = told.means[name]
                means[0, row] = able.get(name, -1)
                means[1, row] = team.units.get(name, 0) if name in able else 0

    def _write_seats(self, told: Columns, some: Iterable[_Changed]) -> None:
        """Write down where some teams belong, and whether they may go where fit people only may."""
        kinds = self.profile.kinds.values()
        fit_only = next((one for one in kinds if one.fit_people_only), None)
        for row, team, _ in some:
            told.seat[:, row] = self.seats.of(team.place_code)
            told.above_town[row] = self.seats.ranks_above_town(team.place_code)
            told.unfit[row] = fit_only is not None and broken_rule(team, fit_only) is not None


@dataclass(frozen=True, slots=True)
class _Trail:
    """The teams that have `changed` between two states of an area's teams, others at most too."""

    since: Mapping[str, Team]
    now: Mapping[str, Team]
    changed: frozenset[str]


_last: dict[str, Muster] = {}
_trails: dict[str, _Trail] = {}


def note_changes(
    area_id: str, before: Mapping[str, Team], now: Mapping[str, Team], changed: Iterable[str]
) -> None:
    """Take note of all teams of an area that differ from those before: they alone are asked anew.

    To look for them among thousands takes longer than all the rest of a muster.
    """
    trail = _trails.get(area_id)
    if trail is None or trail.now is not before:
        trail = _Trail(before, before, frozenset())
    _keep(_trails, area_id, _Trail(trail.since, now, trail.changed.union(changed)))


def _keep(kept: dict[str, Any], area_id: str, fresh: object) -> None:
    """Remember something of an area, and forget the area that was asked about the longest ago."""
    kept.pop(area_id, None)
    kept[area_id] = fresh
    while len(kept) > MOST_AREAS:
        kept.pop(next(iter(kept)), None)


def _nothing_of_it(rows: int) -> NDArray[np.int32]:
    """Return the means of teams that have not got a capability."""
    means = np.zeros((2, rows), np.int32)
    means[0] = -1
    return means


def _joined(own: Any, others: Any) -> Any:
    """Return columns with others after them: arrays, or arrays by capability."""
    if isinstance(own, np.ndarray):
        return np.concatenate([own, others], axis=-1)
    return {one: np.concatenate([array, others[one]], axis=-1) for one, array in own.items()}


def _inserted(old: NDArray[Any], places: Sequence[int], new: Sequence[Any]) -> NDArray[Any]:
    """Return what `np.insert` does of a few at rising places, in a fraction of the time."""
    found, begin = np.empty(len(old) + len(new), old.dtype), 0
    for count, (place, one) in enumerate(zip(places, new, strict=True)):
        found[begin + count : place + count] = old[begin:place]
        found[place + count], begin = one, place
    found[begin + len(new) :] = old[begin:]
    return found


def _is_as_able(one: Team, other: Team) -> bool:
    """Whether two states of a team have the same crews, in all and for everything."""
    return (
        one.capabilities is other.capabilities
        and one.people == other.people
        and one.units is other.units
        and one.strength is other.strength
        and one.whole is other.whole
    )


def _is_as_seated(one: Team, other: Team) -> bool:
    """Whether two states of a team belong to one place, and the hard rules see no difference."""
    return (
        one.place_code == other.place_code
        and one.has_unfit == other.has_unfit
        and (one.trained, one.insured, one.equipped)
        == (other.trained, other.insured, other.equipped)
    )
