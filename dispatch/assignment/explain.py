"""Say of a solution, incident by incident: who goes, who else could, who not and why, what is
short.

There are hundreds of incidents with thousands of teams: all that is told is reckoned at once, in
arrays, and only put into words one by one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter

import numpy as np

from dispatch.assignment.kernels.telling import look_over, rows_of_each
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
_ELSEWHERE = NO_REASON + 1  # where the compiled loops count who is needed elsewhere
_TELLING = (*REASONS, ReasonLeftOut.FARTHER_THAN_CHOSEN, ReasonLeftOut.NEEDED_ELSEWHERE)
"""What the compiled loops number; who may go and is no runner-up is farther."""
_IS_TOLD = np.array([one not in _COUNTED_ONLY for one in REASONS] + [False, False])
_IN_ORDER = np.array(sorted(range(len(_TELLING)), key=_TELLING.__getitem__))
_by_reason = attrgetter("reason")


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
        problem = question.problem
        slot, team, crews = np.array(solution.sent, np.int64).reshape(-1, 3).T
        order = np.lexsort((team, question.travel_ms[problem.line[slot], team], slot))
        sent, crews = _Pairs(question, slot[order], team[order]), crews[order]
        pinned = {(slot, team) for slot, team, _ in question.pinned}
        self._sent, self._chosen = sent, sent.chosen(pinned, crews)
        missing, objective_ms = problem.wanted, np.zeros(len(problem.slots), np.int64)
        np.subtract.at(missing, sent.slot, crews)
        np.add.at(objective_ms, sent.slot, crews * sent.cost_ms)
        objective_ms += problem.weight * problem.unmet_ms * missing
        self._missing, self._objective_ms = missing.tolist(), objective_ms.tolist()

    def part(self, slots: range) -> Part:
        """Return what the solution asks for at the incident of some slots."""
        begin, end = slots.start, slots.stop
        short = tuple(one for one in slots if self._missing[one])
        return Part(
            chosen=tuple(self._chosen[self._sent.firsts[begin] : self._sent.firsts[end]]),
            shortfalls=tuple(map(self._short, short)),
            short=short,
            objective_ms=sum(self._objective_ms[begin:end]),
        )

    def others(self, slots: range) -> tuple[tuple[RunnerUp, ...], tuple[LeftOut, ...]]:
        """Return who else could go to the incident of some slots, and who not and why."""
        return self._others.of(slots)

    def _short(self, slot: int) -> Shortfall:
        need = self._question.problem.slots[slot].capability
        return Shortfall(need, self._missing[slot], self._others.cause(slot))

    @cached_property
    def _others(self) -> "_Others":
        """Looked over when the first asks: most decisions leave all as it is."""
        return _Others(self._question, self._sent, self._most)


class _Others:
    """All who are not sent to a slot: the runners-up, and those left out by their reasons."""

    def __init__(self, question: Question, sent: "_Pairs", runners_up: int) -> None:
        problem = question.problem
        is_sent = np.zeros(len(problem.team_ids), bool)
        is_sent[sent.team] = True
        row = {name: at for at, name in enumerate(sorted(problem.crews_for))}
        capability = np.array([row[one.capability] for one in problem.slots], np.int64)
        able = np.array([problem.crews_for[name] > 0 for name in row], bool)
        others, counts, first, named, listed = look_over(
            question.why,
            problem.road_ms,
            problem.added_ms,
            problem.line,
            problem.weight,
            capability,
            *rows_of_each(able.reshape(len(row), len(is_sent))),
            is_sent,
            sent.first,
            sent.team,
            _IS_TOLD,
            NO_REASON,
            runners_up,
            NAMED_ELSEWHERE,
        )
        slot, at = np.nonzero(others >= 0)
        spared = _Pairs(question, slot, others[slot, at])
        self._first, self._runners_up = spared.firsts, spared.runners_up()
        may_go = counts[:, NO_REASON] + counts[:, _ELSEWHERE] + np.diff(sent.first)
        self._may_go: list[bool] = (may_go > 0).tolist()
        counts[:, NO_REASON] -= np.diff(spared.first)
        names = tuple(map(problem.team_ids.__getitem__, listed.tolist()))
        chosen = np.diff(sent.first) + np.diff(spared.first)
        self._left_out = list(_left_out(question, counts, first, named, names, chosen))

    def of(self, slots: range) -> tuple[tuple[RunnerUp, ...], tuple[LeftOut, ...]]:
        begin, end = slots.start, slots.stop
        runners_up = self._runners_up[self._first[begin] : self._first[end]]
        return tuple(runners_up), tuple(chain.from_iterable(self._left_out[begin:end]))

    def cause(self, slot: int) -> str:
        """Return why a slot is not served in full."""
        numbers = {one.reason: one.count for one in self._left_out[slot]}
        return _cause(numbers, self._may_go[slot])


class _Pairs:
    """Pairs of slots and teams in order of slot, with what is told of each.

    Those of slot s are from `first[s]` to `first[s + 1]`; `firsts` are the same. All others are
    int64[pairs].
    """

    def __init__(self, question: Question, slot: Ints, team: Ints) -> None:
        problem = question.problem
        self._question, self.slot, self.team = question, slot, team
        self.first = np.searchsorted(slot, np.arange(len(problem.slots) + 1))
        self.firsts: list[int] = self.first.tolist()
        line = problem.line[slot]
        self.cost_ms: Ints = (
            problem.weight[slot] * problem.road_ms[line, team] + problem.added_ms[line, team]
        )
        travel_s = question.travel_ms[line, team] / 1000
        self._travel_s: list[float] = travel_s.tolist()
        by_at = np.array([np.inf if one.by_at is None else one.by_at for one in problem.slots])
        self._late_s: list[float] = np.maximum(question.at + travel_s - by_at[slot], 0.0).tolist()
        self._costs: list[dict[CostTerm, float]] = question.costs(slot, team)
        self._slots, self._teams = slot.tolist(), team.tolist()
        self._capability = [problem.slots[one].capability for one in self._slots]
        self._team_id = [problem.team_ids[one] for one in self._teams]

    def chosen(self, pinned: set[tuple[int, int]], crews: Ints) -> list[TeamChoice]:
        """Return the pairs as choices, of so many crews each."""
        return [
            TeamChoice(capability, team_id, travel_s, origin, costs, pin, count, late_s)
            for capability, team_id, travel_s, origin, costs, pin, count, late_s in zip(
                self._capability,
                self._team_id,
                self._travel_s,
                map(self._question.roster.origin, self._teams),
                self._costs,
                [one in pinned for one in zip(self._slots, self._teams, strict=True)],
                crews.tolist(),
                self._late_s,
                strict=True,
            )
        ]

    def runners_up(self) -> list[RunnerUp]:
        """Return the pairs as runners-up."""
        told = self._capability, self._team_id, self._travel_s, self._costs, self._late_s
        return [RunnerUp(*one) for one in zip(*told, strict=True)]


def _left_out(
    question: Question,
    counts: Ints,
    first: Ints,
    named: Ints,
    names: tuple[str, ...],
    chosen: Ints,
) -> Iterator[list[LeftOut]]:
    """Yield, slot by slot, how many fell away for each reason, and the names where they are told.

    Who of all teams is neither `chosen`, int64[slots], nor counted elsewhere lacks the capability:
    all reasons add up to all teams.
    """
    slots, kept = question.problem.slots, _kept_by_capability(question)
    kept_count = {name: sum(one.count for one in some) for name, some in kept.items()}
    known = [kept_count.get(one.capability, 0) for one in slots] + chosen
    counts[:, _LACKS] = 0  # who has no equipment: with those who have nothing of it
    counts[:, _LACKS] = question.roster.muster.team_count - known - counts.sum(axis=1)
    slot, column = np.nonzero(counts[:, _IN_ORDER])
    reason = _IN_ORDER[column]
    begin = first[slot, reason]
    told = slot, reason, counts[slot, reason], begin, begin + named[slot, reason]
    found = [
        LeftOut(slots[one].capability, _TELLING[number], count, names[at:to])
        for one, number, count, at, to in zip(*(each.tolist() for each in told), strict=True)
    ]
    ends = np.searchsorted(slot, np.arange(len(slots) + 1)).tolist()
    for one, at, to in zip(slots, ends, ends[1:], strict=False):
        own = kept.get(one.capability)
        yield sorted([*own, *found[at:to]], key=_by_reason) if own else found[at:to]


def _kept_by_capability(question: Question) -> dict[str, list[LeftOut]]:
    """Tell of the teams that nothing lets go by what they could do; once for all slots."""
    return {
        capability: [
            LeftOut(capability, reason, len(ids), ids)
            for reason, ids in question.roster.kept_able_to(capability)
        ]
        for capability in question.problem.crews_for
    }


def _cause(numbers: dict[ReasonLeftOut, int], somebody_able: bool) -> str:
    """Return why a demand is not met in full, as the first thing that could be mended."""
    if somebody_able:
        return "all_needed_elsewhere" if numbers.get(ReasonLeftOut.NEEDED_ELSEWHERE) else "too_few"
    if numbers.get(ReasonLeftOut.COMMITTED):
        return "all_committed"
    if numbers.get(ReasonLeftOut.CUT_OFF):
        return "cut_off"
    out_of_reach = (ReasonLeftOut.UNREACHABLE, ReasonLeftOut.TOO_FAR, ReasonLeftOut.OFF_THE_ROADS)
    if any(numbers.get(reason) for reason in out_of_reach):
        return "out_of_reach"
    able_but_kept = Counter(numbers)
    able_but_kept.pop(ReasonLeftOut.LACKS_CAPABILITY, None)
    return "none_on_duty" if able_but_kept.total() else "none_able"
