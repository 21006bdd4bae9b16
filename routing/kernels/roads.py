"""Lay the times of single roads on the edges of a hierarchy, all of them or those that changed."""

import numpy as np

from routing.kernels import FAR, compiled
from routing.kernels.dijkstra import MS


@compiled
def lay_roads(edge, is_up, arc_ms, up_ms, down_ms):
    """Write the soonest road along each edge into `up_ms` and `down_ms` [E]; `FAR`: none."""
    up_ms[:] = FAR
    down_ms[:] = FAR
    for arc in range(len(edge)):
        along = edge[arc]
        if along >= 0:
            if is_up[arc]:
                up_ms[along] = min(up_ms[along], arc_ms[arc])
            else:
                down_ms[along] = min(down_ms[along], arc_ms[arc])


@compiled
def lay_again(edges, along_first, along, arc_ms, up_ms, down_ms):
    """The same for the given edges only."""
    for edge in edges:
        down, up = FAR, FAR
        for place in range(along_first[2 * edge], along_first[2 * edge + 1]):
            down = min(down, arc_ms[along[place]])
        for place in range(along_first[2 * edge + 1], along_first[2 * edge + 2]):
            up = min(up, arc_ms[along[place]])
        down_ms[edge], up_ms[edge] = down, up


@compiled
def set_times(arcs, travel_ms, copy_first, copy, shut, arc_ms, at_out, out, at_in, into, edge):
    """Write new times of network arcs wherever their copies keep them; return the edges above.

    Copies that are `shut` for this traveller stay as they are.
    """
    count = 0
    for row in range(len(arcs)):
        count += copy_first[arcs[row] + 1] - copy_first[arcs[row]]
    edges = np.empty(count, np.int32)
    count = 0
    for row in range(len(arcs)):
        ms = min(travel_ms[row], FAR)
        for place in range(copy_first[arcs[row]], copy_first[arcs[row] + 1]):
            arc = copy[place]
            if not shut[arc]:
                arc_ms[arc] = ms
                out[at_out[arc], MS] = ms
                into[at_in[arc], MS] = ms
                if edge[arc] >= 0:
                    edges[count] = edge[arc]
                    count += 1
    return edges[:count]
