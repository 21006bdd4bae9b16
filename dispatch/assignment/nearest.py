"""Send the nearest, most urgent first: what a dispatcher does by hand, and the yardstick."""

import numpy as np

from dispatch.assignment.problem import MAY_NOT_GO, Problem, Solution


def nearest(problem: Problem) -> Solution:
    """Give each slot in turn the nearest crews still free, by road time; ties go by team id.

    Nobody thinks of reserves or of what a crew costs beyond its journey.
    """
    free = problem.crews.copy()
    able = {capability: crews.copy() for capability, crews in problem.crews_for.items()}
    sent = []
    for index, slot in enumerate(problem.slots):
        times, able_now = problem.road_ms[problem.line[index]], able[slot.capability]
        may_go = np.flatnonzero((free > 0) & (able_now > 0) & (times != MAY_NOT_GO))
        missing = slot.wanted
        for team in may_go[np.argsort(times[may_go], kind="stable")][:missing].tolist():
            crews = min(missing, int(free[team]), int(able_now[team]))
            if not crews:
                break
            sent.append((index, team, crews))
            free[team] -= crews
            able_now[team] -= crews
            missing -= crews
    return Solution(sent=tuple(sorted(sent)), proved_optimal=False)
