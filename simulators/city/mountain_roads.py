"""Wind the mountain roads: slow, few, mostly with one way in.

Each road is a random midpoint line between two ends, so that it is longer than the crow flies; a
road that climbs has points about every 160 m, and hamlets stand on blind side roads.
"""

from typing import Final

import numpy as np

from simulators.city.geography import Floats, above_foot_m, resampled, to_metres
from simulators.city.road_draft import (
    PRIMARY,
    RESIDENTIAL,
    SECONDARY,
    TERTIARY,
    UNCLASSIFIED,
    Ints,
    RoadDraft,
    nearest,
)

VALLEYS: Final[dict[str, tuple[tuple[float, float], tuple[float, float]]]] = {
    "108国道": ((108.2, 34.05), (107.99, 33.76)),
    "涝峪路": ((108.52, 34.03), (108.42, 33.84)),
    "太平峪路": ((108.62, 34.02), (108.62, 33.88)),
    "210国道沣峪段": ((108.84, 34.01), (108.8, 33.79)),
    "子午峪路": ((108.9, 34.01), (108.89, 33.91)),
    "太乙峪路": ((108.98, 34.01), (109.01, 33.88)),
    "库峪路": ((109.11, 33.98), (109.14, 33.86)),
    "汤峪路": ((109.22, 33.99), (109.23, 33.87)),
    "辋峪路": ((109.34, 34.05), (109.4, 33.9)),
    "312国道蓝桥段": ((109.43, 34.13), (109.62, 33.99)),
    "骆峪路": ((108.06, 34.06), (108.0, 33.93)),
    "就峪路": ((108.32, 34.04), (108.3, 33.85)),
}
"""Valley roads of the Qinling, mouth and head as rough lon, lat; the names are real."""
POINT_M: Final = 160.0
SIDE_ROAD_EVERY: Final = 7
"""A side road leaves about every seventh point."""
SIDE_ROAD_M: Final = (500.0, 2_600.0)
VALLEY_KMH: Final = 36.0
SIDE_KMH: Final = 24.0
LANE_KMH: Final = 18.0


def wind_mountain_roads(draft: RoadDraft, seats: Floats, rng: np.random.Generator) -> None:
    """Draw the valley roads, a road to every mountain seat, side roads, and each seat's lanes."""
    plain = draft.points_on(PRIMARY, SECONDARY, TERTIARY)
    foot = plain[np.abs(above_foot_m(draft.xy[plain])) < 3_500]
    network = [foot]
    for name, ends in VALLEYS.items():
        mouth, head = to_metres(*np.array(ends).T)
        start = foot[np.argmin(np.hypot(*(draft.xy[foot] - mouth).T))]
        network.append(_wind(draft, int(start), head, SECONDARY, name, VALLEY_KMH, rng))
    waiting = list(range(len(seats)))
    while waiting:
        # The seat nearest to any mountain road comes next: the roads grow into one tree.
        known = np.concatenate(network)
        away, joint = nearest(draft.xy[known], seats[waiting])
        place = int(np.argmin(away))
        seat, start = waiting.pop(place), int(known[joint[place]])
        name = f"秦岭{'一二三四五六七八九十'[seat % 10]}号路"
        road = _wind(draft, start, seats[seat], TERTIARY, name, VALLEY_KMH - 4, rng)
        network += [road, _town_lanes(draft, int(road[-1]), rng)]
    _wind_side_roads(draft, np.unique(np.concatenate(network[1:])), rng)


def _wind(
    draft: RoadDraft,
    start: int,
    end: Floats,
    highway: int,
    name: str,
    speed_kmh: float,
    rng: np.random.Generator,
) -> Ints:
    line = np.stack([draft.xy[start], end])
    step = float(np.hypot(*(line[1] - line[0])))
    while step > 350:
        middle = (line[:-1] + line[1:]) / 2
        side = np.diff(line, axis=0)[:, ::-1] * (-1, 1)
        line = np.insert(
            line,
            np.arange(1, len(line)),
            middle + side * rng.normal(0, 0.17, (len(side), 1)),
            axis=0,
        )
        step /= 2
    road = np.concatenate([[start], draft.add_points(resampled(line, POINT_M)[1:])])
    draft.add_road(road, highway, name, speed_kmh)
    return road


def _town_lanes(draft: RoadDraft, seat: int, rng: np.random.Generator) -> Ints:
    """Draw a few lanes around a seat: a ladder of blocks of about 90 m."""
    turn = rng.uniform(0, np.pi)
    spin = np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    grid = np.stack(np.meshgrid(np.arange(-4, 5), (-1, 0, 1)), axis=-1).reshape(-1, 2)
    offset = (grid * (92.0, 78.0) + rng.normal(0, 8, grid.shape)) @ spin
    points = draft.add_points(draft.xy[seat] + offset)
    points[int(np.flatnonzero((grid == 0).all(axis=1))[0])] = seat
    rows = points.reshape(3, 9)
    draft.add_edges(rows[:, :-1].ravel(), rows[:, 1:].ravel(), RESIDENTIAL, 0, LANE_KMH)
    draft.add_edges(rows[:-1].ravel(), rows[1:].ravel(), RESIDENTIAL, 0, LANE_KMH)
    return points


def _wind_side_roads(draft: RoadDraft, roads: Ints, rng: np.random.Generator) -> None:
    high = roads[above_foot_m(draft.xy[roads]) < -800]
    chosen = high[rng.random(len(high)) < 1 / SIDE_ROAD_EVERY]
    for start in chosen.tolist():
        turn, reach = rng.uniform(0, 2 * np.pi), rng.uniform(*SIDE_ROAD_M)
        end = draft.xy[start] + reach * np.array([np.cos(turn), np.sin(turn)])
        _wind(draft, start, end, UNCLASSIFIED, "", SIDE_KMH, rng)
