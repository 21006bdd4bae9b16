"""Build a whole city from a seed.

One generator, seeded once, is handed from step to step in a fixed order: the same seed gives the
same city to the last byte, and another seed another one.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from simulators.city.facts import counties, towns
from simulators.city.forces import raise_town_teams, raise_village_forces
from simulators.city.geography import to_metres
from simulators.city.model import City
from simulators.city.offices import staff_offices, write_plans
from simulators.city.places import make_places
from simulators.city.roads import build_roads
from simulators.city.shelters import open_shelters
from simulators.city.sites import Sites
from simulators.city.supplies import fill_depots, place_depots
from simulators.city.totals import totals
from simulators.city.town_sites import place_towns

CITIES: Final = ("xian",)
"""Cities that can be built."""

__all__ = ["CITIES", "build_city", "totals"]


def build_city(name: str, seed: int = 1, progress: Callable[[str], None] | None = None) -> City:
    """Build the city called `name`; `progress` is told the name of each step as it starts.

    Raises `ValueError` for a city that is not in `CITIES`, or a seed below zero.
    """
    if name not in CITIES:
        raise ValueError(f"no city {name!r}: there is {', '.join(CITIES)}")
    if seed < 0:
        raise ValueError(f"a seed is zero or more, got {seed}")
    say = progress or (lambda _: None)
    rng = np.random.Generator(np.random.PCG64(seed))
    say("towns")
    county_facts, town_facts = counties(), towns()
    seats = place_towns(town_facts, county_facts, rng)
    say("roads")
    roads = build_roads(town_facts, seats, rng)
    sites = Sites(to_metres(roads.lon, roads.lat), rng)
    seats = sites.beside_nearest(seats)
    say("villages")
    places = make_places(town_facts, county_facts, seats, sites, rng)
    town_rows = [place for place in places if place.admin_level == "TOWN"]
    villages = [place for place in places if place.admin_level == "VILLAGE"]
    say("teams")
    teams = raise_town_teams(town_rows, rng) + raise_village_forces(villages, rng)
    say("depots")
    depots = place_depots(town_rows, sites, rng)
    stock = fill_depots(depots, town_rows, rng)
    say("shelters")
    shelters = open_shelters(villages, sites, rng)
    say("plans and staff")
    return City(
        name=name,
        seed=seed,
        places=places,
        teams=teams,
        depots=depots,
        stock=stock,
        shelters=shelters,
        plans=write_plans(town_rows, rng),
        staff=staff_offices(town_rows, rng),
        roads=roads,
    )
