"""Say who, of those that become free, could make a decision the better: most could not.

The plan was the best for those who were free. One team more betters it only by going in somebody's
place, who goes in another's perhaps, and so on, until one of those sent stays at home or somebody
who was wanted in vain is sent. What that could save at most is what one crew more is worth at a
slot; who costs more than that to get there helps nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dispatch.assignment.joint.terms import Terms, given_up_ms
from dispatch.assignment.posing import Question
from dispatch.assignment.problem import MAY_NOT_GO, Ints, Problem, Solution
from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.seats import NONE
from dispatch.assignment.sightings import Sightings
from dispatch.domain.teams import Team
from routing.snapping import OFF_THE_ROADS

MOST_ASKED = 100
"""Pairs of a slot and a team asked about: of more it takes about as long to decide again."""

NEVER = 2**60
"""The price of who may not go."""


@dataclass(frozen=True, slots=True)
class _Bar:
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

    def __init__(self, question: Question, solution: Solution, terms: Terms) -> None:
        """Take a question and its solution; `terms` are what a plan pays for beyond a flow."""
        self._question, self._solution, self._terms = question, solution, terms
        self._seats = question.roster.muster.seats

    @cached_property
    def _bars(self) -> list[_Bar]:
        question, solution, terms = self._question, self._solution, self._terms
        problem, muster = question.problem, question.roster.muster
        slot, team, crews = np.array(solution.sent, np.int64).reshape(-1, 3).T
        slack_ms = terms.trip_ms + given_up_ms(problem, slot, team, crews, terms)
        worth_ms = worth_of(problem, solution)
        is_sent = np.zeros(len(problem.team_ids), bool)
        is_sent[team] = True
        town = muster.told.seat[2, question.roster.rows]
        stays = ~is_sent & (town != NONE)
        nodes = muster.desk.nodes_of([one.position for one in question.incidents])
        return [
            _Bar(
                incident_id=one.incident_id,
                capability=one.capability,
                node=int(nodes[question.incident_of[at]]),
                weight=one.weight * int(question.early_pct[at]) / 100,
                most_ms=most_ms + slack_ms,
                held_back=frozenset(town[stays & (_cost_ms(problem, at) < most_ms)].tolist()),
            )
            for at, (one, most_ms) in enumerate(zip(problem.slots, worth_ms, strict=True))
        ]

    def could_be_beaten(
        self, wanting: Collection[str], freed: Sequence[Team], seen: Sightings, roads: RoadView
    ) -> bool:
        """Whether one of some teams that have become free could better what is planned still.

        That is, for the incidents that are `wanting`. Of too many to ask about each it is taken
        for granted of whoever has a capability that was asked for.
        """
        bars = [bar for bar in self._bars if bar.incident_id in wanting]
        able = [[one for one in freed if bar.capability in one.capabilities] for bar in bars]
        if sum(map(len, able)) > MOST_ASKED:
            return True
        asked = [(bar, teams) for bar, teams in zip(bars, able, strict=True) if teams]
        return any(self._is_beaten(bar, teams, seen, roads) for bar, teams in asked)

    def _is_beaten(
        self, bar: _Bar, teams: Sequence[Team], seen: Sightings, roads: RoadView
    ) -> bool:
        if any(self._seats.of(one.place_code)[2] in bar.held_back for one in teams):
            return True
        nodes = roads.nodes_of([seen(one) for one in teams])
        nodes = nodes[nodes != OFF_THE_ROADS]
        if not len(nodes) or bar.node == OFF_THE_ROADS:
            return False
        road_ms = roads.times_to(nodes, bar.node)
        return bool((bar.weight * road_ms[road_ms != UNREACHABLE_MS] < bar.most_ms).any())


def _cost_ms(problem: Problem, slot: int, team: Ints | slice = slice(None)) -> Ints:
    """Return what a crew of some teams costs at a slot, weighted: int64[teams], or `NEVER`."""
    one, line = problem.slots[slot], problem.line[slot]
    road_ms, able = problem.road_ms[line, team], problem.crews_for[one.capability][team] > 0
    cost_ms = one.weight * road_ms.astype(np.int64) + problem.added_ms[line, team]
    return np.where(able & (road_ms != MAY_NOT_GO), cost_ms, NEVER)


def worth_of(problem: Problem, solution: Solution) -> list[int]:
    """Return what one crew more would save at most at each slot of a best plan, weighted.

    It relieves a crew there, or fills a gap; or one there relieves another, which relieves another,
    at some slot else. As the plan is the best, no chain need pass a slot twice.
    """
    slot, team, crews = np.array(solution.sent, np.int64).reshape(-1, 3).T
    missing, slots = problem.wanted, range(len(problem.slots))
    np.subtract.at(missing, slot, crews)
    cost_ms = np.array([_cost_ms(problem, one, team) for one in slots])
    cost_ms = cost_ms.reshape(len(slots), len(team))
    worth_ms = np.where(missing > 0, problem.weight * problem.unmet_ms, 0)
    own_ms = cost_ms[slot, np.arange(len(slot))]
    np.maximum.at(worth_ms, slot, own_ms)
    freed_ms = own_ms - cost_ms  # [slots, sent]: what is saved by moving there
    for _ in slots:
        before = worth_ms.copy()
        moved_ms = (freed_ms + before[:, None]).max(axis=0, initial=-NEVER)
        np.maximum.at(worth_ms, slot, moved_ms)
        if (worth_ms == before).all():
            break
    told: list[int] = worth_ms.tolist()
    return told
