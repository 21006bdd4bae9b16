"""Judge of every pair of a place and a team whether the road lets it go there."""

import numpy as np

from routing.kernels import compiled


@compiled
def judge(
    road_ms, is_for_fit, is_unfit, most_ms, unreachable_ms, too_far, unreachable, not_fit, none
):
    """Return the times of those who may go, -1 elsewhere, and the number of the reason of the rest.

    `road_ms` [places, teams]; `is_for_fit` [places] tells where those may not go who are unfit
    [teams]. Returns (times [places, teams], why [places, teams], which places some do not reach).
    """
    places, teams = road_ms.shape
    times, why = np.empty((places, teams), np.int32), np.empty((places, teams), np.uint8)
    is_lost = np.zeros(places, np.bool_)
    for p in range(places):
        for t in range(teams):
            reason = none
            if road_ms[p, t] == unreachable_ms:
                reason = unreachable
                is_lost[p] = True
            elif road_ms[p, t] > most_ms:
                reason = too_far
            if is_for_fit[p] and is_unfit[t]:
                reason = not_fit
            times[p, t] = road_ms[p, t] if reason == none else -1
            why[p, t] = reason
    return times, why, is_lost
