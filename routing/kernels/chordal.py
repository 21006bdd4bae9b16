"""Contract the nodes of a network in a given order, whatever its travel times are.

Taking a node out of a network without lengthening any way through it joins all its neighbours.
Do so with every node in turn, in an order that cuts the network in halves again and again (nested
dissection), and surprisingly few arcs are added; and which are added depends on the order alone.
That is the customizable contraction hierarchy of Dibbelt, Strasser and Wagner (Customizable
Contraction Hierarchies, ACM JEA 21, 2016), and, long before it, sparse Cholesky factorisation.

Nodes are known by their rank, 0 the first taken out. Each pair that is ever joined is an *edge*
from the lower to the higher; an edge carries two times, up and down. The lowest neighbour above a
node is its *parent*: all above a node lies on the way from parent to parent up to a root.
"""

import numpy as np

from routing.kernels import compiled


@compiled
def eliminate(first, other):
    """Take out the nodes 0, 1, 2 …; return the upward edges as (first [n + 1], head [E]).

    `other` holds, from `first[v]` on, the neighbours of `v` above it (repeats do no harm). The
    heads of each node come out in any order.
    """
    n = len(first) - 1
    up_first = np.zeros(n + 1, np.int32)
    up_head = np.empty(2 * len(other) + 16, np.int32)
    child = np.full(n, -1, np.int32)
    sibling = np.full(n, -1, np.int32)
    seen_by = np.full(n, -1, np.int32)
    edges = 0
    for v in range(n):
        # At most: all that v brings, and all that those who left it their neighbours had.
        most = first[v + 1] - first[v]
        below = child[v]
        while below >= 0:
            most += up_first[below + 1] - up_first[below]
            below = sibling[below]
        if edges + most > len(up_head):
            larger = np.empty(2 * (edges + most), np.int32)
            larger[:edges] = up_head[:edges]
            up_head = larger
        parent = n
        seen_by[v] = v
        for place in range(first[v], first[v + 1]):
            u = other[place]
            if seen_by[u] != v:
                seen_by[u] = v
                up_head[edges] = u
                edges += 1
                parent = min(parent, u)
        below = child[v]
        while below >= 0:
            for place in range(up_first[below], up_first[below + 1]):
                u = up_head[place]
                if seen_by[u] != v:
                    seen_by[u] = v
                    up_head[edges] = u
                    edges += 1
                    parent = min(parent, u)
            below = sibling[below]
        up_first[v + 1] = edges
        if parent < n:
            sibling[v] = child[parent]
            child[parent] = v
    return up_first, up_head[:edges].copy()


@compiled
def turned_round(up_first, up_head):
    """Return the same edges by their other end: (first [n + 1], tail [E], edge [E]).

    The tails of each node come out ascending; turned round twice, edges are sorted by both ends.
    """
    n = len(up_first) - 1
    down_first = np.zeros(n + 1, np.int32)
    for edge in range(len(up_head)):
        down_first[up_head[edge] + 1] += 1
    for v in range(n):
        down_first[v + 1] += down_first[v]
    at = down_first[:-1].copy()
    down_tail = np.empty(len(up_head), np.int32)
    down_edge = np.empty(len(up_head), np.int32)
    for v in range(n):
        for edge in range(up_first[v], up_first[v + 1]):
            u = up_head[edge]
            down_tail[at[u]] = v
            down_edge[at[u]] = edge
            at[u] += 1
    return down_first, down_tail, down_edge


@compiled
def edge_of_pairs(up_first, up_head, lower, upper):
    """Return the edge between each lower and upper node; every pair must have one."""
    edges = np.empty(len(lower), np.int32)
    for place in range(len(lower)):
        low, high = up_first[lower[place]], up_first[lower[place] + 1]
        while low < high:
            middle = (low + high) >> 1
            if up_head[middle] < upper[place]:
                low = middle + 1
            else:
                high = middle
        edges[place] = low
    return edges
