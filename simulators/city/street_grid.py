"""Draw the plain's streets: a quadtree of blocks, small in the city and large in the country.

Xi'an's own streets run north–south and east–west. Each leaf of the quadtree is a block and its
sides are streets; a side on a coarse line of the tree is an important road, on a fine line a lane.
Units on the tree are 100 m; everything drawn is metres east and north of the Bell Tower.
"""

from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from simulators.city.geography import Floats, above_foot_m
from simulators.city.road_draft import (
    PRIMARY,
    RESIDENTIAL,
    SECONDARY,
    TERTIARY,
    TRUNK,
    UNCLASSIFIED,
    Bools,
    Ints,
    RoadDraft,
    nearest,
)
from simulators.city.road_names import EAST_WEST, NORTH_SOUTH, StreetNames

UNIT_M: Final = 100.0
COARSEST: Final = 16
"""The largest block, 1,600 m."""
URBAN_M: Final = 12_600.0
"""Streets count as urban within about this many metres of the Bell Tower..."""
URBAN_SEAT_M: Final = 2_600.0
"""... or this many metres of a county's seat."""
RINGS: Final = {
    "环城": (-24, -16, 24, 16),
    "二环": (-40, -32, 48, 32),
    "三环": (-80, -80, 88, 80),
}
"""Ring roads along lines of the grid: west, south, east, north in units; roughly the real ones."""
SPEED_KMH: Final = {TRUNK: 65.0, PRIMARY: 48.0, SECONDARY: 38.0, TERTIARY: 32.0}
LANE_KMH: Final = {RESIDENTIAL: 22.0, UNCLASSIFIED: 40.0}
DROPPED: Final = {PRIMARY: 0.0, SECONDARY: 0.02, TERTIARY: 0.07, RESIDENTIAL: 0.16}
"""Share of the urban streets left out, so that blocks are irregular and some lanes are blind."""
DROPPED_RURAL: Final = 0.15


def draw_grid(towns: Floats, seats: Floats, rng: np.random.Generator) -> RoadDraft:
    """Draw the streets around towns and county seats ([N, 2] metres)."""
    corner, size = _blocks(towns, seats, rng)
    node, u, v = _sides(corner, size)
    across = node[u, 1] == node[v, 1]
    line = np.where(across, node[u, 1], node[u, 0])
    weight = np.gcd(line, COARSEST)
    points = np.asarray(node * UNIT_M, np.float64)
    middle = (points[u] + points[v]) / 2
    urban = _is_urban(middle, seats)
    ring = _ring_number(node[u], node[v])
    great = urban & ((weight == COARSEST) | _is_known(across, line))
    highway = np.select(
        [ring > 0, great, urban & (weight == 8), urban & (weight == 4), urban],
        [TRUNK, PRIMARY, SECONDARY, TERTIARY, RESIDENTIAL],
        np.where(weight == COARSEST, TERTIARY, UNCLASSIFIED),
    )
    chance = np.where(urban, 0.0, np.where(weight == COARSEST, 0.04, DROPPED_RURAL))
    for street, share in DROPPED.items():
        chance[urban & (highway == street)] = share
    draft = RoadDraft(
        xy=_warped(points, seats, rng),
        u=u,
        v=v,
        highway=highway,
        name=np.zeros(len(u), np.int64),
        speed_kmh=_speeds(highway, urban),
        one_way=np.zeros(len(u), np.bool_),
    )
    _set_names(draft, node, across, line, ring, urban, rng)
    # Lanes do not open on the second and third ring: their traffic is kept to real junctions.
    lane = (highway >= TERTIARY) & _touches_ring(node, u, v)
    draft.keep_edges((rng.random(len(u)) >= chance) & ~lane)
    _choose_one_ways(draft, rng)
    return draft


