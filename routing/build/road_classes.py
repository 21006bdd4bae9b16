"""List the OSM road classes somebody can use: who usually may, and the speed assumed."""

from typing import Final

from routing.network import ANYBODY, FOOT, VEHICLES

DRIVEN_SPEED_KMH: Final[dict[str, float]] = {
    "motorway": 100,
    "motorway_link": 50,
    "trunk": 80,
    "trunk_link": 45,
    "primary": 60,
    "primary_link": 40,
    "secondary": 50,
    "secondary_link": 35,
    "tertiary": 40,
    "tertiary_link": 30,
    "unclassified": 30,
    "residential": 30,
    "living_street": 15,
    "service": 15,
    "road": 30,
    # The last kilometres to a hill village are often mapped as a track.
    "track": 15,
}
WALKED_SPEED_KMH: Final[dict[str, float]] = {
    "pedestrian": 10,
    "footway": 5,
    "path": 5,
    "steps": 3,
    "cycleway": 10,
    "bridleway": 5,
    "corridor": 4,
}
"""Ways that are not for vehicles unless a tag lets them in, who then drive at this speed. Walkers
have a speed of their own, `Metric.steady_kmh`."""

DEFAULT_SPEED_KMH: Final[dict[str, float]] = {**DRIVEN_SPEED_KMH, **WALKED_SPEED_KMH}
"""km/h. Assumptions, on the slow side of a free road in a city: an ETA had better be early than
late. A class that is not here is not imported."""

NOT_WALKED: Final = {"motorway", "motorway_link", "trunk_link"}


def usual_access(highway: str) -> int:
    """Return the bits of those who may use a road of this class where no tag says otherwise.

    A road of a class we do not know is open to anybody.
    """
    if highway in WALKED_SPEED_KMH:
        return FOOT
    return VEHICLES if highway in NOT_WALKED else ANYBODY
