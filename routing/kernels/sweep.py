"""Find the times from a whole set of places to one, in a single sweep down the hierarchy.

Up from the target to the root, then down: every node's time follows from those above it. Only
what lies above some candidate matters, and that is the same for every target, so it is picked
out once and laid out in the order of the sweep, highest first (RPHAST: Delling, Goldberg, Werneck:
Faster Batched Shortest Paths in Road Networks, ATMOS 2011; on the elimination tree it needs no
queue at all). The sweep is then a straight run through memory, and sixteen targets at a time
share it (lanes).

Nodes at one depth of the tree do not need one another. For one target they are swept depth by
depth, in the order of how many edges they have: the processor guesses the end of each short loop
right. The times of sixteen targets do not fit its memory at hand; for these the order is that of a
walk through the tree, each branch to its end: what lies above a node was written not long ago then,
and the sweep takes three quarters of the time.

All is written for travel towards the target; away from it is the same with the two times of every
edge exchanged.
"""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.doors import door_times, doors
from routing.kernels.lanes import LANES, lower_lanes, lower_row


@compiled
def depths(parent, nodes):
    """Return how far below its root each node on the way up from any of `nodes` lies [n].

    They themselves are included; what lies above none of them is -1.
    """
    depth = np.full(len(parent), -1, np.int32)
    for node in nodes:
        v = node
        while v >= 0 and depth[v] < 0:
            depth[v] = 0
            v = parent[v]
    for v in range(len(parent) - 1, -1, -1):
        if depth[v] == 0 and parent[v] >= 0:
            depth[v] = depth[parent[v]] + 1
    return depth


@compiled
def branch_by_branch(parent, nodes):
    """Return all on the way up from any of `nodes`, themselves included, in an order to sweep in.

    Each node stands in front of all that is below it, and these stand together.
    """
    below = np.zeros(len(parent), np.int32)  # how many, itself among them; 0: not on any way
    count = 0
    for node in nodes:
        v = node
        while v >= 0 and below[v] == 0:
            below[v], v, count = 1, parent[v], count + 1
    for v in range(len(parent)):
        if below[v] and parent[v] >= 0:
            below[parent[v]] += below[v]
    ordered, free, of_roots = np.empty(count, np.int32), np.empty(len(parent), np.int32), 0
    for v in range(len(parent) - 1, -1, -1):
        if below[v] == 0:
            continue
        if parent[v] >= 0:
            place = free[parent[v]]
            free[parent[v]] += below[v]
        else:
            place, of_roots = of_roots, of_roots + below[v]
        ordered[place], free[v] = v, place + 1
    return ordered


@compiled
def pick(up_first, up_head, is_wanted, node):
    """Lay out the nodes picked [r], in their order: (place [n], first [r + 1], head, edge).

    `place` is where each node stands among the r, -1 if it does not; `head` is a place too. Of
    their edges up those wanted [E] are laid out.
    """
    place = np.full(len(up_first) - 1, -1, np.int32)
    most = 0
    for row in range(len(node)):
        place[node[row]] = row
        most += up_first[node[row] + 1] - up_first[node[row]]
    first = np.zeros(len(node) + 1, np.int32)
    head, edge_of = np.empty(most, np.int32), np.empty(most, np.int32)
    at = 0
    for row in range(len(node)):
        for edge in range(up_first[node[row]], up_first[node[row] + 1]):
            if is_wanted[edge]:
                head[at], edge_of[at] = place[up_head[edge]], edge
                at += 1
        first[row + 1] = at
    return place, first, head[:at].copy(), edge_of[:at].copy()


@compiled
def climb(up_first, up_head, down_ms, parent, seeds, seed_ms, best, place, times):
    """Write the times of everything above the seeds into `times` [r], by their place.

    `best` [n] is all `FAR`, and left so. Each seed's way up is a chain of parents; the chains are
    climbed together, lowest first, so that every node is final when it is met.
    """
    chain = seeds.copy()
    for k in range(len(seeds)):
        best[seeds[k]] = min(best[seeds[k]], seed_ms[k])
    while True:
        v = np.int32(len(parent))
        for k in range(len(chain)):
            if 0 <= chain[k] < v:
                v = chain[k]
        if v == len(parent):
            return
        now = best[v]
        best[v] = FAR
        if now < FAR:
            if place[v] >= 0:
                times[place[v]] = now
            for edge in range(up_first[v], up_first[v + 1]):
                u = up_head[edge]
                best[u] = min(best[u], now + down_ms[edge])
        for k in range(len(chain)):
            if chain[k] == v:
                chain[k] = parent[v]


