"""Say of a solution, incident by incident: who goes, who else could, who not and why, what is
short.

There are hundreds of incidents with thousands of teams: all that is told is reckoned at once, in
arrays, and only put into words one by one.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, starmap
from operator import attrgetter

import numpy as np

from dispatch.assignment.kernels.telling import look_over
from dispatch.assignment.posing import Question
from dispatch.assignment.problem import Ints, Solution
from dispatch.assignment.reasons import NO_REASON, NUMBER, REASONS
from dispatch.domain.recommendations import (
    CostTerm,
    LeftOut,
    ReasonLeftOut,
    RunnerUp,
    Shortfall,
    TeamChoice,
)

NAMED_ELSEWHERE = 12
"""How many of those needed elsewhere are named: those who would have cost least here. In a large
event there are hundreds, who filled seven tenths of a recommendation and were read by nobody."""

# Reasons that are the rule itself: whom they concern can be told at any time, so only the number
# is written down. Everyone else who is left out is named, but for most of those needed elsewhere.
_COUNTED_ONLY = frozenset(
    {
        ReasonLeftOut.LACKS_CAPABILITY,
        ReasonLeftOut.FARTHER_THAN_CHOSEN,
        ReasonLeftOut.TOO_FAR,
    }
)
_LACKS = NUMBER[ReasonLeftOut.LACKS_CAPABILITY]
_TELLING = (*REASONS, ReasonLeftOut.FARTHER_THAN_CHOSEN, ReasonLeftOut.NEEDED_ELSEWHERE)
"""What the compiled loops number; who may go and is no runner-up is farther."""
_IS_TOLD = np.array([one not in _COUNTED_ONLY for one in REASONS] + [False, False])
_IN_ORDER = sorted(range(len(_TELLING)), key=_TELLING.__getitem__)
_by_reason = attrgetter("reason")

_CAUSES = (
    "all_needed_elsewhere",
    "too_few",
    "all_committed",
    "cut_off",
    "out_of_reach",
    "none_on_duty",
    "none_able",
)
"""Why a demand is not met in full: of all that hold, the first is what could be mended first."""
_CAUSE = {
    ReasonLeftOut.COMMITTED: "all_committed",
    ReasonLeftOut.CUT_OFF: "cut_off",
    ReasonLeftOut.UNREACHABLE: "out_of_reach",
    ReasonLeftOut.TOO_FAR: "out_of_reach",
    ReasonLeftOut.OFF_THE_ROADS: "out_of_reach",
    ReasonLeftOut.LACKS_CAPABILITY: "none_able",
}
_OF_TELLING = *(_CAUSE.get(one, "none_on_duty") for one in REASONS), "too_few", _CAUSES[0]
_CAUSE_OF = np.array([_CAUSES.index(one) for one in _OF_TELLING])
"""Which of the causes it is that anybody is left out for a reason, as these are numbered."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a solution means for one incident; `short` are the slots of its `shortfalls`."""

    chosen: tuple[TeamChoice, ...]
    shortfalls: tuple[Shortfall, ...]
    short: tuple[int, ...]
    objective_ms: int


class Explanation:
    """What a solution means, for one incident of a question after another.

    The slots of an incident stand together.
    """

    def __init__(self, question: Question, solution: Solution, runners_up: int) -> None:
        self._question, self._most = question, runners_up
        problem, travel_ms = question.problem, question.travel_ms
        line = problem.line.tolist()
        sent = sorted(
            solution.sent, key=lambda one: (one[0], travel_ms.item(line[one[0]], one[1]), one[1])
        )
        self._crews = [crews for _, _, crews in sent]
        self._sent = _Pairs.of(question, [(slot, team) for slot, team, _ in sent])
        self._pinned = {(slot, team) for slot, team, _ in question.pinned}
        self._missing = [one.wanted for one in problem.slots]
        self._objective_ms = [0] * len(problem.slots)
        for slot, team, crews in sent:
            self._missing[slot] -= crews
            self._objective_ms[slot] += crews * problem.cost_ms(slot, team)
        for slot, missing in enumerate(self._missing):
            self._objective_ms[slot] += problem.slots[slot].weight * problem.unmet_ms * missing

    def part(self, slots: range) -> Part:
        """Return what the solution asks for at the incident of some slots."""
        short = tuple(one for one in slots if self._missing[one])
        return Part(
            chosen=tuple(map(self._choice, self._sent.at(slots))),
            shortfalls=tuple(map(self._short, short)),
            short=short,
            objective_ms=sum(self._objective_ms[slots.start : slots.stop]),
        )

    def others(self, slots: range) -> tuple[tuple[RunnerUp, ...], tuple[LeftOut, ...]]:
        """Return who else could go to the incident of some slots, and who not and why."""
        return self._others.of(slots)

    def _choice(self, pair: int) -> TeamChoice:
        sent = self._sent
        slot, team = sent.slot[pair], sent.team[pair]
        capability, team_id, travel_s, costs, late_s = sent.told(pair)
        pin, crews = (slot, team) in self._pinned, self._crews[pair]
        origin = self._question.roster.origin(team)
        return TeamChoice(capability, team_id, travel_s, origin, costs, pin, crews, late_s)

    def _short(self, slot: int) -> Shortfall:
        need = self._question.problem.slots[slot].capability
        return Shortfall(need, self._missing[slot], self._others.cause(slot))

    @cached_property
    def _others(self) -> "_Others":
        """Looked over when the first asks: most decisions leave all as it is."""
        return _Others(self._question, self._sent, self._most)


