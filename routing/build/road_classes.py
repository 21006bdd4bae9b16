"""List the OSM road classes a vehicle can drive, each with the speed assumed where none is told."""

from typing import Final

DEFAULT_SPEED_KMH: Final[dict[str, float]] = {
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
"""km/h. Assumptions, on the slow side of a free road in a city: an ETA had better be early than
late. A class that is not here is not driven and not imported."""
