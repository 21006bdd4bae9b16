"""Make up a small district: two towns of three villages, teams, depots, shelters, and plans.

Small enough that a drill there takes a fraction of a second, and with everything in it that a city
has: what is tried a thousand times is tried here.
"""

from immutables import Map

from dispatch.domain.commands import (
    EnrolTeams,
    FoundArea,
    RegisterDepots,
    RegisterPlaces,
    RegisterShelters,
)
from dispatch.domain.depots import Depot, Stock
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.plan_messages import RegisterPlans
from dispatch.domain.plans import Plan
from dispatch.domain.shelters import Shelter
from dispatch.domain.teams import Team
from routing.geo import Position
from simulators.founding import Handle, director
from simulators.venue import HamletPlace

TOWNS, VILLAGES = 2, 3
EVERY_DEG = 0.02  # between villages; some 2 km
SQUADS = {
    "fire": ("FIRE", "HAZMAT", "RESCUE"),
    "medical": ("MEDICAL",),
    "works": ("ENGINEERING", "FORESTRY", "GAS", "POLICE", "POWER", "TRAFFIC", "WATER"),
}
PLANS = ("master", "earthquake", "flood_drought", "gas", "geological", "hazmat")  # each place has
SUPPLIES = ("boat", "breathing_apparatus", "cone", "cordon_tape", "first_aid_kit", "gas_detector")
MORE_SUPPLIES = ("hose", "lamp", "life_jacket", "pump", "sandbag", "stretcher")


def bounds_of(hamlet: HamletPlace) -> tuple[float, float, float, float]:
    """Return the bounds of its roads: west, south, east, north."""
    lon, lat = hamlet.lon, hamlet.lat
    margin = EVERY_DEG / 2
    return (
        lon - margin,
        lat - margin,
        lon + (VILLAGES - 0.5) * EVERY_DEG,
        lat + (TOWNS - 0.5) * EVERY_DEG,
    )


def found_hamlet(handle: Handle, hamlet: HamletPlace, name: str, profile_id: str) -> None:
    """Found its area as an exercise; raises whatever `handle` raises."""
    by, root = director(hamlet.root), hamlet.root
    handle(FoundArea(name, root, profile_id, exercise=True), by)
    towns = [f"{root}{number + 1:02d}" for number in range(TOWNS)]
    middle = _at(hamlet, 1, 0.5)
    county = Place(f"{root}C", f"{name}县", AdminLevel.COUNTY, root, middle)
    places = [Place(root, name, AdminLevel.CITY, None, middle), county]
    teams, depots, shelters = [], [], []
    seats = (root, county.code, *towns)
    for row, town in enumerate(towns):
        seat = _at(hamlet, 1, row)
        places.append(Place(town, f"镇{row + 1}", AdminLevel.TOWN, county.code, seat))
        teams += [
            Team(f"{town}-{squad}", f"{squad} {town}", town, seat, capabilities=able, people=12)
            for squad, able in SQUADS.items()
        ]
        stock = Map({one: Stock(on_hand=60) for one in (*SUPPLIES, *MORE_SUPPLIES)})
        depots.append(Depot(f"{town}-depot", f"depot {town}", town, seat, stock))
        for column in range(VILLAGES):
            code, at = f"{town}{column + 1:02d}", _at(hamlet, column, row)
            village = Place(code, f"村{row + 1}{column + 1}", AdminLevel.VILLAGE, town, at, 800, 90)
            places.append(village)
            able = ("EVACUATION", "RESCUE", "VOLUNTEER")
            teams.append(Team(f"{code}-force", f"force {code}", code, at, able, people=15))
        shelters.append(
            Shelter(f"{town}-shelter", f"shelter {town}", f"{town}02", seat, 200, "CLASS_3")
        )
    handle(RegisterPlaces(tuple(places)), by)
    handle(EnrolTeams(tuple(teams)), by)
    handle(RegisterDepots(tuple(depots)), by)
    handle(RegisterShelters(tuple(shelters)), by)
    plans = [Plan(f"{code}-{one}", code, one, f"{code} {one}") for code in seats for one in PLANS]
    handle(RegisterPlans(tuple(plans)), by)


def _at(hamlet: HamletPlace, column: float, row: float) -> Position:
    return Position(lon=hamlet.lon + column * EVERY_DEG, lat=hamlet.lat + row * EVERY_DEG)
