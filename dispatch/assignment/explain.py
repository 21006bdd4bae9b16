"""Say of a solution, slot by slot: who goes, who else could, who not and why, what is short."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.candidates import NO_REASON, REASONS, Roster
from dispatch.assignment.helps import Helps
from dispatch.assignment.posing import Question
from dispatch.assignment.problem import MAY_NOT_GO, Ints, Solution
from dispatch.domain.area import Area
from dispatch.domain.recommendations import (
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
_LACKS = REASONS.index(ReasonLeftOut.LACKS_CAPABILITY)


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
        self._helps = helps
        self._team_count = sum(not team.has_rejoined for team in area.teams.values())
        self._runners_up = runners_up
        self._question, self._problem = question, question.problem
        self._ids = np.array(question.problem.team_ids, object)
        self._kept = _kept_by_capability(area, question.roster)
        self._pinned = {(slot, team) for slot, team, _ in question.pinned}
        self._sent: dict[int, dict[int, int]] = defaultdict(dict)  # slot -> team -> crews
        self._is_sent = np.zeros(len(question.roster.free), bool)
        for slot, team, crews in solution.sent:
            self._sent[slot][team] = crews
            self._is_sent[team] = True

    def part(self, index: int) -> Part:
        """Return what the solution means for a slot."""
        problem, slot, times = self._problem, self._problem.slots[index], self._problem.road_ms
        crews = self._sent[index]
        sent = sorted(crews, key=lambda one: (int(times[index, one]), one))
        able = times[index] != MAY_NOT_GO
        cost_ms = slot.weight * times[index] + problem.added_ms[index]
        spared = _cheapest(cost_ms, able & ~self._is_sent, self._runners_up)
        missing = slot.wanted - sum(crews.values())
        numbers, named = self._left_out(index, sent, able, len(spared))
        shortfall = Shortfall(slot.capability, missing, _cause(numbers, bool(able.any())))
        return Part(
            chosen=tuple(self._choice(index, team) for team in sent),
            runners_up=tuple(self._runner_up(index, team) for team in spared),
            left_out=tuple(
                LeftOut(
                    capability=slot.capability,
                    reason=reason,
                    count=count,
                    team_ids=named.get(reason, ()),
                )
                for reason, count in sorted(numbers.items())
                if count
            ),
            shortfalls=(self._helps.with_crews(index, shortfall),) if missing else (),
            objective_ms=slot.weight * problem.unmet_ms * missing
            + sum(count * int(cost_ms[team]) for team, count in crews.items()),
        )

    def _choice(self, index: int, team: int) -> TeamChoice:
        problem = self._problem
        return TeamChoice(
            capability=problem.slots[index].capability,
            team_id=problem.team_ids[team],
            travel_s=int(problem.road_ms[index, team]) / 1000,
            origin=self._question.roster.origins[team],
            costs=self._question.costs(index, team),
            pinned=(index, team) in self._pinned,
            crews=self._sent[index][team],
        )

    def _runner_up(self, index: int, team: int) -> RunnerUp:
        problem = self._problem
        return RunnerUp(
            capability=problem.slots[index].capability,
            team_id=problem.team_ids[team],
            travel_s=int(problem.road_ms[index, team]) / 1000,
            costs=self._question.costs(index, team),
        )

    def _left_out(
        self, index: int, sent: list[int], able: NDArray[np.bool_], spared: int
    ) -> tuple[dict[ReasonLeftOut, int], dict[ReasonLeftOut, tuple[str, ...]]]:
        """Return how many fell away for each reason, and the names where they are told."""
        why = self._question.why[index]
        counts = np.bincount(why, minlength=NO_REASON + 1).tolist()
        kept = self._kept.get(self._problem.slots[index].capability, {})
        numbers, named = {reason: len(names) for reason, names in kept.items()}, dict(kept)
        for number, reason in enumerate(REASONS):
            if counts[number] and number != _LACKS:
                numbers[reason] = counts[number]
                if reason not in _COUNTED_ONLY:
                    named[reason] = self._names(np.flatnonzero(why == number))
        elsewhere = able & self._is_sent
        elsewhere[sent] = False
        named[ReasonLeftOut.NEEDED_ELSEWHERE] = self._names(np.flatnonzero(elsewhere))
        needed = numbers[ReasonLeftOut.NEEDED_ELSEWHERE] = int(elsewhere.sum())
        told = len(sent) + spared
        numbers[ReasonLeftOut.FARTHER_THAN_CHOSEN] = int(able.sum()) - needed - told
        told += sum(numbers.values())
        numbers[ReasonLeftOut.LACKS_CAPABILITY] = self._team_count - told
        return numbers, named

    def _names(self, teams: NDArray[np.intp]) -> tuple[str, ...]:
        """Return the ids of some free teams, which stand in the order of their ids."""
        return tuple(self._ids[teams].tolist())


def _cheapest(cost_ms: Ints, among: NDArray[np.bool_], count: int) -> list[int]:
    """Return at most `count` of some teams, the cheapest first, of those equally cheap by id."""
    some = np.flatnonzero(among)
    if 0 < count < len(some):
        last = np.partition(cost_ms[some], count - 1)[count - 1]
        some = some[cost_ms[some] <= last]
    in_order: list[int] = some[np.argsort(cost_ms[some], kind="stable")][:count].tolist()
    return in_order


Kept = dict[str, dict[ReasonLeftOut, tuple[str, ...]]]  # capability -> reason -> who has it


def _kept_by_capability(area: Area, roster: Roster) -> Kept:
    """Group the teams that nothing lets go by what they could do; once for all slots."""
    kept: dict[str, dict[ReasonLeftOut, list[str]]] = defaultdict(lambda: defaultdict(list))
    for team_id, reason in sorted(roster.kept.items()):
        for capability in area.teams[team_id].capabilities:
            kept[capability][reason].append(team_id)
    return {
        capability: {reason: tuple(names) for reason, names in reasons.items()}
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
