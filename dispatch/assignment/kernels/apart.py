"""Serve each slot from the teams that cost it least, as long as no other would have them too."""

import numpy as np

from routing.kernels import compiled


@compiled
def cheapest(roads, added, weight, more, among, extra_ms, able, dearer, zone, unmet_cost, most):
    """Return the teams [most] that cost a slot least, in order, and what a crew of each costs.

    What it costs is reckoned as in `list_offers`, for the teams `able`, and `dearer` [zones] more.
    Who costs no less than nobody is -1, at that price. The third says that nobody costs just that.
    """
    least, who = np.full(most, unmet_cost), np.full(most, -1)
    for t in able:
        if roads[t] < 0:
            continue
        way_ms = roads[t] + np.int64(roads[t]) * more // among
        cost = weight * way_ms + added[t] + extra_ms[t]
        if zone[t] >= 0:
            cost += dearer[zone[t]]
        if cost == unmet_cost:
            return who, least, False
        if cost >= least[-1]:
            continue
        at = most - 1
        while at > 0 and least[at - 1] > cost:
            least[at], who[at] = least[at - 1], who[at - 1]
            at -= 1
        least[at], who[at] = cost, t
    return who, least, True


@compiled
def serve_apart(
    road_ms,
    added_ms,
    line,
    weight,
    more,
    among,
    extra_ms,
    capability,
    able_count,
    able_team,
    able_crews,
    crews,
    zone,
    freely,
    reserve_ms,
    unmet_cost,
    wanted,
):
    """Return (slot [p], team [p], crews [p], whether that is the one plan of least cost).

    `able_crews` [c, teams] are the crews of a team for a capability, the others as in `list_offers`
    and `Problem`. It is the one plan where every slot has those who cost it least, where nobody
    else costs as little, and where nobody is sent who is not there: no plan, whatever it does for
    the other slots, serves one at less. A crew of a zone that sends nobody freely costs the reserve
    more; one that would give more than it sends freely is left to a flow.
    """
    left, gives, able = crews.copy(), freely.copy(), able_crews.copy()
    dearer = np.where(freely == 0, np.int64(reserve_ms), np.int64(0))
    pairs, room = 0, 0
    for s in range(len(line)):
        room += min(wanted[s], able_count[capability[s]])
    sent, is_the_one = np.empty((3, room), np.int64), True
    for s in range(len(line)):
        c, missing, begin = capability[s], wanted[s], pairs
        those = able_team[c, : able_count[c]]
        most = min(wanted[s], len(those)) + 1
        who, least, is_the_one = cheapest(
            *(road_ms[line[s]], added_ms[line[s]], weight[s], more, among[s], extra_ms, those),
            *(dearer, zone, unmet_cost[s], most),
        )
        for k in range(most):
            t = who[k]
            if t < 0 or not is_the_one:
                break
            many = min(able_crews[c, t], crews[t])
            goes = min(many, missing)
            if goes < many and k > 0 and least[k] == least[k - 1]:  # the other could as well
                is_the_one = False
            if goes == 0:
                break
            left[t] -= goes
            able[c, t] -= goes
            is_the_one = is_the_one and left[t] >= 0 and able[c, t] >= 0
            if zone[t] >= 0 and freely[zone[t]] > 0:
                gives[zone[t]] -= goes
                is_the_one = is_the_one and gives[zone[t]] >= 0
            sent[0, pairs], sent[1, pairs], sent[2, pairs] = s, t, goes
            pairs, missing = pairs + 1, missing - goes
        if not is_the_one:
            break
        sent[:, begin:pairs] = sent[:, begin:pairs][:, np.argsort(sent[1, begin:pairs])]
    return sent[0, :pairs], sent[1, :pairs], sent[2, :pairs], is_the_one
