"""Say how somebody travels: which arcs they may use, and how fast; one network, several metrics.

A metric is data: a fire engine with blue lights, a car, a supply truck, somebody on foot. Its
weights are computed once for a network; what changes by the hour lies over them as an overlay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from routing.network import AGAINST_ONE_WAY, EMERGENCY, FOOT, HGV, MOTORCAR, PRIVATE, RoadNetwork
from routing.weights import CLOSED, Weights, travel_ms_at

TRAVELLERS: Final[dict[str, int]] = {
    "motorcar": MOTORCAR,
    "hgv": HGV,
    "emergency": EMERGENCY,
    "foot": FOOT,
}
"""Who travels, by the OSM access key that decides where they may go."""


@dataclass(frozen=True, slots=True)
class Metric:
    """How one kind of traveller uses the roads."""

    metric_id: str
    traveller: str
    """One of `TRAVELLERS`."""
    speed_factors: Mapping[str, float] = field(default_factory=dict)
    """What an arc's speed is multiplied by, for each `highway` class; 0: may not be used."""
    other_factor: float = 1.0
    """The same for every class that is not named."""
    steady_kmh: float | None = None
    """One speed everywhere (somebody on foot); otherwise the arc's own speed counts."""
    top_kmh: float | None = None
    """Never faster than this, whatever the road allows."""
    private_factor: float | None = None
    """Speed on private roads, as a factor; None: may not enter them."""
    against_one_way_factor: float | None = None
    """Speed against a one-way street, as a factor; None: never drives there."""
    obeys_turn_bans: bool = True
    mass_t: float = 0.0
    """Arcs for lighter vehicles only are closed; likewise by `height_m`."""
    height_m: float = 0.0

    @property
    def group(self) -> str:
        """The group of `routing.hierarchy.GROUPS` whose hierarchy serves this metric."""
        return "foot" if self.traveller == "foot" else "vehicles"

    def __post_init__(self) -> None:
        if self.traveller not in TRAVELLERS:
            known = ", ".join(TRAVELLERS)
            raise ValueError(f"metric {self.metric_id}: traveller {self.traveller} is not {known}")
        factors = {**self.speed_factors, "every other class": self.other_factor}
        for name, factor in factors.items():
            if not 0 <= factor <= 10:
                raise ValueError(
                    f"metric {self.metric_id}: factor {factor} of {name} is not 0 to 10"
                )
        for name in ("steady_kmh", "top_kmh", "private_factor", "against_one_way_factor"):
            value = getattr(self, name)
            if value is not None and not 0 < value < np.inf:
                raise ValueError(f"metric {self.metric_id}: {name} {value} is not above zero")
        for name in ("mass_t", "height_m"):
            if not getattr(self, name) >= 0:
                raise ValueError(
                    f"metric {self.metric_id}: {name} {getattr(self, name)} is not zero or more"
                )


def metric_weights(network: RoadNetwork, metric: Metric) -> Weights:
    """Return the weights of a network for one kind of traveller, with nothing laid over them."""
    factor = _factors(network, metric)
    usable = factor > 0
    speed_kmh = network.speed_kmh.astype(np.float64)
    if metric.steady_kmh is not None:
        speed_kmh[:] = metric.steady_kmh
    speed_kmh *= np.where(usable, factor, 1.0)
    if metric.top_kmh is not None:
        np.minimum(speed_kmh, metric.top_kmh, out=speed_kmh)
    travel_ms = travel_ms_at(network, speed_kmh)
    travel_ms[~usable] = CLOSED
    binding = (network.ban_binds & TRAVELLERS[metric.traveller]) != 0
    return Weights.of(travel_ms, binding & metric.obeys_turn_bans)


def _factors(network: RoadNetwork, metric: Metric) -> NDArray[np.float64]:
    """Return by how much each arc's speed is multiplied, [M]; 0 where the arc may not be used."""
    of_class = [metric.speed_factors.get(c, metric.other_factor) for c in network.highway_classes]
    factor: NDArray[np.float64] = np.array(of_class, np.float64)[network.highway]
    allowed = (network.access & TRAVELLERS[metric.traveller]) != 0
    allowed &= (network.max_mass_t >= metric.mass_t) & (network.max_height_m >= metric.height_m)
    for bit, bent in (
        (PRIVATE, metric.private_factor),
        (AGAINST_ONE_WAY, metric.against_one_way_factor),
    ):
        marked = (network.access & bit) != 0
        factor[marked] *= 0.0 if bent is None else bent
    factor[~allowed] = 0.0
    return factor
