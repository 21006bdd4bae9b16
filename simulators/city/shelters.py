"""Open the shelters: squares, parks and schools, sized for 70 % of the urban population."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from simulators.city import founding_report
from simulators.city.apportion import apportion
from simulators.city.geography import to_degrees, to_metres
from simulators.city.model import SHELTER_CLASSES, PlaceRow, ShelterRow
from simulators.city.sites import Sites

CLASS_SHARE: Final = (0.004, 0.03, 0.24, 0.726)
"""Share of each of `SHELTER_CLASSES`; the report gives their sum alone."""
CLASS_SIZE: Final = (60.0, 18.0, 4.0, 1.0)
"""Relative capacity of each class."""
COVERED_SHARE: Final = 0.74
"""Capacity of all shelters over urban residents; the report's target is 70 %."""
SMALLEST: Final = 50
SHELTER_RADIUS_M: Final = 700.0
SITES_ZH: Final = (
    *("中央公园避难场所", "体育场避难场所"),
    *("公园避难场所", "中学避难场所", "体育场避难场所"),
    *("小学避难场所", "文化广场避难场所", "公园避难场所"),
    *(
        "广场临时避难点",
        "村委会临时避难点",
        "停车场临时避难点",
        "绿地临时避难点",
        "打麦场临时避难点",
    ),
)
SITES_OF_CLASS: Final = ((0, 2), (2, 5), (5, 8), (8, 13))


def open_shelters(
    villages: Sequence[PlaceRow], sites: Sites, rng: np.random.Generator
) -> tuple[ShelterRow, ...]:
    """Return 4,807 shelters, at least one a village."""
    people = np.array([village.population for village in villages], np.float64)
    noise = np.exp(rng.normal(0, 0.4, len(villages)))
    count = apportion(founding_report.SHELTERS, np.sqrt(people) * noise, 1)
    home = np.repeat(np.arange(len(villages)), count)
    urban = np.array([village.urban for village in villages])
    # Large shelters stand in towns with many people; a hamlet has its threshing ground.
    rank = np.argsort(-(rng.gumbel(size=len(home)) + np.log(people[home])), kind="stable")
    shelter_class = np.empty(len(home), np.int64)
    shelter_class[rank] = np.repeat(np.arange(4), apportion(len(home), CLASS_SHARE, 1))
    weight = np.array(CLASS_SIZE)[shelter_class] * np.exp(rng.normal(0, 0.3, len(home)))
    capacity = apportion(round(COVERED_SHARE * float(people[urban].sum())), weight, SMALLEST)
    rows = []
    first = 0
    for village, number in zip(villages, count.tolist(), strict=True):
        spots = to_degrees(
            sites.near(to_metres(village.lon, village.lat), number, SHELTER_RADIUS_M)
        )
        for place, (lon, lat) in enumerate(spots.tolist()):
            kind = int(shelter_class[first + place])
            site = SITES_ZH[int(rng.integers(*SITES_OF_CLASS[kind]))]
            stem = village.name.removesuffix("居委会").removesuffix("委会")
            rows.append(
                ShelterRow(
                    shelter_id=f"S-{village.code}-{place + 1}",
                    name=f"{stem}{site}{place + 1}",
                    shelter_class=SHELTER_CLASSES[kind],
                    place_code=village.code,
                    capacity=int(capacity[first + place]),
                    lon=lon,
                    lat=lat,
                )
            )
        first += number
    return tuple(rows)