@compiled
def above_all(parent, seeds, place, none):
    """Return what lies above any of the seeds, lowest first; `place` [n] tells where in it.

    `place` is `none` before, and where it is not told; or else it is told of a node, 0 or higher,
    and of all that is above that: these are left out, and as they are.
    """
    counted, written, count = np.int32(-2), np.int32(-3), 0
    for k in range(len(seeds)):
        v = seeds[k]
        while v >= 0 and place[v] == none:
            place[v], v, count = counted, parent[v], count + 1
    above, at = np.empty(count, np.int32), 0
    for k in range(len(seeds)):
        v = seeds[k]
        while v >= 0 and place[v] == counted:
            above[at], place[v], v, at = v, written, parent[v], at + 1
    above.sort()
    for at in range(count):
        place[above[at]] = at
    return above


@compiled
def climb_lanes(up_first, up_head, down_ms, parent, seeds, lane, seed_ms, best, place, times):
    """Write the times of everything above the seeds of each lane into `times` [r, LANES].

    As `climb` for as many targets at once: near one another they have most of their way in common.
    """
    above = above_all(parent, seeds, best, FAR)
    soonest = np.full((len(above), LANES), FAR, np.int32)
    for k in range(len(seeds)):
        at = best[seeds[k]]
        soonest[at, lane[k]] = min(soonest[at, lane[k]], seed_ms[k])
    for at in range(len(above)):
        v = above[at]
        for edge in range(up_first[v], up_first[v + 1]):
            lower_lanes(soonest, best[up_head[edge]], at, down_ms[edge])
        if place[v] >= 0:
            times[place[v]] = soonest[at]
    for v in above:
        best[v] = FAR


@compiled
def descend(first, head, up_ms, times):
    """Complete `times` [r] downwards; they hold what `climb` wrote, `FAR` elsewhere."""
    for row in range(len(times)):
        soonest = times[row]
        for edge in range(np.uint32(first[row]), np.uint32(first[row + 1])):
            soonest = min(soonest, up_ms[edge] + times[np.uint32(head[edge])])
        times[row] = soonest


@compiled
def descend_lanes(first, head, up_ms, times):
    """Complete `times` [r, LANES] downwards, for as many targets at once."""
    for row in range(len(times)):
        lower_row(times, row, head, up_ms, first[row], first[row + 1])


@compiled
def at_doors(times, door_first, door_place, door_arc, door_share, arc_ms):
    """Return the soonest time of each of n candidates over its doors, int32[n]."""
    beyond = door_times(door_arc, door_share, arc_ms)
    soonest = np.full(len(door_first) - 1, FAR, np.int32)
    for row in range(len(soonest)):
        for door in range(np.uint32(door_first[row]), np.uint32(door_first[row + 1])):
            then = times[np.uint32(door_place[door])] + beyond[door]
            soonest[row] = min(soonest[row], then)
    return soonest


@compiled
def one(
    up_first, up_head, climbing, parent, target, meeting, towards, arc_ms, best,
    place, first, head, up_ms, door_first, door_place, door_arc, door_share,
):  # fmt: skip
    """Return the times between n candidates and one target, int32[n]: all of the above in one.

    `target`, `meeting` and `towards` are those of `doors`. After them come what `beside` wants to
    know: the times of the r nodes laid out, then those of the target's `own`, and these [o], which
    lie above the target and are not laid out. What is told of them is the way up alone.
    """
    _, seed_rank, seed_arc, seed_share = doors(target, meeting, towards)
    seed_ms = door_times(seed_arc, seed_share, arc_ms)
    laid, own = len(first) - 1, above_all(parent, seed_rank, place, np.int32(-1))
    times = np.full(laid + len(own), FAR, np.int32)
    for at in range(len(own)):
        place[own[at]] = laid + at
    climb(up_first, up_head, climbing, parent, seed_rank, seed_ms, best, place, times)
    for v in own:
        place[v] = -1
    descend(first, head, up_ms, times[:laid])
    answer = at_doors(times, door_first, door_place, door_arc, door_share, arc_ms)
    return answer, times, own


@compiled
def beside(node, parent, up_first, up_head, up_ms, best, place, times, own):
    """Return the times between further nodes [k] and the target of a sweep, int32[k].

    `place`, `times` and `own` are those of `one`. What is above a node and was not swept over is
    done now: little, where those swept over are everywhere.
    """
    laid = len(times) - len(own)
    for at in range(len(own)):
        best[own[at]] = times[laid + at]
    above = above_all(parent, node, place, np.int32(-1))
    for at in range(len(above) - 1, -1, -1):
        v = above[at]
        place[v] = -1  # from here on it is told by `best`, like what is above it
        soonest = best[v]
        for edge in range(up_first[v], up_first[v + 1]):
            u = up_head[edge]
            soonest = min(soonest, up_ms[edge] + (best[u] if place[u] < 0 else times[place[u]]))
        best[v] = soonest
    answer = np.empty(len(node), np.int32)
    for k in range(len(node)):
        v = node[k]
        answer[k] = best[v] if place[v] < 0 else times[place[v]]
    for v in above:
        best[v] = FAR
    for v in own:
        best[v] = FAR
    return answer


