"""Read what the tags of an OSM way mean to somebody who wants to drive along it."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from routing.build.road_classes import DEFAULT_SPEED_KMH
from routing.network import ANYBODY, PRIVATE, SPEED_FROM_CLASS, SPEED_FROM_TAG

KMH_PER_MPH: Final = 1.609344
KMH_PER_KNOT: Final = 1.852
WALKING_KMH: Final = 6.0

SPEEDS_BELIEVED_KMH: Final = (3.0, 150.0)
"""Outside this a `maxspeed` is a slip of the pen, and the class default is used."""

_SPEED = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?$")

_FORWARD_ONLY: Final = {"yes", "true", "1"}
_BACKWARD_ONLY: Final = {"-1", "reverse"}
_BOTH_WAYS: Final = {"no", "false", "0", "alternating"}
_NOT_NOW: Final = {"reversible"}
"""Which way it runs depends on the hour, and nobody tells us the hour: better not sent there."""

_ACCESS_KEYS: Final = ("emergency", "motorcar", "motor_vehicle", "vehicle", "access")
"""From the most particular to the most general; the first that is present counts."""
_CLOSED_TO_VEHICLES: Final = {"no"}
_OPEN: Final = {"yes", "permissive", "designated", "official", "public", "destination", "unknown"}


class Driving(NamedTuple):
    """How a way can be driven; speeds in km/h, with the `SPEED_FROM_…` that says how known."""

    highway: str
    name: str
    forward: bool
    backward: bool
    access: int
    forward_kmh: float
    forward_source: int
    backward_kmh: float
    backward_source: int


def driving_of(tags: Mapping[str, str]) -> Driving | None:
    """Return how the way can be driven, or None where no emergency vehicle can drive it."""
    highway = tags.get("highway", "")
    if highway not in DEFAULT_SPEED_KMH or tags.get("area") == "yes":
        return None
    access = access_of(tags)
    forward, backward = directions_of(tags)
    if access is None or not (forward or backward):
        return None
    forward_kmh, forward_source = _speed(tags, "maxspeed:forward", highway)
    backward_kmh, backward_source = _speed(tags, "maxspeed:backward", highway)
    return Driving(
        highway=highway,
        name=tags.get("name") or tags.get("ref", ""),
        forward=forward,
        backward=backward,
        access=access,
        forward_kmh=forward_kmh,
        forward_source=forward_source,
        backward_kmh=backward_kmh,
        backward_source=backward_source,
    )


def directions_of(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether the way is driven (as drawn, against it)."""
    oneway = tags.get("oneway", "").strip().lower()
    if oneway in _FORWARD_ONLY:
        return True, False
    if oneway in _BACKWARD_ONLY:
        return False, True
    if oneway in _NOT_NOW:
        return False, False
    implied = tags.get("highway") == "motorway" or tags.get("junction") in (
        "roundabout",
        "circular",
    )
    return True, oneway in _BOTH_WAYS or not implied


def access_of(tags: Mapping[str, str]) -> int | None:
    """Return `ANYBODY`, with `PRIVATE` or not, or None where vehicles are shut out.

    `emergency=yes` opens what is closed to everybody else. Private roads are kept: a fire engine
    may enter them, though a gate may cost it time.
    """
    for key in _ACCESS_KEYS:
        value = tags.get(key)
        # On a way `emergency` may also name a thing (a landing site), which says nothing here.
        if value is None or (key == "emergency" and value not in ("yes", "designated", "no")):
            continue
        if value in _CLOSED_TO_VEHICLES:
            return None
        return ANYBODY if value in _OPEN or key == "emergency" else ANYBODY | PRIVATE
    return ANYBODY


def speed_limit_kmh(text: str) -> float | None:
    """Return a `maxspeed` in km/h, or None where it states no number we believe.

    Of several (`50;30`) the lowest counts. `none`, `signals` and zones such as `CH:urban` are not
    numbers: the class default serves.
    """
    limits = []
    for part in re.split(r"[;,|]", text.lower()):
        if part.strip() in ("walk", "walking"):
            limits.append(WALKING_KMH)
        elif match := _SPEED.match(part.strip()):
            per_unit = {"mph": KMH_PER_MPH, "knots": KMH_PER_KNOT}.get(match[2], 1.0)
            limits.append(float(match[1]) * per_unit)
    lowest, highest = SPEEDS_BELIEVED_KMH
    believed = [limit for limit in limits if lowest <= limit <= highest]
    return min(believed, default=None)


def _speed(tags: Mapping[str, str], direction_key: str, highway: str) -> tuple[float, int]:
    for key in (direction_key, "maxspeed"):
        limit = speed_limit_kmh(tags.get(key, ""))
        if limit is not None:
            return limit, SPEED_FROM_TAG
    return DEFAULT_SPEED_KMH[highway], SPEED_FROM_CLASS
