"""Lay a problem out for the compiled search: each crew wanted is a seat, which a team takes or not.

The seats of one slot stand together, and so do those of one incident.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.joint import kernels
from dispatch.assignment.joint.terms import Terms
from dispatch.assignment.problem import MAY_NOT_GO, Ints, Problem, Solution

NEAR = 512
"""Teams a seat looks among, the soonest: at 500 incidents in hot spots 400 cost 0.02 % in a flow.

Teams farther away stay where the flow has put them, and may be sent back there.
"""


class Layout(NamedTuple):
    """What is asked, in arrays; costs are weighted milliseconds.

    By seat its slot and incident; by incident its first seat; by slot weight, cost of being unmet,
    capability, and, from `near_first` on, the soonest teams with their travel and surcharge; by
    team its zone; by zone the crews it sends freely; by capability and zone the able crews it
    keeps, which matters for the capabilities `watched` alone.
    """

    slot: Ints
    incident: Ints
    first: Ints
    weight: Ints
    unmet: Ints
    capability: Ints
    near_first: Ints
    near_team: Ints
    near_ms: Ints
    near_surcharge: Ints
    zone: Ints
    freely: Ints
    reserve_ms: int
    watched: Ints
    kept: Ints
    kept_ms: int
    trip_ms: int


class Seating(NamedTuple):
    """Who sits where, and what is left; changed in place by the kernels.

    By seat its team or -1, its travel and surcharge, and the seats `before` and `after` it that
    the same team has taken; by team the first of these, the crews it still has, and, `able`, how
    many of them by capability; by zone the crews `gone`, and by capability those `left`. `chance`
    is the state of the random numbers, and `room`, int64[5, m], to work in with up to m seats.
    """

    team: Ints
    ms: Ints
    surcharge: Ints
    before: Ints
    after: Ints
    taken: Ints
    crews: Ints
    able: Ints
    gone: Ints
    left: Ints
    chance: NDArray[np.uint64]
    room: Ints


def lay_out(problem: Problem, terms: Terms) -> Layout:
    """Return a problem as the compiled search wants it."""
    slot = np.repeat(np.arange(len(problem.slots)), problem.wanted)
    ids = [problem.slots[index].incident_id for index in slot.tolist()]
    begins = np.array([at == 0 or ids[at - 1] != ids[at] for at in range(len(ids))], bool)
    row = {name: at for at, name in enumerate(sorted(problem.crews_for))}
    kept = np.zeros((len(row), len(problem.reserve)), np.int64)
    for name, crews in terms.kept.items():
        kept[row[name]] = crews
    capability = np.array([row[one.capability] for one in problem.slots], np.int64)
    near = [nearest_teams(problem, index) for index in range(len(problem.slots))]
    teams: Ints = np.concatenate([np.zeros(0, np.int64), *near])
    of_slot = np.repeat(np.arange(len(near)), [len(one) for one in near])
    return Layout(
        slot=slot,
        incident=np.cumsum(begins) - 1,
        first=np.append(np.flatnonzero(begins), len(slot)),
        weight=problem.weight,
        unmet=problem.weight * problem.unmet_ms,
        capability=capability,
        near_first=np.searchsorted(of_slot, np.arange(len(near) + 1)),
        near_team=teams,
        near_ms=problem.road_ms[problem.line[of_slot], teams].astype(np.int64),
        near_surcharge=problem.added_ms[problem.line[of_slot], teams],
        zone=problem.zone,
        freely=problem.sent_freely,
        reserve_ms=problem.reserve_ms,
        watched=np.array(sorted(row[name] for name in terms.kept), np.int64),
        kept=np.minimum(kept, _able_crews(problem)),
        kept_ms=terms.kept_ms,
        trip_ms=terms.trip_ms,
    )


def seat(problem: Problem, layout: Layout, solution: Solution, seed: int) -> Seating:
    """Return the seating of a solution, with random numbers that `seed` decides."""
    seats, teams = len(layout.slot), len(problem.team_ids)
    able = [problem.crews_for[name] for name in sorted(problem.crews_for)]
    seating = Seating(
        team=np.full(seats, -1),
        ms=np.zeros(seats, np.int64),
        surcharge=np.zeros(seats, np.int64),
        before=np.full(seats, -1),
        after=np.full(seats, -1),
        taken=np.full(teams, -1),
        crews=problem.crews.copy(),
        able=np.array(able, np.int64).reshape(len(able), teams),
        gone=np.zeros(len(problem.reserve), np.int64),
        left=_able_crews(problem),
        chance=np.array([seed * 2 + 1], np.uint64) * np.uint64(0x9E3779B97F4A7C15),
        room=np.empty((5, min(kernels.EMPTIED, seats)), np.int64),
    )
    free = np.searchsorted(layout.slot, np.arange(len(problem.slots))).tolist()
    for slot, team, crews in solution.sent:
        line = problem.line[slot]
        travel_ms, added_ms = np.int64(problem.road_ms[line, team]), problem.added_ms[line, team]
        for _ in range(crews):
            kernels.sit_down(layout, seating, free[slot], team, travel_ms, added_ms)
            free[slot] += 1
    return seating


def told(layout: Layout, team: Ints, rounds: int) -> Solution:
    """Return a seating, the teams by seat, as a solution."""
    taken = np.flatnonzero(team >= 0)
    pairs, crews = np.unique(
        np.stack([layout.slot[taken], team[taken]], axis=1), axis=0, return_counts=True
    )
    sent = tuple(
        (slot, sent, count)
        for (slot, sent), count in zip(pairs.tolist(), crews.tolist(), strict=True)
    )
    return Solution(sent=sent, proved_optimal=False, rounds=rounds)


def nearest_teams(problem: Problem, index: int) -> Ints:
    """Return the teams that are soonest at a slot, in order of time and id."""
    times = problem.times_ms(index)
    may_go = np.flatnonzero(times != MAY_NOT_GO)
    if len(may_go) > NEAR:
        latest = np.partition(times[may_go], NEAR - 1)[NEAR - 1]
        may_go = may_go[times[may_go] <= latest]
    return may_go[np.argsort(times[may_go], kind="stable")][:NEAR]


def _able_crews(problem: Problem) -> Ints:
    """Return how many crews of each zone are able to each capability, int64[capability, zone]."""
    inside = np.flatnonzero(problem.zone >= 0)
    crews = np.zeros((len(problem.crews_for), len(problem.reserve)), np.int64)
    for row, name in enumerate(sorted(problem.crews_for)):
        able = np.minimum(problem.crews_for[name], problem.crews)
        np.add.at(crews[row], problem.zone[inside], able[inside])
    return crews
