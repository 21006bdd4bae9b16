"""Number the zones, and add up what a joint plan costs beyond its flow and what they give up."""

import numpy as np

from routing.kernels import compiled


@compiled
def numbered(town):
    """Return the towns of teams by numbers in their order, -1 for none, and how many there are."""
    number = np.zeros(town.max() + 1 if len(town) else 0, np.int64)
    for one in town:
        if one >= 0:
            number[one] = 1
    count = 0
    for one in range(len(number)):
        count += number[one]
        number[one] = count - 1
    zone = np.full(len(town), -1)
    for t in range(len(town)):
        if town[t] >= 0:
            zone[t] = number[town[t]]
    return zone, count


@compiled
def waiting(slot, team, crews, incident, line, weight, wanted, road_ms, added_ms, trip_ms):
    """Return what a plan costs but for crews unmet and what zones give, and who is missing [slots].

    An incident waits for the last of its crews; each pair of an incident and a team is a journey
    at `trip_ms`. The pairs [p] of slots and teams are in order of slot, `incident` [slots] tells
    whose a slot is, and those of one stand together.
    """
    missing, last = wanted.copy(), np.zeros(len(line) + 1, np.int64)
    comes_to = np.full(road_ms.shape[1], -1)
    total = 0
    for p in range(len(slot)):
        s, t = slot[p], team[p]
        at = incident[s]
        last[at] = max(last[at], weight[s] * road_ms[line[s], t])
        total += crews[p] * added_ms[line[s], t]
        missing[s] -= crews[p]
        if comes_to[t] != at:
            total += trip_ms
        comes_to[t] = at
    return total + last.sum(), missing


@compiled
def given_up(team, crews, kind, has, zone, reserve, reserve_ms, able, kept, kept_ms):
    """Return what zones give of their reserve, and of the able crews they should keep.

    Of pairs [p] the team, its crews and, `kind`, the row of `kept` [k, zones] and `able` [k, teams]
    that they go as, -1 for none. Who is of no zone, -1 in `zone` [teams], gives nothing up.
    """
    zones = len(reserve)
    sends, away = np.zeros(zones, np.bool_), np.zeros(len(has), np.int64)
    for p in range(len(team)):
        away[team[p]] += crews[p]
        if zone[team[p]] >= 0:
            sends[zone[team[p]]] = True
    there, gone = np.zeros(zones, np.int64), np.zeros(zones, np.int64)
    for t in range(len(has)):
        z = zone[t]
        if z >= 0 and sends[z]:
            there[z] += has[t]
            gone[z] += away[t]
    total = 0
    for z in range(zones):
        total += reserve_ms * max(0, gone[z] - max(0, there[z] - reserve[z]))
    for k in range(len(kept)):
        as_this = np.zeros(len(has), np.int64)
        for p in range(len(team)):
            as_this[team[p]] += crews[p] if kind[p] == k else 0
        had, left = np.zeros(zones, np.int64), np.zeros(zones, np.int64)
        for t in range(len(has)):
            z = zone[t]
            if z >= 0 and sends[z]:
                had[z] += min(able[k, t], has[t])
                left[z] += min(able[k, t] - as_this[t], has[t] - away[t])
        for z in range(zones):
            total += kept_ms * max(0, min(kept[k, z], had[z]) - left[z])
    return total


@compiled
def last_of_zone(has, zone, able, kept, kept_ms):
    """Return the price, int64[teams], of sending who is able to what their zone has no more of.

    That is, no more than it should keep: as `given_up`.
    """
    price = np.zeros(len(has), np.int64)
    for k in range(len(kept)):
        had = np.zeros(kept.shape[1], np.int64)
        for t in range(len(has)):
            if zone[t] >= 0:
                had[zone[t]] += min(able[k, t], has[t])
        for t in range(len(has)):
            z = zone[t]
            if z >= 0 and min(able[k, t], has[t]) > 0 and had[z] <= kept[k, z]:
                price[t] += kept_ms
    return price
