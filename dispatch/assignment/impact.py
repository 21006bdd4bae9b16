"""Reckon the blast radius of a change of the roads: who gets where later, sooner, or not at all.

Searches are what costs, so none is made that cannot tell anything new: where roads only got worse,
a way that uses none of them takes what it took.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.candidates import Roster, Travel
from dispatch.assignment.problem import MAY_NOT_GO
from dispatch.assignment.reasons import reason_kept
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.sightings import Sightings
from dispatch.domain.area import Area
from dispatch.domain.impacts import (
    Alternative,
    OrderImpact,
    PlaceImpact,
    RoadImpact,
    SupplyImpact,
    Tally,
    Unreachable,
)
from dispatch.domain.instructions import Instruction
from dispatch.domain.places import AdminLevel
from dispatch.domain.profile import Profile
from routing.geo import Position

Reckoned = Callable[[Instruction, RoadView], Position]
"""Where the team of an order is reckoned to be, on the roads as they were; WGS-84."""


class _Change:
    """What changed for one metric from one view to the next."""

    def __init__(self, before: RoadView, after: RoadView, metric: str) -> None:
        self.before, self.after, self.metric = before, after, metric
        self._was = before.weights_of(metric).travel_ms
        self._is = after.weights_of(metric).travel_ms
        self._asked: dict[tuple[int, int], tuple[bool, float | None, float | None]] = {}

    @cached_property
    def is_changed(self) -> NDArray[np.bool_]:
        """Which arcs take another time now, [M]."""
        return np.asarray(self._was != self._is)

    @cached_property
    def arcs(self) -> NDArray[np.intp]:
        """The arcs that take another time now."""
        return np.flatnonzero(self.is_changed)

    @cached_property
    def only_worse(self) -> bool:
        """Whether no arc got faster."""
        return bool((self._is[self.arcs] >= self._was[self.arcs]).all())

    def between(self, origin: int, goal: int) -> tuple[bool, float | None, float | None]:
        """Return whether the way used a changed arc, and its seconds before and after."""
        told = self._asked.get((origin, goal))
        if told is None:  # a depot sends to one incident what was promised apart
            told = self._asked[origin, goal] = self._looked_up(origin, goal)
        return told

    def _looked_up(self, origin: int, goal: int) -> tuple[bool, float | None, float | None]:
        was = self.before.driven(origin, goal, self.metric)
        on_route = was is not None and bool(self.is_changed[was.arcs].any())
        before_s = None if was is None else was.travel_ms / 1000
        if self.only_worse and not on_route:
            return False, before_s, before_s
        now = self.after.driven(origin, goal, self.metric)
        return on_route, before_s, None if now is None else now.travel_ms / 1000


def assess(
    area: Area,
    profile: Profile,
    before: RoadView,
    after: RoadView,
    measure_ids: Sequence[str],
    seen: Sightings,
    reckoned: Reckoned,
    now: float,
) -> RoadImpact:
    """Return what changed for orders, supplies, villages and shelters between two views."""
    of_teams = _Change(before, after, after.serves.teams)
    of_supplies = _Change(before, after, after.serves.supplies)
    villages, shelters, in_villages, in_shelters = _places(area, profile, of_teams, seen)
    return RoadImpact(
        measure_ids=tuple(measure_ids),
        overlay_before=before.overlay,
        overlay=after.overlay,
        road_version=after.version,
        arcs=len(of_teams.arcs),
        orders=tuple(_orders(area, profile, of_teams, seen, reckoned, now)),
        supplies=tuple(_supplies(area, of_supplies)),
        villages=villages,
        shelters=shelters,
        villages_in_all=in_villages,
        shelters_in_all=in_shelters,
    )


def _orders(
    area: Area,
    profile: Profile,
    change: _Change,
    seen: Sightings,
    reckoned: Reckoned,
    now: float,
) -> Iterator[OrderImpact]:
    """Yield the orders to teams under way whose road time changed, with who else could go."""
    if not len(change.arcs):
        return
    roster: Roster | None = None
    for instruction in _under_way(area, profile):
        goal = change.after.node_of(instruction.destination)
        origin = change.after.node_of(reckoned(instruction, change.before))
        if goal is None or origin is None:
            continue
        on_route, before_s, after_s = change.between(origin, goal)
        if before_s == after_s:
            continue
        if roster is None:
            wanted = frozenset(one.capability for one in _under_way(area, profile))
            roster = Roster.of(area, profile, change.after, seen, wanted)
        yield OrderImpact(
            instruction_id=instruction.instruction_id,
            incident_id=instruction.incident_id,
            team_id=instruction.team_id,
            on_route=on_route,
            before_s=before_s,
            after_s=after_s,
            eta_at=None if after_s is None else now + after_s,
            reason=None if after_s is not None else Unreachable.CUT_OFF,
            alternatives=_alternatives(area, profile, change.after, roster, instruction),
        )


def _under_way(area: Area, profile: Profile) -> list[Instruction]:
    return [
        area.instructions[one]
        for incident_id in sorted(area.open_incidents)
        for one in area.incidents[incident_id].instruction_ids
        if profile.instruction.has("UNDER_WAY", area.instructions[one].state)
    ]


def _alternatives(
    area: Area, profile: Profile, roads: RoadView, roster: Roster, instruction: Instruction
) -> tuple[Alternative, ...]:
    """Return the free teams that could be there soonest instead."""
    incident, wanted = area.incidents[instruction.incident_id], profile.roads.impact.alternatives
    times = Travel.to_each(area, [incident], roster, roads, profile).times_ms[0]
    able = np.flatnonzero(roster.able[instruction.capability] & (times != MAY_NOT_GO))
    soonest = able[np.argsort(times[able], kind="stable")][:wanted]
    return tuple(
        Alternative(team_id=roster.ids[one], travel_s=int(times[one]) / 1000)
        for one in soonest.tolist()
    )


def _supplies(area: Area, change: _Change) -> Iterator[SupplyImpact]:
    """Yield the promises and shipments of open incidents whose road time changed."""
    if not len(change.arcs):
        return
    for incident_id in sorted(area.open_incidents):
        incident = area.incidents[incident_id]
        goal = change.after.node_of(incident.position)
        if goal is None:
            continue
        for reservation in (area.reservations[one] for one in incident.reservation_ids):
            if not reservation.serves:
                continue
            origin = change.after.node_of(area.depots[reservation.depot_id].position)
            if origin is None:
                continue
            _, before_s, after_s = change.between(origin, goal)
            if before_s != after_s:
                yield SupplyImpact(
                    reservation_id=reservation.reservation_id,
                    depot_id=reservation.depot_id,
                    incident_id=incident_id,
                    before_s=before_s,
                    after_s=after_s,
                    reason=None if after_s is not None else Unreachable.CUT_OFF,
                )


class _Place(NamedTuple):
    """A village or shelter, and how many people live or fit in it."""

    place_code: str
    shelter_id: str | None
    position: Position
    people: int


def _places(
    area: Area, profile: Profile, change: _Change, seen: Sightings
) -> tuple[tuple[PlaceImpact, ...], tuple[PlaceImpact, ...], Tally, Tally]:
    """Return villages and shelters whose reach changed: listed, worst first, and in all."""
    if not len(change.arcs):
        return (), (), Tally(), Tally()
    counts = frozenset(profile.roads.impact.capabilities)
    starts = change.after.nodes_of(
        [
            seen(team)
            for team in area.teams.values()
            if not counts.isdisjoint(team.capabilities) and reason_kept(team, profile) is None
        ]
    )
    nodes = np.unique(starts[starts >= 0]).tolist()
    reach = change.before.reach_ms(nodes), change.after.reach_ms(nodes)
    villages = [
        _Place(one.code, None, one.position, one.population)
        for _, one in sorted(area.places.items())
        if one.admin_level is AdminLevel.VILLAGE and one.position is not None
    ]
    shelters = [
        _Place(one.place_code, one.shelter_id, one.position, one.capacity)
        for _, one in sorted(area.shelters.items())
    ]
    told_villages, in_villages = _reach(profile, change, villages, reach)
    told_shelters, in_shelters = _reach(profile, change, shelters, reach)
    return told_villages, told_shelters, in_villages, in_shelters


def _reach(
    profile: Profile,
    change: _Change,
    places: Sequence[_Place],
    reach: tuple[NDArray[np.int32], NDArray[np.int32]],
) -> tuple[tuple[PlaceImpact, ...], Tally]:
    rules = profile.roads.impact
    nodes = change.after.nodes_of([place.position for place in places])
    on_roads = np.flatnonzero(nodes >= 0)
    was, now = (times[nodes[on_roads]].astype(np.int64) for times in reach)
    lost, gained = (
        (was != UNREACHABLE_MS) & (now == UNREACHABLE_MS),
        (was == UNREACHABLE_MS) & (now != UNREACHABLE_MS),
    )
    least_ms = np.maximum(rules.min_change_s * 1000, rules.min_change_share * was)
    both = (was != UNREACHABLE_MS) & (now != UNREACHABLE_MS)
    changed = lost | gained | (both & (now != was) & (np.abs(now - was) >= least_ms))
    rows = np.flatnonzero(changed)
    later_ms = np.where(gained, -was, now - was)[rows]
    people = np.array([places[one].people for one in on_roads[rows].tolist()], np.int64)
    # Worst first: who is cut off, the most people first, then who waits longest for longer.
    order = np.lexsort((rows, -later_ms, np.where(lost[rows], -people, 0), ~lost[rows]))
    told = []
    for row in rows[order][: rules.listed].tolist():
        place = places[int(on_roads[row])]
        told.append(
            PlaceImpact(
                place_code=place.place_code,
                before_s=_seconds(int(was[row])),
                after_s=_seconds(int(now[row])),
                reason=Unreachable.CUT_OFF if lost[row] else None,
                shelter_id=place.shelter_id,
            )
        )
    tally = Tally(len(rows), int(lost.sum()), int(people[lost[rows]].sum()))
    return tuple(told), tally


def _seconds(travel_ms: int) -> float | None:
    return None if travel_ms == UNREACHABLE_MS else travel_ms / 1000
