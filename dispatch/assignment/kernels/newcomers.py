"""Reckon what one crew more would save at each slot, and which zones held somebody back there."""

import numpy as np

from routing.kernels import compiled

NEVER = np.int64(2**60)
"""The price of who may not go."""


@compiled
def worth(slot, team, crews, road_ms, added_ms, line, weight, wanted, capability, able, unmet_ms):
    """Return what one crew more would save at most at each slot of a plan, weighted: int64[slots].

    The plan are pairs [p] of slot, team and crews; `able` [c, teams] are the crews of each team for
    each `capability`, all else is as in `Problem`.
    """
    slots, pairs, missing = len(line), len(slot), wanted.copy()
    cost_ms = np.full((slots, pairs), NEVER)
    for s in range(slots):
        for p in range(pairs):
            if able[capability[s], team[p]] > 0 and road_ms[line[s], team[p]] >= 0:
                way_ms = np.int64(road_ms[line[s], team[p]])
                cost_ms[s, p] = weight[s] * way_ms + added_ms[line[s], team[p]]
    for p in range(pairs):
        missing[slot[p]] -= crews[p]
    worth_ms = np.where(missing > 0, weight * unmet_ms, 0)
    for p in range(pairs):
        worth_ms[slot[p]] = max(worth_ms[slot[p]], cost_ms[slot[p], p])
    # Whoever is relieved may relieve another: what is saved by moving from one slot to the next.
    for _ in range(slots):
        before, is_settled = worth_ms.copy(), True
        for p in range(pairs):
            for s in range(slots):
                moved_ms = cost_ms[slot[p], p] - cost_ms[s, p] + before[s]
                if moved_ms > worth_ms[slot[p]]:
                    worth_ms[slot[p]], is_settled = moved_ms, False
        if is_settled:
            break
    return worth_ms


@compiled
def held_back(
    team, zone, road_ms, added_ms, line, weight, capability, able_count, able_team, worth_ms, zones
):
    """Return of which zones somebody not sent would have cost less than a crew is worth, by slot.

    The first are the teams sent [p]; `zone` [teams] is that of each team, -1 for none. Able to each
    capability are the first `able_count` [c] of `able_team` [c, teams]. bool[slots, zones].
    """
    is_sent = np.zeros(len(zone), np.bool_)
    for p in range(len(team)):
        is_sent[team[p]] = True
    found = np.zeros((len(line), zones), np.bool_)
    for s in range(len(line)):
        roads, added, limit_ms = road_ms[line[s]], added_ms[line[s]], worth_ms[s]
        for k in range(able_count[capability[s]]):
            t = able_team[capability[s], k]
            if roads[t] < 0 or zone[t] < 0 or is_sent[t]:
                continue
            if weight[s] * np.int64(roads[t]) + added[t] < limit_ms:
                found[s, zone[t]] = True
    return found
