"""Draw the whole road network, and hand it to the routing package.

Order matters: streets, rivers, radials, mountain roads, then motorways, which no street may cross
at a junction. What is left over after the cuts is dropped, so the city is one strong part.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from routing.build.road_classes import usual_access
from routing.network import AGAINST_ONE_WAY, RoadNetwork
from simulators.city.facts import Town
from simulators.city.geography import Floats, lengths_m, to_degrees
from simulators.city.main_roads import cut_rivers, lay_motorways, lay_radials
from simulators.city.mountain_roads import wind_mountain_roads
from simulators.city.road_draft import HIGHWAYS, RoadDraft
from simulators.city.street_grid import draw_grid

BENDS: Final = 1.02
"""A drawn edge stands for a road this much longer than a straight one."""
SHORTEST_M: Final = 3.0
SOURCE: Final = "Chiyuan generated city, not a map of Xi'an"


def build_roads(towns: Sequence[Town], seats: Floats, rng: np.random.Generator) -> RoadNetwork:
    """Return the roads of a city whose town seats stand at `seats` ([N, 2] metres)."""
    draft = draw_roads(towns, seats, rng)
    degrees = to_degrees(draft.xy)
    straight = lengths_m(degrees[draft.u], degrees[draft.v])
    length = np.maximum(SHORTEST_M, np.ceil(straight * BENDS * 10) / 10)
    highway = [HIGHWAYS[kind] for kind in draft.highway]
    name = [draft.names[number] for number in draft.name]
    access = np.array([usual_access(kind) for kind in HIGHWAYS], np.uint8)[draft.highway]
    # A street driven one way is walked both ways, and there for those who may break the rule.
    back = access | np.where(draft.one_way, AGAINST_ONE_WAY, 0).astype(np.uint8)
    return RoadNetwork.from_arcs(
        degrees[:, 0],
        degrees[:, 1],
        np.concatenate([draft.u, draft.v]),
        np.concatenate([draft.v, draft.u]),
        np.tile(length, 2),
        np.tile(draft.speed_kmh, 2),
        highway=highway * 2,
        name=name * 2,
        access=np.concatenate([access, back]),
        max_mass_t=np.tile(draft.max_mass_t, 2),
        max_height_m=np.tile(draft.max_height_m, 2),
        source=SOURCE,
    )


def draw_roads(towns: Sequence[Town], seats: Floats, rng: np.random.Generator) -> RoadDraft:
    """Return the drawn roads, every point reachable from every other."""
    terrain = np.array([town.terrain for town in towns])
    county_seat = np.array([town.code.endswith("001") for town in towns]) & (terrain == "SUBURB")
    high = terrain == "MOUNTAIN"
    draft = draw_grid(seats[~high], seats[county_seat], rng)
    cut_rivers(draft, rng)
    draft.keep_largest_part(strong=False)
    lay_radials(draft)
    wind_mountain_roads(draft, seats[high], rng)
    lay_motorways(draft)
    draft.keep_largest_part(strong=True)
    return draft
