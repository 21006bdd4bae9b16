"""Find the few depots that serve one incident best, and have them bring what it wants."""

import numpy as np

from dispatch.assignment.joint.kernels import draw
from routing.kernels import compiled

BACKWARDS = 3  # one in so many times the farthest depot gives first, and leaves to others the near


@compiled
def candidates(q, s, incident, overlooked, found, held):
    """List the depots that could be of use to an incident now; return how many.

    One is of none if as many others as can serve are all as soon, as cheap, and have as much of
    everything wanted: there is always one of these to take its place. `held`, int64[near, needs],
    is what each candidate could bring.
    """
    begin, end = q.first[incident], q.first[incident + 1]
    most, count = serving_most(q, incident), 0
    for k in range(q.near_first[incident], q.near_first[incident + 1]):
        useful = False
        for n in range(begin, end):
            has = min(q.wanted_of_supply[n], s.stock[q.near_depot[k], q.supply[n]])
            held[count, n - begin] = has
            useful = useful or has > 0
        if not useful or (overlooked > 0 and draw(s.chance, 1000) < overlooked):
            continue
        better = 0
        for other in range(count):
            c = found[other]
            as_good = q.near_trip[c] <= q.near_trip[k] and q.near_new[c] <= q.near_new[k]
            for n in range(end - begin):
                as_good = as_good and held[other, n] >= held[count, n]
            better += as_good
            if better >= most:
                break
        if better < most:
            found[count] = k
            count += 1
    return count


@compiled
def serving_most(q, incident):
    """Return how many depots may serve an incident, with those that come anyway."""
    most = q.most[incident]
    for k in range(q.near_first[incident], q.near_first[incident + 1]):
        most += 1 - q.near_new[k]
    return most


@compiled
def from_each_on(q, incident, found, held, count):
    """Return what is the best from a candidate on, whichever is taken.

    That is the most that one brings of each need, [count + 1, needs], the cheapest trip, and the
    latest moment by which anything is wanted.
    """
    begin, rows = q.first[incident], q.first[incident + 1] - q.first[incident]
    most_held = np.zeros((count + 1, rows), np.int64)
    cheapest = np.zeros(count + 1, np.int64)
    slack = np.int64(0)
    for n in range(rows):
        slack = max(slack, q.slack[begin + n])
    for c in range(count - 1, -1, -1):
        trip = q.near_trip[found[c]]
        cheapest[c] = trip if c == count - 1 else min(trip, cheapest[c + 1])
        for n in range(rows):
            most_held[c, n] = max(held[c, n], most_held[c + 1, n])
    return most_held, cheapest, slack


@compiled
def best_depots(q, incident, found, held, count, tries, picks):
    """Find the depots among the candidates that serve an incident at the least cost.

    They stand in `picks` afterwards. Returns what they cost with all that is unmet, how many they
    are, and how many of `tries` are left: with none left there may be better ones.
    """
    begin, rows = q.first[incident], q.first[incident + 1] - q.first[incident]
    weight, deepest = q.weight[incident], min(serving_most(q, incident), len(picks))
    most_held, cheapest, slack = from_each_on(q, incident, found, held, count)
    left = np.empty((deepest + 1, rows), np.int64)
    paid, last = np.zeros(deepest + 1, np.int64), np.zeros(deepest + 1, np.int64)
    new = np.zeros(deepest + 1, np.int64)
    at = np.full(deepest + 1, -1)
    last[0] = q.waits[incident]
    best, best_count = q.waits[incident], 0
    for n in range(rows):
        left[0, n] = q.wanted[begin + n]
        best += q.price[begin + n] * left[0, n]
    depth = 0
    while depth >= 0:
        at[depth] += 1
        if at[depth] >= count or depth >= deepest or tries <= 0:
            depth -= 1
            continue
        c, k = at[depth], found[at[depth]]
        soonest = max(last[depth], weight * max(0, q.near_ms[k] - slack))
        least = paid[depth] + cheapest[c] + soonest
        for n in range(rows):
            unmet = left[depth, n] - (deepest - depth) * most_held[c, n]
            if unmet > 0:
                least += q.price[begin + n] * unmet
        if least >= best:  # and so with all that stand behind it
            depth -= 1
            continue
        if new[depth] + q.near_new[k] > q.most[incident]:
            continue
        tries -= 1
        cost, late, useful, open_still = paid[depth] + q.near_trip[k], last[depth], False, False
        for n in range(rows):
            has, before = held[c, n], n
            while before > 0 and q.supply[begin + before - 1] == q.supply[begin + n]:
                before -= 1
                has -= left[depth, before] - left[depth + 1, before]
            taken = min(left[depth, n], max(0, min(has, q.wanted[begin + n])))
            left[depth + 1, n] = left[depth, n] - taken
            if taken > 0:
                useful = True
                late = max(late, weight * max(0, q.near_ms[k] - q.slack[begin + n]))
            if left[depth + 1, n] > 0:
                open_still = True
                cost += q.price[begin + n] * left[depth + 1, n]
        if not useful:
            continue
        if cost + late < best:
            best, best_count = cost + late, depth + 1
            for d in range(depth + 1):
                picks[d] = found[at[d]]
        if open_still and depth + 1 < deepest:
            paid[depth + 1] = paid[depth] + q.near_trip[k]
            last[depth + 1], new[depth + 1] = late, new[depth] + q.near_new[k]
            at[depth + 1] = c
            depth += 1
    return best, best_count, tries


