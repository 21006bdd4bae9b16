"""Find the part of a network in which every node can be reached from every other."""

import numpy as np
from numpy.typing import NDArray


def largest_strong_part(
    first_out: NDArray[np.int32], head: NDArray[np.int32], usable: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return bool[N]: is the node in the largest strongly connected part of the `usable` arcs [M]?

    Of two parts with the same number of nodes, the one holding the lowest node is taken, so the
    answer does not depend on how the parts were numbered.
    """
    # Here and not above: scipy.sparse costs 0.2 s, and reading a saved network needs none of it.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    nodes = len(first_out) - 1
    usable_first = np.zeros(len(head) + 1, np.int32)
    np.cumsum(usable, out=usable_first[1:])
    arcs = (np.ones(usable_first[-1], np.int8), head[usable], usable_first[first_out])
    _, part = connected_components(
        csr_array(arcs, shape=(nodes, nodes)), directed=True, connection="strong"
    )
    sizes = np.bincount(part)[part]
    return np.asarray(part == part[np.argmax(sizes)])
