"""Send the nearest, most urgent first: what a dispatcher does by hand, and the yardstick."""

import numpy as np

from dispatch.assignment.problem import MAY_NOT_GO, Problem, Solution


def nearest(problem: Problem) -> Solution:
    """Give each slot in turn the nearest teams still free, by road time; ties go by team id."""
    free = np.ones(len(problem.team_ids), bool)
    pairs = []
    for slot, wanted in enumerate(problem.slots):
        times = problem.travel_ms[slot]
        able = np.flatnonzero(free & (times != MAY_NOT_GO))
        for team in able[np.argsort(times[able], kind="stable")][: wanted.wanted]:
            pairs.append((slot, int(team)))
            free[team] = False
    return Solution(pairs=tuple(pairs), proved_optimal=False)
