"""Say who is to shelter where, how they come there, and who finds no place."""

from enum import StrEnum

import msgspec

from dispatch.domain.evacuations import EvacuationGroup
from dispatch.domain.profile import Profile
from routing.geo import Position


class Ride(StrEnum):
    """How people come to a shelter."""

    WALK = "walk"
    BUS = "bus"


class NoShelter(StrEnum):
    """Why people found no place; the words an operator reads."""

    OFF_THE_ROADS = "off_the_roads"
    NO_SHELTER_OPEN = "no_shelter_open"
    OUT_OF_REACH = "out_of_reach"
    NO_PLACES_LEFT = "no_places_left"
    NO_SEATS_LEFT = "no_seats_left"


class EvacueeGroup(msgspec.Struct, frozen=True):
    """People who leave one place and belong together: the households of a village, a ward.

    `vulnerable` is how many of them are children, old, ill or disabled people
    (突发事件应对法 art. 11). Where not everybody finds a place, those of more `weight` do.
    """

    group_id: str
    position: Position
    people: int
    vulnerable: int = 0
    weight: int = 1


def waiting_of(group: EvacuationGroup, profile: Profile) -> EvacueeGroup | None:
    """Return those of a group of an evacuation who are to be away and have no place yet.

    None where there are none, and where nobody knows where they are.
    """
    if not group.missing or not profile.evacuation_table.has("AWAY", group.state):
        return None
    if group.position is None:
        return None
    vulnerable = max(0, group.vulnerable - sum(group.vulnerable_in.values()))
    return EvacueeGroup(
        group.group_id, group.position, group.missing, min(vulnerable, group.missing)
    )


class ShelterChoice(msgspec.Struct, frozen=True):
    """People of a group who are to go to a shelter, with their road time in seconds.

    `opening_s` is how long it takes until the shelter is open, nothing where it is.
    """

    group_id: str
    shelter_id: str
    people: int
    vulnerable: int
    by: Ride
    travel_s: float
    opening_s: float = 0.0


class Unsheltered(msgspec.Struct, frozen=True):
    """People of a group for whom there is no place, and why."""

    group_id: str
    people: int
    vulnerable: int
    reason: NoShelter


class ShelterPlan(msgspec.Struct, frozen=True):
    """Who goes where for a stay of a mode; `split` names the groups that one shelter cannot take.

    Each person of each group stands in it once. `to_open` names the shelters that must be opened
    for it. `seats` is how many ride.
    """

    mode: str
    choices: tuple[ShelterChoice, ...]
    unsheltered: tuple[Unsheltered, ...]
    split: tuple[str, ...]
    to_open: tuple[str, ...]
    seats: int
