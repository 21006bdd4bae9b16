"""Look over all depots once more: who else could bring a supply, and who not and why."""

import numpy as np

from dispatch.assignment.kernels.telling import DEAREST, put_in_order
from routing.kernels import compiled


@compiled
def look_over(supply, chosen, shelf, way, left, may_serve, cost_ms, reasons, is_named, most):
    """Tell for each supply [k] of one incident who could bring it as well, and who does not.

    `chosen` [n, 2] are the supplies and depots of its plan. A depot has nothing to give of a supply
    for a reason, `shelf` [depots, supplies], or cannot come for one, `way` [depots]; `left`
    [depots, supplies] is what nobody is brought, and `may_serve` [depots] tells for whom there is
    room. `reasons` are the numbers of being not stocked, dearer, needed elsewhere, one too many,
    and, above all others, of none; `is_named` [reasons] says which are listed.

    Returns (others [k, most], counts [k, reasons], depot [all listed]). The others are those who
    cost least, in order, and -1 where there are no more; the listed stand by supply and reason.
    """
    not_stocked, dearer, elsewhere, too_many, none = reasons
    others, depots = np.full((len(supply), most), -1, np.int64), len(way)
    counts, total = np.zeros((len(supply), none), np.int64), 0
    why, least = np.empty(depots, np.int64), np.empty(most, np.int64)
    listed = np.empty(len(supply) * depots, np.int64)
    for k in range(len(supply)):
        here, others_here = supply[k], others[k]
        for d in range(depots):
            # What is not there at all is told first, then that it cannot come, then the rest.
            on_shelf = shelf[d, here]
            why[d] = on_shelf if on_shelf == not_stocked or way[d] == none else way[d]
            if why[d] == none:
                why[d] = elsewhere if left[d, here] == 0 else dearer
                why[d] = why[d] if may_serve[d] else too_many
        for n in range(len(chosen)):
            if chosen[n, 0] == here:
                why[chosen[n, 1]] = none
        least[:] = DEAREST
        for d in range(depots):
            if why[d] == dearer:
                put_in_order(cost_ms[d], d, least, others_here)
        for d in others_here:
            if d >= 0:
                why[d] = none
        for d in range(depots):
            if why[d] < none:
                counts[k, why[d]] += 1
        for r in range(none):
            if is_named[r] and counts[k, r]:
                for d in range(depots):
                    if why[d] == r:
                        listed[total] = d
                        total += 1
    return others, counts, listed[:total]
