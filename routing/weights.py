"""Say how long each arc takes to drive: whole milliseconds, under a version.

The network never changes; its weights do. A closure, a flood or a jam is a new `Weights` with a
new version, so an answer can always be traced to the weights it was computed from.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from routing.arrays import fingerprint, refuse
from routing.network import RoadNetwork, by_rule

CLOSED: Final = 2_000_000_000
"""The weight of an arc nobody can drive. It stands for infinity in 32 bits."""

LONGEST_ARC_MS: Final = 147_000_000
"""The slowest open arc, 40 hours: `CLOSED` plus one arc must still fit in 32 bits."""

SHORTEST_ARC_MS: Final = 1
"""Even an arc of no length takes a millisecond, so that no ring of arcs is free to drive."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The travel time of each arc of one network. Keep and share it: engines cache by object."""

    travel_ms: NDArray[np.int32]
    """[M] milliseconds, `SHORTEST_ARC_MS` to `LONGEST_ARC_MS`, or `CLOSED`. Read-only."""
    version: str
    """Names these weights in records; `Weights.of` makes it from the content."""
    bans: NDArray[np.bool_] | None = None
    """[K] which of the network's banned turns hold; None: all of them. Read-only."""

    def __post_init__(self) -> None:
        travel_ms = np.array(self.travel_ms)
        if travel_ms.dtype != np.int32 or travel_ms.ndim != 1:
            raise ValueError("travel_ms must be one dimension of int32")
        possible = (travel_ms >= SHORTEST_ARC_MS) & (travel_ms <= LONGEST_ARC_MS)
        refuse("travel_ms", travel_ms, ~possible & (travel_ms != CLOSED), "is not a travel time")
        travel_ms.setflags(write=False)
        object.__setattr__(self, "travel_ms", travel_ms)
        if self.bans is not None:
            bans = np.array(self.bans, np.bool_)
            bans.setflags(write=False)
            object.__setattr__(self, "bans", bans)

    @classmethod
    def of(cls, travel_ms: NDArray[np.int32], bans: NDArray[np.bool_] | None = None) -> "Weights":
        """Return weights whose version is a fingerprint of their content (16 hex digits).

        Raises `ValueError` naming the first arc whose travel time is out of range.
        """
        content = [np.asarray(travel_ms)] + ([] if bans is None else [np.asarray(bans)])
        return cls(travel_ms=travel_ms, version=fingerprint(content, []), bans=bans)


def free_flow(network: RoadNetwork) -> Weights:
    """Return the weights of an empty road: length over speed, to the nearest millisecond.

    They are those of a vehicle that keeps every rule but may enter private roads: arcs against a
    one-way street and ways for feet alone are closed, and all banned turns hold.
    """
    travel_ms = travel_ms_at(network, network.speed_kmh.astype(np.float64))
    travel_ms[~by_rule(network.access)] = CLOSED
    return Weights.of(travel_ms)


def travel_ms_at(network: RoadNetwork, speed_kmh: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the travel time of each arc at the given speeds [M] above zero: int32[M], ms.

    Raises `ValueError` naming the first arc that takes longer than `LONGEST_ARC_MS`.
    """
    # One metre at one km/h takes 3,600 ms.
    return whole_ms(network.length_m.astype(np.float64) / speed_kmh * 3600)


def with_closed(weights: Weights, arcs: ArrayLike) -> Weights:
    """Return the same weights with the given arcs (their numbers) closed."""
    travel_ms = weights.travel_ms.copy()
    travel_ms[_arc_numbers(arcs, len(travel_ms))] = CLOSED
    return Weights.of(travel_ms, weights.bans)


def scaled(weights: Weights, factor: float, arcs: ArrayLike | None = None) -> Weights:
    """Return weights with the given arcs, or all, taking `factor` times as long.

    A closed arc stays closed. Raises `ValueError` where `factor` is not a number above zero, or
    makes an arc slower than `LONGEST_ARC_MS`.
    """
    if not 0 < factor < np.inf:
        raise ValueError(f"factor must be a number above zero, got {factor}")
    chosen = np.ones(len(weights.travel_ms), bool)
    if arcs is not None:
        chosen[:] = False
        chosen[_arc_numbers(arcs, len(chosen))] = True
    chosen &= weights.travel_ms != CLOSED
    travel_ms = weights.travel_ms.copy()
    travel_ms[chosen] = whole_ms(travel_ms[chosen].astype(np.float64) * factor)
    return Weights.of(travel_ms, weights.bans)


def check_weights(network: RoadNetwork, weights: Weights) -> None:
    """Raise `ValueError` where the weights cannot be those of this network."""
    if len(weights.travel_ms) != network.arc_count:
        raise ValueError(
            f"weights {weights.version} are for {len(weights.travel_ms)} arcs, "
            f"the network has {network.arc_count}"
        )
    if weights.bans is not None and len(weights.bans) != network.ban_count:
        raise ValueError(
            f"weights {weights.version} are for {len(weights.bans)} banned turns, "
            f"the network has {network.ban_count}"
        )


def whole_ms(milliseconds: NDArray[np.float64]) -> NDArray[np.int32]:
    """Round to whole milliseconds, at least one; `ValueError` names the first that is too slow."""
    too_slow = ~(milliseconds <= LONGEST_ARC_MS)
    refuse("travel_ms", milliseconds, too_slow, f"is more than {LONGEST_ARC_MS}")
    return np.maximum(np.rint(milliseconds), SHORTEST_ARC_MS).astype(np.int32)


def _arc_numbers(arcs: ArrayLike, count: int) -> NDArray[np.intp]:
    numbers = np.atleast_1d(np.asarray(arcs, np.intp))
    refuse("arcs", numbers, (numbers < 0) | (numbers >= count), f"is not between 0 and {count - 1}")
    return numbers
