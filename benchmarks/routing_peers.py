"""Put the libraries one could use instead behind one face: the same roads, the same questions.

Every peer is given the arcs one metric may use on the turn graph, nodes renumbered, so that all
answer exactly the same question; each in the way its own manual recommends for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

CLOSED = 2_000_000_000
ROUTINGKIT_FAR = 2**31 - 1


@dataclass(frozen=True)
class PeerRoads:
    """n nodes and m arcs, each pair of nodes joined at most once each way."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    travel_ms: NDArray[np.int32]
    nodes: int
    order: NDArray[np.int32]
    """[n] a nested dissection order, the lowest first, for the peer that wants one."""


class Peer(Protocol):
    """A library that answers how long the candidates [c] take to a node."""

    def times_to(self, target: int) -> Any:
        """Work out the times to a node, as the library gives them."""

    def checked(self, times: Any) -> NDArray[np.int64]:
        """Return what `times_to` gave as milliseconds, int64[c]; -1 where there is no way."""

    def nearest(self, target: int, count: int) -> NDArray[np.int64]:
        """Return the least `count` times, ascending."""

    def table(self, targets: Sequence[int]) -> None:
        """Work out the times of all candidates to each target."""

    def put(self, arcs: NDArray[np.int64], travel_ms: NDArray[np.int32]) -> None:
        """Give some arcs other times, right at the next question."""

    def put_all(self, travel_ms: NDArray[np.int32]) -> None:
        """Give every arc another time."""


def _least(times: Any, count: int) -> NDArray[np.int64]:
    found = np.array(times, np.float64)  # None becomes NaN, and both NaN and infinity sort last
    least = np.sort(np.partition(found, count - 1)[:count])
    return least[least < CLOSED].astype(np.int64)


def _checked(times: Any) -> NDArray[np.int64]:
    found = np.array(times, np.float64)
    found[~(found < CLOSED)] = -1
    return found.astype(np.int64)


class Scipy:
    """scipy.sparse.csgraph on the roads turned round: one search from the target."""

    def __init__(self, roads: PeerRoads, candidates: NDArray[np.int32]) -> None:
        from scipy.sparse import csr_array

        self._candidates = candidates
        order = np.lexsort((roads.tail, roads.head))
        self._place = np.empty(len(order), np.int64)
        self._place[order] = np.arange(len(order))
        first = np.zeros(roads.nodes + 1, np.int32)
        np.cumsum(np.bincount(roads.head, minlength=roads.nodes), out=first[1:])
        entries = (roads.travel_ms[order].astype(np.float64), roads.tail[order], first)
        self._graph = csr_array(entries, shape=(roads.nodes, roads.nodes))

    def times_to(self, target: int) -> Any:
        """Search the whole network."""
        from scipy.sparse.csgraph import dijkstra

        return dijkstra(self._graph, directed=True, indices=[target])[0, self._candidates]

    def checked(self, times: Any) -> NDArray[np.int64]:
        """Return milliseconds."""
        return _checked(times)

    def nearest(self, target: int, count: int) -> NDArray[np.int64]:
        """Search to a limit, doubled until enough are within it."""
        from scipy.sparse.csgraph import dijkstra

        limit = 60_000.0
        while True:
            times = dijkstra(self._graph, directed=True, indices=[target], limit=limit)
            within = times[0, self._candidates]
            within = within[np.isfinite(within)]
            if len(within) >= count or limit > CLOSED / 2:
                return np.sort(within)[:count].astype(np.int64)
            limit *= 2

    def table(self, targets: Sequence[int]) -> None:
        """Search from each target in turn."""
        for target in targets:
            self.times_to(target)

    def put(self, arcs: NDArray[np.int64], travel_ms: NDArray[np.int32]) -> None:
        """Write into the matrix."""
        self._graph.data[self._place[arcs]] = travel_ms

    def put_all(self, travel_ms: NDArray[np.int32]) -> None:
        """Write the whole matrix; nothing is prepared, so nothing is customised."""
        self._graph.data[self._place] = travel_ms


