"""Read OSM restriction relations: what they ban, and whom they bind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from routing.network import EMERGENCY, FOOT, HGV, MOTORCAR, VEHICLES

TRAVELLER_KEYS: Final = {
    "": VEHICLES,
    ":vehicle": VEHICLES,
    ":motor_vehicle": VEHICLES,
    ":motorcar": MOTORCAR,
    ":hgv": HGV,
    ":emergency": EMERGENCY,
    ":foot": FOOT,
}
"""Whom `restriction…` with this ending binds: vehicles, unless it names somebody."""
EXCEPTED: Final = {
    "vehicle": VEHICLES,
    "motor_vehicle": VEHICLES,
    "motorcar": MOTORCAR,
    "hgv": HGV,
    "emergency": EMERGENCY,
    "foot": FOOT,
}
KINDS: Final = {
    f"{word}_{turn}"
    for word in ("no", "only")
    for turn in ("left_turn", "right_turn", "straight_on", "u_turn")
} | {"no_entry", "no_exit"}
HOURS: Final = {"day_on", "day_off", "hour_on", "hour_off"}

AT_HOURS: Final = "restriction that holds only at certain hours"
UNKNOWN_KIND: Final = "restriction of an unknown kind"
FOR_OTHERS: Final = "restriction for others than our travellers"
MISSING_MEMBERS: Final = "restriction with missing members"


class Restriction(NamedTuple):
    """A relation such as `no_left_turn`: from these ways, over a node or ways, into these ways."""

    kind: str
    binds: int
    """Bits of the travellers it binds."""
    from_ways: tuple[int, ...]
    via_node: int
    """OSM node; it means nothing where there are via ways."""
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]


def restrictions_of(
    tags: Mapping[str, str], members: Iterable[tuple[str, str, int]]
) -> list[Restriction] | str:
    """Read a relation from its tags and its (type, role, ref) members.

    It is nearly always one restriction; `restriction:hgv` beside `restriction` makes two. Returns
    in words why it cannot be used, where it cannot.
    """
    kinds = _kinds(tags)
    if isinstance(kinds, str):
        return kinds
    roles = defaultdict(list)
    for member_type, role, ref in members:
        roles[role, member_type].append(ref)
    from_ways, to_ways = tuple(roles["from", "w"]), tuple(roles["to", "w"])
    nodes, ways = roles["via", "n"], tuple(roles["via", "w"])
    if not from_ways or not to_ways or len(nodes) != (0 if ways else 1):
        return MISSING_MEMBERS
    via_node = 0 if ways else nodes[0]
    return [Restriction(kind, binds, from_ways, via_node, ways, to_ways) for kind, binds in kinds]


def _kinds(tags: Mapping[str, str]) -> list[tuple[str, int]] | str:
    """Return each kind of restriction with the bits it binds, or why there is none."""
    if any(key in HOURS for key in tags):
        return AT_HOURS
    spared = 0
    for word in tags.get("except", "").split(";"):
        spared |= EXCEPTED.get(word.strip(), 0)
    found = [
        (kind.strip(), binds & ~spared)
        for ending, binds in TRAVELLER_KEYS.items()
        for kind in tags.get(f"restriction{ending}", "").split(";")
        if kind.strip() in KINDS
    ]
    binding = [(kind, binds) for kind, binds in found if binds]
    if binding:
        return binding
    if any(key.endswith(":conditional") for key in tags):
        return AT_HOURS
    for_others = found or any(key.startswith("restriction:") for key in tags)
    return FOR_OTHERS if for_others else UNKNOWN_KIND
