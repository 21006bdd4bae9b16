"""Say what a joint plan costs: what couples the demands, beyond the sum of all journeys."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dispatch.assignment.kernels.giving import given_up, waiting
from dispatch.assignment.problem import Ints, Problem, Solution


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What a joint plan pays for that a flow cannot see; all prices are weighted milliseconds.

    Each journey of a team to an incident costs `trip_ms`, however many of its crews come along.

    Each zone should keep `kept[capability]` crews, int64[zones], that are able to it, of those it
    has, and each one fewer costs `kept_ms`. The capabilities are such that the `crews_for` of the
    problem tells of. A crew that is able to two counts for both.
    """

    trip_ms: int = 0
    kept: Mapping[str, Ints] = field(default_factory=dict)
    kept_ms: int = 0

    def of_kept(self, problem: Problem) -> tuple[Ints, Ints]:
        """Return the crews able to what is kept, int64[kept, teams], and `kept` [kept, zones]."""
        able = [problem.crews_for[one] for one in self.kept]
        shapes = (len(able), len(problem.team_ids)), (len(able), len(problem.reserve))
        kept = np.array(list(self.kept.values()), np.int64)
        return np.array(able, np.int64).reshape(shapes[0]), kept.reshape(shapes[1])


def joint_cost_ms(problem: Problem, solution: Solution, terms: Terms) -> int:
    """Return what a solution costs, weighted, where an incident waits for its last crew.

    That is, for each incident, the weighted travel of the last of those sent; for each crew, what
    it costs beyond; for each journey its price; for each crew not sent that of being unmet; and
    for each zone what it gives of its reserve, and of those it should keep.
    """
    if not solution.sent:
        return int((problem.weight * problem.wanted).sum()) * problem.unmet_ms
    number: dict[str, int] = {}
    incident = [number.setdefault(one.incident_id, len(number)) for one in problem.slots]
    slot, team, crews = np.array(solution.sent, np.int64).T.copy()
    of_slots = np.array(incident, np.int64), problem.line, problem.weight, problem.wanted
    of_pairs = problem.road_ms, problem.added_ms
    waits_ms, missing = waiting(slot, team, crews, *of_slots, *of_pairs, terms.trip_ms)
    unmet_ms = int((problem.weight * missing).sum()) * problem.unmet_ms
    return int(waits_ms) + unmet_ms + given_up_ms(problem, slot, team, crews, terms)


def given_up_ms(problem: Problem, slot: Ints, team: Ints, crews: Ints, terms: Terms) -> int:
    """Return what zones give of their reserve, and of the able crews they should keep."""
    able, kept = terms.of_kept(problem)
    row = {capability: at for at, capability in enumerate(terms.kept)}
    kinds = np.array([row.get(one.capability, -1) for one in problem.slots], np.int64)
    own = problem.crews, problem.zone, problem.reserve, problem.reserve_ms
    return int(given_up(team, crews, kinds[slot], *own, able, kept, terms.kept_ms))
