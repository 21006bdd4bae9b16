"""Stock the depots: what is kept, in which unit, how much of it, and until when."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
import numpy as np

from simulators.city import founding_report
from simulators.city.apportion import apportion
from simulators.city.geography import to_degrees, to_metres
from simulators.city.model import DepotRow, PlaceRow, StockRow
from simulators.city.sites import Sites

STOCKTAKE: Final = date(2026, 6, 1)
"""The day the generated stock was counted; every batch is older."""
EXPIRED_SHARE: Final = 0.01
"""Share of the lines that expired before the stocktake, so that a readiness check has work."""
LINES_PER_DEPOT: Final = (6, 14)
DEPOT_RADIUS_M: Final = 1_800.0


class Supply(msgspec.Struct, frozen=True):
    """One kind of supply."""

    slug: str
    name_zh: str
    name_en: str
    unit: str
    weight: float
    """Relative number of items kept."""
    lasts_years: int = 0
    """0: does not expire."""
    terrain: tuple[str, ...] = ()
    """Kept in these terrains only; everywhere if empty."""


_HIGH = ("FOOTHILL", "MOUNTAIN", "PLAIN")
_LOW = ("URBAN", "SUBURB")
SUPPLIES: Final = (
    Supply("sandbag", "沙袋", "Sandbag", "条", 300),
    Supply("pump", "抽水泵", "Pump", "台", 3),
    Supply("life_jacket", "救生衣", "Life jacket", "件", 22),
    Supply("boat", "冲锋舟", "Assault boat", "艘", 0.6),
    Supply("tent", "帐篷", "Tent", "顶", 9),
    Supply("folding_bed", "折叠床", "Folding bed", "张", 22),
    Supply("quilt", "棉被", "Quilt", "床", 45),
    Supply("water", "饮水", "Drinking water", "瓶", 130, 1),
    Supply("food", "食品", "Food", "份", 75, 1),
    Supply("lamp", "照明", "Lamp", "只", 22),
    Supply("generator", "发电机", "Generator", "台", 2),
    Supply("stretcher", "担架", "Stretcher", "副", 5),
    Supply("first_aid_kit", "急救包", "First-aid kit", "个", 14, 3),
    Supply("extinguisher", "灭火器", "Extinguisher", "具", 40, 5),
    Supply("hose", "水带", "Fire hose", "盘", 16),
    Supply("breathing_apparatus", "呼吸器", "Breathing apparatus", "套", 5),
    Supply("gas_detector", "检测仪", "Gas detector", "台", 2, 3, _LOW),
    Supply("cordon_tape", "警戒带", "Cordon tape", "卷", 30),
    Supply("blower", "风力灭火机", "Fire blower", "台", 7, 0, _HIGH),
    Supply("snow_melt", "融雪剂", "Snow-melting agent", "袋", 60, 3),
    Supply("absorbent", "吸附材料", "Absorbent", "袋", 20, 0, _LOW),
    Supply("protective_suit", "防护服", "Protective suit", "套", 14, 5),
    Supply("cone", "锥桶", "Traffic cone", "个", 35),
    Supply("loudhailer", "喊话器", "Loudhailer", "只", 8),
)
"""Every supply a depot may keep. Slugs are our own; quantities are generated."""


def place_depots(
    towns: Sequence[PlaceRow], sites: Sites, rng: np.random.Generator
) -> tuple[DepotRow, ...]:
    """Return 366 depots, at least one a town, beside roads near the town's seat."""
    weight = np.exp(rng.normal(0, 0.5, len(towns)))
    count = apportion(founding_report.DEPOTS, weight, 1)
    rows = []
    for town, number in zip(towns, count.tolist(), strict=True):
        spots = to_degrees(sites.near(to_metres(town.lon, town.lat), number, DEPOT_RADIUS_M))
        for place, (lon, lat) in enumerate(spots.tolist(), start=1):
            rows.append(
                DepotRow(
                    depot_id=f"D-{town.code}-{place}",
                    name=f"{town.name}应急物资储备点{place}",
                    place_code=town.code,
                    lon=lon,
                    lat=lat,
                )
            )
    return tuple(rows)


def fill_depots(
    depots: Sequence[DepotRow], towns: Sequence[PlaceRow], rng: np.random.Generator
) -> tuple[StockRow, ...]:
    """Return the stock lines of all depots, 671,400 items in all."""
    terrain = {town.code: town.terrain for town in towns}
    lines: list[tuple[DepotRow, Supply, float]] = []
    for depot in depots:
        fitting = [s for s in SUPPLIES if not s.terrain or terrain[depot.place_code] in s.terrain]
        number = int(rng.integers(*LINES_PER_DEPOT, endpoint=True))
        chosen = np.sort(rng.choice(len(fitting), number, replace=False))
        size = float(np.exp(rng.normal(0, 0.35)))
        noise = size * np.exp(rng.normal(0, 0.3, number))
        supplies = [fitting[place] for place in chosen]
        lines += [
            (depot, supply, supply.weight * float(factor))
            for supply, factor in zip(supplies, noise, strict=True)
        ]
    quantity = apportion(founding_report.DEPOT_ITEMS, [weight for *_, weight in lines], 1)
    return tuple(
        _stock(depot, supply, int(number), rng)
        for (depot, supply, _), number in zip(lines, quantity, strict=True)
    )


def _stock(depot: DepotRow, supply: Supply, quantity: int, rng: np.random.Generator) -> StockRow:
    life_days = 365 * (supply.lasts_years or 3)
    expired = bool(supply.lasts_years) and rng.random() < EXPIRED_SHARE
    age_days = int(rng.integers(1, max(2, life_days // 2))) + (life_days if expired else 0)
    made = STOCKTAKE - timedelta(days=age_days)
    expires = made + timedelta(days=life_days) if supply.lasts_years else None
    return StockRow(
        depot_id=depot.depot_id,
        supply=supply.slug,
        name_zh=supply.name_zh,
        quantity=quantity,
        unit=supply.unit,
        batch=f"{made:%Y%m}",
        expires_on=expires.isoformat() if expires else None,
    )
