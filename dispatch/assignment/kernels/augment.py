"""Make a flow one of least cost, from prices that are nearly right."""

from heapq import heappop, heappush

import numpy as np

from routing.kernels import compiled

NEVER = np.int64(2**62)


@compiled
def grouped(node, count):
    """Return the arcs of each node as (first [count + 1], arc [m])."""
    first = np.zeros(count + 1, np.int64)
    for v in node:
        first[v + 1] += 1
    first = np.cumsum(first)
    at, arc = first[:-1].copy(), np.empty(len(node), np.int64)
    for a in range(len(node)):
        arc[at[node[a]]] = a
        at[node[a]] += 1
    return first, arc


@compiled
def settle(tail, head, capacity, cost, sent, supply, price):
    """Change a flow and its prices until no flow costs less and the prices prove it.

    An arc gains `price[head] - price[tail] - cost` for each crew it carries. First every arc that
    gains is filled and every arc that loses is emptied; then what is missing at a node comes, time
    after time, from the nearest one that has too much, along arcs by what they lose, found by
    Dijkstra's search backwards; the prices of the nodes in between rise until the way loses
    nothing (successive shortest paths; Ahuja, Magnanti and Orlin, Network Flows, 1993, §9.7). With
    prices nearly right most ways are short. `sent` [m] and `price` [n] are changed; the supplies
    [n] add up to nothing, and there is a way from the source to every node that wants.
    """
    nodes = len(supply)
    in_first, in_arc = grouped(head, nodes)
    out_first, out_arc = grouped(tail, nodes)
    excess = supply.copy()
    for a in range(len(tail)):
        gain = price[head[a]] - price[tail[a]] - cost[a]
        if gain > 0:
            sent[a] = capacity[a]
        elif gain < 0:
            sent[a] = 0
        excess[tail[a]] -= sent[a]
        excess[head[a]] += sent[a]
    far, via = np.full(nodes, NEVER), np.full(nodes, -1, np.int64)
    is_final, reached = np.zeros(nodes, np.bool_), np.empty(nodes, np.int64)
    for goal in np.flatnonzero(excess < 0):
        while excess[goal] < 0:
            heap = [(np.int64(0), goal)]
            far[goal], reached[0], count = 0, goal, 1
            nearest, giver = NEVER, goal
            while len(heap):
                away, v = heappop(heap)
                if away >= nearest:
                    break
                if is_final[v]:
                    continue
                is_final[v] = True
                for i in range(in_first[v], out_first[v + 1] - out_first[v] + in_first[v + 1]):
                    if i < in_first[v + 1]:
                        a = in_arc[i]
                        u = tail[a]
                        is_open, loss = sent[a] < capacity[a], cost[a] + price[u] - price[v]
                    else:
                        a = out_arc[i - in_first[v + 1] + out_first[v]]
                        u = head[a]
                        is_open, loss = sent[a] > 0, price[u] - price[v] - cost[a]
                    if is_open and away + loss < min(far[u], nearest):
                        if far[u] == NEVER:
                            reached[count] = u
                            count += 1
                        far[u], via[u] = away + loss, a
                        if excess[u] > 0:
                            nearest, giver = far[u], u
                        else:
                            heappush(heap, (far[u], u))
            amount, v = min(excess[giver], -excess[goal]), giver
            while v != goal:
                a = via[v]
                amount = min(amount, capacity[a] - sent[a] if tail[a] == v else sent[a])
                v = head[a] if tail[a] == v else tail[a]
            excess[giver] -= amount
            excess[goal] += amount
            v = giver
            while v != goal:
                a = via[v]
                sent[a] += amount if tail[a] == v else -amount
                v = head[a] if tail[a] == v else tail[a]
            for v in reached[:count]:
                if is_final[v]:
                    price[v] += nearest - far[v]
                far[v], via[v], is_final[v] = NEVER, -1, False
