"""Look over all pairs of slots and teams once more: who else could go, and who not and why."""

import numpy as np

from routing.kernels import compiled


@compiled
def rows_of_each(is_one):
    """Return for each of c sets [c, n] its members in order: (count [c], member [c, n])."""
    sets, rows = is_one.shape
    count, member = np.zeros(sets, np.int64), np.empty((sets, rows), np.int32)
    for c in range(sets):
        for row in range(rows):
            member[c, count[c]] = row
            count[c] += is_one[c, row]
    return count, member


@compiled
def look_over(
    why,
    road_ms,
    added_ms,
    line,
    weight,
    capability,
    able_count,
    able_team,
    is_sent,
    sent_first,
    sent_team,
    is_told,
    none,
    most,
):
    """Tell of each slot who could go as well, and count by reason who does not.

    `why` [lines, teams] is `none` for who may go: those of them who are sent elsewhere (`is_sent`
    [teams]) count as `none + 1`. Who is sent here, the teams from `sent_first[s]` to
    `sent_first[s + 1]`, is left aside. `is_told` [reasons] says which reasons are listed. Able to
    each capability are the first `able_count` [c] of `able_team` [c, teams].

    Returns (others [slots, most], counts [slots, reasons], first [slots, reasons], team [all
    listed]). The others are those sent nowhere who cost least: in order, those equally cheap by
    row, and -1 where there are no more. Those of slot s who fall away for a reason r that is told
    are from `first[s, r]` on, `counts[s, r]` many, in order.
    """
    slots, reasons, room = len(line), len(is_told), 0
    for s in range(slots):
        room += able_count[capability[s]]
    others = np.full((slots, most), -1, np.int64)
    counts, first = np.zeros((slots, reasons), np.int64), np.zeros((slots, reasons), np.int64)
    listed, total = np.empty(room, np.int32), 0
    is_here, least = np.zeros(len(is_sent), np.bool_), np.empty(most + 1, np.int64)
    team, reason = np.empty(len(is_sent), np.int32), np.empty(len(is_sent), np.int32)
    at_reason = np.empty(reasons, np.int64)
    for s in range(slots):
        why_here, roads, added = why[line[s]], road_ms[line[s]], added_ms[line[s]]
        c, heavy, count, told = capability[s], weight[s], 0, 0
        for pair in range(sent_first[s], sent_first[s + 1]):
            is_here[sent_team[pair]] = True
        for k in range(able_count[c]):
            t = np.uint32(able_team[c, k])
            if is_here[t]:
                continue
            r = np.int64(why_here[t])
            if r == none and is_sent[t]:
                r = none + 1
            counts[s, r] += 1
            if is_told[r]:
                team[told], reason[told] = t, r
                told += 1
            if r != none or most == 0:
                continue
            cost = heavy * roads[t] + added[t]
            if count == most and cost >= least[most - 1]:
                continue
            at = min(count, most - 1)
            count = min(count + 1, most)
            while at > 0 and least[at - 1] > cost:
                least[at], others[s, at] = least[at - 1], others[s, at - 1]
                at -= 1
            least[at], others[s, at] = cost, t
        for pair in range(sent_first[s], sent_first[s + 1]):
            is_here[sent_team[pair]] = False
        for r in range(reasons):
            first[s, r] = at_reason[r] = total
            total += counts[s, r] if is_told[r] else 0
        for k in range(told):
            r = reason[k]
            listed[at_reason[r]] = team[k]
            at_reason[r] += 1
    return others, counts, first, listed[:total].copy()
