"""Walk along streets that continue one another."""

import numpy as np

from routing.kernels import compiled


@compiled
def follow(end, next_end, order, backwards, begins, seen, count):
    """Write down one chain, entered at `end`, from place `count` on; return the next place."""
    begins[count] = True
    while end >= 0 and not seen[end >> 1]:
        seen[end >> 1] = True
        order[count], backwards[count] = end >> 1, (end & 1) == 1
        count += 1
        end = next_end[end ^ 1]
    return count


@compiled
def walk_chains(next_end):
    """Order S streets so that those of a chain follow one another: (order, backwards, begins).

    Street s has the ends 2 s (where it begins) and 2 s + 1; `next_end` [2 S] is the end of another
    street that is joined to each, or -1. `order` [S] are the streets, `backwards` [S] which of
    them are passed from end to beginning, `begins` [S] where a chain starts. A chain that can be
    passed in the direction of its streets is.
    """
    n = len(next_end) // 2
    order, seen = np.empty(n, np.int32), np.zeros(n, np.bool_)
    backwards, begins = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    count = 0
    for which in range(2):
        for s in range(n):
            if not seen[s] and next_end[2 * s + which] < 0:
                count = follow(2 * s + which, next_end, order, backwards, begins, seen, count)
    # What is left runs in rings.
    for s in range(n):
        if not seen[s]:
            count = follow(2 * s, next_end, order, backwards, begins, seen, count)
    return order, backwards, begins
