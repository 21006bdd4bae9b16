"""Answer the dispatcher's questions of the roads: how long from here to there, and if not, why.

A `RoadDesk` is a network with its metrics; a `RoadView` is the desk under the measures in force at
one moment, and never changes. What is decided together is decided on one view.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dispatch.assignment.metric_roads import MetricRoads
from dispatch.assignment.road_layers import FREE_FLOW, Layers, base_weights, group_of, selected
from dispatch.domain.area import Area
from dispatch.domain.impacts import UNREACHABLE_WORDS, Unreachable
from dispatch.domain.roads import RoadMeasure, Selection
from dispatch.domain.travel import RoadRules, Serves
from routing.geo import Position
from routing.network import RoadNetwork
from routing.paths import Path, path_driving
from routing.searched import UNREACHABLE, Way
from routing.snapping import OFF_THE_ROADS, RoadSnapper, Snapper
from routing.stops import Stops
from routing.weights import CLOSED, Weights

UNREACHABLE_MS = UNREACHABLE

MOST_POSITIONS = 100_000
"""So many positions are remembered with their nodes: incidents, teams and depots come again."""

FEW_LOST = 16
"""Nodes without a way of which is remembered where they could get: the same few every time."""


class NoWay(ValueError):  # noqa: N818 - an answer: there is no way from here to there
    """There is no way, for `reason`; the text is for people."""

    def __init__(self, reason: Unreachable, detail: str = "") -> None:
        super().__init__(detail or UNREACHABLE_WORDS[reason])
        self.reason = reason


class RoadView:
    """The roads under certain measures. Immutable; safe to use from any thread, and to keep.

    A metric that is not named is that of the teams. Travel times are int32 milliseconds,
    `UNREACHABLE_MS` where there is no way.
    """

    def __init__(self, desk: "RoadDesk", weights: Mapping[str, Weights], overlay: int) -> None:
        self._desk, self._weights, self.overlay = desk, dict(weights), overlay
        self.network, self.serves = desk.network, desk.serves

    @property
    def desk(self) -> "RoadDesk":
        """The desk this is a view of."""
        return self._desk

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

    def times_to(self, nodes: ArrayLike, goal: int, metric: str | None = None) -> NDArray[np.int32]:
        """Return how long it takes from each of n nodes to `goal`: int32[n]."""
        roads, weights = self._desk.roads_of(self._named(metric)), self._of(metric)
        return roads.times_to(weights, np.asarray(nodes, np.int32), goal)

    def times_to_each(
        self, nodes: ArrayLike, goals: Sequence[int], metric: str | None = None
    ) -> NDArray[np.int32]:
        """Return how long it takes from each of n nodes to each of m goals: int32[m, n]."""
        roads, weights = self._desk.roads_of(self._named(metric)), self._of(metric)
        return roads.times_to_each(weights, np.asarray(nodes, np.int32), goals)

    def between_few(
        self, nodes: ArrayLike, goals: ArrayLike, metric: str | None = None
    ) -> NDArray[np.int32]:
        """Return how long it takes from each of n nodes to each of m goals: int32[m, n].

        For nodes that nobody asks about again, as it makes none of them ready.
        """
        roads, weights = self._desk.roads_of(self._named(metric)), self._of(metric)
        return roads.between_few(weights, np.asarray(nodes, np.int32), np.asarray(goals, np.int32))

    def times_from(
        self, origin: int, nodes: ArrayLike, metric: str | None = None
    ) -> NDArray[np.int32]:
        """Return how long it takes from `origin` to each of n nodes: int32[n]."""
        roads, weights = self._desk.roads_of(self._named(metric)), self._of(metric)
        return roads.times_from(weights, origin, np.asarray(nodes, np.int32))

    def table(
        self, origins: ArrayLike, nodes: ArrayLike, metric: str | None = None
    ) -> NDArray[np.int32]:
        """Return how long it takes from each of n origins to each of m nodes: int32[n, m]."""
        roads, weights = self._desk.roads_of(self._named(metric)), self._of(metric)
        return roads.table(weights, np.asarray(origins, np.int32), np.asarray(nodes, np.int32))

    def reach_ms(self, nodes: Sequence[int], metric: str | None = None) -> NDArray[np.int32]:
        """Return when the soonest of those who start at `nodes` is at every node: int32[N]."""
        return self._desk.roads_of(self._named(metric)).reach(self._of(metric), nodes)

    def path(self, origin: Position, destination: Position, metric: str | None = None) -> Path:
        """Return the fastest way between two positions, from road to road; raises `NoWay`.

        It begins and ends beside the two positions, on the roads this metric may use.
        """
        stops = [
            self._desk.stop_at(what, position, self._named(metric), self._of(metric))
            for what, position in (("the start", origin), ("the destination", destination))
        ]
        found = self._path(stops[0], stops[1], metric)
        if found is None:
            nodes = [self.node_of(origin), self.node_of(destination)]
            if nodes[0] is None or nodes[1] is None:
                raise NoWay(Unreachable.NO_WAY)
            raise NoWay(self.why_unreachable(nodes[0], nodes[1], metric))
        return found

    def way(self, origin: int, goal: int, metric: str | None = None) -> Path:
        """Return the fastest way between two nodes; raises `NoWay` where there is none."""
        found = self.way_if_any(origin, goal, metric)
        if found is None:
            raise NoWay(self.why_unreachable(origin, goal, metric))
        return found

    def way_if_any(self, origin: int, goal: int, metric: str | None = None) -> Path | None:
        """Return the fastest way between two nodes, None where there is none."""
        origin_stop, goal_stop = (Stops.at_node(self.network, node) for node in (origin, goal))
        return self._path(origin_stop, goal_stop, metric)

    def driven(self, origin: int, goal: int, metric: str | None = None) -> Way | None:
        """Return what one drives between two nodes, None where there is no way; undrawn."""
        stops = (Stops.at_node(self.network, node) for node in (origin, goal))
        return self._desk.roads_of(self._named(metric)).way(self._of(metric), *stops)

    def _path(self, origin: Stops, destination: Stops, metric: str | None) -> Path | None:
        weights = self._of(metric)
        way = self._desk.roads_of(self._named(metric)).way(weights, origin, destination)
        return None if way is None else path_driving(self.network, weights, origin, way)

    def why_unreachable(self, origin: int, goal: int, metric: str | None = None) -> Unreachable:
        """Return why there is no way between two nodes: for the measures in force, or at all."""
        cut_off = bool(self.are_cut_off([origin], goal, metric)[0])
        return Unreachable.CUT_OFF if cut_off else Unreachable.NO_WAY

    def are_cut_off(
        self, origins: ArrayLike, goal: int, metric: str | None = None
    ) -> NDArray[np.bool_]:
        """Return of n nodes without a way to `goal` which have one but for the measures: bool[n].

        One search for all of them; for a few it is remembered where they could get.
        """
        bare, nodes = self._desk.bare, np.asarray(origins, np.int32)
        if not len(nodes) or self._of(metric) is bare._of(metric):
            return np.zeros(len(nodes), bool)
        if len(nodes) <= FEW_LOST:
            named = self._named(metric)
            return np.array([self._desk.could_reach(named, one)[goal] for one in nodes.tolist()])
        return np.asarray(bare.times_to(nodes, goal, metric) != UNREACHABLE_MS)

    def _named(self, metric: str | None) -> str:
        return self.serves.teams if metric is None else metric

    def _of(self, metric: str | None) -> Weights:
        return self._weights[self._named(metric)]


class RoadDesk:
    """A road network, its metrics and the measures in force. Safe to use from any thread.

    Without `rules` there is one metric for everything, the speeds of the map.
    """

    def __init__(
        self,
        network: RoadNetwork,
        rules: RoadRules | None = None,
        *,
        max_off_road_m: float = 3_000.0,
    ) -> None:
        self.network = network
        one = Serves(teams=FREE_FLOW, supplies=FREE_FLOW, evacuees=FREE_FLOW, buses=FREE_FLOW)
        self.serves = one if rules is None else rules.serves
        bases = base_weights(network, rules)
        self.bare = RoadView(self, bases, 0)
        self._layers = Layers(network, bases)
        self._now = self.bare
        self._roads = {
            metric: MetricRoads(network, group_of(rules, metric), base)
            for metric, base in bases.items()
        }
        self._enforcing = Lock()
        self._snapper, self._limit_m = Snapper(network), max_off_road_m

        @lru_cache(maxsize=8)
        def snapper_of(metric: str) -> RoadSnapper:
            return RoadSnapper(network, bases[metric].travel_ms != CLOSED)

        @lru_cache(maxsize=4 * FEW_LOST)
        def could_reach(metric: str, node: int) -> NDArray[np.bool_]:
            return np.asarray(self.bare.reach_ms([node], metric) != UNREACHABLE_MS)

        self._snapper_of, self._could_reach = snapper_of, could_reach
        self._node_at: dict[Position, int] = {}

    def warm_up(self) -> None:
        """Do beforehand what the first question would wait for.

        Takes a second or two for a city; most of a minute on a machine that has yet to compile.
        """
        for metric in {self.serves.teams, self.serves.supplies}:
            self._roads[metric].warm_up()
            self._snapper_of(metric).candidates(self.network.position(0))
        way = self.now.way_if_any(int(self.network.tail[0]), int(self.network.head[0]))
        if way is not None:
            way.position_at(0.0)

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
                for metric, fresh in weights.items():
                    if fresh is not self._now._weights[metric]:
                        self._roads[metric].follow(fresh)
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
        node = self._node_at.get(position)
        if node is None:
            node = int(self.nodes_of([position])[0])
        return None if node == OFF_THE_ROADS else node

    def nodes_of(self, positions: Sequence[Position]) -> NDArray[np.int32]:
        """Return the road nodes of n positions, int32[n], -1 where no road is near enough."""
        known = self._node_at
        if len(known) > MOST_POSITIONS:
            known = self._node_at = {}
        nodes = list(map(known.get, positions))
        if None in nodes:
            strange = [one for one, node in zip(positions, nodes, strict=True) if node is None]
            lon, lat = [one.lon for one in strange], [one.lat for one in strange]
            found = self._snapper.snap(lon, lat, limit_m=self._limit_m).node
            known.update(zip(strange, found.tolist(), strict=True))
            nodes = list(map(known.get, positions))
        return np.array(nodes, np.int32)

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

    def roads_of(self, metric: str) -> MetricRoads:
        """Return the roads of a metric, now and before; raises `KeyError`."""
        return self._roads[metric]

    def could_reach(self, metric: str, node: int) -> NDArray[np.bool_]:
        """Return which nodes there is a way to from a node, but for all measures: bool[N]."""
        return self._could_reach(metric, node)

    def stop_at(self, what: str, position: Position, metric: str, weights: Weights) -> Stops:
        """Return where a position meets the roads of a metric, on its side of the street.

        That is the nearest road in the neighbourhood that is open; where all are closed, the
        nearest. Raises `NoWay`, in whose words it is `what`, where no road is near enough.
        """
        snapper, travel_ms = self._snapper_of(metric), weights.travel_ms
        nearest = snapper.best(position, limit_m=self._limit_m)
        if nearest is None:
            raise NoWay(Unreachable.OFF_THE_ROADS, self.off_the_roads(what, position))
        is_open = (
            point for point in snapper.candidates(position) if travel_ms[point.arc] != CLOSED
        )
        return Stops.on_roads([next(is_open, nearest)])