class Networkx:
    """networkx on a DiGraph turned round."""

    def __init__(self, roads: PeerRoads, candidates: NDArray[np.int32]) -> None:
        import networkx

        self._candidates = candidates.tolist()
        self._tail, self._head = roads.tail.tolist(), roads.head.tolist()
        self._graph: Any = networkx.DiGraph()
        self._graph.add_nodes_from(range(roads.nodes))
        self._graph.add_weighted_edges_from(
            zip(self._head, self._tail, roads.travel_ms.tolist(), strict=True)
        )

    def _within(self, target: int, cutoff: int | None) -> list[float | None]:
        from networkx import single_source_dijkstra_path_length

        times = single_source_dijkstra_path_length(self._graph, target, cutoff=cutoff)
        return [times.get(candidate) for candidate in self._candidates]

    def times_to(self, target: int) -> Any:
        """Search the whole network."""
        return self._within(target, None)

    def checked(self, times: Any) -> NDArray[np.int64]:
        """Return milliseconds."""
        return _checked(times)

    def nearest(self, target: int, count: int) -> NDArray[np.int64]:
        """Search to a cutoff, doubled until enough are within it."""
        cutoff = 60_000
        while True:
            times = [time for time in self._within(target, cutoff) if time is not None]
            if len(times) >= count or cutoff > CLOSED / 2:
                return np.array(sorted(times)[:count], np.int64)
            cutoff *= 2

    def table(self, targets: Sequence[int]) -> None:
        """Search from each target in turn."""
        for target in targets:
            self.times_to(target)

    def put(self, arcs: NDArray[np.int64], travel_ms: NDArray[np.int32]) -> None:
        """Write into the edges."""
        for arc, time in zip(arcs.tolist(), travel_ms.tolist(), strict=True):
            self._graph[self._head[arc]][self._tail[arc]]["weight"] = time

    def put_all(self, travel_ms: NDArray[np.int32]) -> None:
        """Write every edge."""
        self.put(np.arange(len(self._tail)), travel_ms)


class Igraph:
    """igraph on the roads turned round, its weights an attribute of the edges."""

    def __init__(self, roads: PeerRoads, candidates: NDArray[np.int32]) -> None:
        import igraph

        self._candidates = candidates.tolist()
        self._graph: Any = igraph.Graph(
            n=roads.nodes,
            edges=np.stack([roads.head, roads.tail], axis=1),
            directed=True,
            edge_attrs={"weight": roads.travel_ms.tolist()},
        )

    def times_to(self, target: int) -> Any:
        """Search the whole network."""
        return self._graph.distances(source=[target], target=self._candidates, weights="weight")[0]

    def checked(self, times: Any) -> NDArray[np.int64]:
        """Return milliseconds."""
        return _checked(times)

    def nearest(self, target: int, count: int) -> NDArray[np.int64]:
        """Search the whole network: igraph cannot stop before."""
        return _least(self.times_to(target), count)

    def table(self, targets: Sequence[int]) -> None:
        """Search from all targets in one call."""
        self._graph.distances(source=list(targets), target=self._candidates, weights="weight")

    def put(self, arcs: NDArray[np.int64], travel_ms: NDArray[np.int32]) -> None:
        """Write into the edges."""
        self._graph.es[arcs.tolist()]["weight"] = travel_ms.tolist()

    def put_all(self, travel_ms: NDArray[np.int32]) -> None:
        """Write every edge."""
        self._graph.es["weight"] = travel_ms.tolist()


class Routingkit:
    """routingkit-cch: the same idea as our hierarchy, in C++; candidates pinned."""

    def __init__(self, roads: PeerRoads, candidates: NDArray[np.int32]) -> None:
        from routingkit_cch import CCH, CCHMetric, CCHMetricPartialUpdater

        self._candidates = candidates.tolist()
        # The same order as ours: its own takes ten times as long to find and is no better.
        cch = CCH(roads.order.tolist(), roads.tail.tolist(), roads.head.tolist(), False)
        self._metric: Any = CCHMetric(cch, roads.travel_ms.tolist())
        self._updater: Any = CCHMetricPartialUpdater(cch)
        self._pinned: Any = None

    @property
    def pinned(self) -> Any:
        """The candidates pinned to the weights as they are; a change of weights undoes it."""
        from routingkit_cch import CCHManyToOne

        if self._pinned is None:
            self._pinned = CCHManyToOne(self._metric, self._candidates)
        return self._pinned

    def times_to(self, target: int) -> Any:
        """Sweep for the pinned candidates."""
        return self.pinned.distances_to(target)

    def checked(self, times: Any) -> NDArray[np.int64]:
        """Return milliseconds."""
        return _checked(times)

    def nearest(self, target: int, count: int) -> NDArray[np.int64]:
        """Sweep, then pick."""
        return _least(self.times_to(target), count)

    def table(self, targets: Sequence[int]) -> None:
        """Sweep for each target in turn."""
        pinned = self.pinned
        for target in targets:
            pinned.distances_to(target)

    def put(self, arcs: NDArray[np.int64], travel_ms: NDArray[np.int32]) -> None:
        """Update in part; no query may live meanwhile."""
        self._pinned = None
        changes = zip(arcs.tolist(), travel_ms.tolist(), strict=True)
        self._updater.apply(
            self._metric, {arc: ROUTINGKIT_FAR if ms >= CLOSED else ms for arc, ms in changes}
        )

    def put_all(self, travel_ms: NDArray[np.int32]) -> None:
        """Customise anew in place."""
        self._pinned = None
        self._metric.reset(travel_ms.tolist())
