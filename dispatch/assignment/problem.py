"""State who could go where, in arrays: the question every search answers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAY_NOT_GO = -1  # in `travel_ms`: the team may not serve the slot, or cannot reach it


@dataclass(frozen=True, slots=True)
class Slot:
    """So many teams wanted of one capability by one incident.

    `weight` is what a second of its waiting counts for, from the profile's priority weights.
    """

    incident_id: str
    capability: str
    wanted: int
    weight: int


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Slots in order of priority and age, free teams in order of id, and the times between.

    `travel_ms` is int64[slots, teams]; `unmet_ms` is what leaving one team unsent counts for.
    """

    slots: tuple[Slot, ...]
    team_ids: tuple[str, ...]
    travel_ms: NDArray[np.int64]
    unmet_ms: int

    @property
    def weight(self) -> NDArray[np.int64]:
        """What a millisecond of waiting counts for, int64[slots]."""
        return np.array([slot.weight for slot in self.slots], np.int64)

    @property
    def wanted(self) -> NDArray[np.int64]:
        """How many teams are wanted, int64[slots]."""
        return np.array([slot.wanted for slot in self.slots], np.int64)


@dataclass(frozen=True, slots=True)
class Solution:
    """Which team goes to which slot, as index pairs in order; a team goes to one slot at most.

    `proved_optimal` says that no choice among all pairs costs less; `rounds` is how often a flow
    was solved until that was proved, and `arcs` how many pairs the last of them chose among.
    """

    pairs: tuple[tuple[int, int], ...]
    proved_optimal: bool
    rounds: int = 0
    arcs: int = 0


Search = Callable[[Problem], Solution]


def cost_ms(problem: Problem, solution: Solution) -> int:
    """Return the weighted cost of a solution: travel of those sent, and the price of those not."""
    sent = [0] * len(problem.slots)
    total = 0
    for slot, team in solution.pairs:
        sent[slot] += 1
        total += problem.slots[slot].weight * int(problem.travel_ms[slot, team])
    for slot, one in enumerate(problem.slots):
        total += one.weight * problem.unmet_ms * (one.wanted - sent[slot])
    return total
