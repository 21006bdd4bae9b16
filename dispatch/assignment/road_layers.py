"""Turn measures of the domain into layers over the weights of each metric."""

import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.roads import (
    Arcs,
    Everywhere,
    RoadEffect,
    RoadMeasure,
    RoadName,
    Selection,
    Within,
)
from dispatch.domain.travel import RoadRules, Speeds
from routing.metrics import Metric, metric_weights
from routing.network import RoadNetwork
from routing.overlay import Layer, Overlay
from routing.selection import arcs_named, arcs_numbered, arcs_within
from routing.weights import Weights, free_flow

FREE_FLOW = "free_flow"
"""The one metric of a desk that was given no rules: the speeds of the map."""

MANY = 2_000
"""Arcs touched at once from which weights are remembered by what is laid over the base, and roads
under them are laid out beside those that were: `MetricRoads` does that."""

KEPT = 4
"""So many are kept of each metric: each night and each rush hour are as the day before."""

_Act = tuple[RoadEffect, Selection, float | None, Speeds | None, tuple[Selection, ...]]
"""What a measure does for one metric, whichever measure it is."""

_log = logging.getLogger(__name__)


def base_weights(network: RoadNetwork, rules: RoadRules | None) -> dict[str, Weights]:
    """Return the weights of each metric of the rules, with nothing laid over them."""
    if rules is None:
        return {FREE_FLOW: free_flow(network)}
    return {key: metric_weights(network, _metric(rules, key)) for key in rules.metrics}


def group_of(rules: RoadRules | None, metric: str) -> str:
    """Return whose hierarchy serves a metric; see `routing.hierarchy.GROUPS`."""
    return "vehicles" if rules is None else _metric(rules, metric).group


def _metric(rules: RoadRules, key: str) -> Metric:
    one = rules.metrics[key]
    return Metric(
        metric_id=key,
        traveller=one.traveller,
        speed_factors=one.speed_factors,
        other_factor=one.other_factor,
        steady_kmh=one.steady_kmh,
        top_kmh=one.top_kmh,
        private_factor=one.private_factor,
        against_one_way_factor=one.against_one_way_factor,
        obeys_turn_bans=one.obeys_turn_bans,
        mass_t=one.mass_t,
        height_m=one.height_m,
    )


def selected(network: RoadNetwork, selection: Selection) -> NDArray[np.int32]:
    """Return the arcs a selection means, rising; raises `ValueError` where it means none."""
    match selection:
        case Arcs(network=fingerprint, arcs=arcs):
            if fingerprint != network.fingerprint:
                raise ValueError(
                    f"the arcs are of the road network {fingerprint}, this is {network.fingerprint}"
                )
            return arcs_numbered(network, arcs)
        case RoadName(name=name):
            return arcs_named(network, name)
        case Within(rings=rings):
            return arcs_within(network, [[(at.lon, at.lat) for at in ring] for ring in rings])
        case Everywhere():
            return np.arange(network.arc_count, dtype=np.int32)


def _act(measure: RoadMeasure, metric: str) -> _Act:
    speeds = measure.speeds.get(metric)
    return measure.effect, measure.selection, measure.factor, speeds, measure.reopened


