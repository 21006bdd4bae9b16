"""Answer the dispatcher's questions of the roads: how long from everywhere to here."""

from collections import OrderedDict
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from routing.geo import Position
from routing.network import RoadNetwork
from routing.scipy_engine import ScipyTravelTimes
from routing.snapping import Snapper
from routing.travel_times import TravelTimes
from routing.weights import Weights, free_flow

UNREACHABLE_MS = -1
CACHE_BYTES = 256 * 2**20  # remembered searches; one takes 4 bytes a node


class RoadDesk:
    """One road network and its weights, for dispatching. Safe to use from any thread.

    A search from an incident answers for every team and depot at once and is remembered while the
    weights stand, so that deciding again when a team becomes free costs no search.
    """

    def __init__(
        self,
        network: RoadNetwork,
        engine: TravelTimes | None = None,
        *,
        max_off_road_m: float = 3_000.0,
    ) -> None:
        self.network = network
        self._engine = engine or ScipyTravelTimes(network)
        self._weights = free_flow(network)
        self._everywhere = np.arange(network.node_count, dtype=np.int32)
        self._searches: OrderedDict[int, NDArray[np.int32]] = OrderedDict()
        self._room = max(8, CACHE_BYTES // (4 * network.node_count))
        self._lock = Lock()
        snapper = Snapper(network)

        @lru_cache(maxsize=100_000)
        def node_of(position: Position) -> int | None:
            return snapper.node_at(position, limit_m=max_off_road_m)

        self._node_of = node_of

    @property
    def version(self) -> str:
        """The name of the weights in force, as decisions record it."""
        return f"{self.network.fingerprint}/{self._weights.version}"

    @property
    def weights(self) -> Weights:
        """The weights in force."""
        return self._weights

    def use(self, weights: Weights) -> None:
        """Put other weights in force; answers from now on are by them."""
        with self._lock:
            self._weights = weights
            self._searches.clear()

    def node_of(self, position: Position) -> int | None:
        """Return the road node of a position, None where no road is near enough."""
        return self._node_of(position)

    def travel_ms_to(self, node: int) -> NDArray[np.int32]:
        """Return the travel time from every node to `node`: int32[N] in milliseconds, read-only.

        `UNREACHABLE_MS` where there is no way.
        """
        with self._lock:
            known = self._searches.get(node)
            if known is not None:
                self._searches.move_to_end(node)
                return known
            weights = self._weights
        seconds = self._engine.matrix(self._everywhere, [node], weights)[:, 0]
        reached = np.isfinite(seconds)
        travel_ms = np.full(len(seconds), UNREACHABLE_MS, np.int32)
        travel_ms[reached] = np.rint(seconds[reached] * 1000)
        travel_ms.setflags(write=False)
        with self._lock:
            if weights is self._weights:
                self._searches[node] = travel_ms
                if len(self._searches) > self._room:
                    self._searches.popitem(last=False)
        return travel_ms
