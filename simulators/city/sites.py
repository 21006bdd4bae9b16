"""Find sites beside roads, so that everything in the city can be driven to.

A site is a road node, shifted by some tens of metres: a house stands beside a street, not on it.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simulators.city.geography import Floats

BESIDE_M = 45.0
"""Usual distance of a site from its node, metres; never more than twice that."""


class Sites:
    """Choose road nodes near places, spread out and each at most once."""

    def __init__(self, nodes: Floats, rng: np.random.Generator) -> None:
        self._nodes = nodes
        self._tree = cKDTree(nodes)
        self._rng = rng
        self._taken: NDArray[np.bool_] = np.zeros(len(nodes), np.bool_)

    def beside_nearest(self, places: Floats) -> Floats:
        """Return one site beside the node nearest to each place ([N, 2] metres)."""
        return self._beside(np.asarray(self._tree.query(places)[1], np.intp))

    def near(self, place: Floats, count: int, radius_m: float) -> Floats:
        """Return `count` sites ([count, 2] metres) around a place, denser towards it.

        Sites lie within `radius_m` where there are nodes enough, else at the nearest nodes.
        """
        around = np.array(self._tree.query_ball_point(place, radius_m, return_sorted=True), np.intp)
        free = around[~self._taken[around]] if len(around) else around
        if len(free) < 4 * count:
            wider = np.asarray(self._tree.query(place, 12 * count + 200)[1])
            free = wider[~self._taken[wider]]
        away = np.hypot(*(self._nodes[free] - place).T)
        # A street far from the seat is not passed over, only less likely.
        weight = 1 / (0.35 * radius_m + away)
        tries = min(len(free), 6 * count)
        tried = self._rng.choice(free, tries, replace=False, p=weight / weight.sum())
        chosen = _spread(self._nodes[tried], count)
        self._taken[tried[chosen]] = True
        return self._beside(tried[chosen])

    def _beside(self, nodes: NDArray[np.intp]) -> Floats:
        turn = self._rng.uniform(0, 2 * np.pi, len(nodes))
        away = np.minimum(BESIDE_M * self._rng.gamma(3, 1 / 3, len(nodes)), 2 * BESIDE_M)
        offset = np.stack([np.cos(turn), np.sin(turn)], axis=1) * away[:, None]
        beside: Floats = self._nodes[nodes] + offset
        return beside


def _spread(points: Floats, count: int) -> list[int]:
    """Choose points one by one, the next always the farthest from those chosen."""
    chosen = [0]
    gap = np.hypot(*(points - points[0]).T)
    while len(chosen) < count:
        following = int(np.argmax(gap))
        chosen.append(following)
        gap = np.minimum(gap, np.hypot(*(points - points[following]).T))
    return chosen
