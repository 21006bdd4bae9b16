"""Raise the town teams and the village forces, and say what each of them can do."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from simulators.city import founding_report
from simulators.city.apportion import apportion
from simulators.city.model import PlaceRow, TeamRow

DISCIPLINES: Final = ("POLICE", "MEDICAL", "FIRE", "WATER", "FORESTRY", "VILLAGE_COMMITTEE")
"""The report's 警务, 医务 (with 卫生服务站), 消防, 水务, 林业, 村委会成员 (with 村民小组长)."""
DISCIPLINE_WEIGHT: Final = {
    "URBAN": (8, 7, 9, 4, 0, 12),
    "SUBURB": (7, 6, 8, 5, 1, 14),
    "PLAIN": (5, 5, 6, 6, 1, 18),
    "FOOTHILL": (4, 5, 5, 5, 8, 14),
    "MOUNTAIN": (3, 4, 4, 4, 12, 14),
}
"""Relative strength by discipline, by terrain."""
TEAM_WEIGHT: Final = {"URBAN": 1.2, "SUBURB": 1.1, "PLAIN": 0.95, "FOOTHILL": 1.0, "MOUNTAIN": 0.8}
SMALLEST_TEAM: Final = 20
"""`domain` proposes 20 as the least for 有队伍."""
CHANCE: Final = {
    "URBAN": {"TRAFFIC": 0.6, "POWER": 0.35, "COMMUNICATIONS": 0.35, "GAS": 0.4, "HAZMAT": 0.1},
    "SUBURB": {"TRAFFIC": 0.4, "POWER": 0.3, "GAS": 0.25, "HAZMAT": 0.2, "ENGINEERING": 0.4},
    "PLAIN": {"ENGINEERING": 0.35, "POWER": 0.15, "TRAFFIC": 0.15},
    "FOOTHILL": {"ENGINEERING": 0.5, "RESCUE": 0.4, "COMMUNICATIONS": 0.2},
    "MOUNTAIN": {"ENGINEERING": 0.7, "RESCUE": 0.7, "COMMUNICATIONS": 0.5},
}
"""Chance of a special capability, by terrain."""
PEOPLE_A_UNIT: Final = 8
EQUIPPED: Final = ("FIRE", "MEDICAL", "WATER", "FORESTRY", "ENGINEERING")
"""Disciplines that bring engines, ambulances, pump lorries, tankers and diggers."""
PARK_CAPABILITIES: Final = ("ENGINEERING", "GAS", "HAZMAT", "POWER")
RESCUE_FROM_FIRE: Final = 9
"""A team with this many fire people has RESCUE gear too."""
GRID_WORKERS_LEAST: Final = 2
OTHERS_LEAST: Final = 6


def raise_town_teams(towns: Sequence[PlaceRow], rng: np.random.Generator) -> tuple[TeamRow, ...]:
    """Return one team a town, 7,876 people in all."""
    weight = np.array([TEAM_WEIGHT[town.terrain] for town in towns])
    weight = weight * np.exp(rng.normal(0, 0.25, len(towns)))
    people = apportion(founding_report.TOWN_TEAM_PEOPLE, weight, SMALLEST_TEAM)
    return tuple(_town_team(town, int(n), rng) for town, n in zip(towns, people, strict=True))


def _town_team(town: PlaceRow, people: int, rng: np.random.Generator) -> TeamRow:
    base = np.array(DISCIPLINE_WEIGHT[town.terrain]) * np.exp(rng.normal(0, 0.2, len(DISCIPLINES)))
    shares = apportion(people, base)
    strength = {d: int(n) for d, n in zip(DISCIPLINES, shares, strict=True) if n}
    can = {"EVACUATION", *strength} - {"VILLAGE_COMMITTEE"}
    can |= {special for special, chance in CHANCE[town.terrain].items() if rng.random() < chance}
    if strength.get("FIRE", 0) >= RESCUE_FROM_FIRE:
        can.add("RESCUE")
    if town.source == "generated":
        can |= {special for special in PARK_CAPABILITIES if rng.random() < 0.75}
    return TeamRow(
        team_id=f"T-{town.code}",
        name=f"{town.name}应急救援队",
        kind="TOWN_TEAM",
        place_code=town.code,
        lon=town.lon,
        lat=town.lat,
        people=people,
        grid_workers=0,
        strength=strength,
        capabilities=tuple(sorted(can)),
        units={
            one: max(1, strength.get(one, 0) // PEOPLE_A_UNIT) for one in EQUIPPED if one in can
        },
    )


def raise_village_forces(
    villages: Sequence[PlaceRow], rng: np.random.Generator
) -> tuple[TeamRow, ...]:
    """Return one force a village: 13,817 grid workers and 39,178 others in all."""
    size = np.sqrt([village.population for village in villages])
    grid = apportion(founding_report.GRID_WORKERS, size, GRID_WORKERS_LEAST)
    noise = np.exp(rng.normal(0, 0.2, len(villages)))
    others = apportion(founding_report.OTHER_FORCE_PEOPLE, noise, OTHERS_LEAST)
    rows = zip(villages, grid, others, strict=True)
    return tuple(_village_force(village, int(g), int(o), rng) for village, g, o in rows)


def _village_force(
    village: PlaceRow, grid_workers: int, others: int, rng: np.random.Generator
) -> TeamRow:
    has_fire, has_clinic = rng.random(2) < (0.45 if village.urban else 0.2, 0.4)
    high = village.terrain in ("FOOTHILL", "MOUNTAIN")
    weight = (6.0, 2.5 * has_fire, 1.5 * has_clinic, 2.5 * high, 5.0)
    kinds = ("VILLAGE_COMMITTEE", "FIRE", "MEDICAL", "FORESTRY", "VOLUNTEER")
    shares = dict(zip(kinds, apportion(others, weight).tolist(), strict=True))
    strength = {"GRID_WORKER": grid_workers} | {kind: n for kind, n in shares.items() if n}
    can = {"EVACUATION", *strength} - {"GRID_WORKER", "VILLAGE_COMMITTEE"}
    if rng.random() < (0.5 if high else 0.25):
        can.add("RESCUE")
    return TeamRow(
        team_id=f"V-{village.code}",
        name=_force_name(village, "FIRE" in strength),
        kind="VILLAGE_FORCE",
        place_code=village.code,
        lon=village.lon,
        lat=village.lat,
        people=grid_workers + others,
        grid_workers=grid_workers,
        strength=strength,
        capabilities=tuple(sorted(can)),
        units={},
    )


def _force_name(village: PlaceRow, has_fire: bool) -> str:
    """Return the name of a force; one of a community that has fire people is its micro-station."""
    what = "微型消防站" if has_fire and village.urban else "应急救援力量"
    return village.name.removesuffix("居委会").removesuffix("委会") + what
