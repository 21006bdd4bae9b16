"""Prove what a profile says of shelters: modes, classes and the ways to them."""

from collections.abc import Iterator

from dispatch.domain.shelters import ShelterRules


def problems_of_shelters(rules: ShelterRules) -> Iterator[str]:
    """Yield what is wrong with a profile's shelters, one clear line each."""
    where = "shelters.yaml"
    for key, mode in rules.modes.items():
        if not 0 < mode.m2_per_person < float("inf"):
            yield f"{where}: modes: {key}: m2_per_person: more than nothing is expected"
    for key, one in rules.classes.items():
        for name in one.modes:
            if name not in rules.modes:
                yield f"{where}: classes: {key}: unknown mode {name!r}"
    if rules.proposed_mode not in rules.modes:
        yield f"{where}: proposed_mode: unknown mode {rules.proposed_mode!r}"
    if rules.bus_seats < 0:
        yield f"{where}: bus_seats: nothing or more is expected"
    for field in ("stated_m2_per_person", "walk_max_s", "vulnerable_walk_max_s", "bus_max_s"):
        if not 0 < getattr(rules, field) < float("inf"):
            yield f"{where}: {field}: more than nothing is expected"
