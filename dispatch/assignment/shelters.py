"""Say who shelters where: groups of evacuees to open shelters, vulnerable people first.

Vulnerable people are placed before anybody else is thought of. For each of the two, a flow of
least cost places as many as can be, has as few as possible ride, and then keeps the road times
least; where that takes more seats than there are, those who can walk do, and the rest ride as far
as the seats go. What a flow has split is put together again where one shelter can take a group.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from dispatch.assignment.roads import RoadView
from dispatch.assignment.shelter_flow import place
from dispatch.assignment.shelter_plan import (
    EvacueeGroup,
    NoShelter,
    Ride,
    ShelterChoice,
    ShelterPlan,
    Unsheltered,
)
from dispatch.assignment.shelter_question import (
    OTHERS,
    RANKS,
    VULNERABLE,
    ShelterQuestion,
    ways,
)
from dispatch.assignment.shelter_together import keep_together
from dispatch.domain.profile import Profile
from dispatch.domain.shelters import OPENING_TIME, Shelter, places_left


def allocate_shelters(
    profile: Profile,
    roads: RoadView,
    shelters: Iterable[Shelter],
    groups: Sequence[EvacueeGroup],
    mode: str,
    seats: int,
    also_closed: bool = False,
) -> ShelterPlan:
    """Return who is to go where for a stay of `mode`; at most `seats` people ride in buses.

    Of the shelters only those that admit people and have places left for that mode count, and
    with `also_closed` those too that could be opened, for which people wait as long as the profile
    gives the opening. Raises `KeyError` for a mode the profile does not have.
    """
    rules, table = profile.shelters, profile.shelter
    states = {*table.sets["ADMITTING"], *(table.sets["TO_OPEN"] if also_closed else ())}
    with_room = [
        (one, left)
        for one in sorted(shelters, key=lambda one: one.shelter_id)
        if one.state in states and (left := places_left(one, mode, rules))
    ]
    opening_s = int(profile.timers[OPENING_TIME].limit_s)
    where = [one for one, _ in with_room]
    homes, there = [one.position for one in groups], [one.position for one in where]
    waiting = [(one.vulnerable, one.people - one.vulnerable) for one in groups]
    question = ShelterQuestion(
        groups=groups,
        shelters=where,
        waiting=np.array(waiting, np.int64).reshape(-1, len(RANKS)),
        left=np.array([left for _, left in with_room], np.int64),
        seats=seats,
        times={
            Ride.WALK: ways(roads, homes, there, roads.serves.evacuees),
            Ride.BUS: ways(roads, homes, there, roads.serves.buses),
        },
        limits_s={
            Ride.WALK: (rules.vulnerable_walk_max_s, rules.walk_max_s),
            Ride.BUS: (rules.bus_max_s, rules.bus_max_s),
        },
        opening_s=np.array(
            [0 if table.has("ADMITTING", one.state) else opening_s for one in where], np.int64
        ),
    )
    for rank in RANKS:
        place(question, rank)
    keep_together(question)
    return _plan(question, roads, mode)


# --- what came of it


def _plan(question: ShelterQuestion, roads: RoadView, mode: str) -> ShelterPlan:
    people: Counter[tuple[int, int, Ride]] = Counter()
    vulnerable: Counter[tuple[int, int, Ride]] = Counter()
    for (group, shelter, ride, rank), number in question.placed.items():
        people[group, shelter, ride] += number
        vulnerable[group, shelter, ride] += number if rank == VULNERABLE else 0
    choices = tuple(
        ShelterChoice(
            group_id=question.groups[group].group_id,
            shelter_id=question.shelters[shelter].shelter_id,
            people=number,
            vulnerable=vulnerable[group, shelter, ride],
            by=ride,
            travel_s=float(question.times[ride][group, shelter]),
            opening_s=float(question.opening_s[shelter]),
        )
        for (group, shelter, ride), number in sorted(people.items())
        if number
    )
    homes: dict[str, set[str]] = {}
    for one in choices:
        homes.setdefault(one.group_id, set()).add(one.shelter_id)
    return ShelterPlan(
        mode=mode,
        choices=choices,
        unsheltered=tuple(
            Unsheltered(
                group_id=group.group_id,
                people=int(question.waiting[row].sum()),
                vulnerable=int(question.waiting[row, VULNERABLE]),
                reason=_why(question, roads, row),
            )
            for row, group in enumerate(question.groups)
            if question.waiting[row].any()
        ),
        split=tuple(group for group, where in homes.items() if len(where) > 1),
        to_open=tuple(sorted({one.shelter_id for one in choices if one.opening_s})),
        seats=sum(one.people for one in choices if one.by is Ride.BUS),
    )


def _why(question: ShelterQuestion, roads: RoadView, row: int) -> NoShelter:
    """Return why people of a group have no place: the first thing that is in the way."""
    if roads.node_of(question.groups[row].position) is None:
        return NoShelter.OFF_THE_ROADS
    if not question.shelters:
        return NoShelter.NO_SHELTER_OPEN
    rank = VULNERABLE if question.waiting[row, VULNERABLE] else OTHERS
    near = question.may_go(Ride.WALK, rank)[row] | question.may_go(Ride.BUS, rank)[row]
    if not near.any():
        return NoShelter.OUT_OF_REACH
    return NoShelter.NO_SEATS_LEFT if question.left[near].any() else NoShelter.NO_PLACES_LEFT
