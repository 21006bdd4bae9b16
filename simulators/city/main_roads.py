"""Lay the main roads over the streets: rivers with few bridges, radials, motorways, ramps.

The roads named here are real; their lines are rough, from general knowledge, to about 1 km.
"""

from typing import Final

import numpy as np

from simulators.city.geography import (
    MOUNTAIN_FOOT,
    RIVERS,
    resampled,
    smooth_line,
    to_metres,
)
from simulators.city.noding import crossings, lay_over
from simulators.city.road_draft import (
    MOTORWAY,
    MOTORWAY_LINK,
    PRIMARY,
    RESIDENTIAL,
    SECONDARY,
    TERTIARY,
    TRUNK,
    UNCLASSIFIED,
    Ints,
    RoadDraft,
    nearest,
)

Line = tuple[tuple[float, float], ...]

RADIALS: Final[dict[str, Line]] = {
    "西户路": ((108.87, 34.23), (108.76, 34.17), (108.61, 34.11)),
    "西周路": ((108.61, 34.11), (108.42, 34.13), (108.22, 34.16), (107.98, 34.14)),
    "西蓝路": ((108.99, 34.24), (109.12, 34.2), (109.24, 34.16), (109.32, 34.15)),
    "西临路": ((109.0, 34.28), (109.1, 34.31), (109.21, 34.37), (109.38, 34.43)),
    "西韩路": ((109.0, 34.31), (109.07, 34.43), (109.13, 34.56), (109.23, 34.66), (109.36, 34.7)),
    "西铜路": ((108.95, 34.29), (109.01, 34.42), (109.09, 34.53), (109.12, 34.58)),
    "西沣路": ((108.93, 34.23), (108.88, 34.14), (108.84, 34.02)),
    "长安大道": ((108.94, 34.23), (108.94, 34.16), (108.98, 34.03)),
    "西柞路": ((109.0, 34.23), (109.06, 34.14), (109.1, 34.0)),
    "西咸大道": ((108.89, 34.27), (108.78, 34.32), (108.74, 34.4), (108.8, 34.5)),
    "泾永路": ((108.74, 34.4), (108.84, 34.48), (108.9, 34.52), (109.09, 34.53)),
    "关中环线": ((109.09, 34.53), (109.3, 34.56), (109.42, 34.58)),
    "临蓝路": ((109.21, 34.37), (109.28, 34.26), (109.32, 34.15)),
}
"""Main roads to the county seats, from the ring outwards."""
FOOT_ROAD: Final = "环山路"
"""The road along the foot of the Qinling (S107)."""
FOOT_ROAD_CLEAR_M: Final = 1_400.0
"""It runs this far north of the foot."""

RING_MOTORWAY: Final[Line] = (
    *((108.80, 34.20), (108.80, 34.34), (108.83, 34.38), (108.95, 34.395), (109.06, 34.385)),
    *((109.095, 34.35), (109.09, 34.2), (109.06, 34.158), (108.94, 34.148), (108.83, 34.158)),
)
"""The ring motorway 绕城高速, a closed line."""
MOTORWAYS: Final[dict[str, Line]] = {
    "连霍高速东段": ((109.09, 34.36), (109.2, 34.41), (109.34, 34.45), (109.5, 34.51)),
    "京昆高速南段": (
        (108.82, 34.16),
        (108.66, 34.11),
        (108.56, 34.06),
        (108.5, 33.9),
        (108.42, 33.78),
    ),
    "京昆高速北段": ((109.04, 34.39), (109.13, 34.5), (109.28, 34.63), (109.42, 34.71)),
    "包茂高速南段": ((108.97, 34.15), (109.0, 34.02), (109.02, 33.9), (109.1, 33.76)),
    "沪陕高速": ((109.09, 34.22), (109.2, 34.2), (109.34, 34.13), (109.44, 34.05), (109.62, 33.98)),
    "福银高速北段": ((108.86, 34.385), (108.78, 34.48), (108.68, 34.6)),
    "机场高速": ((108.93, 34.394), (108.85, 34.43), (108.76, 34.44)),
    "西汉高速连接线": (
        (108.80, 34.24),
        (108.6, 34.2),
        (108.4, 34.18),
        (108.1, 34.19),
        (107.95, 34.19),
    ),
}
"""Motorways out of the ring; the part names 段 are our own."""
MOTORWAY_POINT_M: Final = 1_300.0
RAMP_EVERY: Final = 3
"""Every third motorway point is an interchange: about 4 km apart."""
RAMP_REACH_M: Final = 2_500.0
"""An interchange further than this from any main street has no ramp."""
BRIDGED: Final = {TRUNK: 1.0, PRIMARY: 1.0, SECONDARY: 0.35, TERTIARY: 0.4}
"""Share of a class's streets that cross a river; of smaller streets `BRIDGED_LANES`."""
BRIDGED_LANES: Final = 0.04
BRIDGE_MASS_T: Final = {TERTIARY: 20.0, UNCLASSIFIED: 10.0, RESIDENTIAL: 10.0}
"""Heaviest vehicle a bridge carries, by the class of its street; bigger ones carry everything."""
UNDERPASS_HEIGHT_M: Final = {TERTIARY: 4.2, UNCLASSIFIED: 3.5, RESIDENTIAL: 3.5}
"""Highest vehicle that fits where a street of this class runs under a motorway."""


