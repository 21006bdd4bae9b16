"""Staff the towns' emergency offices and write their plans."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from simulators.city import founding_report
from simulators.city.apportion import apportion
from simulators.city.model import PlaceRow, PlanRow, StaffRow

MASTER: Final = ("master", "突发事件总体应急预案")
PLAN_KINDS: Final = {
    "disaster_relief": "自然灾害救助",
    "earthquake": "地震",
    "geological": "地质灾害",
    "forest_fire": "森林防灭火",
    "flood_drought": "防汛抗旱",
    "waterlogging": "城市内涝",
    "weather": "气象灾害",
    "fire_safety": "消防安全",
    "gas": "燃气事故",
    "crowded_place": "人员密集场所突发事件",
    "work_safety": "生产安全事故",
    "industry_trade": "工矿商贸",
    "construction": "建筑施工",
    "hazmat": "危险化学品",
    "special_equipment": "特种设备",
    "road_traffic": "道路交通",
    "fire": "火灾",
}
"""The report's seventeen plan kinds 专项预案."""
HIGH: Final = ("FOOTHILL", "MOUNTAIN")
FITS: Final = {
    "geological": (8.0, 0.4),
    "forest_fire": (9.0, 0.5),
    "waterlogging": (0.2, 3.0),
    "gas": (0.3, 3.0),
    "crowded_place": (0.8, 2.0),
    "hazmat": (0.2, 1.2),
    "construction": (0.6, 2.0),
    "special_equipment": (0.3, 1.2),
}
"""How likely a kind is, in the hills and elsewhere; 2 and 2 where not named."""
ALWAYS: Final = ("disaster_relief", "flood_drought", "fire")
FEWEST_PLANS: Final = 5
WRITTEN_BY: Final = date(2026, 6, 1)
OLDEST_DAYS: Final = 1_150
"""A plan should be at most three years old: a few are older."""

FIRST_TITLES: Final = ("应急管理办公室主任", "应急管理办公室副主任")
TITLE: Final = "应急管理专干"
PART_TIME_TITLE: Final = "应急管理兼职人员"


def write_plans(towns: Sequence[PlaceRow], rng: np.random.Generator) -> tuple[PlanRow, ...]:
    """Return 1,702 plans: one master plan a town, and the kinds that its ground calls for."""
    # A town has at most 18 plans; weights this close together stay well below.
    weight = rng.uniform(0.5, 1.5, len(towns))
    count = apportion(founding_report.PLANS, weight, FEWEST_PLANS)
    rows: list[PlanRow] = []
    for town, number in zip(towns, count.tolist(), strict=True):
        kinds = _kinds(town, number - 1, rng)
        for kind, name in [MASTER, *((kind, f"{PLAN_KINDS[kind]}应急预案") for kind in kinds)]:
            approved = WRITTEN_BY - timedelta(days=int(rng.integers(30, OLDEST_DAYS)))
            rows.append(
                PlanRow(
                    plan_id=f"P-{town.code}-{kind}",
                    place_code=town.code,
                    kind=kind,
                    name=f"{town.name}{name}",
                    approved_on=approved.isoformat(),
                )
            )
    return tuple(rows)


def _kinds(town: PlaceRow, number: int, rng: np.random.Generator) -> list[str]:
    column = 0 if town.terrain in HIGH else 1
    others = [kind for kind in PLAN_KINDS if kind not in ALWAYS]
    weight = np.array([FITS.get(kind, (2.0, 2.0))[column] for kind in others])
    free = number - len(ALWAYS)
    drawn = rng.choice(len(others), free, replace=False, p=weight / weight.sum())
    chosen = {*ALWAYS, *(others[place] for place in drawn)}
    return [kind for kind in PLAN_KINDS if kind in chosen]


def staff_offices(towns: Sequence[PlaceRow], rng: np.random.Generator) -> tuple[StaffRow, ...]:
    """Return 1,216 posts: 623 full time and 593 part time, at least one of each a town."""
    rows: list[StaffRow] = []
    weight = np.sqrt([town.population for town in towns]) * np.exp(rng.normal(0, 0.2, len(towns)))
    full = apportion(founding_report.STAFF_FULL_TIME, weight, 2)
    part = apportion(founding_report.STAFF_PART_TIME, weight, 1)
    for town, full_time, part_time in zip(towns, full.tolist(), part.tolist(), strict=True):
        titles = [*FIRST_TITLES, *[TITLE] * full_time][:full_time] + [PART_TIME_TITLE] * part_time
        for place, title in enumerate(titles, start=1):
            rows.append(
                StaffRow(
                    staff_id=f"O-{town.code}-{place:02d}",
                    place_code=town.code,
                    title=title,
                    full_time=place <= full_time,
                )
            )
    return tuple(rows)
