"""Make a flow one of least cost by the network simplex method, from the tree it is kept on.

All arcs but those of a spanning tree bear nothing (`side` 1) or all they can (`side` -1); arcs of
the tree have `side` 0, and the prices of the nodes are such that these gain nothing, `price[head]
- price[tail] - cost`. An arc that would gain is let into the tree; flow goes round the circle it
closes until an arc of it can bear no more or no less, and that one leaves (Ahuja, Magnanti and
Orlin, Network Flows, 1993, §11.5). Where several could leave, the first one counted from the
circle's highest node does: so each node can always be sent one crew more from the root along the
tree, and the same tree never comes back (Cunningham, Math. Program. 11, 1976, mirrored).

The tree is told by node: its `parent`, the arc `by` which it hangs, its `depth` [n], and `kin`
[3, n]: its first child, and its next and previous sister, -1 for none. The root has no parent.
"""

import numpy as np

from routing.kernels import compiled

NEVER = np.int64(2**62)


@compiled
def hang(v, parent, kin):
    """Hang a node below a parent."""
    sister = kin[0, parent]
    kin[0, parent], kin[1, v], kin[2, v] = v, sister, -1
    if sister >= 0:
        kin[2, sister] = v


@compiled
def unhang(v, parent, kin):
    """Take a node from below its parent."""
    after, before = kin[1, v], kin[2, v]
    if before >= 0:
        kin[1, before] = after
    else:
        kin[0, parent] = after
    if after >= 0:
        kin[2, after] = before


@compiled
def hung(by, tail, cost):
    """Return the tree in which each node hangs by an arc, -1 the root: no deeper than a few nodes.

    Returns (parent [n], price [n], depth [n], kin [3, n]).
    """
    nodes = len(by)
    parent, kin = np.full(nodes, -1, np.int32), np.full((3, nodes), -1, np.int32)
    price, depth = np.zeros(nodes, np.int64), np.zeros(nodes, np.int32)
    for v in range(nodes):
        x = v
        while by[x] >= 0:
            price[v] += cost[by[x]]
            depth[v] += 1
            x = tail[by[x]]
        if by[v] >= 0:
            parent[v] = tail[by[v]]
            hang(v, parent[v], kin)
    return parent, price, depth, kin


@compiled
def entering(tail, head, cost, side, price, begin, block):
    """Return an arc that gains, -1 where none does, and where to look on next time.

    It is the one that gains most of the first `block` arcs from `begin` on among which any does.
    """
    arcs, at, found = len(tail), begin, -1
    most, left = np.int64(0), block
    for _ in range(arcs):
        gain = (price[head[at]] - price[tail[at]] - cost[at]) * side[at]
        if gain > most:
            most, found = gain, at
        at = at + 1 if at + 1 < arcs else 0
        left -= 1
        if left == 0:
            if found >= 0:
                break
            left = block
    return found, at


@compiled
def leaving(u, v, room, tail, capacity, sent, parent, by, depth):
    """Return how much can go round from u over a new arc to v, and the node whose arc stops it.

    `room` is what the new arc can bear; the node is -1 where that one is the first to stop. The
    third is the highest node of the circle, the fourth whether the arc is on the side of u.
    """
    there, back = room, NEVER
    on_way_there, on_way_back = -1, -1
    x, y = u, v
    while x != y:
        if depth[x] >= depth[y]:
            a = by[x]
            most = sent[a] if tail[a] == x else capacity[a] - sent[a]
            if most <= there:
                there, on_way_there = most, x
            x = parent[x]
        else:
            a = by[y]
            most = capacity[a] - sent[a] if tail[a] == y else sent[a]
            if most < back:
                back, on_way_back = most, y
            y = parent[y]
    if back < there:
        return back, on_way_back, x, False
    return there, on_way_there, x, True


@compiled
def send(amount, begin, top, is_towards, tail, sent, parent, by):
    """Send so much along the tree from a node up to one above it, or from there down to it."""
    v = begin
    while v != top:
        a = by[v]
        sent[a] += amount if (tail[a] == v) == is_towards else -amount
        v = parent[v]


@compiled
def rehang(v, last, above, arc, shift, parent, by, depth, kin, price, below):
    """Hang what lies below `last` by its node v, with an arc to `above`.

    Its prices rise by `shift`; `below` [n] is room to work in.
    """
    x, onto = v, above
    while True:
        old, old_arc = parent[x], by[x]
        unhang(x, old, kin)
        parent[x], by[x] = onto, arc
        hang(x, onto, kin)
        if x == last:
            break
        x, onto, arc = old, x, old_arc
    below[0], count = v, 1
    while count:
        count -= 1
        x = below[count]
        price[x] += shift
        depth[x] = depth[parent[x]] + 1
        child = kin[0, x]
        while child >= 0:
            below[count] = child
            count += 1
            child = kin[1, child]


@compiled
def improve(tail, head, capacity, cost, sent, side, price, parent, by, depth, kin, begin):
    """Change a flow on its tree until no flow over the arcs costs less, and the prices prove it.

    All but the arcs' own four arrays are changed. Arcs are looked at from `begin` on: those that
    are new, where the others gain nothing.
    """
    below, at = np.empty(len(parent), np.int32), begin
    block = max(8, int(np.sqrt(len(tail)) / 2))  # few of many: most arcs that gain will do
    while len(tail):
        a, at = entering(tail, head, cost, side, price, at, block)
        if a < 0:
            break
        u, v = (tail[a], head[a]) if side[a] > 0 else (head[a], tail[a])
        amount, out, top, is_of_u = leaving(
            u, v, capacity[a], tail, capacity, sent, parent, by, depth
        )
        if amount:
            sent[a] += amount * side[a]
            send(amount, u, top, False, tail, sent, parent, by)
            send(amount, v, top, True, tail, sent, parent, by)
        if out < 0:
            side[a] = -side[a]
            continue
        side[by[out]] = 1 if sent[by[out]] == 0 else -1
        side[a] = 0
        x, above = (u, v) if is_of_u else (v, u)
        gain = price[head[a]] - price[tail[a]] - cost[a]
        shift = gain if tail[a] == x else -gain
        rehang(x, out, above, a, shift, parent, by, depth, kin, price, below)
