"""Found a command area from a generated city: places, teams, depots with stock, shelters."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, timezone
from itertools import islice
from typing import TypeVar

from immutables import Map

from dispatch.domain.actors import Actor
from dispatch.domain.commands import (
    Command,
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
from simulators.city.model import City, PlaceRow, PlanRow, ShelterRow, TeamRow

CST = timezone(timedelta(hours=8))  # without summer time
BATCH = 1_000  # rows in a command: each is one event of some 200 kB, and entering is seldom done

Handle = Callable[[Command, Actor], object]
T = TypeVar("T")


def director(root: str) -> Actor:
    """Return the drill's director, who may found the area of a place."""
    return Actor(name="director", role="DIRECTOR", jurisdiction=root)


def found_from_city(
    handle: Handle,
    city: City,
    *,
    name: str | None = None,
    profile_id: str = "xian",
    exercise: bool = False,
    actor: Actor | None = None,
) -> None:
    """Found an area and enter all of a city; `handle` takes each command with its actor.

    Raises whatever `handle` raises.
    """
    places = [_place(row) for row in sorted(city.places, key=_level_then_code)]
    root = places[0].code
    by = actor or director(root)
    handle(
        FoundArea(name=name or city.name, root=root, profile_id=profile_id, exercise=exercise), by
    )
    for batch in batches(places):
        handle(RegisterPlaces(tuple(batch)), by)
    for teams in batches([_team(row) for row in city.teams]):
        handle(EnrolTeams(tuple(teams)), by)
    for depots in batches(_depots(city)):
        handle(RegisterDepots(tuple(depots)), by)
    for plans in batches([_plan(row) for row in city.plans]):
        handle(RegisterPlans(tuple(plans)), by)
    for shelters in batches([_shelter(row) for row in city.shelters]):
        handle(RegisterShelters(tuple(shelters)), by)


def batches(rows: Sequence[T], size: int = BATCH) -> list[list[T]]:
    """Return rows cut into lists of at most `size`, in order."""
    left = iter(rows)
    return [list(islice(left, size)) for _ in range(0, len(rows), size)]


def _plan(row: PlanRow) -> Plan:
    approved = datetime.combine(date.fromisoformat(row.approved_on), time(), CST)
    return Plan(
        plan_id=row.plan_id,
        place_code=row.place_code,
        template=row.kind,
        title=row.name,
        approved_at=approved.timestamp(),
    )


def _level_then_code(row: PlaceRow) -> tuple[int, str]:
    return AdminLevel(row.admin_level).rank, row.code


def _place(row: PlaceRow) -> Place:
    return Place(
        code=row.code,
        name=row.name,
        admin_level=AdminLevel(row.admin_level),
        parent=row.parent or None,
        position=Position(lon=row.lon, lat=row.lat),
        population=row.population,
        vulnerable=row.vulnerable,
    )


def _team(row: TeamRow) -> Team:
    return Team(
        team_id=row.team_id,
        name=row.name,
        place_code=row.place_code,
        station=Position(lon=row.lon, lat=row.lat),
        capabilities=row.capabilities,
        people=row.people,
        strength=row.strength,
        units=row.units,
    )


def _depots(city: City) -> list[Depot]:
    """Return the depots with their stock; what is used by a date is a batch of its own."""
    stock: dict[str, dict[str, Stock]] = {row.depot_id: {} for row in city.depots}
    for line in city.stock:
        held = stock[line.depot_id].get(line.supply, Stock(0))
        lot, expires_at = (line.batch, _ends(line.expires_on)) if line.expires_on else ("", None)
        stock[line.depot_id][line.supply] = held.changed(line.quantity, lot, expires_at)
    return [
        Depot(
            depot_id=row.depot_id,
            name=row.name,
            place_code=row.place_code,
            position=Position(lon=row.lon, lat=row.lat),
            stock=Map(stock[row.depot_id]),
        )
        for row in city.depots
    ]


def _ends(day: str) -> float:
    """Return when an ISO day is over in Xi'an, in epoch seconds UTC."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), CST).timestamp()


def _shelter(row: ShelterRow) -> Shelter:
    return Shelter(
        shelter_id=row.shelter_id,
        name=row.name,
        place_code=row.place_code,
        position=Position(lon=row.lon, lat=row.lat),
        capacity=row.capacity,
        shelter_class=row.shelter_class,
    )
