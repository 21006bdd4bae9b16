"""Fold what an area consists of: its founding, places, teams, depots."""

from immutables import Map
from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain.area import Area
from dispatch.domain.folds.stock import enrolled
from dispatch.domain.places import AdminLevel


def founded(area: Area, event: e.AreaFounded, _position: int, _at: float) -> Area:
    """The area begins."""
    return replace(
        area,
        name=event.name,
        root=event.root,
        profile_id=event.profile_id,
        exercise=event.exercise,
    )


def places_registered(area: Area, event: e.PlacesRegistered, _position: int, _at: float) -> Area:
    """Places are entered, and who lies below whom."""
    places = area.places.update({place.code: place for place in event.places})
    below: dict[str, list[str]] = {}
    for place in places.values():
        if place.parent is not None:
            below.setdefault(place.parent, []).append(place.code)
    towns = (code for code, place in places.items() if place.admin_level is AdminLevel.TOWN)
    return replace(
        area,
        places=places,
        below=Map({parent: tuple(sorted(codes)) for parent, codes in below.items()}),
        towns=tuple(sorted(towns)),
    )


def teams_enrolled(area: Area, event: e.TeamsEnrolled, _position: int, _at: float) -> Area:
    """Teams are entered."""
    return replace(area, teams=area.teams.update({team.team_id: team for team in event.teams}))


def depots_registered(area: Area, event: e.DepotsRegistered, _position: int, _at: float) -> Area:
    """Depots are entered."""
    depots = {depot.depot_id: enrolled(depot) for depot in event.depots}
    return replace(area, depots=area.depots.update(depots))
