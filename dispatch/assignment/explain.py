"""Say of a solution, slot by slot: who goes, who else could, who not and why, what is short."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from dispatch.assignment.candidates import Roster
from dispatch.assignment.helps import Helps
from dispatch.assignment.kernels.telling import fallen_away, rows_of_each, spared
from dispatch.assignment.posing import Question
from dispatch.assignment.problem import Ints, Solution
from dispatch.assignment.reasons import NO_REASON, NUMBER, REASONS
from dispatch.domain.area import Area
from dispatch.domain.recommendations import (
    CostTerm,
    LeftOut,
    ReasonLeftOut,
    RunnerUp,
    Shortfall,
    TeamChoice,
)

# Reasons that are the rule itself: whom they concern can be told at any time, so only the number
# is written down. Everyone else who is left out is named.
_COUNTED_ONLY = frozenset(
    {
        ReasonLeftOut.LACKS_CAPABILITY,
        ReasonLeftOut.FARTHER_THAN_CHOSEN,
        ReasonLeftOut.TOO_FAR,
    }
)
_LACKS = NUMBER[ReasonLeftOut.LACKS_CAPABILITY]
_ELSEWHERE = NO_REASON + 1  # where the compiled loops count who is needed elsewhere
_TELLING = (
    *((number, reason) for reason, number in NUMBER.items() if number != _LACKS),
    (_ELSEWHERE, ReasonLeftOut.NEEDED_ELSEWHERE),
)
_IS_TOLD = np.array([one not in _COUNTED_ONLY for one in REASONS] + [False, True])


@dataclass(frozen=True, slots=True)
class Part:
    """What a solution means for one slot."""

    chosen: tuple[TeamChoice, ...]
    runners_up: tuple[RunnerUp, ...]
    left_out: tuple[LeftOut, ...]
    shortfalls: tuple[Shortfall, ...]
    objective_ms: int


class Explanation:
    """What a solution means, for one slot of a question after another."""

    def __init__(
        self, area: Area, question: Question, solution: Solution, runners_up: int, helps: Helps
    ) -> None:
        self._helps, self._question, self._problem = helps, question, question.problem
        self._team_count = question.roster.muster.team_count
        self._kept = _kept_by_capability(area, question.roster)
        self._pinned = {(slot, team) for slot, team, _ in question.pinned}
        problem = self._problem
        slot, team, crews = np.array(solution.sent, np.int64).reshape(-1, 3).T
        order = np.lexsort((team, question.travel_ms[problem.line[slot], team], slot))
        self._sent, self._crews = _Pairs(question, slot[order], team[order]), crews[order].tolist()
        is_sent = np.zeros(len(problem.team_ids), bool)
        is_sent[team] = True
        row = {name: at for at, name in enumerate(sorted(problem.crews_for))}
        capability = np.array([row[one.capability] for one in problem.slots], np.int64)
        able = np.array([problem.crews_for[name] > 0 for name in row], bool)
        able_count, able_team = rows_of_each(able.reshape(len(row), len(is_sent)))
        others = spared(
            problem.road_ms,
            problem.added_ms,
            problem.line,
            problem.weight,
            capability,
            able_count,
            able_team,
            is_sent,
            runners_up,
        )
        slot, at = np.nonzero(others >= 0)
        self._spared = _Pairs(question, slot, others[slot, at])
        counts, first, listed = fallen_away(
            question.why,
            problem.line,
            capability,
            able_count,
            able_team,
            is_sent,
            self._sent.first,
            self._sent.team,
            _IS_TOLD,
            NO_REASON,
        )
        self._counts, self._listed_first = counts.tolist(), first.tolist()
        ids = np.array(problem.team_ids, object)
        self._listed: list[str] = ids[listed].tolist()

    def part(self, index: int) -> Part:
        """Return what the solution means for a slot."""
        problem, slot = self._problem, self._problem.slots[index]
        sent, spared = self._sent.of(index), self._spared.of(index)
        missing = slot.wanted - sum(self._crews[pair] for pair in sent)
        left_out = self._left_out(index, slot.capability, len(sent), len(spared))
        shortfalls: tuple[Shortfall, ...] = ()
        if missing:
            may_go = self._counts[index][NO_REASON] + self._counts[index][_ELSEWHERE] + len(sent)
            numbers = {one.reason: one.count for one in left_out}
            short = Shortfall(slot.capability, missing, _cause(numbers, may_go > 0))
            shortfalls = (self._helps.with_crews(index, short),)
        return Part(
            chosen=tuple(
                TeamChoice(
                    capability=slot.capability,
                    team_id=problem.team_ids[(team := self._sent.teams[pair])],
                    travel_s=self._sent.travel_s[pair],
                    late_s=self._sent.late_s[pair],
                    origin=self._question.roster.origins[team],
                    costs=self._sent.costs[pair],
                    pinned=(index, team) in self._pinned,
                    crews=self._crews[pair],
                )
                for pair in sent
            ),
            runners_up=tuple(
                RunnerUp(
                    capability=slot.capability,
                    team_id=problem.team_ids[self._spared.teams[pair]],
                    travel_s=self._spared.travel_s[pair],
                    late_s=self._spared.late_s[pair],
                    costs=self._spared.costs[pair],
                )
                for pair in spared
            ),
            left_out=left_out,
            shortfalls=shortfalls,
            objective_ms=slot.weight * problem.unmet_ms * missing
            + sum(self._crews[pair] * self._sent.cost_ms[pair] for pair in sent),
        )

    def _left_out(self, index: int, capability: str, sent: int, spared: int) -> tuple[LeftOut, ...]:
        """Return how many fell away for each reason, in order, and the names where they are told.

        What is not counted elsewhere lacks the capability: all reasons add up to all teams.
        """
        counts, first = self._counts[index], self._listed_first[index]
        found = list(self._kept.get(capability, ()))
        for number, reason in _TELLING:
            if count := counts[number]:
                ids: tuple[str, ...] = ()
                if reason not in _COUNTED_ONLY:
                    ids = tuple(self._listed[first[number] : first[number] + count])
                found.append(LeftOut(capability, reason, count, ids))
        if farther := counts[NO_REASON] - spared:
            found.append(LeftOut(capability, ReasonLeftOut.FARTHER_THAN_CHOSEN, farther))
        told = sent + spared + sum(one.count for one in found)
        if lacking := self._team_count - told:
            found.append(LeftOut(capability, ReasonLeftOut.LACKS_CAPABILITY, lacking))
        found.sort(key=lambda one: one.reason)
        return tuple(found)


class _Pairs:
    """Pairs of slots and teams in order of slot, with what is told of each.

    Those of slot s are from `first[s]` to `first[s + 1]`; `team`, int64[pairs], are `teams`.
    """

    def __init__(self, question: Question, slot: Ints, team: Ints) -> None:
        problem = question.problem
        self.team, self.teams = team, team.tolist()
        self.first = np.searchsorted(slot, np.arange(len(problem.slots) + 1))
        self._first = self.first.tolist()
        line = problem.line[slot]
        road_ms, added_ms = problem.road_ms[line, team], problem.added_ms[line, team]
        travel_s = question.travel_ms[line, team] / 1000
        self.travel_s: list[float] = travel_s.tolist()
        by_at = np.array([np.inf if one.by_at is None else one.by_at for one in problem.slots])
        self.late_s: list[float] = np.maximum(question.at + travel_s - by_at[slot], 0.0).tolist()
        self.cost_ms: list[int] = (problem.weight[slot] * road_ms + added_ms).tolist()
        self.costs: list[dict[CostTerm, float]] = question.costs(slot, team)

    def of(self, slot: int) -> range:
        """Return which pairs are of a slot."""
        return range(self._first[slot], self._first[slot + 1])


def _kept_by_capability(area: Area, roster: Roster) -> dict[str, list[LeftOut]]:
    """Tell of the teams that nothing lets go by what they could do; once for all slots."""
    kept: dict[str, dict[ReasonLeftOut, list[str]]] = defaultdict(lambda: defaultdict(list))
    for team_id, reason in sorted(roster.kept.items()):
        for capability in area.teams[team_id].capabilities:
            kept[capability][reason].append(team_id)
    return {
        capability: [
            LeftOut(capability, reason, len(ids), tuple(ids)) for reason, ids in reasons.items()
        ]
        for capability, reasons in kept.items()
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
