"""Say what a joint plan costs: what couples the demands, beyond the sum of all journeys."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dispatch.assignment.problem import Ints, Problem, Solution, added_up


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
    if not solution.sent:
        return int((problem.weight * problem.wanted).sum()) * problem.unmet_ms
    number: dict[str, int] = {}
    of_slot = [number.setdefault(one.incident_id, len(number)) for one in problem.slots]
    slot, team, crews = np.array(solution.sent, np.int64).reshape(-1, 3).T
    incident, line = np.array(of_slot, np.int64)[slot], problem.line[slot]
    last = np.zeros(len(number), np.int64)
    np.maximum.at(last, incident, problem.weight[slot] * problem.road_ms[line, team])
    trips = len(np.unique(incident * len(problem.team_ids) + team))
    missing = problem.wanted
    np.subtract.at(missing, slot, crews)
    unmet = int((problem.weight * missing).sum()) * problem.unmet_ms
    beyond = int((crews * problem.added_ms[line, team]).sum())
    given_up = given_up_ms(problem, slot, team, crews, terms)
    return int(last.sum()) + beyond + trips * terms.trip_ms + unmet + given_up


def given_up_ms(problem: Problem, slot: Ints, team: Ints, crews: Ints, terms: Terms) -> int:
    """Return what zones give of their reserve, and of the able crews they should keep."""
    zones, teams = len(problem.reserve), len(problem.team_ids)
    sends = np.zeros(zones + 1, bool)  # the last is no zone: that is -1
    sends[problem.zone[team]] = True
    sends[-1] = False
    # A zone that sends nobody gives nothing up: mostly all but one or two.
    rows = np.flatnonzero(sends[problem.zone])
    zone, has = problem.zone[rows], problem.crews[rows]

    def of_zone(of_team: Ints) -> Ints:
        return added_up(zone, of_team, zones)

    away = added_up(team, crews, teams)[rows]
    freely = np.maximum(of_zone(has) - problem.reserve, 0)
    total = problem.reserve_ms * int(np.maximum(of_zone(away) - freely, 0).sum())
    named = np.array([one.capability for one in problem.slots], object)
    for capability, kept in terms.kept.items():
        as_this = named[slot] == capability
        able = problem.crews_for[capability][rows]
        left = able - added_up(team[as_this], crews[as_this], teams)[rows]
        had = of_zone(np.minimum(able, has))
        left = of_zone(np.minimum(left, has - away))
        total += terms.kept_ms * int(np.maximum(np.minimum(kept, had) - left, 0).sum())
    return total
