"""Place the seat of every town around the centre of its county.

A town's terrain says which part of its county's box it may stand in; of many random places the
one farthest from the towns already placed is taken (Mitchell's best candidate), so that towns
keep a natural distance from each other. The first town of a suburban county is its seat.
"""

from collections.abc import Sequence

import numpy as np

from simulators.city.facts import County, Town
from simulators.city.geography import Floats, above_foot_m, to_metres

CANDIDATES = 60
"""Random places tried for each town."""
MOUNTAIN_DEPTH_M = (5_000.0, 26_000.0)
"""How far south of the mountain foot a mountain town may stand, metres."""
FOOTHILL_DEPTH_M = (-400.0, 2_600.0)
"""How far north of the mountain foot a foothill town may stand, metres."""
PLAIN_CLEAR_M = 3_000.0
"""How far north of the mountain foot every other town stands at least, metres."""


def place_towns(
    towns: Sequence[Town], counties: Sequence[County], rng: np.random.Generator
) -> Floats:
    """Return [N, 2] metres east and north of the Bell Tower, one row a town."""
    county_of = {county.code: county for county in counties}
    seen: set[str] = set()
    placed: list[Floats] = []
    for town in towns:
        county = county_of[town.county]
        centre = to_metres(county.lon, county.lat)
        if town.at is not None:
            spot = to_metres(*town.at) + rng.normal(0, 250, 2)
        elif town.county not in seen and town.terrain == "SUBURB":
            spot = centre + rng.normal(0, 150, 2)
        else:
            spot = _best_candidate(_candidates(town, county, rng), placed)
        seen.add(town.county)
        placed.append(spot)
    return np.array(placed)


def _candidates(town: Town, county: County, rng: np.random.Generator) -> Floats:
    low, high = to_metres([county.west, county.east], [county.south, county.north])
    if town.terrain == "MOUNTAIN":
        # The mountain half of a county is wider than its plain.
        low[0] -= 6_000
        high[0] += 6_000
    spots = rng.uniform(low, high, (CANDIDATES * 8, 2))
    above = above_foot_m(spots)
    foot = spots[:, 1] - above
    if town.terrain in ("MOUNTAIN", "FOOTHILL"):
        near, far = FOOTHILL_DEPTH_M if town.terrain == "FOOTHILL" else MOUNTAIN_DEPTH_M
        sign = 1 if town.terrain == "FOOTHILL" else -1
        spots[:, 1] = foot + sign * rng.uniform(near, far, len(spots))
        return spots[:CANDIDATES]
    kept = spots[above > PLAIN_CLEAR_M]
    return kept[:CANDIDATES]


def _best_candidate(spots: Floats, placed: Sequence[Floats]) -> Floats:
    if not placed:
        best: Floats = spots[0]
        return best
    apart = np.hypot(*np.moveaxis(spots[:, None] - np.array(placed)[None], -1, 0)).min(axis=1)
    chosen: Floats = spots[int(np.argmax(apart))]
    return chosen
