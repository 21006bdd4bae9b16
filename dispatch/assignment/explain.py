"""Say of a solution, incident by incident: who goes, who else could, who not and why, what is
short.

There are hundreds of incidents with thousands of teams: all that is told is reckoned at once, in
arrays, and only put into words one by one.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

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
_IN_ORDER = sorted(range(len(_TELLING)), key=_TELLING.__getitem__)
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
        counts[:, NO_REASON] -= np.diff(spared.first)
        names = tuple(map(problem.team_ids.__getitem__, listed.tolist()))
        chosen = np.diff(sent.first) + np.diff(spared.first)
        self._left_out = _LeftOut(question, capability, counts, first, named, names)
        self._left_out.add_who_lacks(question.roster.muster.team_count, chosen)
        self._cause = _causes(self._left_out.is_any(), may_go > 0)

    def of(self, slots: range) -> tuple[tuple[RunnerUp, ...], tuple[LeftOut, ...]]:
        begin, end = slots.start, slots.stop
        runners_up = self._runners_up[self._first[begin] : self._first[end]]
        return tuple(runners_up), tuple(chain.from_iterable(map(self._left_out.of, slots)))

    def cause(self, slot: int) -> str:
        """Return why a slot is not served in full."""
        return self._cause[slot]


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


class _LeftOut:
    """How many fell away for each reason, slot by slot, and the names where they are told.

    Put into words for the slots that are asked about alone. `capability`, int64[slots], is that of
    each slot, numbered in order of their names.
    """

    def __init__(
        self,
        question: Question,
        capability: Ints,
        counts: Ints,
        first: Ints,
        named: Ints,
        names: tuple[str, ...],
    ) -> None:
        self._capability, self._capabilities = capability, sorted(question.problem.crews_for)
        # Those whom nothing lets go are told of by what they could do, once for all slots.
        self._kept = [
            [
                LeftOut(one, reason, len(ids), ids)
                for reason, ids in question.roster.kept_able_to(one)
            ]
            for one in self._capabilities
        ]
        self._counts, self._first, self._named, self._names = counts, first, named, names

    def add_who_lacks(self, team_count: int, chosen: Ints) -> None:
        """Count who of all teams is neither `chosen`, int64[slots], nor counted elsewhere.

        They lack the capability: all reasons add up to all teams.
        """
        kept = np.array([sum(one.count for one in some) for some in self._kept], np.int64)
        self._counts[:, _LACKS] = 0  # who has no equipment: with those who have nothing of it
        known = kept[self._capability] + chosen + self._counts.sum(axis=1)
        self._counts[:, _LACKS] = team_count - known

    def is_any(self) -> NDArray[np.bool_]:
        """Return of what reasons any fell away, bool[slots, reasons]."""
        reasons = [{one.reason for one in some} for some in self._kept]
        kept = np.array([[one in some for one in _TELLING] for some in reasons], bool)
        kept = kept.reshape(len(reasons), len(_TELLING))
        found: NDArray[np.bool_] = (self._counts > 0) | kept[self._capability]
        return found

    def of(self, slot: int) -> list[LeftOut]:
        """Tell of one slot, in order of the reasons."""
        number = int(self._capability[slot])
        capability, own = self._capabilities[number], self._kept[number]
        counts = self._counts[slot].tolist()
        first, named = self._first[slot].tolist(), self._named[slot].tolist()
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
        return sorted([*own, *found], key=_by_reason) if own else found


def _causes(is_any: NDArray[np.bool_], somebody_able: NDArray[np.bool_]) -> list[str]:
    """Return why each demand is not met in full, as the first thing that could be mended.

    `is_any`, bool[slots, reasons], tells for what reasons anybody is left out.
    """
    of = {reason: is_any[:, at] for at, reason in enumerate(_TELLING) if at != NO_REASON}
    out_of_reach = (
        of[ReasonLeftOut.UNREACHABLE] | of[ReasonLeftOut.TOO_FAR] | of[ReasonLeftOut.OFF_THE_ROADS]
    )
    able_but_kept = np.delete(is_any, _LACKS, axis=1).any(axis=1)
    in_turn = (
        (somebody_able & of[ReasonLeftOut.NEEDED_ELSEWHERE], "all_needed_elsewhere"),
        (somebody_able, "too_few"),
        (of[ReasonLeftOut.COMMITTED], "all_committed"),
        (of[ReasonLeftOut.CUT_OFF], "cut_off"),
        (out_of_reach, "out_of_reach"),
        (able_but_kept, "none_on_duty"),
    )
    conditions, words = zip(*in_turn, strict=True)
    told: list[str] = np.select(conditions, words, "none_able").tolist()
    return told
