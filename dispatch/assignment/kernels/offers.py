"""Look over all pairs of slots and teams: list them, price them, and pick those of use.

The offers of slot s are those from `first[s]` to `first[s + 1]`, the cheap ones first: none costs
more than one after it by `width[s]` or more. So whoever looks for what is cheap can soon stop, for
no crew is worth less than nothing.
"""

import numpy as np

from dispatch.assignment.kernels.telling import DEAREST
from routing.kernels import compiled

STEPS = 256  # of cost, in which the offers of a slot are put in order


@compiled
def list_offers(
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
    unmet_cost,
    enough,
):
    """List what each team that may serve a slot costs, if it costs less than nobody.

    A way counts `more` times on top, shared `among` [slots], and each team costs `extra_ms` [teams]
    beside what is added.
    Able to each capability are the first `able_count` [c] of `able_team` [c, teams]: an argument
    and not reckoned here, for what is compiled into two kernels that are cached apart may not go
    together. Of each slot at least the `enough[capability]` cheapest are listed; what is left out
    costs at least `beyond[slot]`, `DEAREST` where nothing is.

    Returns (first [slots + 1], team [a], cost [a], width [slots], beyond [slots]).
    """
    slots, teams = len(line), able_team.shape[1]
    first, width = np.zeros(slots + 1, np.int64), np.ones(slots, np.int64)
    beyond = np.full(slots, DEAREST, np.int64)
    most = 0
    for s in range(slots):
        most += able_count[capability[s]]
    team, cost = np.empty(most, np.int32), np.empty(most, np.int64)
    who, costs = np.empty(teams, np.uint32), np.empty(teams, np.int64)
    begin = np.empty(STEPS + 1, np.int64)
    for s in range(slots):
        c, heavy, limit, shift, count = capability[s], weight[s], unmet_cost[s], 0, 0
        able_here, roads, added = able_team[c], road_ms[line[s]], added_ms[line[s]]
        while limit >> shift >= STEPS:
            shift += 1
        width[s] = 1 << shift
        begin[:] = 0
        for k in range(able_count[c]):
            t = np.uint32(able_here[k])
            if roads[t] < 0:
                continue
            way_ms = roads[t] + np.int64(roads[t]) * more // among[s]
            one = heavy * way_ms + added[t] + extra_ms[t]
            if one < limit:
                who[count], costs[count] = t, one
                begin[np.uint32(one >> shift) + 1] += 1
                count += 1
        begin[0], last = first[s], STEPS
        for step in range(STEPS):
            begin[step + 1] += begin[step]
            if begin[step + 1] - first[s] >= enough[c]:
                last = step + 1
                break
        if begin[last] - first[s] < count:
            beyond[s] = last << shift
        first[s + 1] = begin[last]
        for k in range(count):
            step = np.uint32(costs[k] >> shift)
            if step < last:
                team[begin[step]], cost[begin[step]] = who[k], costs[k]
                begin[step] += 1
    return first, team[: first[slots]], cost[: first[slots]], width, beyond


@compiled
def bid(first, team, cost, width, wanted, unmet_cost, capability, supplier, crews, step):
    """Reckon by auction what a crew at each node is worth, and what one more costs each slot.

    A slot that wants crews bids for the cheapest there are, each so much that it is all the same
    to the slot whether it gets that one or the next cheapest, and `step` more; who is outbid bids
    again, and who would have to pay more than for nobody goes without (Bertsekas, Auction
    Algorithms for Network Flow Problems, 1992). Within a few steps of the truth, but that a
    discipline's crews are not taken from its team's, and reserves not looked at. `supplier` [c, t]
    is the node that a crew for a capability comes from, `crews` [n] how many there are.

    Returns (price [n], slot price [slots]).
    """
    slots, nodes = len(wanted), len(crews)
    first_crew = np.zeros(nodes + 1, np.int64)
    first_crew[1:] = np.cumsum(crews)
    price, owner = np.zeros(first_crew[-1], np.int64), np.full(first_crew[-1], -1, np.int64)
    asked, crew = np.zeros(nodes, np.int64), first_crew[:-1].copy()  # the cheapest of each node
    slot_price, missing = np.zeros(slots, np.int64), wanted.copy()
    queue, is_queued = np.arange(slots), np.ones(slots, np.bool_)
    head, waiting = 0, slots
    room = wanted.max() + 1 if slots else 1
    least, which = np.empty(room, np.int64), np.empty(room, np.int64)
    while waiting:
        s = queue[head]
        head, waiting, is_queued[s] = (head + 1) % slots, waiting - 1, False
        k, found, limit, source = missing[s], 0, unmet_cost[s], supplier[capability[s]]
        for i in range(first[s], first[s + 1]):
            if cost[i] >= limit + width[s]:
                break
            value = cost[i] + asked[source[team[i]]]
            if value >= limit or owner[crew[source[team[i]]]] == s:
                continue
            at = min(found, k)
            found = min(found + 1, k + 1)
            while at > 0 and least[at - 1] > value:
                least[at], which[at] = least[at - 1], which[at - 1]
                at -= 1
            least[at], which[at] = value, i
            if found > k:
                limit = least[k]
        slot_price[s] = least[k] if found > k else unmet_cost[s]
        for i in which[: min(k, found)]:
            v = source[team[i]]
            outbid, worth = owner[crew[v]], slot_price[s] - cost[i] + step
            if outbid >= 0:
                if worth <= price[crew[v]]:
                    continue
                missing[outbid] += 1
                if not is_queued[outbid]:
                    queue[(head + waiting) % slots] = outbid
                    waiting, is_queued[outbid] = waiting + 1, True
            owner[crew[v]], price[crew[v]] = s, worth
            crew[v] = first_crew[v] + np.argmin(price[first_crew[v] : first_crew[v + 1]])
            asked[v] = price[crew[v]]
            missing[s] -= 1
    return asked, slot_price


@compiled
def useful(first, team, cost, width, capability, supplier, slot_price, price, most, spread):
    """Return which offers would save something at these prices, rising.

    Of each slot the `most` that save most, with all that save as much as the last of them, and of
    the others about `spread` from among the near and the far, for each slot other ones: what a
    slot would do without its best shows in the prices only where it is free to.
    `supplier` [c, t] is the node of `price` that a crew for a capability comes from.
    """
    slots, lowest = len(first) - 1, min(0, price.min())
    room = 0
    for s in range(slots):
        room = max(room, first[s + 1] - first[s])
    chosen, total = np.empty(len(cost), np.int64), 0
    saves, which = np.empty(room, np.int64), np.empty(room, np.int64)
    for s in range(slots):
        c, count = capability[s], 0
        for i in range(first[s], first[s + 1]):
            left = slot_price[s] - cost[i]
            if left <= lowest - width[s]:
                break
            save = left - price[supplier[c, team[i]]]
            if save > 0:
                saves[count], which[count] = save, i
                count += 1
        least = np.partition(saves[:count], count - most)[count - most] if count > most else 1
        stride = max(1, count // spread) if spread > 0 else 1
        turn = s * 7919 % stride if spread > 0 else 1
        for at in range(count):
            if saves[at] >= least or at % stride == turn:
                chosen[total] = which[at]
                total += 1
    return chosen[:total].copy()
