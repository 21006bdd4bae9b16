"""Lay the times of single roads on the edges of a hierarchy, all of them or those that changed."""

from routing.kernels import FAR, compiled


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
        if edge >= 0:
            down, up = FAR, FAR
            for place in range(along_first[2 * edge], along_first[2 * edge + 1]):
                down = min(down, arc_ms[along[place]])
            for place in range(along_first[2 * edge + 1], along_first[2 * edge + 2]):
                up = min(up, arc_ms[along[place]])
            down_ms[edge], up_ms[edge] = down, up


@compiled
def set_times(arcs, times, arc_ms, at_out, out_ms, at_in, in_ms):
    """Write new times of graph arcs wherever they are kept; -1: not kept there."""
    for row in range(len(arcs)):
        arc, ms = arcs[row], times[row]
        arc_ms[arc] = ms
        if at_out[arc] >= 0:
            out_ms[at_out[arc]] = ms
            in_ms[at_in[arc]] = ms
