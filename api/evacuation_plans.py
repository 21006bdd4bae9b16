"""Reckon who of an evacuation is to go to which shelter, by road, places and buses."""

from collections.abc import Iterable

from api.visibility import View, concern_of
from dispatch.assignment.shelter_plan import ShelterPlan, waiting_of
from dispatch.assignment.shelters import allocate_shelters
from dispatch.domain.area import Area
from dispatch.domain.evacuating import as_full_as_promised
from dispatch.domain.evacuations import Evacuation
from dispatch.domain.shelters import Shelter
from dispatch.engine.bootstrap import CommandArea


def plan_of(
    where: CommandArea,
    view: View,
    evacuation: Evacuation,
    seats: int | None,
    also_closed: bool,
) -> ShelterPlan:
    """Return who is to go where of those not counted yet; places assigned to others are taken."""
    area, profile = where.area, where.engine.profile
    groups = [area.evacuation_groups[one] for one in evacuation.group_ids]
    waiting = [waiting_of(one, profile) for one in groups]
    return allocate_shelters(
        profile,
        where.roads.under(area),
        as_full_as_promised(
            area, _seen(area, view), evacuation.mode, frozenset(evacuation.group_ids)
        ),
        [one for one in waiting if one is not None],
        evacuation.mode,
        profile.shelters.bus_seats if seats is None else seats,
        also_closed,
    )


def _seen(area: Area, view: View) -> Iterable[Shelter]:
    return (one for one in area.shelters.values() if view.sees(concern_of(area, one)))
