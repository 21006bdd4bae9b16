"""Read what the tags of an OSM way mean to those who want to drive or walk along it."""

from collections.abc import Mapping
from typing import NamedTuple

from routing.build.osm_access import arc_access
from routing.build.osm_limits import mass_and_height, speed_limit_kmh
from routing.build.road_classes import DEFAULT_SPEED_KMH, WALKED_SPEED_KMH
from routing.network import SPEED_FROM_CLASS, SPEED_FROM_TAG


class Travel(NamedTuple):
    """How a way can be used; speeds in km/h, with the `SPEED_FROM_…` that says how known."""

    highway: str
    name: str
    forward_access: tuple[int, ...]
    """The access bits of each arc as drawn: one, parallel ones, or none."""
    backward_access: tuple[int, ...]
    forward_kmh: float
    forward_source: int
    backward_kmh: float
    backward_source: int
    max_mass_t: float
    max_height_m: float


def travel_of(tags: Mapping[str, str]) -> Travel | None:
    """Return how the way can be used, or None where nobody we know may."""
    highway = tags.get("highway", "")
    if highway not in DEFAULT_SPEED_KMH:
        return None
    if tags.get("area") == "yes" and highway not in WALKED_SPEED_KMH:
        return None
    forward_access, backward_access = arc_access(tags)
    if not forward_access and not backward_access:
        return None
    forward_kmh, forward_source = _speed(tags, "maxspeed:forward", highway)
    backward_kmh, backward_source = _speed(tags, "maxspeed:backward", highway)
    max_mass_t, max_height_m = mass_and_height(tags)
    return Travel(
        highway=highway,
        name=tags.get("name") or tags.get("ref", ""),
        forward_access=forward_access,
        backward_access=backward_access,
        forward_kmh=forward_kmh,
        forward_source=forward_source,
        backward_kmh=backward_kmh,
        backward_source=backward_source,
        max_mass_t=max_mass_t,
        max_height_m=max_height_m,
    )


def _speed(tags: Mapping[str, str], direction_key: str, highway: str) -> tuple[float, int]:
    for key in (direction_key, "maxspeed"):
        limit = speed_limit_kmh(tags[key]) if key in tags else None
        if limit is not None:
            return limit, SPEED_FROM_TAG
    return DEFAULT_SPEED_KMH[highway], SPEED_FROM_CLASS