def _blocks(towns: Floats, seats: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the south-west corner and the size of each block, in units of 100 m."""
    steps = np.arange(-1_150, 800)
    steps = steps[steps % COARSEST == 0]
    corner = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    size = np.full(len(corner), COARSEST)
    centre = (corner + COARSEST / 2) * UNIT_M
    near_town = nearest(towns, centre)[0] < 4_800
    inside = np.hypot(*centre.T) < 16_000
    kept = (near_town & (above_foot_m(centre) > 300)) | inside
    corner, size = corner[kept], size[kept]
    done: list[tuple[Ints, Ints]] = []
    while len(corner):
        wanted = _wanted_block_m((corner + size[:, None] / 2) * UNIT_M, towns, seats)
        wanted = wanted * np.exp(rng.normal(0, 0.33, len(corner)))
        split = (size * UNIT_M > wanted * 1.4) & (size > 1)
        done.append((corner[~split], size[~split]))
        corner, size = corner[split], size[split] // 2
        quarters = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])
        corner = (corner[:, None] + quarters[None] * size[:, None, None]).reshape(-1, 2)
        size = np.repeat(size, 4)
    corners, sizes = zip(*done, strict=True)
    return np.concatenate(corners), np.concatenate(sizes)


def _wanted_block_m(centre: Floats, towns: Floats, seats: Floats) -> Floats:
    core = 95 + 17 * np.maximum(0.0, _from_core_m(centre) / 1_000 - 6.6) ** 1.25
    seat = 100 + 130 * np.maximum(0.0, nearest(seats, centre)[0] / 1_000 - 1.2)
    town = 125 + 330 * np.maximum(0.0, nearest(towns, centre)[0] / 1_000 - 0.4)
    wanted: Floats = np.minimum(np.minimum(core, seat), np.minimum(town, 720.0))
    return wanted


def _sides(corner: Ints, size: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the grid points ([N, 2] units) and the edges between neighbours on a block's side."""
    square = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])
    corners = corner[:, None] + square * size[:, None, None]
    node: Ints = np.unique(corners.reshape(-1, 2), axis=0)
    edges = [_sides_along(node, corner, size, axis) for axis in (0, 1)]
    u, v = (np.concatenate(end) for end in zip(*edges, strict=True))
    return node, u, v


def _sides_along(node: Ints, corner: Ints, size: Ints, axis: int) -> tuple[Ints, Ints]:
    """Join neighbours on lines along `axis` wherever a block's side lies between them."""
    order = np.lexsort((node[:, axis], node[:, 1 - axis]))
    u, v = order[:-1], order[1:]
    block = np.repeat(np.arange(len(size)), size)
    step = np.arange(len(block)) - np.repeat(np.cumsum(size) - size, size)
    covered = []
    for far in (0, 1):
        unit = corner[block].copy()
        unit[:, axis] += step
        unit[:, 1 - axis] += far * size[block]
        covered.append(_key(unit))
    is_side = np.isin(_key(node[u]), np.concatenate(covered))
    joined = (node[u, 1 - axis] == node[v, 1 - axis]) & is_side
    return u[joined], v[joined]


def _key(unit: Ints) -> Ints:
    return (unit[:, 0] + 4_096) * 8_192 + unit[:, 1] + 4_096


def _is_known(across: Bools, line: Ints) -> Bools:
    """Tell which edges lie on the line of an arterial with a real name."""
    return np.where(across, np.isin(line, [*EAST_WEST]), np.isin(line, [*NORTH_SOUTH]))


def _from_core_m(xy: Floats) -> Floats:
    """Return a distance from the Bell Tower whose circles are rounded squares with a wavy edge."""
    x, y = xy.T
    round_square = np.cbrt(np.abs(x) ** 3 + np.abs(y) ** 3)
    turn = np.arctan2(y, x)
    distance: Floats = round_square * (1 + 0.05 * np.sin(3 * turn + 1) + 0.04 * np.sin(7 * turn))
    return distance


def _is_urban(middle: Floats, seats: Floats) -> Bools:
    return (_from_core_m(middle) < URBAN_M) | (nearest(seats, middle)[0] < URBAN_SEAT_M)


