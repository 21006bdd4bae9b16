"""Prove what a profile says of travelling: metrics, conditions of the roads and their hours."""

from collections.abc import Iterator
from itertools import pairwise

from dispatch.domain.profile import Profile
from dispatch.domain.roads import BY_THE_CLOCK
from dispatch.domain.travel import MINUTES_A_DAY, RoadRules, Travel

TRAVELLERS = ("motorcar", "hgv", "emergency", "foot")  # after the OSM access keys
HIGHWAY_CLASSES = frozenset(
    f"{name}{link}"
    for name in ("motorway", "trunk", "primary", "secondary", "tertiary")
    for link in ("", "_link")
) | {
    *("unclassified", "residential", "living_street", "service", "road", "track"),
    *("pedestrian", "footway", "path", "steps", "cycleway", "bridleway", "busway"),
}
"""OSM `highway` values of roads and ways that somebody can use."""

FASTEST, SLOWEST_CONDITION, FASTEST_CONDITION = 2.0, 0.02, 2.0  # factors of speed
WEEK = 7 * MINUTES_A_DAY


def problems_of_roads(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, one clear line each naming the file and the row."""
    rules = profile.roads
    for key, travel in rules.metrics.items():
        yield from (f"metrics.yaml: {key}: {problem}" for problem in _metric(travel))
    for field in rules.serves.__struct_fields__:
        metric = getattr(rules.serves, field)
        if metric not in rules.metrics:
            yield f"roads.yaml: serves.{field}: unknown metric {metric!r}"
    yield from _conditions(rules)
    yield from _overlapping_hours(rules)
    if any(one.hours for one in rules.conditions.values()) and BY_THE_CLOCK not in profile.sources:
        yield f"sources.yaml: {BY_THE_CLOCK}: missing, the conditions of the hour come from it"
    impact = rules.impact
    for capability in impact.capabilities:
        if capability not in profile.capabilities:
            yield f"roads.yaml: impact.capabilities: unknown capability {capability!r}"
    if not impact.capabilities:
        yield "roads.yaml: impact.capabilities: whose arrival counts?"
    for field in ("min_change_s", "min_change_share", "listed", "alternatives"):
        if getattr(impact, field) < 0:
            yield f"roads.yaml: impact.{field}: nothing or more is expected"


def _metric(travel: Travel) -> Iterator[str]:
    if travel.traveller not in TRAVELLERS:
        yield f"traveller: unknown {travel.traveller!r}, one of {', '.join(TRAVELLERS)} is expected"
    for name, factor in travel.speed_factors.items():
        if name not in HIGHWAY_CLASSES:
            yield f"speed_factors: unknown class of road {name!r}"
        if not 0 <= factor <= FASTEST:
            yield f"speed_factors: {name}: {factor:g} is not 0 to {FASTEST:g}"
    if not 0 <= travel.other_factor <= FASTEST:
        yield f"other_factor: {travel.other_factor:g} is not 0 to {FASTEST:g}"
    for field in ("steady_kmh", "top_kmh", "private_factor", "against_one_way_factor"):
        value = getattr(travel, field)
        if value is not None and not 0 < value < float("inf"):
            yield f"{field}: more than nothing is expected"
    for field in ("mass_t", "height_m"):
        if not 0 <= getattr(travel, field) < float("inf"):
            yield f"{field}: nothing or more is expected"


def _conditions(rules: RoadRules) -> Iterator[str]:
    for key, condition in rules.conditions.items():
        where = f"road_conditions.yaml: {key}"
        if not condition.speeds:
            yield f"{where}: speeds: it slows nobody"
        for metric, speeds in condition.speeds.items():
            if metric not in rules.metrics:
                yield f"{where}: speeds: unknown metric {metric!r}"
            for name in speeds.classes:
                if name not in HIGHWAY_CLASSES:
                    yield f"{where}: speeds.{metric}: unknown class of road {name!r}"
            for name, factor in {**speeds.classes, "other": speeds.other}.items():
                if not SLOWEST_CONDITION <= factor <= FASTEST_CONDITION:
                    span = f"{SLOWEST_CONDITION:g} to {FASTEST_CONDITION:g}"
                    yield f"{where}: speeds.{metric}: {name}: {factor:g} is not {span}"


def _overlapping_hours(rules: RoadRules) -> Iterator[str]:
    """Say which conditions of the hour rule at once: their factors would multiply unnoticed."""
    stretches: list[tuple[int, int, str]] = []
    for key, condition in rules.conditions.items():
        if condition.hours is None:
            continue
        where, days = f"road_conditions.yaml: {key}: hours", condition.hours.weekdays
        if not days or len(set(days)) < len(days) or not set(days) <= set(range(1, 8)):
            yield f"{where}: weekdays: 1 (Monday) to 7 are expected, each once"
            continue
        try:
            found = condition.hours.stretches()
        except ValueError as problem:
            yield f"{where}: {problem}"
            continue
        for begins, ends in found:
            stretches.append((begins, min(ends, WEEK), key))
            if ends > WEEK:
                stretches.append((0, ends - WEEK, key))
    stretches.sort()
    told: set[frozenset[str]] = set()
    for before, after in pairwise(stretches):
        pair = frozenset({before[2], after[2]})
        if after[0] < before[1] and pair not in told:
            told.add(pair)
            yield f"road_conditions.yaml: {after[2]}: hours: they overlap those of {before[2]}"
