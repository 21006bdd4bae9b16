"""Read who gets past a barrier that stands on a road: a bollard, a gate, a low beam."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.build.osm_access import permitted
from routing.build.osm_limits import mass_and_height
from routing.network import ANYBODY, EMERGENCY, FOOT, NO_LIMIT, PRIVATE, VEHICLES

CLOSING: Final = {"bollard", "block", "jersey_barrier", "planter", "debris", "log", "boulder"} | {
    "cycle_barrier",
    "motorcycle_barrier",
    "turnstile",
    "full-height_turnstile",
    "kissing_gate",
    "stile",
    "horse_stile",
    "wicket_gate",
}
"""No vehicle passes these unless a tag says so; people on foot do."""
GATES: Final = {"gate", "lift_gate", "swing_gate", "sliding_gate", "bump_gate", "chain"} | {
    "entrance",
    "toll_booth",
    "border_control",
    "height_restrictor",
    "sally_port",
}
"""Anybody passes these unless a tag says otherwise, and then whoever has the key."""
REMOVABLE: Final = {"removable", "rising", "foldable", "flexible"}
"""Kinds of `bollard` a fire engine gets past."""


class Barrier(NamedTuple):
    """What a barrier does to the arcs that lead to it: bits left, bits added, limits."""

    keeps: int
    adds: int
    max_mass_t: float
    max_height_m: float


def barrier_of(tags: Mapping[str, str]) -> Barrier | None:
    """Return what a barrier does, or None where it stops nobody we know."""
    kind = tags.get("barrier", "")
    if kind not in CLOSING and kind not in GATES:
        return None
    freely, by_permission = permitted(tags, FOOT if kind in CLOSING else ANYBODY)
    keeps, adds = freely | by_permission, 0
    if tags.get("bollard") in REMOVABLE:
        keeps |= EMERGENCY
    if kind in GATES and not freely & VEHICLES:
        # A closed gate has a key, and the fire brigade has one. Where people just walk round it
        # the arc is not private for them, so it is left to them and to emergency vehicles.
        keeps, adds = (freely | EMERGENCY, 0) if freely & FOOT else (ANYBODY, PRIVATE)
    max_mass_t, max_height_m = mass_and_height(tags)
    harmless = keeps == ANYBODY and not adds and max_mass_t == max_height_m == NO_LIMIT
    return None if harmless else Barrier(keeps, adds, max_mass_t, max_height_m)


class Barriers:
    """The barriers of an extract, gathered while it is read and then laid over its arcs."""

    def __init__(self) -> None:
        self._by_node_id: dict[int, Barrier] = {}

    def add(self, node_id: int, tags: Mapping[str, str]) -> None:
        """Note a barrier, if that is what the tags of this node are."""
        barrier = barrier_of(tags)
        if barrier is not None:
            self._by_node_id[node_id] = barrier

    def laid_over(
        self,
        node_ids: NDArray[np.int64],
        streets_at: NDArray[np.int64],
        left_out: Counter[str],
    ) -> "AtNodes":
        """Return what stands at each of the N nodes, whose OSM ids are `node_ids`, ascending.

        `streets_at` [N] is how many pieces of street meet there. A barrier at a junction cannot
        tell which of the streets it closes: it is left out, and counted.
        """
        at_nodes = AtNodes(
            np.full(len(node_ids), 0xFF, np.uint8),
            np.zeros(len(node_ids), np.uint8),
            np.full(len(node_ids), NO_LIMIT, np.float32),
            np.full(len(node_ids), NO_LIMIT, np.float32),
        )
        for node_id, barrier in self._by_node_id.items():
            node = int(np.searchsorted(node_ids, node_id))
            if node == len(node_ids) or node_ids[node] != node_id:
                continue
            if streets_at[node] > 2:
                left_out["barrier at a junction"] += 1
                continue
            at_nodes.keeps[node] = barrier.keeps | ~ANYBODY & 0xFF
            at_nodes.adds[node] = barrier.adds
            at_nodes.max_mass_t[node] = barrier.max_mass_t
            at_nodes.max_height_m[node] = barrier.max_height_m
        return at_nodes


class AtNodes(NamedTuple):
    """For each of the N nodes what a barrier there leaves of, and adds to, the arcs it touches."""

    keeps: NDArray[np.uint8]
    adds: NDArray[np.uint8]
    max_mass_t: NDArray[np.float32]
    max_height_m: NDArray[np.float32]