@compiled
def bring(q, s, incident, picks, count, backwards):
    """Have depots bring an incident, which has nothing, what it wants and they have, in turn."""
    for turn in range(count):
        m = count - 1 - turn if backwards else turn
        k = picks[m]
        s.pick[incident, m] = k
        for n in range(q.first[incident], q.first[incident + 1]):
            missing = q.wanted[n]
            for other in range(count):
                missing -= s.got[n, other]
            items = min(missing, s.stock[q.near_depot[k], q.supply[n]])
            s.got[n, m] = items
            s.stock[q.near_depot[k], q.supply[n]] -= items


@compiled
def take_back(q, s, incident):
    """Have everything an incident was brought put on the shelves again."""
    for m in range(s.pick.shape[1]):
        k = s.pick[incident, m]
        if k < 0:
            continue
        for n in range(q.first[incident], q.first[incident + 1]):
            s.stock[q.near_depot[k], q.supply[n]] += s.got[n, m]
            s.got[n, m] = 0
        s.pick[incident, m] = -1


@compiled
def cost_of(q, s, incident):
    """Return what an incident costs: its last delivery, trips, and what is unmet."""
    cost, last = 0, q.waits[incident]
    begin, end = q.first[incident], q.first[incident + 1]
    for m in range(s.pick.shape[1]):
        k = s.pick[incident, m]
        if k < 0:
            continue
        comes = False
        for n in range(begin, end):
            if s.got[n, m] > 0:
                comes = True
                late = q.weight[incident] * max(0, q.near_ms[k] - q.slack[n])
                last = max(last, late)
        if comes:
            cost += q.near_trip[k]
    for n in range(begin, end):
        missing = q.wanted[n]
        for m in range(s.pick.shape[1]):
            missing -= s.got[n, m]
        cost += q.price[n] * missing
    return cost + last


@compiled
def serve(q, s, incident, overlooked, tries, found, held, picks):
    """Serve an incident, which has nothing, as well as can be from what is left.

    With `overlooked`, in a thousand, some depots are not seen, so that others have a turn.
    """
    count = candidates(q, s, incident, overlooked, found, held)
    _, chosen, _ = best_depots(q, incident, found, held, count, tries, picks)
    backwards = overlooked > 0 and draw(s.chance, BACKWARDS) == 0
    bring(q, s, incident, picks, chosen, backwards)


@compiled
def serve_each(q, s, set_aside, first, tries):
    """Serve the incidents anew, one after the other, each from what is left and is its own.

    Of what is not on the shelves, `set_aside`, int64[n, 3] (depot, supply, items), is that from
    `first[incident]` to `first[incident + 1]` for one incident: it goes back before it is served.
    """
    found, held, picks = work_space(q, s)
    for incident in range(len(q.first) - 1):
        take_back(q, s, incident)
        for at in range(first[incident], first[incident + 1]):
            s.stock[set_aside[at, 0], set_aside[at, 1]] += set_aside[at, 2]
        serve(q, s, incident, 0, tries, found, held, picks)


@compiled
def serve_some(q, s, incidents, tries):
    """Serve some incidents anew, one after the other, each from what all others leave it."""
    found, held, picks = work_space(q, s)
    for incident in incidents:
        take_back(q, s, incident)
        serve(q, s, incident, 0, tries, found, held, picks)


@compiled
def serve_alone(q, s, tries, time_ms):
    """Return what each incident costs if it has all that is on the shelves to itself.

    int64[incidents], of those that are served with all their depots have: that is best as long as
    no item is so late that it had better be left. Where one could be, by `time_ms` [incidents,
    depots], and where the tries do not do, nothing is known but how long it waits anyway.
    """
    found, held, picks = work_space(q, s)
    least = np.empty(len(q.first) - 1, np.int64)
    for incident in range(len(least)):
        count = candidates(q, s, incident, 0, found, held)
        cost, _, tries_left = best_depots(q, incident, found, held, count, tries, picks)
        latest_ms, is_sure = np.int64(0), tries_left > 0
        for depot in range(time_ms.shape[1]):
            latest_ms = max(latest_ms, time_ms[incident, depot])
        for n in range(q.first[incident], q.first[incident + 1]):
            is_sure = is_sure and q.weight[incident] * (latest_ms - q.slack[n]) <= q.price[n]
        least[incident] = cost if is_sure else q.waits[incident]
    return least


@compiled
def work_space(q, s):
    """Return room for candidates, for what they hold, and for those picked."""
    near, rows = 0, 0
    for incident in range(len(q.first) - 1):
        near = max(near, q.near_first[incident + 1] - q.near_first[incident])
        rows = max(rows, q.first[incident + 1] - q.first[incident])
    found = np.empty(near + 1, np.int64)
    held = np.empty((near + 1, rows), np.int64)
    return found, held, np.empty(s.pick.shape[1], np.int64)
