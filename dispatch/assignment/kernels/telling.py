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
def spared(road_ms, added_ms, line, weight, capability, able_count, able_team, is_sent, most):
    """Return of each slot who could go and is sent nowhere, the cheapest `most`: [slots, most].

    In order, those equally cheap by row, and -1 where there are no more. Able to each capability
    are the first `able_count` [c] of `able_team` [c, teams].
    """
    slots = len(line)
    found = np.full((slots, most), -1, np.int64)
    if most == 0:
        return found
    least = np.empty(most, np.int64)
    for s in range(slots):
        roads, added, c, count = road_ms[line[s]], added_ms[line[s]], capability[s], 0
        for k in range(able_count[c]):
            t = able_team[c, k]
            if roads[t] < 0 or is_sent[t]:
                continue
            cost = weight[s] * roads[t] + added[t]
            if count == most and cost >= least[most - 1]:
                continue
            at = min(count, most - 1)
            count = min(count + 1, most)
            while at > 0 and least[at - 1] > cost:
                least[at], found[s, at] = least[at - 1], found[s, at - 1]
                at -= 1
            least[at], found[s, at] = cost, t
    return found


@compiled
def fallen_away(
    why, line, capability, able_count, able_team, is_sent, sent_first, sent_team, is_told, none
):
    """Count of each slot the teams that do not go by reason, and list those that are to be told.

    `why` [lines, teams] is `none` for who may go: those of them who are sent elsewhere (`is_sent`
    [teams]) count as `none + 1`. Who is sent here, the teams from `sent_first[s]` to
    `sent_first[s + 1]`, is left aside. `is_told` [reasons] says which reasons are listed; able are
    those of `spared`.

    Returns (counts [slots, reasons], first [slots, reasons], team [all listed]): those of slot s
    who fall away for r are from `first[s, r]` on, `counts[s, r]` many, in order.
    """
    slots, reasons = len(line), len(is_told)
    counts, first = np.zeros((slots, reasons), np.int64), np.zeros((slots, reasons), np.int64)
    is_here, at = np.zeros(len(is_sent), np.bool_), np.empty(reasons, np.int64)
    listed, total = np.empty(0, np.int32), 0
    for turn in range(2):  # first to count, then to list
        for s in range(slots):
            why_here, c = why[line[s]], capability[s]
            for pair in range(sent_first[s], sent_first[s + 1]):
                is_here[sent_team[pair]] = True
            at[:] = first[s]
            for k in range(able_count[c]):
                t = able_team[c, k]
                if is_here[t]:
                    continue
                r = np.int64(why_here[t])
                if r == none and is_sent[t]:
                    r = none + 1
                if turn == 0:
                    counts[s, r] += 1
                elif is_told[r]:
                    listed[at[r]] = t
                    at[r] += 1
            for pair in range(sent_first[s], sent_first[s + 1]):
                is_here[sent_team[pair]] = False
            if turn == 0:
                for r in range(reasons):
                    first[s, r] = total
                    total += counts[s, r] if is_told[r] else 0
        if turn == 0:
            listed = np.empty(total, np.int32)
    return counts, first, listed
