"""The compiled loops of the flow: what crews and slots are worth, and which pairs are of use.

Costs and prices are int64 weighted milliseconds.
"""

import numpy as np

from routing.kernels import compiled


@compiled
def least_prices(
    slot, team, cost, sent, wanted, unmet_cost, capability, able, crews, zone, freely, reserve_ms
):
    """Find the least prices that prove a flow to be of least cost, or that none do.

    Returns (proved, price of each slot [s], price of each crew [c, t]). The pairs of the flow,
    [a], are in the order of their slots. A crew costs the most of what its zone, its team and its
    team's discipline cost, each of which costs something only once all it has are sent: who bids
    for a crew bids for the smallest of the three that has no other to give. Bids go to and fro
    along the pairs until none is higher (Bellman and Ford's method, with longest paths).
    """
    price = np.zeros(len(wanted), np.int64)
    missing, of_team = wanted.copy(), np.zeros(len(crews), np.int64)
    of_discipline, of_zone = np.zeros(able.shape, np.int64), np.zeros(len(freely), np.int64)
    for a in range(len(slot)):
        s, t = slot[a], team[a]
        missing[s] -= sent[a]
        of_discipline[capability[s], t] += sent[a]
        of_team[t] += sent[a]
        if zone[t] >= 0:
            of_zone[zone[t]] += sent[a]
    for s in range(len(wanted)):
        if missing[s] > 0:
            price[s] = unmet_cost[s]
    in_discipline, in_team = np.zeros(able.shape, np.int64), np.zeros(len(crews), np.int64)
    in_zone = np.where(of_zone > freely, reserve_ms, 0)
    changed, forward = True, True
    while changed:
        changed = False
        for step in range(len(slot)):
            a = step if forward else len(slot) - 1 - step
            s, t = slot[a], team[a]
            c, z = capability[s], zone[t]
            asked = max(in_discipline[c, t], in_team[t])
            if z >= 0:
                asked = max(asked, in_zone[z])
            if sent[a] > 0 and asked + cost[a] > price[s]:
                price[s] = asked + cost[a]
                changed = True
                if price[s] > unmet_cost[s]:
                    return False, price, in_discipline
            bid = price[s] - cost[a]
            if bid <= asked:
                continue
            changed = True
            if of_discipline[c, t] >= able[c, t]:
                in_discipline[c, t] = bid
            elif of_team[t] >= crews[t]:
                in_team[t] = bid
            elif z >= 0 and of_zone[z] >= freely[z] and bid <= reserve_ms:
                in_zone[z] = bid
            else:
                return False, price, in_discipline
        forward = not forward
    for t in range(len(crews)):
        of_crew = in_team[t]
        if zone[t] >= 0:
            of_crew = max(of_crew, in_zone[zone[t]])
        for c in range(len(able)):
            in_discipline[c, t] = max(in_discipline[c, t], of_crew)
    return True, price, in_discipline


@compiled
def useful_pairs(travel_ms, surcharge_ms, weight, capability, able, slot_price, crew_price, most):
    """Return the pairs that would save something at these prices, as rising flat indices.

    Of each slot the `most` that save most, and all that save as much as the last of them.
    """
    slots, teams = travel_ms.shape
    found = np.empty(slots * min(most, teams), np.int64)
    saves, who = np.empty(teams, np.int64), np.empty(teams, np.int64)
    total = 0
    for s in range(slots):
        c, count = capability[s], 0
        for t in range(teams):
            if able[c, t] < 1 or travel_ms[s, t] < 0:
                continue
            cost = weight[s] * travel_ms[s, t] + surcharge_ms[s, t]
            save = slot_price[s] - crew_price[c, t] - cost
            if save > 0:
                saves[count], who[count] = save, t
                count += 1
        least = 1
        if count > most:
            least = np.partition(saves[:count], count - most)[count - most]
        for i in range(count):
            if saves[i] >= least:
                if total == len(found):
                    found = np.concatenate((found, np.empty(len(found), np.int64)))
                found[total] = s * teams + who[i]
                total += 1
    return found[:total]
