"""Answer the dispatcher's questions of the roads: how long from here to there, and if not, why.

A `RoadDesk` is a network with its metrics; a `RoadView` is the desk under the measures in force at
one moment, and never changes. What is decided together is decided on one view.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.road_layers import FREE_FLOW, Layers, base_weights, selected
from dispatch.domain.area import Area
from dispatch.domain.impacts import UNREACHABLE_WORDS, Unreachable
from dispatch.domain.roads import RoadMeasure, Selection
from dispatch.domain.travel import RoadRules, Serves
from routing.geo import Position
from routing.network import RoadNetwork
from routing.paths import Path, path_along
from routing.snapping import Snapper
from routing.turn_graph import turn_graph
from routing.weights import CLOSED, Weights

UNREACHABLE_MS = -1
CACHE_BYTES = 256 * 2**20  # remembered searches; one takes 4 bytes a node

_Asked = tuple[int, tuple[int, ...], bool]  # identity of the weights, nodes, backward


class NoWay(ValueError):  # noqa: N818 - an answer: there is no way from here to there
    """There is no way, for `reason`; the text is for people."""

    def __init__(self, reason: Unreachable, detail: str = "") -> None:
        super().__init__(detail or UNREACHABLE_WORDS[reason])
        self.reason = reason


class RoadView:
    """The roads under certain measures. Immutable; safe to use from any thread, and to keep.

    A metric that is not named is that of the teams. Travel times are int32[N] milliseconds, read
    only, `UNREACHABLE_MS` where there is no way.
    """

    def __init__(self, desk: "RoadDesk", weights: Mapping[str, Weights], overlay: int) -> None:
        self._desk, self._weights, self.overlay = desk, dict(weights), overlay
        self.network, self.serves = desk.network, desk.serves

    @property
    def version(self) -> str:
        """The name of the roads as decisions record it: network, metric of the teams, overlay."""
        base = self._desk.bare.weights_of(self.serves.teams).version
        return f"{self.network.fingerprint}/{base}/{self.overlay}"

    @property
    def weights(self) -> Weights:
        """The weights of the teams' metric."""
        return self.weights_of(self.serves.teams)

    def weights_of(self, metric: str) -> Weights:
        """Return the weights of a metric; raises `KeyError`."""
        return self._weights[metric]

    def node_of(self, position: Position) -> int | None:
        """Return the road node of a position, None where no road is near enough."""
        return self._desk.node_of(position)

    def nodes_of(self, positions: Sequence[Position]) -> NDArray[np.int32]:
        """Return the road nodes of n positions, int32[n], -1 where no road is near enough."""
        return self._desk.nodes_of(positions)

    def travel_ms_to(self, node: int, metric: str | None = None) -> NDArray[np.int32]:
        """Return the travel time from every node to `node`."""
        found = self._desk.searched(self._of(metric), (node,), backward=True)
        return found[: self.network.node_count]

    def travel_ms_from(self, node: int, metric: str | None = None) -> NDArray[np.int32]:
        """Return the travel time from `node` to every node."""
        return self._desk.searched(self._of(metric), (node,), backward=False)

    def reach_ms(self, nodes: Sequence[int], metric: str | None = None) -> NDArray[np.int32]:
        """Return when the soonest of those who start at `nodes` is at every node."""
        return self._desk.searched(self._of(metric), tuple(sorted(set(nodes))), backward=False)

    def path(self, origin: Position, destination: Position, metric: str | None = None) -> Path:
        """Return the fastest way between two positions, from road to road; raises `NoWay`."""
        nodes = []
        for what, position in (("the start", origin), ("the destination", destination)):
            node = self.node_of(position)
            if node is None:
                raise NoWay(Unreachable.OFF_THE_ROADS, self._desk.off_the_roads(what, position))
            nodes.append(node)
        return self.way(nodes[0], nodes[1], metric)

    def way(self, origin: int, goal: int, metric: str | None = None) -> Path:
        """Return the fastest way between two nodes, down the times to the goal that are known.

        Raises `NoWay` where there is none.
        """
        weights = self._of(metric)
        travel_ms = self._desk.searched(weights, (goal,), backward=True)
        if travel_ms[origin] == UNREACHABLE_MS:
            raise NoWay(self.why_unreachable(origin, goal, metric))
        # In the turn graph, where what was driven last decides which ways are open.
        graph = turn_graph(self.network)
        barred = self._desk.barred(weights)
        here, nodes, arcs = origin, [origin], []
        while nodes[-1] != goal:
            out = np.arange(graph.first_out[here], graph.first_out[here + 1])
            rest = travel_ms[graph.head[out]].astype(np.int64)
            takes_ms = weights.travel_ms[graph.arc[out]]
            onward = (rest != UNREACHABLE_MS) & (takes_ms != CLOSED) & ~barred[out]
            best = int(out[np.argmin(np.where(onward, rest + takes_ms, np.iinfo(np.int64).max))])
            here = int(graph.head[best])
            arcs.append(int(graph.arc[best]))
            nodes.append(int(graph.node[here]))
        return path_along(
            self.network, weights, np.array(nodes, np.int32), np.array(arcs, np.int32)
        )

    def why_unreachable(self, origin: int, goal: int, metric: str | None = None) -> Unreachable:
        """Return why there is no way between two nodes: for the measures in force, or at all."""
        bare = self._desk.bare
        if self._of(metric) is bare._of(metric):
            return Unreachable.NO_WAY
        reached = bare.travel_ms_to(goal, metric)[origin] != UNREACHABLE_MS
        return Unreachable.CUT_OFF if reached else Unreachable.NO_WAY

    def _of(self, metric: str | None) -> Weights:
        return self._weights[self.serves.teams if metric is None else metric]


