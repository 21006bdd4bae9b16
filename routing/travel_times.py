"""Ask how long it takes to drive from here to there, without saying which engine answers."""

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import index_column
from routing.network import RoadNetwork
from routing.weights import Weights


class TravelTimes(Protocol):
    """An engine over one road network, safe to ask from several threads at once."""

    @property
    def network(self) -> RoadNetwork:
        """The roads this engine answers for."""

    def matrix(
        self, origins: ArrayLike, destinations: ArrayLike, weights: Weights
    ) -> NDArray[np.float64]:
        """Return the least travel times, float64[O, D] in seconds.

        `origins` [O] and `destinations` [D] are node numbers and may repeat. The entry is
        `numpy.inf` where there is no way, and 0 from a node to itself. Engines count in whole
        milliseconds: `numpy.rint(seconds * 1000)` is exact, and equal for every engine.

        Raises `ValueError` for a node that does not exist or weights of another network.
        """


def node_numbers(name: str, nodes: ArrayLike, network: RoadNetwork) -> NDArray[np.int32]:
    """Return node numbers as int32[n]; raise `ValueError` naming the first that does not exist."""
    given = np.asarray(nodes)
    if not given.size:
        return np.empty(0, np.int32)
    return index_column(name, given, np.int32, network.node_count, len(given))
