"""Read the numbers of OSM tags: speed limits, and what a bridge carries and a tunnel lets through.

What states no number we believe is no limit: `none`, `default`, `CH:urban`, a slip of the pen.
"""

import re
from collections.abc import Mapping
from typing import Final

from routing.network import NO_LIMIT

KMH_PER_MPH: Final = 1.609344
KMH_PER_KNOT: Final = 1.852
WALKING_KMH: Final = 6.0

SPEEDS_BELIEVED_KMH: Final = (3.0, 150.0)
MASSES_BELIEVED_T: Final = (0.5, 200.0)
HEIGHTS_BELIEVED_M: Final = (1.0, 20.0)

MASS_KEYS: Final = ("maxweight", "maxweightrating", "maxgcweight", "maxgcweightrating")
HEIGHT_KEYS: Final = ("maxheight", "maxheight:physical")
"""Of several signs the one that allows least counts."""

TONNES: Final = {"t": 1.0, "kg": 0.001, "lbs": 0.00045359237, "st": 0.90718474, "lt": 1.0160469088}
"""One of each unit in tonnes: the short ton `st` and the long ton `lt` as well."""
METRES_PER_FOOT: Final = 0.3048

_PARTS = re.compile(r"[;|]")
_SPEED = re.compile(r"^(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?$")
_MASS = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(t|tons?|tonnes?|kg|lbs?|st|lt)?$")
_METRES = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(m|meters?|metres?|cm)?$")
_FEET = re.compile(r"^(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|''|in)?)?$")
_NO_LIMIT_WORDS: Final = {"none", "no", "default", "unsigned", "no_sign", "no_indications"} | {
    "below_default",
    "unknown",
}


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
    return _lowest_believed(limits, SPEEDS_BELIEVED_KMH)


def mass_limit_t(text: str) -> float | None:
    """Return a `maxweight` in tonnes (a number alone is tonnes), or None."""
    limits = []
    for part in _PARTS.split(text.lower()):
        if match := _MASS.match(part.strip()):
            unit = {"lb": "lbs"}.get(match[2] or "t", match[2] or "t")
            limits.append(_number(match[1]) * TONNES.get(unit, 1.0))
    return _lowest_believed(limits, MASSES_BELIEVED_T)


def height_limit_m(text: str) -> float | None:
    """Return a `maxheight` in metres (a number alone is metres), or None; `12'6"` is understood."""
    limits = []
    for part in _PARTS.split(text.lower()):
        if match := _METRES.match(part.strip()):
            limits.append(_number(match[1]) * (0.01 if match[2] == "cm" else 1.0))
        elif match := _FEET.match(part.strip()):
            limits.append((float(match[1]) + float(match[2] or 0) / 12) * METRES_PER_FOOT)
    return _lowest_believed(limits, HEIGHTS_BELIEVED_M)


def mass_and_height(tags: Mapping[str, str]) -> tuple[float, float]:
    """Return the heaviest (t) and highest (m) vehicle a way or a barrier lets through."""
    masses = [mass_limit_t(tags[key]) for key in MASS_KEYS if key in tags]
    heights = [height_limit_m(tags[key]) for key in HEIGHT_KEYS if key in tags]
    return (
        min((limit for limit in masses if limit is not None), default=NO_LIMIT),
        min((limit for limit in heights if limit is not None), default=NO_LIMIT),
    )


def unread_limits(tags: Mapping[str, str]) -> int:
    """Return how many mass and height limits of a way say something we cannot read."""
    readers = [(MASS_KEYS, mass_limit_t), (HEIGHT_KEYS, height_limit_m)]
    return sum(
        tags[key].lower() not in _NO_LIMIT_WORDS and read(tags[key]) is None
        for keys, read in readers
        for key in keys
        if key in tags
    )


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _lowest_believed(limits: list[float], believed: tuple[float, float]) -> float | None:
    lowest, highest = believed
    return min((limit for limit in limits if lowest <= limit <= highest), default=None)
