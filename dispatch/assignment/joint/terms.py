"""Say what a joint plan costs: what couples the demands, beyond the sum of all journeys."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

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


def joint_cost_ms(problem: Problem, solution: Solution, terms: Terms) -> int:
    """Return what a solution costs, weighted, where an incident waits for its last crew.

    That is, for each incident, the weighted travel of the last of those sent; for each crew, what
    it costs beyond; for each journey its price; for each crew not sent that of being unmet; and
    for each zone what it gives of its reserve, and of those it should keep.
    """
    last: dict[str, int] = defaultdict(int)
    trips: set[tuple[str, int]] = set()
    missing = problem.wanted.tolist()
    total = 0
    for index, team, crews in solution.sent:
        slot = problem.slots[index]
        arrival_ms = slot.weight * int(problem.road_ms[problem.line[index], team])
        last[slot.incident_id] = max(last[slot.incident_id], arrival_ms)
        trips.add((slot.incident_id, team))
        missing[index] -= crews
        total += crews * int(problem.added_ms[problem.line[index], team])
    total += sum(last.values()) + len(trips) * terms.trip_ms
    for slot, unsent in zip(problem.slots, missing, strict=True):
        total += slot.weight * problem.unmet_ms * unsent
    return total + _given_up_ms(problem, solution, terms)


def _given_up_ms(problem: Problem, solution: Solution, terms: Terms) -> int:
    """Return what zones give of their reserve, and of the able crews they should keep.

    A zone that sends nobody gives up nothing, so only those that do are looked at.
    """
    sent: dict[int, int] = defaultdict(int)
    sent_as: dict[tuple[str, int], int] = defaultdict(int)
    for index, team, crews in solution.sent:
        sent[team] += crews
        sent_as[problem.slots[index].capability, team] += crews
    teams = np.array(list(sent), np.int64)
    total = 0
    for zone in np.unique(problem.zone[teams]).tolist():
        if zone < 0:
            continue
        inside = np.flatnonzero(problem.zone == zone)
        crews_of = problem.crews[inside]
        gone = sum(crews for team, crews in sent.items() if problem.zone[team] == zone)
        freely = max(0, int(crews_of.sum()) - int(problem.reserve[zone]))
        total += problem.reserve_ms * max(0, gone - freely)
        for capability, kept in terms.kept.items():
            able = problem.crews_for[capability][inside]
            had = int(np.minimum(able, crews_of).sum())
            away_as = [sent_as[capability, team] for team in inside.tolist()]
            away = [sent[team] for team in inside.tolist()]
            left = int(np.minimum(able - away_as, crews_of - away).sum())
            total += terms.kept_ms * max(0, min(int(kept[zone]), had) - left)
    return total
