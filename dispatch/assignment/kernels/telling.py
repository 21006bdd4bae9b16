"""Look over all pairs of slots and teams once more: who else could go, and who not and why."""

import numpy as np

from routing.kernels import compiled, compiled_bare

DEAREST = np.iinfo(np.int64).max


@compiled
def able_of_each(able_crews, crews):
    """Return who is able to each of c capabilities: (count [c], team [c, teams]).

    That is, who has `crews` [teams], and some of them for it, `able_crews` [c, teams].
    """
    kinds, teams = able_crews.shape
    count, team = np.zeros(kinds, np.int64), np.empty((kinds, teams), np.int32)
    for c in range(kinds):
        able, at = able_crews[c], 0
        for t in range(teams):
            team[c, at] = t
            at += (able[t] > 0) & (crews[t] > 0)
        count[c] = at
    return count, team


@compiled_bare
def put_in_order(cost, team, least, teams):
    """Put a team among those that cost least, if it is one of them: behind those as cheap."""
    if len(least) == 0 or cost >= least[-1]:
        return
    at = len(least) - 1
    while at > 0 and least[at - 1] > cost:
        least[at], teams[at] = least[at - 1], teams[at - 1]
        at -= 1
    least[at], teams[at] = cost, team


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
    sent_slot,
    sent_team,
    is_told,
    none,
    most,
    most_elsewhere,
):
    """Tell of each slot who could go as well, and count by reason who does not.

    `why` [lines, teams] is `none` for who may go: those of them who are sent to other slots count
    as `none + 1`, and who is sent here is left aside. The pairs [p] of those sent are in order of
    slot. `is_told` [reasons] says which reasons are listed. Able to each capability are the first
    `able_count` [c] of `able_team` [c, teams].

    Returns (slot [o], other [o], counts [slots, reasons], first [slots, reasons],
    named [slots, reasons], team [all listed]). The others are, slot by slot, the `most` of those
    sent nowhere who cost least: in order, those equally cheap by row; `none` counts the rest. Of
    those of slot s who fall away for a reason r, `counts[s, r]` many, `named[s, r]` are listed from
    `first[s, r]` on: of those who may not go all in order where the reason is told, and of those
    sent elsewhere the `most_elsewhere` who cost least, in order of that.
    """
    slots, reasons, teams, room = len(line), len(is_told), why.shape[1], 0
    for s in range(slots):
        room += able_count[capability[s]]
    others = np.empty((2, slots * most), np.int64)  # slots and teams
    counts, first = np.zeros((slots, reasons), np.int64), np.zeros((slots, reasons), np.int64)
    named, elsewhere = np.zeros((slots, reasons), np.int64), np.empty(most_elsewhere, np.int64)
    listed, total = np.empty(room, np.int32), 0
    is_sent, last_sent_to = np.zeros(teams, np.bool_), np.full(teams, -1)
    is_sent[sent_team] = True
    least, least_elsewhere = np.empty(most, np.int64), np.empty(most_elsewhere, np.int64)
    team, reason = np.empty(teams, np.int32), np.empty(teams, np.int32)
    at_reason, pair, end = np.empty(reasons, np.int64), 0, 0
    for s in range(slots):
        why_here, roads, added = why[line[s]], road_ms[line[s]], added_ms[line[s]]
        c, heavy, told, spared, away = capability[s], weight[s], 0, 0, 0
        others_here, begin = others[1, end : end + most], end
        least[:] = least_elsewhere[:] = DEAREST
        while pair < len(sent_slot) and sent_slot[pair] == s:
            last_sent_to[sent_team[pair]] = s
            pair += 1
        for k in range(able_count[c]):
            t = np.uint32(able_team[c, k])
            r = np.int64(why_here[t])
            if r != none:
                counts[s, r] += 1
                if is_told[r]:
                    team[told], reason[told] = t, r
                    told += 1
            elif not is_sent[t]:
                spared += 1
                put_in_order(heavy * roads[t] + added[t], t, least, others_here)
            elif last_sent_to[t] != s:
                away += 1
                put_in_order(heavy * roads[t] + added[t], t, least_elsewhere, elsewhere)
        end = begin + min(spared, most)
        others[0, begin:end] = s
        counts[s, none], counts[s, none + 1] = spared - (end - begin), away
        for r in range(reasons):
            named[s, r] = counts[s, r] if is_told[r] and r < none else 0
        named[s, none + 1] = min(away, most_elsewhere)
        first[s] = at_reason[:] = total + np.cumsum(named[s]) - named[s]
        total += named[s].sum()
        for k in range(told):
            r = reason[k]
            listed[at_reason[r]] = team[k]
            at_reason[r] += 1
        for k in range(named[s, none + 1]):
            listed[first[s, none + 1] + k] = elsewhere[k]
    return others[0, :end], others[1, :end], counts, first, named, listed[:total]


@compiled
def by_reason(able_crews, row, why, reasons):
    """Return (count [reasons], at [all counted]): which of some others are able, by their reasons.

    `row` [others] are their rows in `able_crews`, below 0 for who is not able, and `why` [others]
    the reasons. Those of each reason stay in order.
    """
    count = np.zeros(reasons, np.int64)
    for k in range(len(row)):
        count[why[k]] += able_crews[row[k]] >= 0
    place = np.cumsum(count) - count
    at = np.empty(count.sum(), np.int64)
    for k in range(len(row)):
        if able_crews[row[k]] >= 0:
            at[place[why[k]]] = k
            place[why[k]] += 1
    return count, at