class _Pairs:
    """Pairs of slots and teams in order of slot, with what is told of each.

    Who costs what is reckoned of all at once; they are put into words one by one.
    """

    def __init__(self, question: Question, slot: Ints, team: Ints) -> None:
        self._question, self.arrays = question, (slot, team)
        self.slot: list[int] = slot.tolist()
        self.team: list[int] = team.tolist()
        self._costs = question.costs(slot, team)

    @classmethod
    def of(cls, question: Question, pairs: Sequence[tuple[int, int]]) -> "_Pairs":
        """Return the pairs that stand in a list."""
        slot, team = np.array(pairs, np.int64).reshape(-1, 2).T.copy()
        return cls(question, slot, team)

    def at(self, slots: range) -> range:
        """Return where the pairs of some slots are."""
        return range(bisect_left(self.slot, slots.start), bisect_left(self.slot, slots.stop))

    def told(self, pair: int) -> tuple[str, str, float, dict[CostTerm, float], float]:
        """Return for what capability goes who, how long it drives, at what cost, how much late."""
        question, slot, team = self._question, self.slot[pair], self.team[pair]
        wanted, travel_s = question.problem.slots[slot], question.time_s(slot, team)
        late_s = 0.0
        if wanted.by_at is not None:
            late_s = max(0.0, question.at + travel_s - wanted.by_at)
        team_id = question.problem.team_ids[team]
        return wanted.capability, team_id, travel_s, self._costs[pair], late_s


class _Others:
    """All who are not sent to a slot: the runners-up, and those left out by their reasons.

    Put into words for the slots that are asked about alone.
    """

    def __init__(self, question: Question, sent: _Pairs, runners_up: int) -> None:
        problem = question.problem
        self._capabilities = sorted(problem.crews_for)
        self._capability: list[int] = problem.able[0].tolist()
        slot, team, self._counts, self._first, self._named, listed = look_over(
            question.why,
            problem.road_ms,
            problem.added_ms,
            problem.line,
            problem.weight,
            *problem.able,
            *sent.arrays,
            _IS_TOLD,
            NO_REASON,
            runners_up,
            NAMED_ELSEWHERE,
        )
        self._sent, self._spared = sent, _Pairs(question, slot, team)
        self._names = tuple(map(problem.team_ids.__getitem__, listed.tolist()))
        self._team_count = question.roster.muster.team_count
        # Those whom nothing lets go are told of by what they could do, once for all slots.
        self._kept = [
            [
                LeftOut(name, reason, len(ids), ids)
                for reason, ids in question.roster.kept_able_to(name)
            ]
            for name in self._capabilities
        ]

    def of(self, slots: range) -> tuple[tuple[RunnerUp, ...], tuple[LeftOut, ...]]:
        """Return who else could go to some slots, and who not and why, in order of the reasons."""
        runners_up = starmap(RunnerUp, map(self._spared.told, self._spared.at(slots)))
        return tuple(runners_up), tuple(chain.from_iterable(map(self._left_out, slots)))

    def cause(self, slot: int) -> str:
        """Return why a slot is not served in full, as the first thing that could be mended."""
        return self._causes[slot]

    def _left_out(self, slot: int) -> list[LeftOut]:
        number = self._capability[slot]
        capability, kept = self._capabilities[number], self._kept[number]
        counts = self._counts[slot].tolist()
        first, named = self._first[slot].tolist(), self._named[slot].tolist()
        # Whoever is not counted elsewhere lacks the capability: all reasons add up to all teams.
        # Who has no equipment is told of with those who have nothing of it.
        counts[_LACKS], here = 0, range(slot, slot + 1)
        told = len(self._sent.at(here)) + len(self._spared.at(here))
        counts[_LACKS] = self._team_count - told - sum(counts) - sum(one.count for one in kept)
        found = [
            LeftOut(
                capability,
                _TELLING[one],
                counts[one],
                self._names[first[one] : first[one] + named[one]],
            )
            for one in _IN_ORDER
            if counts[one]
        ]
        return sorted([*kept, *found], key=_by_reason) if kept else found

    @cached_property
    def _causes(self) -> list[str]:
        """Reckoned of all when the first asks: mostly nobody is short of anything."""
        kept = np.zeros((len(self._kept), len(_TELLING)), bool)
        for number, some in enumerate(self._kept):
            kept[number, [NUMBER[one.reason] for one in some]] = True
        found = (self._counts > 0) | kept[self._capability]
        for pairs in (self._sent, self._spared):  # they are able, and so is whoever is farther
            found[pairs.slot, NO_REASON] = True
        worst = np.where(found, _CAUSE_OF, len(_CAUSES) - 1).min(axis=1)
        return [_CAUSES[one] for one in worst.tolist()]
