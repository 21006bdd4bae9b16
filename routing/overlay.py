"""Lay closures and slow stretches over the weights of a metric, and take them off again.

An overlay is a set of layers, each with a key and the arcs it acts on. What an arc takes is worked
out anew from all layers on it, in the order of their keys, whenever one of them begins or ends: no
order of beginnings and endings leaves a trace, and an arc with no layer has its base time exactly.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.weights import CLOSED, LONGEST_ARC_MS, SHORTEST_ARC_MS, Weights


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What one measure does to n arcs."""

    arcs: NDArray[np.int32]
    """[n] arc numbers, rising."""
    factor: NDArray[np.float64] | None
    """[n] by how much longer each takes, above zero; None: they are closed."""

    @classmethod
    def closing(cls, arcs: ArrayLike) -> "Layer":
        """Return a layer that closes arcs."""
        return cls(np.unique(np.asarray(arcs, np.int32)), None)

    @classmethod
    def slowing(cls, arcs: ArrayLike, factor: ArrayLike) -> "Layer":
        """Return a layer under which arcs take `factor` times as long: one number, or one each.

        Raises `ValueError` where a factor is not a number above zero.
        """
        numbers = np.asarray(arcs, np.int32)
        factors = np.broadcast_to(np.asarray(factor, np.float64), numbers.shape)
        if not (numbers[1:] > numbers[:-1]).all():
            numbers, first = np.unique(numbers, return_index=True)
            factors = factors[first]
        wrong = ~((factors > 0) & np.isfinite(factors))
        if wrong.any():
            raise ValueError(f"factor must be a number above zero, got {factors[wrong][0]}")
        return cls(numbers, factors)

    def without(self, arcs: NDArray[np.int32]) -> "Layer":
        """Return the same layer on those of its arcs that are not among `arcs`."""
        kept = ~np.isin(self.arcs, arcs)
        return Layer(self.arcs[kept], None if self.factor is None else self.factor[kept])


class Overlay:
    """The layers that lie over the base weights of one metric. Not thread-safe."""

    def __init__(self, base: Weights) -> None:
        self.base: Final = base
        self._layers: dict[str, Layer] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._layers

    def begin(self, key: str, layer: Layer) -> NDArray[np.int32]:
        """Lay a layer on, in place of one of the same key; return the arcs this may change."""
        before = self._layers.get(key)
        if len(layer.arcs) and not 0 <= layer.arcs[0] <= layer.arcs[-1] < len(self.base.travel_ms):
            raise ValueError(f"layer {key}: arcs must be 0 to {len(self.base.travel_ms) - 1}")
        self._layers[key] = layer
        return layer.arcs if before is None else np.union1d(before.arcs, layer.arcs)

    def end(self, key: str) -> NDArray[np.int32]:
        """Take a layer off; return the arcs this may change. Raises `KeyError`."""
        return self._layers.pop(key).arcs

    def travel_ms(self, arcs: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return what n arcs take under all layers: int32[n] milliseconds, or `CLOSED`."""
        factor = np.ones(len(arcs))
        closed = np.zeros(len(arcs), bool)
        for key in sorted(self._layers):
            layer = self._layers[key]
            if not len(layer.arcs):
                continue
            if len(layer.arcs) == len(self.base.travel_ms):
                place = arcs  # it acts on every arc
            else:
                place = np.minimum(np.searchsorted(layer.arcs, arcs), len(layer.arcs) - 1)
            on_it = layer.arcs[place] == arcs
            if layer.factor is None:
                closed |= on_it
            else:
                factor[on_it] *= layer.factor[place[on_it]]
        return laid_over(self.base.travel_ms[arcs], closed, factor)

    def over(
        self, weights: Weights, arcs: NDArray[np.int32], version: str
    ) -> tuple[Weights, NDArray[np.int32]]:
        """Return weights brought up to date on some arcs, and which of these really changed.

        `weights` are those before the layers on `arcs` changed.
        """
        travel_ms = weights.travel_ms.copy()
        travel_ms[arcs] = self.travel_ms(arcs)
        changed = arcs[travel_ms[arcs] != weights.travel_ms[arcs]]
        return Weights(travel_ms, version, self.base.bans), changed


def overlaid(
    base: Weights, closed: NDArray[np.bool_], factor: NDArray[np.float64], version: str
) -> Weights:
    """Return base weights with arcs [M] closed, and taking [M] factors as long; closed wins."""
    return Weights(laid_over(base.travel_ms, closed, factor), version, base.bans)


def laid_over(
    travel_ms: NDArray[np.int32], closed: NDArray[np.bool_], factor: NDArray[np.float64]
) -> NDArray[np.int32]:
    """Return base times [n] under factors [n], `CLOSED` where closed; what is closed stays so."""
    slowed = np.clip(np.rint(travel_ms * factor), SHORTEST_ARC_MS, LONGEST_ARC_MS)
    laid = np.where(factor == 1.0, travel_ms, slowed)
    return np.where(closed | (travel_ms == CLOSED), CLOSED, laid).astype(np.int32)
