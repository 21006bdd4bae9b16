"""Read who may use an OSM way, and in which direction, from its access keys.

Each traveller has a chain of keys from the particular to the general, as on the OSM wiki's page
"Key:access"; the first that says something counts, and where none does, the road's class. A key
opens what the class keeps closed only if it names the traveller: `foot=yes` opens a motorway for
feet and `motor_vehicle=yes` a pedestrian street for vehicles, `access=yes` opens neither.
`emergency=yes` lets emergency vehicles in where others are shut out. Conditional tags
(`access:conditional`) and tags for one direction (`vehicle:backward`) are not read.
"""

from collections.abc import Mapping
from typing import Final

from routing.build.road_classes import usual_access
from routing.network import (
    AGAINST_ONE_WAY,
    ANYBODY,
    EMERGENCY,
    FOOT,
    HGV,
    MOTORCAR,
    PRIVATE,
    VEHICLES,
)

ACCESS_KEYS: Final = {
    MOTORCAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    HGV: ("hgv", "motor_vehicle", "vehicle", "access"),
    EMERGENCY: ("emergency", "motor_vehicle", "vehicle", "access"),
    FOOT: ("foot", "access"),
}

_OPEN: Final = {"yes", "permissive", "designated", "official", "public", "destination", "delivery"}
_OPEN_TOO: Final = {"discouraged", "dismount"}
_BY_PERMISSION: Final = {"private", "permit", "customers", "residents", "employees", "military"} | {
    "agricultural",
    "forestry",
}
_CLOSED: Final = {"no", "use_sidepath", "unsuitable", "bus", "psv", "taxi", "bicycle"}

_OF_EMERGENCY: Final = {"yes", "designated", "official", "private", "no"}

_FORWARD_ONLY: Final = {"yes", "true", "1"}
_BACKWARD_ONLY: Final = {"-1", "reverse"}
_BOTH_WAYS: Final = {"no", "false", "0", "alternating"}
_NOT_NOW: Final = {"reversible"}
"""Which way it runs depends on the hour, and nobody tells us the hour: better not sent there."""

_ONE_WAY_KEYS: Final = {
    "oneway:motor_vehicle": VEHICLES,
    "oneway:motorcar": MOTORCAR,
    "oneway:hgv": HGV,
    "oneway:emergency": EMERGENCY,
}
_ROUNDABOUTS: Final = {"roundabout", "circular"}
_NEVER_AGAINST: Final = {"motorway", "motorway_link"}


def permitted(tags: Mapping[str, str], usual: int) -> tuple[int, int]:
    """Return who may use a way freely, and who by permission only: two sets of traveller bits.

    `usual` are those who may where no tag says anything.
    """
    if tags.get("motorroad") == "yes":
        usual &= ~FOOT
    if tags.get("service") == "emergency_access":
        usual &= ~(MOTORCAR | HGV)
    freely = by_permission = 0
    for traveller in ACCESS_KEYS:
        verdict = _verdict(tags, traveller, bool(usual & traveller))
        if verdict == PRIVATE:
            by_permission |= traveller
        elif verdict:
            freely |= traveller
    return freely, by_permission


def directions_of(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether vehicles drive the way by rule (as drawn, against it)."""
    oneway = tags.get("oneway", "").strip().lower()
    if oneway in _FORWARD_ONLY:
        return True, False
    if oneway in _BACKWARD_ONLY:
        return False, True
    if oneway in _NOT_NOW:
        return False, False
    implied = tags.get("highway") == "motorway" or tags.get("junction") in _ROUNDABOUTS
    return True, oneway in _BOTH_WAYS or not implied


def arc_access(tags: Mapping[str, str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the access bits of the arcs of a way: (as drawn, against it), each none or more.

    Nearly always it is one arc. Where some travellers may use the way freely and others only by
    permission, or some against a one-way rule that spares the others, it is parallel arcs, each
    for its own travellers, for the bits `PRIVATE` and `AGAINST_ONE_WAY` hold for a whole arc.
    """
    freely, by_permission = permitted(tags, usual_access(tags.get("highway", "")))
    if tags.get("area") == "yes":
        # People walk round the rim of a square; nobody drives along a drawn outline.
        freely, by_permission = freely & FOOT, by_permission & FOOT
    vehicles = (freely | by_permission) & VEHICLES
    driven = directions_of(tags)
    if not any(driven):
        vehicles = 0
    codes = []
    for direction, walked in enumerate(_walked(tags)):
        by_rule = vehicles if driven[direction] else vehicles & _spared(tags)
        # Round a roundabout or up a motorway the wrong way is no bent rule but a crash.
        against = 0 if _never_against(tags) else vehicles & ~by_rule
        if walked and vehicles and not by_rule:
            against |= FOOT
        elif walked:
            by_rule |= FOOT
        codes.append(
            tuple(
                who & how_free | bits
                for who, rule in ((by_rule, 0), (against, AGAINST_ONE_WAY))
                for how_free, bits in ((freely, rule), (by_permission, rule | PRIVATE))
                if who & how_free
            )
        )
    return codes[0], codes[1]


def _verdict(tags: Mapping[str, str], traveller: int, usual: bool) -> int:
    """Return the traveller's bit, `PRIVATE`, or 0 where the way is closed to them."""
    for key in ACCESS_KEYS[traveller]:
        for value in tags.get(key, "").split(";"):
            # On a way `emergency` may also name a thing (a landing site), which says nothing here.
            if key == "emergency" and value not in _OF_EMERGENCY:
                continue
            if value == "emergency" and traveller == EMERGENCY:
                return traveller
            if value in _CLOSED or value == "emergency":
                return 0
            if value in _OPEN or value in _OPEN_TOO or value in _BY_PERMISSION:
                if key == "access" and not usual:
                    return 0
                return PRIVATE if value in _BY_PERMISSION else traveller
    return traveller if usual else 0


def _walked(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether feet go (as drawn, against it): both, but on escalators and where it says."""
    oneway = tags.get("oneway:foot", "").strip().lower()
    if oneway in _FORWARD_ONLY or tags.get("conveying") == "forward":
        return True, False
    if oneway in _BACKWARD_ONLY or tags.get("conveying") == "backward":
        return False, True
    return True, True


def _spared(tags: Mapping[str, str]) -> int:
    """Return the vehicles for whom a one-way rule does not hold (`oneway:emergency=no`)."""
    spared = 0
    for key, bits in _ONE_WAY_KEYS.items():
        if tags.get(key) == "no":
            spared |= bits
    return spared


def _never_against(tags: Mapping[str, str]) -> bool:
    return tags.get("highway") in _NEVER_AGAINST or tags.get("junction") in _ROUNDABOUTS


def describe_access(access: int) -> dict[str, str]:
    """Return the OSM tags (`motorcar=yes`, `foot=no` …) that say what an arc's bits say."""
    may = "private" if access & PRIVATE else "yes"
    return {
        keys[0]: may if access & traveller else "no"
        for traveller, keys in ACCESS_KEYS.items()
        if traveller & ANYBODY
    }
