"""Make the tree of places: province, city, counties, towns, and their made-up villages."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from simulators.city import founding_report
from simulators.city.apportion import apportion
from simulators.city.facts import County, Town
from simulators.city.geography import BELL_TOWER, Floats, to_degrees
from simulators.city.model import PlaceRow
from simulators.city.sites import Sites

POPULATION: Final = 13_000_000
"""Residents of the generated city; about the 12.95 million of the 2020 census."""
URBAN_TERRAIN: Final = ("URBAN", "SUBURB")
TERRAINS: Final = ("URBAN", "SUBURB", "PLAIN", "FOOTHILL", "MOUNTAIN")
TOWN_WEIGHT: Final = dict(zip(TERRAINS, (5.2, 2.4, 1.0, 0.8, 0.25), strict=True))
"""Relative population of a town, by terrain."""
VILLAGE_WEIGHT: Final = dict(zip(TERRAINS, (1.25, 1.15, 0.95, 0.9, 0.6), strict=True))
"""Relative number of villages in a town, by terrain."""
TOWN_RADIUS_M: Final = dict(
    zip(TERRAINS, (1_500.0, 2_600.0, 3_600.0, 4_500.0, 9_000.0), strict=True)
)
"""How far a town reaches from its seat, by terrain, metres."""
FEWEST_VILLAGES: Final = 4
VULNERABLE: Final = dict(zip(TERRAINS, (0.20, 0.22, 0.26, 0.30, 0.36), strict=True))
"""The share of children, old, ill and disabled people: the young leave the hills. [P]"""

COMMUNITY_STEMS: Final = [
    *(
        "安宁",
        "永兴",
        "丰庆",
        "朝阳",
        "春晖",
        "和平",
        "建设",
        "新华",
        "文昌",
        "明德",
        "兴庆",
        "长乐",
    ),
    *(
        "金花",
        "锦园",
        "凤鸣",
        "龙首",
        "渭滨",
        "昆明",
        "灞柳",
        "浐河",
        "沣惠",
        "潏水",
        "未央",
        "雁鸣",
    ),
    *(
        "曲水",
        "纺织",
        "秦风",
        "汉风",
        "唐韵",
        "丝路",
        "钟楼",
        "鼓楼",
        "南苑",
        "北苑",
        "东苑",
        "西苑",
    ),
    *(
        "翠竹",
        "梧桐",
        "石榴",
        "国槐",
        "银杏",
        "丁香",
        "玉兰",
        "海棠",
        "怡园",
        "星火",
        "光明",
        "友谊",
    ),
]
COMMUNITY_SIDES: Final = ("", "东", "北")
VILLAGE_STEMS: Final = tuple("张王李赵刘陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹")
VILLAGE_ENDS: Final = tuple("村寨堡坡庄河沟湾塬桥窑营")
VILLAGE_SIDES: Final = ("", "东", "西", "南", "北", "上", "下", "前", "后", "新")


def make_places(
    towns: Sequence[Town],
    counties: Sequence[County],
    seats: Floats,
    sites: Sites,
    rng: np.random.Generator,
) -> tuple[PlaceRow, ...]:
    """Return all places, parents before children; `seats` is [N, 2] metres, one a town."""
    count = _noisy([VILLAGE_WEIGHT[town.terrain] for town in towns], 0.25, rng)
    villages_of = apportion(founding_report.VILLAGES, count, FEWEST_VILLAGES)
    people = _noisy([TOWN_WEIGHT[town.terrain] for town in towns], 0.35, rng)
    people_of = apportion(POPULATION, people, 3_000)
    villages: list[PlaceRow] = []
    for town, seat, number, population in zip(towns, seats, villages_of, people_of, strict=True):
        villages += _villages(town, seat, int(number), int(population), sites, rng)
    items = apportion(founding_report.VILLAGE_ITEMS, _noisy(np.ones(len(villages)), 0.4, rng), 20)
    villages = [_with_items(row, int(n)) for row, n in zip(villages, items, strict=True)]
    vulnerable: Counter[str] = Counter()
    for row in villages:
        vulnerable[row.parent] += row.vulnerable
    town_rows = [
        _town(town, seat, int(population), vulnerable[town.code])
        for town, seat, population in zip(towns, seats, people_of, strict=True)
    ]
    county_rows = [_county(county, town_rows) for county in counties]
    total = sum(row.vulnerable for row in county_rows)
    above = [_above("61", "陕西省", "Shaanxi", "PROVINCE", "", total)]
    above.append(_above("6101", "西安市", "Xi'an", "CITY", "61", total))
    return (*above, *county_rows, *town_rows, *villages)


def _noisy(weights: object, spread: float, rng: np.random.Generator) -> Floats:
    base = np.asarray(weights, np.float64)
    noisy: Floats = base * np.exp(rng.normal(0, spread, len(base)))
    return noisy


def _villages(
    town: Town,
    seat: Floats,
    number: int,
    population: int,
    sites: Sites,
    rng: np.random.Generator,
) -> list[PlaceRow]:
    spots = to_degrees(sites.near(seat, number, TOWN_RADIUS_M[town.terrain]))
    share = {"URBAN": 1.0, "SUBURB": 0.6, "PLAIN": 0.1}.get(town.terrain, 0.05)
    communities = min(number, max(1, round(number * share)))
    people = apportion(population, _noisy(np.ones(number), 0.3, rng), 60)
    names = _village_names(number, communities, rng)
    rows = []
    for place in range(number):
        # Real codes use 001 to 5xx within a town: made-up villages keep clear of them.
        block = 601 + place if place < communities else 801 + place - communities
        rows.append(
            PlaceRow(
                code=f"{town.code}{block}",
                name=names[place],
                pinyin="",
                admin_level="VILLAGE",
                parent=town.code,
                lon=float(spots[place, 0]),
                lat=float(spots[place, 1]),
                population=int(people[place]),
                vulnerable=_vulnerable(town, block, int(people[place])),
                urban=town.terrain in URBAN_TERRAIN,
                terrain=town.terrain,
                items=0,
                source="generated",
            )
        )
    return rows


def _village_names(number: int, communities: int, rng: np.random.Generator) -> list[str]:
    shape = (len(COMMUNITY_STEMS), len(COMMUNITY_SIDES))
    picks = rng.permutation(int(np.prod(shape)))[:communities]
    names = [
        f"{COMMUNITY_STEMS[stem]}{COMMUNITY_SIDES[side]}社区居委会"
        for stem, side in zip(*np.unravel_index(picks, shape), strict=True)
    ]
    all_three = (len(VILLAGE_SIDES), len(VILLAGE_STEMS), len(VILLAGE_ENDS))
    picks = rng.permutation(int(np.prod(all_three)))[: number - communities]
    for side, stem, end in zip(*np.unravel_index(picks, all_three), strict=True):
        names.append(f"{VILLAGE_SIDES[side]}{VILLAGE_STEMS[stem]}家{VILLAGE_ENDS[end]}村委会")
    return names


def _vulnerable(town: Town, block: int, people: int) -> int:
    """Return how many of a village's people are vulnerable.

    It varies with the village's number, not by chance: no other figure of the city hangs on it.
    """
    share = VULNERABLE[town.terrain] * (0.85 + 0.3 * (block * 7919 % 101) / 100)
    return round(people * share)


def _with_items(row: PlaceRow, items: int) -> PlaceRow:
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    return PlaceRow(**(fields | {"items": items}))


def _town(town: Town, seat: Floats, population: int, vulnerable: int) -> PlaceRow:
    lon, lat = to_degrees(seat)
    return PlaceRow(
        code=town.code,
        name=town.name,
        pinyin=town.pinyin,
        admin_level="TOWN",
        parent=town.county,
        lon=float(lon),
        lat=float(lat),
        population=population,
        vulnerable=vulnerable,
        urban=town.terrain in URBAN_TERRAIN,
        terrain=town.terrain,
        items=0,
        source=town.source,
    )


def _county(county: County, towns: Sequence[PlaceRow]) -> PlaceRow:
    own = [town for town in towns if town.parent == county.code]
    return PlaceRow(
        code=county.code,
        name=county.name,
        pinyin=county.pinyin,
        admin_level="COUNTY",
        parent="6101",
        lon=county.lon,
        lat=county.lat,
        population=sum(town.population for town in own),
        vulnerable=sum(town.vulnerable for town in own),
        urban=sum(town.urban for town in own) * 2 > len(own),
        terrain="",
        items=0,
        source=county.source,
    )


def _above(
    code: str, name: str, pinyin: str, admin_level: str, parent: str, vulnerable: int
) -> PlaceRow:
    """Return the city or its province; of the province only this city is generated."""
    return PlaceRow(
        code=code,
        name=name,
        pinyin=pinyin,
        admin_level=admin_level,
        parent=parent,
        lon=BELL_TOWER[0],
        lat=BELL_TOWER[1],
        population=POPULATION,
        vulnerable=vulnerable,
        urban=True,
        terrain="",
        items=0,
        source="fact",
    )