def cut_rivers(draft: RoadDraft, rng: np.random.Generator) -> None:
    """Drop most streets that cross a river; name the bridges that stay."""
    for river, points in RIVERS.items():
        edge = np.unique(crossings(draft, smooth_line(points, 400.0))[0])
        share = np.array([BRIDGED.get(int(kind), BRIDGED_LANES) for kind in draft.highway[edge]])
        stays = rng.random(len(edge)) < share
        for crossing in edge[stays]:
            street = draft.names[draft.name[crossing]]
            draft.name[crossing] = draft.name_number(f"{river}{street}大桥")
            draft.max_mass_t[crossing] = BRIDGE_MASS_T.get(int(draft.highway[crossing]), np.inf)
        keep = np.ones(len(draft.u), np.bool_)
        keep[edge[~stays]] = False
        draft.keep_edges(keep)


def lay_radials(draft: RoadDraft) -> None:
    """Lay the radials and the road along the foot of the mountains."""
    for name, points in RADIALS.items():
        lay_over(draft, smooth_line(points, 500.0), PRIMARY, name, 60.0)
    foot = to_metres(*np.array(MOUNTAIN_FOOT).T)
    line = resampled(foot + np.array([0.0, FOOT_ROAD_CLEAR_M]), 700.0)
    west, east = to_metres([107.9, 109.5], [34.0, 34.0])[:, 0]
    line = line[(line[:, 0] > west) & (line[:, 0] < east)]
    lay_over(draft, line, PRIMARY, FOOT_ROAD, 58.0)


def lay_motorways(draft: RoadDraft) -> None:
    """Lay the ring motorway and those out of it; streets meet them only at interchanges."""
    streets = draft.points_on(PRIMARY, SECONDARY, TERTIARY)
    # The line starts twice round one corner, so that the corner is rounded like the others.
    around = smooth_line((*RING_MOTORWAY, *RING_MOTORWAY[:2]), 200.0)
    start = int(np.argmin(np.hypot(*(around[: len(around) // 4] - around[-1]).T)))
    ring = draft.add_points(resampled(around[start:], MOTORWAY_POINT_M)[:-1])
    draft.add_road([*ring, ring[0]], MOTORWAY, "绕城高速", 95.0)
    _lower_underpasses(draft, np.append(ring, ring[0]))
    _lay_ramps(draft, ring[1::RAMP_EVERY], streets)
    for name, points in MOTORWAYS.items():
        line = smooth_line(points, MOTORWAY_POINT_M)
        join = ring[np.argmin(np.hypot(*(draft.xy[ring] - line[0]).T))]
        road = np.concatenate([[join], draft.add_points(line[1:])])
        draft.add_road(road, MOTORWAY, name, 100.0)
        _lower_underpasses(draft, road)
        _lay_ramps(draft, road[RAMP_EVERY + 1 :: RAMP_EVERY], streets)


def _lower_underpasses(draft: RoadDraft, motorway: Ints) -> None:
    """Limit the height of small streets that run under a motorway."""
    for edge in np.unique(crossings(draft, draft.xy[motorway])[0]).tolist():
        height_m = UNDERPASS_HEIGHT_M.get(int(draft.highway[edge]), np.inf)
        draft.max_height_m[edge] = min(draft.max_height_m[edge], height_m)


def _lay_ramps(draft: RoadDraft, ends: Ints, streets: Ints) -> None:
    """Join each interchange to the nearest main street, if one is near."""
    away, street = nearest(draft.xy[streets], draft.xy[ends])
    near = away < RAMP_REACH_M
    name = draft.name_number("收费站匝道")
    draft.add_edges(ends[near], streets[street[near]], MOTORWAY_LINK, name, 40.0)
