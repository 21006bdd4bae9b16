"""Give every edge of a hierarchy its travel times, and mend them when a few roads change.

An edge (v, u) is as quick as the quickest road between its ends, or as a way over a node x below
both: down to x and up again. The triangles x, v, u are all there is to look at (Dibbelt, Strasser
and Wagner: basic customization), and when the nodes are taken in ascending order, both lower
sides are always finished before the upper one asks for them.
"""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.dijkstra import ONE, push, sift


@compiled
def customise(up_first, up_head, down_first, down_tail, down_edge, up_ms, down_ms):
    """Lower the times of all edges over all their triangles, in place.

    On entry `up_ms` and `down_ms` [E] are those of the roads themselves, `FAR` where there are
    none. For each middle node v: every x below it that lies below u too offers its detour.
    """
    n = len(up_first) - 1
    edge_to = np.zeros(n, np.uint32)
    for v in range(n):
        begin, end = up_first[v], up_first[v + 1]
        if begin == end:
            continue
        for edge in range(np.uint32(begin), np.uint32(end)):
            edge_to[np.uint32(up_head[edge])] = edge
        for place in range(np.uint32(down_first[v]), np.uint32(down_first[v + 1])):
            x, lower = np.uint32(down_tail[place]), np.uint32(down_edge[place])
            v_to_x, x_to_v = down_ms[lower], up_ms[lower]
            # The edges of x are sorted by head: those above v follow the one to v.
            for side in range(lower + ONE, np.uint32(up_first[x + ONE])):
                edge = edge_to[np.uint32(up_head[side])]
                up_ms[edge] = min(up_ms[edge], v_to_x + up_ms[side])
                down_ms[edge] = min(down_ms[edge], down_ms[side] + x_to_v)


@compiled
def perfect(up_first, up_head, down_first, down_tail, down_edge, up_ms, down_ms):
    """Lower the times of all edges to those of the soonest ways there are, in place.

    On entry they are customised. A way from x that first goes higher than the edge's upper end, or
    by a node between its ends, follows from the edges above x: the highest are finished first
    (perfect customization, in the paper named above).
    """
    n = len(up_first) - 1
    edge_to = np.zeros(n, np.uint32)
    for v in range(n - 1, -1, -1):
        for edge in range(np.uint32(up_first[v]), np.uint32(up_first[v + 1])):
            edge_to[np.uint32(up_head[edge])] = edge
        for place in range(np.uint32(down_first[v]), np.uint32(down_first[v + 1])):
            x, lower = np.uint32(down_tail[place]), np.uint32(down_edge[place])
            x_to_v, v_to_x = up_ms[lower], down_ms[lower]
            for side in range(lower + ONE, np.uint32(up_first[x + ONE])):
                edge = edge_to[np.uint32(up_head[side])]
                x_to_u, u_to_x = up_ms[side], down_ms[side]
                up_ms[side] = min(x_to_u, x_to_v + up_ms[edge])
                down_ms[side] = min(u_to_x, down_ms[edge] + v_to_x)
                x_to_v = min(x_to_v, x_to_u + down_ms[edge])
                v_to_x = min(v_to_x, up_ms[edge] + u_to_x)
            up_ms[lower], down_ms[lower] = x_to_v, v_to_x


@compiled
def needed(up_first, up_head, ms, soonest_ms):
    """Lay out those edges alone that take no longer than the soonest ways.

    That is where those of each node begin [n + 1], their heads and their times.
    """
    n, most = len(up_first) - 1, len(ms) + 1
    first, head, taken_ms = (
        np.zeros(n + 1, np.int32),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
    )
    at = 0
    for v in range(n):
        for edge in range(up_first[v], up_first[v + 1]):
            # Written in any case, and over again: whether it is needed cannot be foreseen.
            head[at], taken_ms[at] = up_head[edge], ms[edge]
            at += (ms[edge] < FAR) & (ms[edge] <= soonest_ms[edge])
        first[v + 1] = at
    return first, head[:at].copy(), taken_ms[:at].copy()


@compiled
def mend(
    up_first, up_head, tail, down_first, down_tail, down_edge,
    road_up_ms, road_down_ms, up_ms, down_ms, changed, waiting, heap,
):  # fmt: skip
    """Set right the edges above changed roads, in place; return how many were looked at.

    `road_up_ms` and `road_down_ms` [E] hold the new times of the roads themselves and `changed`
    the edges where they differ. Edges are taken in ascending order; one that changes asks those
    edges to look again whose time it made, or could make. `waiting` [E] is all False, and left so;
    `heap` has room for every edge.
    """
    size, looked = 0, 0
    for edge in changed:
        if not waiting[edge]:
            waiting[edge] = True
            push(heap, size, np.int64(edge))
            size += 1
    while size:
        edge = heap[0]
        sift(heap, size)
        size -= 1
        waiting[edge] = False
        looked += 1
        v, u = tail[edge], up_head[edge]
        old_up, old_down = up_ms[edge], down_ms[edge]
        new_up, new_down = road_up_ms[edge], road_down_ms[edge]
        left, left_end = down_first[v], down_first[v + 1]
        right = down_first[u]
        while left < left_end:
            x = down_tail[left]
            while down_tail[right] < x:
                right += 1
            # Right holds v itself, which lies above every x: it cannot run out before left does.
            if down_tail[right] == x:
                to_v, to_u = down_edge[left], down_edge[right]
                new_up = min(new_up, down_ms[to_v] + up_ms[to_u])
                new_down = min(new_down, down_ms[to_u] + up_ms[to_v])
            left += 1
        if new_up == old_up and new_down == old_down:
            continue
        up_ms[edge], down_ms[edge] = new_up, new_down
        for side in range(up_first[v], up_first[v + 1]):
            w = up_head[side]
            if w == u:
                continue
            low, high = (u, w) if u < w else (w, u)
            begin, end = up_first[low], up_first[low + 1]
            while begin < end:
                middle = (begin + end) >> 1
                if up_head[middle] < high:
                    begin = middle + 1
                else:
                    end = middle
            over = begin
            if waiting[over]:
                continue
            # Over v: from u down and up to w, and back again.
            there_old, there_new = old_down + up_ms[side], new_down + up_ms[side]
            back_old, back_new = down_ms[side] + old_up, down_ms[side] + new_up
            there, back = up_ms[over], down_ms[over]
            if u > w:
                there, back = back, there
            if there_new < there or back_new < back or (
                there_old != there_new and there_old == there
            ) or (back_old != back_new and back_old == back):  # fmt: skip
                waiting[over] = True
                push(heap, size, np.int64(over))
                size += 1
    return looked