@compiled
def table(
    up_first, up_head, climbing, parent, seed_first, seed_rank, seed_arc, seed_share, arc_ms, best,
    order, place, first, head, up_ms, door_first, door_place, door_arc, door_share, answer,
):  # fmt: skip
    """Write the times between some of t targets and n candidates into `answer` [t, n], all `FAR`.

    `LANES` targets share a sweep. The seeds of target k are those from `seed_first[k]` to
    `seed_first[k + 1] - 1`; `order` names the targets asked about, best such that neighbours share
    a sweep. All else is as for `one`.
    """
    seed_ms = door_times(seed_arc, seed_share, arc_ms)
    door_ms = door_times(door_arc, door_share, arc_ms)
    rows, targets = len(door_first) - 1, len(order)
    times = np.empty((len(first) - 1, LANES), np.int32)
    for begin in range(0, targets, LANES):
        lanes = min(LANES, targets - begin)
        times[:] = FAR
        some = order[begin : begin + lanes]
        count = (seed_first[some + 1] - seed_first[some]).sum()
        seeds, lane_of, at = np.empty(count, np.int64), np.empty(count, np.int64), 0
        for lane in range(lanes):
            for seed in range(seed_first[some[lane]], seed_first[some[lane] + 1]):
                seeds[at], lane_of[at], at = seed, lane, at + 1
        climb_lanes(
            up_first, up_head, climbing, parent,
            seed_rank[seeds], lane_of, seed_ms[seeds], best, place, times,
        )  # fmt: skip
        descend_lanes(first, head, up_ms, times)
        for row in range(rows):
            for door in range(door_first[row], door_first[row + 1]):
                at, beyond = door_place[door], door_ms[door]
                for lane in range(lanes):
                    then = times[at, lane] + beyond
                    answer[some[lane], row] = min(answer[some[lane], row], then)


@compiled
def few(
    climb_first, climb_head, climb_ms, parent, seed_first, seed_rank, seed_arc, seed_share, arc_ms,
    best, place, up_first, up_head, up_ms, door_first, door_rank, door_arc, door_share,
):  # fmt: skip
    """Return the times between t targets and n candidates, int32[t, n], with nothing laid out.

    For candidates so few, and asked about once, that to lay out what is above them would take
    longer than to sweep over it where it is. One climbs over some edges and comes down over others,
    as either knows which of them it needs. `place` [N] is all -1, and left so; all else is as for
    `table`.
    """
    seed_ms = door_times(seed_arc, seed_share, arc_ms)
    above = above_all(parent, door_rank, place, np.int32(-1))
    door_place, times = place[door_rank], np.empty(len(above), np.int32)
    answer = np.empty((len(seed_first) - 1, len(door_first) - 1), np.int32)
    for target in range(len(answer)):
        times[:] = FAR
        some = slice(seed_first[target], seed_first[target + 1])
        climb(
            climb_first, climb_head, climb_ms, parent, seed_rank[some], seed_ms[some], best, place,
            times,
        )  # fmt: skip
        for at in range(len(above) - 1, -1, -1):
            soonest = times[at]
            for edge in range(up_first[above[at]], up_first[above[at] + 1]):
                soonest = min(soonest, up_ms[edge] + times[place[up_head[edge]]])
            times[at] = soonest
        answer[target] = at_doors(times, door_first, door_place, door_arc, door_share, arc_ms)
    for v in above:
        place[v] = -1
    return answer


@compiled
def everywhere(climb_first, climb_head, climb_ms, first, head, ms, seeds, seed_ms):
    """Return the time to every node from the soonest of any number of seeds, int32[n].

    One climbs over some edges up from all that was reached, and comes down over others (PHAST).
    """
    n = len(first) - 1
    times = np.full(n, FAR, np.int32)
    for k in range(len(seeds)):
        times[seeds[k]] = min(times[seeds[k]], seed_ms[k])
    for v in range(n):
        now = times[v]
        if now < FAR:
            for edge in range(np.uint32(climb_first[v]), np.uint32(climb_first[v + 1])):
                u = np.uint32(climb_head[edge])
                times[u] = min(times[u], now + climb_ms[edge])
    for v in range(n - 1, -1, -1):
        soonest = times[v]
        for edge in range(np.uint32(first[v]), np.uint32(first[v + 1])):
            soonest = min(soonest, ms[edge] + times[np.uint32(head[edge])])
        times[v] = soonest
    return times


@compiled
def rows_of(row, nodes):
    """Return the `row` of each of n nodes, below 0 for none, and which nodes have none."""
    rows, strange, count = np.empty(len(nodes), np.int32), np.empty(len(nodes), np.intp), 0
    for k in range(len(nodes)):
        rows[k] = row[nodes[k]]
        strange[count] = k
        count += rows[k] < 0
    return rows, strange[:count].copy()


@compiled
def take_rows(times, rows, taken):
    """Write the times [n] of some rows [r] into `taken` [r], those of row 0 where one is below it;
    several times as quick as numpy's."""
    for k in range(len(rows)):
        taken[k] = times[max(rows[k], 0)]