class Layers:
    """The overlays of all metrics of a network, and the layers of each measure. Not thread-safe."""

    def __init__(self, network: RoadNetwork, bases: Mapping[str, Weights]) -> None:
        self._network = network
        self._overlays = {metric: Overlay(base) for metric, base in bases.items()}
        self._standing: dict[str, RoadMeasure] = {}
        self._known = {metric: deque[tuple[list[_Act], Weights]](maxlen=KEPT) for metric in bases}
        self._arcs: dict[Selection, NDArray[np.int32]] = {}

    def enforce(
        self, measures: Iterable[RoadMeasure], weights: Mapping[str, Weights], overlay: int
    ) -> dict[str, Weights]:
        """Return the weights under these measures, given those under the ones before.

        Where nothing changes for a metric its weights are the same object.
        """
        wanted = {one.measure_id: one for one in measures}
        touched: dict[str, list[NDArray[np.int32]]] = {metric: [] for metric in self._overlays}
        for measure_id in list(self._standing):
            if measure_id not in wanted:
                self._end(measure_id, touched)
        for measure_id, measure in wanted.items():
            before = self._standing.get(measure_id)
            if before is None or before.reopened != measure.reopened:
                if before is not None:
                    self._end(measure_id, touched)
                self._begin(measure, touched)
        found = dict(weights)
        for metric, arcs in touched.items():
            if arcs:
                fresh = self._brought_up_to_date(metric, weights[metric], arcs, overlay)
                if not np.array_equal(fresh.travel_ms, weights[metric].travel_ms):
                    found[metric] = fresh
        return found

    def _brought_up_to_date(
        self, metric: str, before: Weights, touched: Sequence[NDArray[np.int32]], overlay: int
    ) -> Weights:
        """Return the weights of a metric under what stands now: those of then, if it stood before.

        `before` are the weights before the layers on the `touched` arcs changed.
        """
        over, known = self._overlays[metric], self._known[metric]
        acts = [
            _act(measure, metric)
            for measure_id, measure in sorted(self._standing.items())
            if measure_id in over
        ]
        again = over.base if not acts else next((one for was, one in known if was == acts), None)
        if again is not None:
            return again
        arcs = self._each_once(touched)
        fresh, _ = over.over(before, arcs, f"{over.base.version}+{overlay}")
        if len(arcs) >= MANY:
            known.append((acts, fresh))
        return fresh

    def _each_once(self, arcs: Iterable[NDArray[np.int32]]) -> NDArray[np.int32]:
        """Return the arcs of some lists, rising; marked, which takes no sorting of all roads."""
        marked = np.zeros(self._network.arc_count, bool)
        for some in arcs:
            marked[some] = True
        return np.flatnonzero(marked).astype(np.int32)

    def _begin(self, measure: RoadMeasure, touched: dict[str, list[NDArray[np.int32]]]) -> None:
        self._standing[measure.measure_id] = measure
        try:
            arcs = self._arcs_of(measure.selection)
        except ValueError as problem:
            # Ordered by another door, or on another network: it stands in the log and does nothing.
            _log.warning("%s acts on no road: %s", measure.measure_id, problem)
            return
        for metric, overlay in self._overlays.items():
            if measure.only_for and metric not in measure.only_for:
                continue
            layer = self._layer(measure, metric, arcs)
            if layer is None:
                continue
            for part in measure.reopened:
                layer = layer.without(self._arcs_or_none(part))
            touched[metric].append(overlay.begin(measure.measure_id, layer))

    def _end(self, measure_id: str, touched: dict[str, list[NDArray[np.int32]]]) -> None:
        del self._standing[measure_id]
        for metric, overlay in self._overlays.items():
            if measure_id in overlay:
                touched[metric].append(overlay.end(measure_id))

    def _layer(self, measure: RoadMeasure, metric: str, arcs: NDArray[np.int32]) -> Layer | None:
        match measure.effect:
            case RoadEffect.CLOSED:
                return Layer.closing(arcs)
            case RoadEffect.SLOWED:
                return Layer.slowing(arcs, measure.factor or 1.0)
            case RoadEffect.CONDITION:
                speeds = measure.speeds.get(metric)
                return None if speeds is None else Layer.slowing(arcs, self._slowed(arcs, speeds))

    def _slowed(self, arcs: NDArray[np.int32], speeds: Speeds) -> NDArray[np.float64]:
        classes = self._network.highway_classes
        of_class = np.array([1 / speeds.classes.get(name, speeds.other) for name in classes])
        return np.asarray(of_class[self._network.highway[arcs]])

    def _arcs_or_none(self, selection: Selection) -> NDArray[np.int32]:
        try:
            return self._arcs_of(selection)
        except ValueError as problem:
            _log.warning("a part that was opened again is no road: %s", problem)
            return np.empty(0, np.int32)

    def _arcs_of(self, selection: Selection) -> NDArray[np.int32]:
        found = self._arcs.get(selection)
        if found is None:
            if len(self._arcs) > 1_000:
                self._arcs.clear()
            found = self._arcs[selection] = selected(self._network, selection)
        return found
