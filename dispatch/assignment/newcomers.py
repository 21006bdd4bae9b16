"""Say who, of those that become free, could make a decision the better: most could not.

The plan was the best for those who were free. One team more betters it only by going in somebody's
place, who goes in another's perhaps, and so on, until one of those sent stays at home or somebody
who was wanted in vain is sent. What that could save at most is what one crew more is worth at a
slot; who costs more than that to get there helps nobody.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.joint.terms import Terms, given_up_ms
from dispatch.assignment.kernels.newcomers import held_back, worth
from dispatch.assignment.posing import Question
from dispatch.assignment.problem import Ints, Problem, Solution, pairs_of
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.seats import NONE
from dispatch.assignment.sightings import Sightings
from dispatch.domain.teams import Team
from routing.snapping import OFF_THE_ROADS

MOST_ASKED = 100
"""Pairs of a slot and a team asked about: of more it takes about as long to decide again."""


class _Bar(NamedTuple):
    """What has to be beaten at one slot: a crew that costs `most_ms`, weighted, at `node`.

    `weight` is what a millisecond on the road costs at least. Of the towns `held_back` somebody
    would have been cheaper, had the town not had to keep its last crews.
    """

    incident_id: str
    capability: str
    node: int
    weight: float
    most_ms: float
    held_back: frozenset[int]


class Bars:
    """What those who become free have to beat, as a decision left it. Immutable.

    Told when first asked for: after most decisions nobody is wanted any more.
    """

    def __init__(self, question: Question, solution: Solution, terms: Callable[[], Terms]) -> None:
        """Take a question and its solution; `terms` tell what a plan pays for beyond a flow."""
        self._question, self._solution, self._terms = question, solution, terms
        self._seats = question.roster.muster.seats

    @cached_property
    def _bars(self) -> list[_Bar]:
        question, solution, terms = self._question, self._solution, self._terms()
        problem, desk = question.problem, question.roster.muster.desk
        slot, team, crews = pairs_of(solution)
        slack_ms = terms.trip_ms + given_up_ms(problem, slot, team, crews, terms)
        worth_ms = worth_of(problem, solution)
        of_lines = problem.road_ms, problem.added_ms, problem.line, problem.weight
        to_beat = worth_ms, len(problem.reserve)
        there = held_back(team, problem.zone, *of_lines, *problem.able, *to_beat)
        towns = _towns(there, question) if there.any() else [frozenset()] * len(there)
        nodes = desk.nodes_of([one.position for one in question.incidents]).tolist()
        return [
            _Bar(
                incident_id=one.incident_id,
                capability=one.capability,
                node=nodes[question.incident_of[at]],
                weight=one.weight * pct / 100,
                most_ms=most_ms + slack_ms,
                held_back=towns[at],
            )
            for at, (one, most_ms, pct) in enumerate(
                zip(problem.slots, worth_ms.tolist(), question.early_pct.tolist(), strict=True)
            )
        ]

    def could_be_beaten(
        self, wanting: Collection[str], freed: Sequence[Team], seen: Sightings, roads: RoadView
    ) -> bool:
        """Whether one of some teams that have become free could better what is planned still.

        That is, for the incidents that are `wanting`. Of too many to ask about each it is taken
        for granted of whoever has a capability that was asked for.
        """
        bars = [bar for bar in self._bars if bar.incident_id in wanting]
        able = [(bar, one) for bar in bars for one in freed if bar.capability in one.capabilities]
        if len(able) > MOST_ASKED:
            return True
        if any(self._seats.of(one.place_code)[2] in bar.held_back for bar, one in able):
            return True
        return _is_one_sooner(able, seen, roads)


def _towns(is_of: NDArray[np.bool_], question: Question) -> list[frozenset[int]]:
    """Return the towns of some zones by the numbers of their seats, bool[slots, zones], by slot."""
    town = question.pricing.town
    towns = np.unique(town[town != NONE])  # zones are numbered in this order
    return [frozenset(towns[one].tolist()) for one in is_of]


def _is_one_sooner(able: Sequence[tuple[_Bar, Team]], seen: Sightings, roads: RoadView) -> bool:
    """Whether in one of some pairs the team is so near by road that it could be the better."""
    seen_at = {one.team_id: seen(one) for _, one in able}
    nodes = dict(zip(seen_at, roads.nodes_of(list(seen_at.values())).tolist(), strict=True))
    pairs = [(bar, nodes[one.team_id]) for bar, one in able]
    pairs = [(bar, node) for bar, node in pairs if OFF_THE_ROADS not in (bar.node, node)]
    origins = list(dict.fromkeys(node for _, node in pairs))
    goals = list(dict.fromkeys(bar.node for bar, _ in pairs))
    times = roads.times_to_each(origins, goals).tolist()
    road_ms = {
        goal: dict(zip(origins, row, strict=True)) for goal, row in zip(goals, times, strict=True)
    }
    each = ((bar, road_ms[bar.node][node]) for bar, node in pairs)
    return any(ms != UNREACHABLE_MS and bar.weight * ms < bar.most_ms for bar, ms in each)


def worth_of(problem: Problem, solution: Solution) -> Ints:
    """Return what one crew more would save at most at each slot of a best plan: int64[slots].

    In weighted milliseconds. It relieves a crew there, or fills a gap; or one there relieves
    another, which relieves another, at some slot else. As the plan is the best, no chain need pass
    a slot twice.
    """
    of_lines = problem.road_ms, problem.added_ms, problem.line, problem.weight
    able = problem.able[0], problem.able_crews, problem.unmet_ms
    worth_ms: Ints = worth(*pairs_of(solution), *of_lines, problem.wanted, *able)
    return worth_ms
