"""Serve each slot from the teams that cost it least, as long as no other would have them too."""

import numpy as np

from routing.kernels import compiled


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

    What a crew costs is reckoned as in `list_offers`; `able_crews` [c, teams] are the crews of a
    team for a capability. It is the one plan where every slot has those who cost it least, where
    nobody else costs as little, and where nobody is sent who is not there: no plan, whatever it
    does for the other slots, serves one at less. A crew of a zone that sends nobody freely costs
    `reserve_ms` more; one that would give more than it sends freely is left to a flow.
    """
    left, gives, able = crews.copy(), freely.copy(), able_crews.copy()
    room = 0
    for s in range(len(line)):
        room += min(wanted[s], able_count[capability[s]])
    pair_slot, pair_team = np.empty(room, np.int64), np.empty(room, np.int64)
    pair_crews, pairs = np.empty(room, np.int64), 0
    for s in range(len(line)):
        if wanted[s] == 0:
            continue
        c, roads, added = capability[s], road_ms[line[s]], added_ms[line[s]]
        most = min(wanted[s], able_count[c]) + 1
        least, cheapest = np.full(most, unmet_cost[s]), np.full(most, -1)
        for k in range(able_count[c]):
            t = np.int64(able_team[c, k])
            if roads[t] < 0:
                continue
            way_ms = roads[t] + np.int64(roads[t]) * more // among[s]
            cost = weight[s] * way_ms + added[t] + extra_ms[t]
            if zone[t] >= 0 and freely[zone[t]] == 0:
                cost += reserve_ms
            if cost == unmet_cost[s]:  # as good as nobody
                return pair_slot[:0], pair_team[:0], pair_crews[:0], False
            if cost >= least[-1]:
                continue
            at = len(least) - 1
            while at > 0 and least[at - 1] > cost:
                least[at], cheapest[at] = least[at - 1], cheapest[at - 1]
                at -= 1
            least[at], cheapest[at] = cost, t
        missing, begin = wanted[s], pairs
        for k in range(len(cheapest)):
            t = cheapest[k]
            if t < 0:
                break
            many = min(able_crews[c, t], crews[t])
            goes = min(many, missing)
            if goes < many and k > 0 and least[k] == least[k - 1]:  # either could stay at home
                return pair_slot[:0], pair_team[:0], pair_crews[:0], False
            if goes == 0:
                break
            left[t] -= goes
            able[c, t] -= goes
            is_there = left[t] >= 0 and able[c, t] >= 0
            if zone[t] >= 0 and freely[zone[t]] > 0:
                gives[zone[t]] -= goes
                is_there = is_there and gives[zone[t]] >= 0
            if not is_there:
                return pair_slot[:0], pair_team[:0], pair_crews[:0], False
            pair_slot[pairs], pair_team[pairs], pair_crews[pairs] = s, t, goes
            pairs, missing = pairs + 1, missing - goes
        order = np.argsort(pair_team[begin:pairs])
        pair_crews[begin:pairs] = pair_crews[begin:pairs][order]
        pair_team[begin:pairs] = pair_team[begin:pairs][order]
    return pair_slot[:pairs], pair_team[:pairs], pair_crews[:pairs], True
