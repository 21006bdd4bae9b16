"""Leave out of a road network what no search for the nearest candidates can make use of.

Most nodes of a map are mere bends, and many streets are dead ends where nobody stands. Without
both, a search meets only junctions and doors, and each road between two of them is one number, the
sum of its pieces. Which nodes stay follows from the network and the doors alone, so a closed piece
is no more than another sum.

Roads are the entries of an adjacency (see `routing.adjacency`): those that leave node v are
`first[v]` to `first[v + 1] - 1`, each to its `head`. In an inward adjacency one goes against the
traffic.
"""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.dijkstra import HEAD, MS

NONE, USELESS = np.int32(-1), np.int32(-2)
"""In place of the road that continues another: it ends at a node that stays; it leads nowhere."""
BEST, DOOR, END, ROADS = 0, 1, 2, 3
"""What a node's record in `node` holds, from where it begins: the best time yet (`FAR` between
questions), its first door or -1, where the record ends, and then its roads, each a pair of HEAD,
where the record of the other end begins, and MS."""


@compiled
def onward(first, head, is_useful, behind, here):
    """Return how many roads lead on from here, not back, and the last of them."""
    ways, road = 0, NONE
    for way in range(first[here], first[here + 1]):
        if is_useful[way] and head[way] != behind and head[way] != here:
            ways, road = ways + 1, np.int32(way)
    return ways, road


@compiled
def useful(first, head, into_first, into_tail, into_road, has_door):
    """Return which roads may lead to a door at all, bool [A]: all but those into dead ends.

    The roads into node v are `into_road` from `into_first[v]` on, each from its `into_tail`. What
    leads into a dead end is taken away from its far end on, node after node.
    """
    n = len(has_door)
    is_useful = np.ones(len(head), np.bool_)
    waiting = np.empty(n + len(head), np.int32)
    waiting[:n] = np.arange(n)
    count = n
    while count:
        count -= 1
        here = waiting[count]
        if has_door[here]:
            continue
        for place in range(into_first[here], into_first[here + 1]):
            road, behind = into_road[place], into_tail[place]
            if is_useful[road] and onward(first, head, is_useful, behind, here)[0] == 0:
                is_useful[road] = False
                waiting[count] = behind
                count += 1
    return is_useful


@compiled
def continuations(first, head, into_first, into_tail, into_road, has_door, is_useful):
    """Return the piece of road that continues each piece [A], and which nodes stay, bool [n].

    Instead it may be `NONE` or `USELESS`. A node stays that has a door, or where one may go on in
    several ways, or where two roads go on as one: so no piece is part of two roads.
    """
    is_kept = has_door.copy()
    after = np.where(is_useful, NONE, USELESS)
    is_taken = np.zeros(len(head), np.bool_)
    for here in range(len(has_door)):
        for place in range(into_first[here], into_first[here + 1]):
            if is_useful[into_road[place]]:
                ways, road = onward(first, head, is_useful, into_tail[place], here)
                if ways != 1 or is_taken[road]:
                    is_kept[here] = True
                else:
                    is_taken[road] = True
                    after[into_road[place]] = road
        if is_kept[here]:
            for place in range(into_first[here], into_first[here + 1]):
                after[into_road[place]] = min(after[into_road[place]], NONE)
    return after, is_kept


@compiled
def records(first, roads, after, kept, first_door):
    """Lay out the nodes that stay, in the order given: (node [R], at [n], part_of [A], slot [A]).

    `roads` [A, 2] holds the other end of each piece and its time. `at` is where the record of each
    node begins, `NONE` for one left out; `part_of` the first piece of the road each piece is of,
    and `slot`, for a first piece, the place of its road's time. A road that ends where it began
    gets none.
    """
    at = np.full(len(first) - 1, NONE, np.int32)
    size = 0
    for here in kept:
        at[here] = size
        size += ROADS
        for piece in range(first[here], first[here + 1]):
            size += 2 * (after[piece] != USELESS)
    node = np.empty(size, np.int32)
    part_of, slot = np.full(len(roads), NONE, np.int32), np.full(len(roads), NONE, np.int32)
    for here in kept:
        node[at[here] + BEST], node[at[here] + DOOR] = FAR, first_door[here]
        end = at[here] + ROADS
        for piece in range(first[here], first[here + 1]):
            if after[piece] != USELESS:
                last, ms = follow(piece, roads, after)
                mark(piece, after, part_of)
                if roads[last, HEAD] != here:
                    node[end + HEAD], node[end + MS] = at[roads[last, HEAD]], ms
                    slot[piece] = end + MS
                    end += 2
        node[at[here] + END] = end
    return node, at, part_of, slot


@compiled
def follow(piece, roads, after):
    """Return the last piece of the road that begins with a piece, and the time of all of it.

    It may be a ring that nothing leads out of: then it ends where it began.
    """
    last, ms = np.int32(piece), roads[piece, MS]
    while after[last] >= 0 and after[last] != piece:
        last = after[last]
        ms = min(ms + roads[last, MS], FAR)
    return last, ms


@compiled
def mark(piece, after, part_of):
    """Write down of all pieces of a road which is its first."""
    along = piece
    while along >= 0:
        part_of[along] = piece
        along = after[along]


@compiled
def mend(arcs, copy_first, copy, at_in, roads, after, part_of, slot, node):
    """Write the times of the roads that network arcs are part of, whose pieces have theirs already.

    The graph arcs that are network arc a are `copy` from `copy_first[a]` on, and a piece each:
    `at_in` [Y], or -1.
    """
    for arc in arcs:
        for place in range(copy_first[arc], copy_first[arc + 1]):
            piece = at_in[copy[place]]
            begin = part_of[piece] if piece >= 0 else NONE
            if begin >= 0 and slot[begin] >= 0:
                node[slot[begin]] = follow(begin, roads, after)[1]
