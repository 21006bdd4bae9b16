"""Know the shelters: how many each can take for how long a stay, and who is in them."""

from fractions import Fraction

import msgspec

from routing.geo import Position

CLOSED, OPENING, OPEN, FULL = "CLOSED", "OPENING", "OPEN", "FULL"
"""The states of a shelter that the code knows by name."""

OPENING_TIME = "shelter.opening"
"""The timer of the profile that says how long a shelter takes to open."""


class StayMode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long people stay, and the effective area each of them then needs, in square metres."""

    zh: str
    en: str
    m2_per_person: float
    basis: str = ""


class ShelterClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of shelters, and the modes it is fit for."""

    zh: str
    en: str
    modes: tuple[str, ...]
    basis: str = ""


class ShelterRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says of shelters.

    `stated_m2_per_person` is what a capacity was reckoned with that names no mode. Limits of the
    way to a shelter are road times in seconds: on foot, on foot for vulnerable people, by bus.
    What is proposed for an incident by itself is for a stay of `proposed_mode`, with `bus_seats` in
    the buses that can be called.
    """

    modes: dict[str, StayMode]
    classes: dict[str, ShelterClass]
    stated_m2_per_person: float
    walk_max_s: float
    vulnerable_walk_max_s: float
    bus_max_s: float
    proposed_mode: str
    bus_seats: int


class Shelter(msgspec.Struct, frozen=True):
    """A place of refuge 避难场所.

    `capacity` is in people, as stated for no mode in particular; `capacities` are those stated for
    a mode. `occupants` counts who is in it by mode; `vulnerable` how many of them are children,
    old, ill or disabled people. `admitted` and `departed` count all there ever were. `overdue`
    lists timers whose limit passed unmet.
    """

    shelter_id: str
    name: str
    place_code: str
    position: Position
    capacity: int
    shelter_class: str = ""
    effective_area_m2: float | None = None
    capacities: dict[str, int] = {}
    state: str = CLOSED
    occupants: dict[str, int] = {}
    vulnerable: int = 0
    admitted: int = 0
    departed: int = 0
    overdue: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """How many are in it."""
        return sum(self.occupants.values())


def capacity_of(shelter: Shelter, mode: str, rules: ShelterRules) -> int:
    """Return how many a shelter can take if all stay in one mode; 0 where it is not fit for it.

    What is stated for the mode counts; else the effective area; else the area its stated capacity
    was reckoned with, and then never more than was stated. A class the profile does not know, or
    none, is fit for every mode.
    """
    known = rules.classes.get(shelter.shelter_class)
    if known is not None and mode not in known.modes:
        return 0
    if mode in shelter.capacities:
        return shelter.capacities[mode]
    needs_m2 = rules.modes[mode].m2_per_person
    if shelter.effective_area_m2 is not None:
        return int(shelter.effective_area_m2 / needs_m2)
    reckoned = int(shelter.capacity * rules.stated_m2_per_person / needs_m2)
    return min(shelter.capacity, reckoned)


def places_left(shelter: Shelter, mode: str, rules: ShelterRules) -> int:
    """Return how many more can stay in a mode, beside those who are there in whatever mode.

    Each mode's people take the share of the shelter that they are of its capacity for that mode.
    """
    taken = Fraction(0)
    for other, people in shelter.occupants.items():
        capacity = capacity_of(shelter, other, rules)
        if people:
            taken += Fraction(people, capacity) if capacity else Fraction(1)
    return max(0, int(capacity_of(shelter, mode, rules) * (1 - taken)))


def is_full(shelter: Shelter, rules: ShelterRules) -> bool:
    """Whether nobody more can stay in it, in any mode."""
    return not any(places_left(shelter, mode, rules) for mode in rules.modes)
