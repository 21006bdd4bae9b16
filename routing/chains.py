"""Draw the streets of a network as few long lines: pieces of one way that continue one another.

In an OSM extract every bend may be a node, and so an arc of a few metres. A map needs the line.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.kernels.chains import walk_chains
from routing.network import AGAINST_ONE_WAY, RoadNetwork
from routing.streets import NO_ARC, opposite_arcs


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """S streets, those of a chain one after the other and all in its direction."""

    arc: NDArray[np.int32]
    """[S] the arc that runs along the chain; in a one-way street, the way it is driven."""
    twin: NDArray[np.int32]
    """[S] the arc that drives the same street the other way, or -1 where it is one-way."""
    begins: NDArray[np.bool_]
    """[S] whether the street does not continue the one before it."""


def chains(network: RoadNetwork) -> Chains:
    """Order the streets of a network into chains, each street once.

    Two streets continue one another where they alone of their OSM way meet at a node, agree in
    name, class and access, and can be driven on from one to the other. An arc against a one-way
    street is no second direction; alone, it is a street of its own.
    """
    opposite = opposite_arcs(network)
    arc = np.arange(network.arc_count, dtype=np.int32)
    against = (network.access & AGAINST_ONE_WAY) != 0
    other_against = against[opposite] & (opposite != NO_ARC)
    rank = arc + against * network.arc_count
    other_rank = np.where(opposite == NO_ARC, 2 * network.arc_count, rank[opposite])
    along = arc[rank < other_rank]
    twin = np.where(other_against, NO_ARC, opposite)[along]
    order, backwards, begins = walk_chains(_next_ends(network, along, twin))
    along, twin = along[order], twin[order]
    return Chains(
        arc=np.where(backwards, twin, along).astype(np.int32),
        twin=np.where(backwards, along, twin).astype(np.int32),
        begins=begins,
    )


def _next_ends(
    network: RoadNetwork, along: NDArray[np.int32], twin: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return for both ends of each street [2 S] the end of the street that continues it, or -1."""
    node = np.stack([network.tail[along], network.head[along]], axis=1).ravel()
    # With no arc the last one's access is looked up, and left out.
    twin_access = np.where(twin == NO_ARC, 0, network.access[twin])
    kinds = (
        network.way_id[along],
        network.name[along],
        network.highway[along],
        network.access[along],
        twin_access,
        twin == NO_ARC,
    )
    keys = [node, *(np.repeat(kind, 2) for kind in kinds)]
    order = np.lexsort(keys[::-1])
    new = np.any([np.diff(key[order], prepend=-1) != 0 for key in keys], axis=0)
    first = np.flatnonzero(new)
    first = first[np.diff(first, append=len(order)) == 2]
    one, other = order[first], order[first + 1]
    # A one-way street goes on only where one piece ends and the next begins.
    goes_on = (twin[one >> 1] != NO_ARC) | ((one & 1) != (other & 1))
    one, other = one[goes_on], other[goes_on]
    next_end = np.full(2 * len(along), NO_ARC, np.int32)
    next_end[one], next_end[other] = other, one
    return next_end