class RoadDesk:
    """A road network, its metrics and the measures in force. Safe to use from any thread.

    Without `rules` there is one metric for everything, the speeds of the map. A search answers for
    every team and depot at once and is remembered while its weights stand.
    """

    def __init__(
        self,
        network: RoadNetwork,
        rules: RoadRules | None = None,
        *,
        max_off_road_m: float = 3_000.0,
    ) -> None:
        self.network = network
        one = Serves(teams=FREE_FLOW, supplies=FREE_FLOW, evacuees=FREE_FLOW)
        self.serves = one if rules is None else rules.serves
        bases = base_weights(network, rules)
        self.bare = RoadView(self, bases, 0)
        self._layers = Layers(network, bases)
        self._now = self.bare
        self._searches: OrderedDict[_Asked, tuple[Weights, NDArray[np.int32]]] = OrderedDict()
        self._room = max(8, CACHE_BYTES // (4 * network.node_count))
        self._lock, self._enforcing = Lock(), Lock()
        self._snapper, self._limit_m = Snapper(network), max_off_road_m

        @lru_cache(maxsize=100_000)
        def node_of(position: Position) -> int | None:
            return self._snapper.node_at(position, limit_m=max_off_road_m)

        @lru_cache(maxsize=8)
        def barred(weights: Weights) -> NDArray[np.bool_]:
            return turn_graph(network).barred(weights)

        self._node_of, self._barred = node_of, barred

    @property
    def now(self) -> RoadView:
        """The roads under the measures last enforced."""
        return self._now

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that can be asked for."""
        return tuple(self.bare._weights)

    def under(self, area: Area) -> RoadView:
        """Return the roads under the measures in force in an area.

        The desk follows one area's log: a state of it older than the last one gets the newer view.
        """
        if area.overlay <= self._now.overlay:
            return self._now
        in_force = [one for one in area.road_measures.values() if one.is_in_force]
        return self.enforce(in_force, area.overlay)

    def enforce(self, measures: Iterable[RoadMeasure], overlay: int) -> RoadView:
        """Put these measures in force and no others; `overlay` names them, and only rises."""
        with self._enforcing:
            if overlay > self._now.overlay:
                weights = self._layers.enforce(measures, self._now._weights, overlay)
                self._now = RoadView(self, weights, overlay)
            return self._now

    def touched(
        self, measures: Iterable[RoadMeasure], selection: Selection
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the ids of measures that act only on roads of a selection, and on others too.

        Raises `ValueError` where the selection means no road.
        """
        wanted = np.zeros(self.network.arc_count, bool)
        wanted[self.selected(selection)] = True
        wholly: list[str] = []
        partly: list[str] = []
        for measure in measures:
            acts = np.zeros(self.network.arc_count, bool)
            with suppress(ValueError):
                acts[self.selected(measure.selection)] = True
            for part in measure.reopened:
                with suppress(ValueError):
                    acts[self.selected(part)] = False
            if (acts & wanted).any():
                (partly if (acts & ~wanted).any() else wholly).append(measure.measure_id)
        return tuple(wholly), tuple(partly)

    def selected(self, selection: Selection) -> NDArray[np.int32]:
        """Return the arcs a selection means, rising; raises `ValueError` where it means none."""
        return selected(self.network, selection)

    def node_of(self, position: Position) -> int | None:
        """Return the road node of a position, None where no road is near enough."""
        return self._node_of(position)

    def nodes_of(self, positions: Sequence[Position]) -> NDArray[np.int32]:
        """Return the road nodes of n positions, int32[n], -1 where no road is near enough."""
        lon, lat = [one.lon for one in positions], [one.lat for one in positions]
        return self._snapper.snap(lon, lat, limit_m=self._limit_m).node

    def off_the_roads(self, what: str, position: Position) -> str:
        """Return the words for a position with no road near enough, with the distance."""
        away_m = float(self._snapper.snap(position.lon, position.lat).distance_m[0])
        return f"{what} is off the roads: {away_m / 1000:.1f} km from any road"

    @property
    def version(self) -> str:
        """The name of the roads as they are now."""
        return self._now.version

    @property
    def weights(self) -> Weights:
        """The weights of the teams' metric as they are now."""
        return self._now.weights

    def travel_ms_to(self, node: int, metric: str | None = None) -> NDArray[np.int32]:
        """Return the travel time from every node to `node` as the roads are now."""
        return self._now.travel_ms_to(node, metric)

    def searched(
        self, weights: Weights, nodes: tuple[int, ...], *, backward: bool
    ) -> NDArray[np.int32]:
        """Return the least travel time from any of the nodes to each, or to the one from each.

        Remembered. Backwards it is int32[X], of all the nodes of the turn graph.
        """
        # By the object: a metric whose weights a measure leaves alone keeps its searches.
        key = (id(weights), nodes, backward)
        with self._lock:
            known = self._searches.get(key)
            if known is not None and known[0] is weights:
                self._searches.move_to_end(key)
                return known[1]
        found = _search(self.network, weights, nodes, backward=backward)
        with self._lock:
            self._searches[key] = (weights, found)
            if len(self._searches) > self._room:
                self._searches.popitem(last=False)
        return found

    def barred(self, weights: Weights) -> NDArray[np.bool_]:
        """Return the arcs of the turn graph that banned turns bar under these weights."""
        return self._barred(weights)


def _search(
    network: RoadNetwork, weights: Weights, nodes: tuple[int, ...], *, backward: bool
) -> NDArray[np.int32]:
    """Search the whole network once, with scipy; int32 milliseconds, read-only."""
    from scipy.sparse.csgraph import dijkstra

    from routing.search_graph import backward_graph, forward_graph

    graph = turn_graph(network)
    travel_ms = np.full(graph.node_count, UNREACHABLE_MS, np.int32)
    if nodes:
        starts = np.array(nodes, np.int32)
        if backward:  # one arrives at a node over any turn
            _, starts = graph.arrivals(starts)
        matrix = (backward_graph if backward else forward_graph)(network, weights)
        times = dijkstra(matrix, directed=True, indices=starts, min_only=True)
        count = network.node_count
        if not backward:
            np.minimum.at(times, graph.node[count:], times[count:])
            times, travel_ms = times[:count], travel_ms[:count]
        reached = np.isfinite(times)
        travel_ms[reached] = np.rint(times[reached])
    travel_ms.setflags(write=False)
    return travel_ms
