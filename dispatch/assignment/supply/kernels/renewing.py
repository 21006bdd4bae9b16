"""Take what a few incidents are brought off them again, and serve them anew in another order."""

import numpy as np

from dispatch.assignment.joint.kernels import draw
from dispatch.assignment.supply.kernels.serving import cost_of, serve, take_back, work_space
from routing.kernels import compiled

OVERLOOKED = 30  # in a thousand, up to nine times as many: depots not seen, so that others are best
EMPTIED = 6  # incidents that are served anew at once, at most
RIVALS = 80  # of the soonest depots of an incident, those whose other deliveries may be called off
SETS_MOST = 2_000  # depots tried for an incident in one go of the search


@compiled
def one_that_could_do_better(s, now, least):
    """Return an incident that costs more than it would alone, from a random one on; -1 if none."""
    count = len(now)
    begin = draw(s.chance, count)
    for step in range(count):
        incident = (begin + step) % count
        if now[incident] > least[incident]:
            return incident
    return -1


@compiled
def one_served_by(q, s, depot):
    """Return an incident a depot delivers to, from a random one on; -1 if there is none."""
    count = len(q.first) - 1
    begin = draw(s.chance, count)
    for step in range(count):
        incident = (begin + step) % count
        for m in range(s.pick.shape[1]):
            k = s.pick[incident, m]
            if k >= 0 and q.near_depot[k] == depot:
                return incident
    return -1


@compiled
def choose(q, s, first, group):
    """Write into `group` an incident and such that have what it, or they, would rather have.

    Returns how many. All of them differ; the heavier are often in front.
    """
    group[0] = first
    wanted, count = 1 + draw(s.chance, len(group)), 1
    for _ in range(3 * wanted):
        if count == wanted:
            break
        one = group[draw(s.chance, count)]
        size = q.near_first[one + 1] - q.near_first[one]
        if size == 0:
            continue
        k = q.near_first[one] + min(draw(s.chance, size), draw(s.chance, RIVALS))
        rival = one_served_by(q, s, q.near_depot[k])
        fresh = rival >= 0
        for at in range(count):
            fresh = fresh and group[at] != rival
        if fresh:
            group[count] = rival
            count += 1
    by_weight = draw(s.chance, 2) == 0
    for end in range(1, count):
        at = end if by_weight else draw(s.chance, end + 1)
        if by_weight:
            while at > 0 and q.weight[group[at - 1]] < q.weight[group[at]]:
                group[at - 1], group[at] = group[at], group[at - 1]
                at -= 1
        else:
            group[at], group[end] = group[end], group[at]
    return count


@compiled
def search(q, s, now, least, best_pick, best_got, best_cost, begin, end, rounds, heat):
    """Go through the rounds from `begin` to `end`, of `rounds` in all; return the least cost then.

    `now` and `least`, int64[incidents], are what each costs and would cost alone; `best_pick` and
    `best_got` become the cheapest loads met. Dearer ones are gone on with while their loss is less
    than a random part of the heat, which falls evenly to nothing.
    """
    found, held, picks = work_space(q, s)
    group = np.empty(min(EMPTIED, len(now)), np.int64)
    old_pick = np.empty((len(group), s.pick.shape[1]), np.int64)
    old_got = np.empty((len(group), held.shape[1], s.pick.shape[1]), np.int64)
    old_cost = np.empty(len(group), np.int64)
    cost = now.sum()
    for round_now in range(begin, end):
        first = one_that_could_do_better(s, now, least)
        if first < 0:
            break
        count = choose(q, s, first, group)
        for at in range(count):
            one = group[at]
            rows = q.first[one + 1] - q.first[one]
            old_pick[at], old_cost[at] = s.pick[one], now[one]
            old_got[at, :rows] = s.got[q.first[one] : q.first[one + 1]]
            take_back(q, s, one)
        saved = 0
        for at in range(count):
            overlooked = OVERLOOKED * draw(s.chance, 4) * draw(s.chance, 4)
            serve(q, s, group[at], overlooked, SETS_MOST, found, held, picks)
        for at in range(count):
            now[group[at]] = cost_of(q, s, group[at])
            saved += old_cost[at] - now[group[at]]
        if saved >= 0 or -saved < draw(s.chance, heat * (rounds - round_now) // rounds + 1):
            cost -= saved
            if cost < best_cost:
                best_cost = cost
                best_pick[:], best_got[:] = s.pick, s.got
            continue
        for at in range(count):
            take_back(q, s, group[at])
        for at in range(count):
            one = group[at]
            now[one] = old_cost[at]
            s.pick[one] = old_pick[at]
            for row in range(q.first[one + 1] - q.first[one]):
                n = q.first[one] + row
                s.got[n] = old_got[at, row]
                for m in range(s.pick.shape[1]):
                    if old_pick[at, m] >= 0:
                        s.stock[q.near_depot[old_pick[at, m]], q.supply[n]] -= s.got[n, m]
    return best_cost
