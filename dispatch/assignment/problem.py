"""State who could go where, in arrays: the question every search answers."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.kernels.telling import able_of_each

Ints = NDArray[np.int64]

MAY_NOT_GO = -1  # in place of a time: the team may not serve the slot, or cannot reach it


@dataclass(frozen=True, slots=True)
class Slot:
    """So many crews wanted of one capability by one incident.

    `weight` is what a millisecond of its waiting counts for, from the profile's priority weights;
    `by_at` the moment by which they are wanted, in epoch seconds UTC, None for at once.
    """

    incident_id: str
    capability: str
    wanted: int
    weight: int
    by_at: float | None = None


@dataclass(frozen=True, eq=False)
class Problem:
    """Slots in order of priority, age and id; free teams in order of id; and what lies between.

    The slots of one incident stand together. A crew is the unit: a team has `crews` of them to
    send in all, int64[teams], of whom at most `crews_for[capability]`, int64[teams], serve that
    capability, at however many incidents.

    What lies between is told by line, for mostly all slots of an incident have it in common:
    `line`, int64[slots], is the line of each slot. `road_ms`, int[lines, teams], is the travel
    time as far as it counts, `MAY_NOT_GO` where the team may not go there whatever it can do, or
    cannot get there.
    `added_ms`, int64[lines, teams], is what sending one crew costs beyond its weighted travel, in
    weighted milliseconds, and never so little that the crew would cost less than nothing.
    `travel_ms` and `surcharge_ms` are the same for each slot, with what the teams can do.

    `zone`, int64[teams], tells which zone a team belongs to, -1 for none; a zone should keep
    `reserve` of its crews, int64[zones], and each of those sent all the same costs `reserve_ms`,
    weighted. A crew not sent costs the weight of the slot times `unmet_ms`.
    """

    slots: tuple[Slot, ...]
    team_ids: tuple[str, ...]
    line: Ints
    road_ms: NDArray[np.signedinteger]
    added_ms: Ints
    crews: Ints
    crews_for: dict[str, Ints]
    zone: Ints
    reserve: Ints
    reserve_ms: int
    unmet_ms: int

    @classmethod
    def of_single_crews(
        cls, slots: tuple[Slot, ...], team_ids: tuple[str, ...], travel_ms: Ints, unmet_ms: int
    ) -> "Problem":
        """Return the plain case: every team is one crew, no zone keeps any, nothing costs extra.

        `travel_ms`, int64[slots, teams], has a line for each slot.
        """
        one_each = np.ones(len(team_ids), np.int64)
        return cls(
            slots=slots,
            team_ids=team_ids,
            line=np.arange(len(slots)),
            road_ms=travel_ms,
            added_ms=np.broadcast_to(np.int64(0), travel_ms.shape),
            crews=one_each,
            crews_for={slot.capability: one_each for slot in slots},
            zone=np.full(len(team_ids), -1, np.int64),
            reserve=np.zeros(0, np.int64),
            reserve_ms=0,
            unmet_ms=unmet_ms,
        )

    def times_ms(self, slot: int) -> Ints:
        """Return how long each team takes to a slot, int64[teams], or `MAY_NOT_GO`."""
        able = self.crews_for[self.slots[slot].capability] > 0
        times: Ints = np.where(able, self.road_ms[self.line[slot]], MAY_NOT_GO).astype(np.int64)
        return times

    def time_ms(self, slot: int, team: int) -> int:
        """Return how long a team takes to a slot, or `MAY_NOT_GO`."""
        if self.crews_for[self.slots[slot].capability].item(team) < 1:
            return MAY_NOT_GO
        return int(self.road_ms[self.line[slot], team])

    def cost_ms(self, slot: int, team: int) -> int:
        """Return what a crew of a team that may go costs a slot, weighted."""
        road_ms = self.slots[slot].weight * int(self.road_ms[self.line[slot], team])
        return road_ms + int(self.added_ms[self.line[slot], team])

    @property
    def travel_ms(self) -> Ints:
        """How long each team takes to each slot, int64[slots, teams], or `MAY_NOT_GO`.

        Laid out anew each time one asks: large.
        """
        times = [self.times_ms(slot) for slot in range(len(self.slots))]
        return np.array(times, np.int64).reshape(len(self.slots), len(self.team_ids))

    @property
    def surcharge_ms(self) -> Ints:
        """What a crew costs beyond its weighted travel, int64[slots, teams]; as `travel_ms`."""
        surcharge_ms: Ints = self.added_ms[self.line]
        return surcharge_ms

    @cached_property
    def able_crews(self) -> Ints:
        """How many crews serve each capability, in order of their names: int64[c, teams]."""
        crews = [self.crews_for[name] for name in sorted(self.crews_for)]
        return np.array(crews, np.int64).reshape(len(crews), len(self.team_ids))

    @cached_property
    def able(self) -> tuple[Ints, Ints, NDArray[np.int32]]:
        """Who is able to what each slot wants: (capability [slots], count [c], team [c, n]).

        Capabilities are numbered in order of their names; able to each are the first `count` teams.
        """
        row = {name: at for at, name in enumerate(sorted(self.crews_for))}
        of_slot = np.array([row[slot.capability] for slot in self.slots], np.int64)
        return of_slot, *able_of_each(self.able_crews, self.crews)

    def with_own_lines(self, slots: Iterable[int]) -> "Problem":
        """Return the same problem with a line for each of these slots that no other shares."""
        own = sorted(set(slots))
        line = self.line.copy()
        line[own] = len(self.road_ms) + np.arange(len(own))
        return self._between(
            line=line,
            road_ms=np.concatenate([self.road_ms, self.road_ms[self.line[own]]]),
            added_ms=np.concatenate([self.added_ms, self.added_ms[self.line[own]]]),
        )

    def at_prices(self, added_ms: Ints) -> "Problem":
        """Return the same problem where sending a crew costs so much beyond its travel."""
        return self._between(added_ms=added_ms)

    def _between(self, **lines: Any) -> "Problem":
        """Return the same problem but for what lies between: who is able is not asked again."""
        other = replace(self, **lines)
        other.__dict__.update(able_crews=self.able_crews, able=self.able, weight=self.weight)
        return other

    @cached_property
    def weight(self) -> Ints:
        """What a millisecond of waiting counts for, int64[slots]; not to be written in."""
        return np.array([slot.weight for slot in self.slots], np.int64)

    @property
    def wanted(self) -> Ints:
        """How many crews are wanted, int64[slots]."""
        return np.array([slot.wanted for slot in self.slots], np.int64)

    @property
    def sent_freely(self) -> Ints:
        """How many crews each zone can send before it touches its reserve, int64[zones]."""
        of_zone = added_up(self.zone + 1, self.crews, len(self.reserve) + 1)  # 0: of no zone
        freely: Ints = np.maximum(of_zone[1:] - self.reserve, 0)
        return freely


def added_up(at: Ints, amounts: Ints, count: int) -> Ints:
    """Return the sums of some amounts by where they belong, int64[count]."""
    # As floats the sums are exact far beyond any number of crews.
    return np.bincount(at, amounts, minlength=count).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Solution:
    """Who goes: (slot, team, crews) in order, each pair once and no crew twice.

    `proved_optimal` says that no choice among all pairs costs less; `rounds` is how often a flow
    was solved until that was proved, and `arcs` how many pairs the last of them chose among.
    """

    sent: tuple[tuple[int, int, int], ...]
    proved_optimal: bool
    rounds: int = 0
    arcs: int = 0


Search = Callable[[Problem], Solution]


def pairs_of(solution: Solution) -> tuple[Ints, Ints, Ints]:
    """Return the slot, the team and the crews of each pair of a solution, int64[pairs] each."""
    slot, team, crews = np.array(solution.sent, np.int64).reshape(-1, 3).T.copy()
    return slot, team, crews


def cost_ms(problem: Problem, solution: Solution) -> int:
    """Return the weighted cost of a solution.

    That is the travel of those sent and what they cost beyond it, the price of those not sent, and
    of what zones give of their reserve.
    """
    missing = problem.wanted.tolist()
    of_zone: dict[int, int] = defaultdict(int)
    total = 0
    for index, team, crews in solution.sent:
        missing[index] -= crews
        of_zone[int(problem.zone[team])] += crews
        total += crews * problem.cost_ms(index, team)
    for slot, unsent in zip(problem.slots, missing, strict=True):
        total += slot.weight * problem.unmet_ms * unsent
    for zone, freely in enumerate(problem.sent_freely.tolist()):
        total += problem.reserve_ms * max(0, of_zone[zone] - freely)
    return total
