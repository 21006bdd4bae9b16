"""Judge of every team whether it is free, and of every place whether the road lets it go there."""

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


@compiled
def call_roll(rows, is_asked, reason, node, off_the_roads, none):
    """Return who is free of those asked for, who is not, and why not: places [n], places [n], [n].

    Places are those in `rows` [teams], the row of each team in what is known of them: whether it
    `is_asked` for, the `reason` that keeps it, and its `node`, below 0 off the roads. Free is whom
    no reason keeps, `none`; a higher number than that is nobody's.
    """
    free, kept = np.empty(len(rows), np.intp), np.empty(len(rows), np.intp)
    why, is_free, are_kept = np.empty(len(rows), np.uint8), 0, 0
    for place in range(len(rows)):
        row = rows[place]
        if not is_asked[row] or reason[row] > none:
            continue
        if reason[row] < none or node[row] < 0:
            kept[are_kept] = place
            why[are_kept] = reason[row] if reason[row] < none else off_the_roads
            are_kept += 1
        else:
            free[is_free] = place
            is_free += 1
    return free[:is_free].copy(), kept[:are_kept].copy(), why[:are_kept].copy()


@compiled
def crews_at(means, rows):
    """Return the crews of some rows for a capability, int64[rows], from `means` as in `Columns`."""
    crews = np.empty(len(rows), np.int64)
    for at in range(len(rows)):
        crews[at] = max(means[0, rows[at]], 0)
    return crews