def _ring_number(a: Ints, b: Ints) -> Ints:
    """Return 1, 2 or 3 for edges on a ring road, 0 for the others."""
    number = np.zeros(len(a), np.int64)
    for ring, (west, south, east, north) in enumerate(RINGS.values(), start=1):
        x, y = np.stack([a[:, 0], b[:, 0]]), np.stack([a[:, 1], b[:, 1]])
        within = ((x >= west) & (x <= east) & (y >= south) & (y <= north)).all(axis=0)
        on_line = [(x == west), (x == east), (y == south), (y == north)]
        number[within & np.any([side.all(axis=0) for side in on_line], axis=0)] = ring
    return number


def _touches_ring(node: Ints, u: Ints, v: Ints) -> Bools:
    ring = _ring_number(node, node)
    touches = (ring[u] > 1) ^ (ring[v] > 1)
    return np.asarray(touches, np.bool_)


def _speeds(highway: Ints, urban: Bools) -> Floats:
    speed = np.zeros(len(highway))
    for street, kmh in (SPEED_KMH | LANE_KMH).items():
        speed[highway == street] = kmh
    # Country roads have few lights: a tertiary road there is a county road 县道.
    speed[~urban & (highway == TERTIARY)] = 55.0
    return speed


def _warped(xy: Floats, seats: Floats, rng: np.random.Generator) -> Floats:
    """Bend the grid: hardly in the old city, by hundreds of metres in the country."""
    from_core = np.hypot(*xy.T)
    bend = 420.0 * np.clip((from_core - 6_000) / 22_000, 0.02, 1.0)
    moved = xy.copy()
    for axis in (0, 1):
        for wave_m in (31_000.0, 13_000.0, 5_300.0):
            turn, phase = rng.uniform(0, 2 * np.pi, 2)
            along = xy[:, 0] * np.cos(turn) + xy[:, 1] * np.sin(turn)
            share = wave_m / 31_000.0
            moved[:, axis] += bend * share**0.6 * np.sin(2 * np.pi * along / wave_m + phase)
    rural = np.clip((from_core - 9_000) / 12_000, 0.0, 1.0)
    rural *= np.clip(nearest(seats, xy)[0] / 2_500 - 0.4, 0.0, 1.0)
    spread = 9.0 + 75.0 * rural
    step = rng.normal(0, 1, xy.shape) * spread[:, None]
    # Two grid points are never closer than 100 m: a step of at most 28 m keeps them apart in the
    # city; in the country, where points are sparse, the nearest neighbour sets the limit.
    gap = np.asarray(cKDTree(xy).query(xy, k=2)[0])[:, 1]
    limit = 0.28 * gap[:, None]
    moved += np.clip(step, -limit, limit)
    return moved


def _set_names(
    draft: RoadDraft,
    node: Ints,
    across: Bools,
    line: Ints,
    ring: Ints,
    urban: Bools,
    rng: np.random.Generator,
) -> None:
    along = np.where(across, node[draft.u, 0], node[draft.u, 1])
    namer = StreetNames(rng)
    rows = zip(
        *(across.tolist(), line.tolist(), along.tolist(), ring.tolist()),
        *(urban.tolist(), draft.highway.tolist()),
        strict=True,
    )
    draft.name = np.array([draft.name_number(namer.name(*row)) for row in rows], np.int64)


def _choose_one_ways(draft: RoadDraft, rng: np.random.Generator) -> None:
    """Make some core lanes one-way, whole named streets at a time, so that flows are steady."""
    middle = (draft.xy[draft.u] + draft.xy[draft.v]) / 2
    lane = (draft.highway >= TERTIARY) & (np.hypot(*middle.T) < 6_000)
    chosen = rng.random(len(draft.names)) < 0.3
    backwards = rng.random(len(draft.names)) < 0.5
    draft.one_way = lane & chosen[draft.name] & (draft.name > 0)
    turned = draft.one_way & backwards[draft.name]
    draft.u, draft.v = np.where(turned, draft.v, draft.u), np.where(turned, draft.u, draft.v)
