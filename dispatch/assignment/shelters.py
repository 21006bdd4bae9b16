"""Say who shelters where: groups of evacuees to open shelters, vulnerable people first.

Vulnerable people are placed before anybody else is thought of. For each of the two, a flow of
least cost places as many as can be, has as few as possible ride, and then keeps the road times
least; where that takes more seats than there are, those who can walk do, and the rest ride as far
as the seats go. What a flow has split is put together again where one shelter can take a group.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.assignment.roads import UNREACHABLE_MS, RoadView
from dispatch.assignment.shelter_plan import (
    EvacueeGroup,
    NoShelter,
    Ride,
    ShelterChoice,
    ShelterPlan,
    Unsheltered,
)
from dispatch.domain.profile import Profile
from dispatch.domain.shelters import Shelter, places_left

Ints = NDArray[np.int64]
Part = tuple[int, int, Ride, int]  # group, shelter, how, rank
FAR = 1_000_000  # seconds: there is no way
RANKS = VULNERABLE, OTHERS = 0, 1


@dataclass(slots=True)
class _Question:
    """Groups, shelters with places left, and the ways between; filled as people are placed.

    `waiting` is int64[groups, ranks], `left` int64[shelters]; `times` are seconds, int64[groups,
    shelters], FAR where there is no way, and `limits_s` the longest of them by rank.
    """

    groups: Sequence[EvacueeGroup]
    shelters: Sequence[Shelter]
    waiting: Ints
    left: Ints
    seats: int
    times: dict[Ride, Ints]
    limits_s: dict[Ride, tuple[float, float]]
    placed: Counter[Part] = field(default_factory=Counter)

    def may_go(self, ride: Ride, rank: int) -> NDArray[np.bool_]:
        """Who may go where in that way, bool[groups, shelters]."""
        return self.times[ride] <= self.limits_s[ride][rank]

    def move(self, part: Part, by: int) -> None:
        """Have so many more go, or less when `by` is below nothing."""
        group, shelter, ride, rank = part
        self.placed[part] += by
        self.waiting[group, rank] -= by
        self.left[shelter] -= by
        if ride is Ride.BUS:
            self.seats -= by


def allocate_shelters(
    profile: Profile,
    roads: RoadView,
    shelters: Iterable[Shelter],
    groups: Sequence[EvacueeGroup],
    mode: str,
    seats: int,
) -> ShelterPlan:
    """Return who is to go where for a stay of `mode`; at most `seats` people ride in buses.

    Of the shelters only those that admit people and have places left for that mode count. Raises
    `KeyError` for a mode the profile does not have.
    """
    rules = profile.shelters
    with_room = [
        (one, left)
        for one in shelters
        if profile.shelter.has("ADMITTING", one.state) and (left := places_left(one, mode, rules))
    ]
    where = [one for one, _ in with_room]
    waiting = [(one.vulnerable, one.people - one.vulnerable) for one in groups]
    question = _Question(
        groups=groups,
        shelters=where,
        waiting=np.array(waiting, np.int64).reshape(-1, len(RANKS)),
        left=np.array([left for _, left in with_room], np.int64),
        seats=seats,
        times={
            Ride.WALK: _times(roads, groups, where, roads.serves.evacuees),
            Ride.BUS: _times(roads, groups, where, roads.serves.buses),
        },
        limits_s={
            Ride.WALK: (rules.vulnerable_walk_max_s, rules.walk_max_s),
            Ride.BUS: (rules.bus_max_s, rules.bus_max_s),
        },
    )
    for rank in RANKS:
        _place(question, rank)
    _keep_together(question)
    return _plan(question, roads, mode)


def _times(
    roads: RoadView, groups: Sequence[EvacueeGroup], shelters: Sequence[Shelter], metric: str
) -> Ints:
    times: Ints = np.full((len(groups), len(shelters)), FAR, np.int64)
    nodes = roads.nodes_of([one.position for one in shelters]) if shelters else np.array([])
    on_roads = np.flatnonzero(nodes >= 0)
    for row, group in enumerate(groups):
        node = roads.node_of(group.position)
        if node is not None and len(on_roads):
            found = roads.times_from(node, nodes[on_roads], metric).astype(np.int64)
            times[row, on_roads] = np.where(found == UNREACHABLE_MS, FAR, -(-found // 1000))
    return times


# --- the flows


def _place(question: _Question, rank: int) -> None:
    """Place the people of a rank: as many as can be, then with few rides, then soon."""
    everybody = int(question.waiting[:, rank].sum())
    moves = _flow(question, rank, (Ride.WALK, Ride.BUS), everybody)
    if sum(by for part, by in moves.items() if part[2] is Ride.BUS) > question.seats:
        moves = _flow(question, rank, (Ride.WALK,), everybody)
        for part, by in moves.items():
            question.move(part, by)
        moves = _flow(question, rank, (Ride.BUS,), question.seats)
    for part, by in moves.items():
        question.move(part, by)


def _flow(question: _Question, rank: int, rides: Sequence[Ride], most: int) -> Mapping[Part, int]:
    """Return how many go where, at most so many in all, at the least cost.

    source ─most─▶ hub ─waiting─▶ group ─time, a ride is dearer─▶ shelter ─left─▶ sink
       └───────────────────── nobody goes, at a price ─────────────────────────────┘
    """
    waiting = question.waiting[:, rank]
    people = min(most, int(waiting.sum()))
    if people < 1 or not len(question.left):
        return {}
    groups, shelters = np.arange(len(waiting)), np.arange(len(question.left))
    source, hub, sink, first_group = 0, 1, 2, 3
    first_shelter = first_group + len(groups)
    flow = SimpleMinCostFlow()
    going: list[tuple[Ride, NDArray[np.intp], NDArray[np.intp], NDArray[np.int32]]] = []
    _add(flow, hub, first_group + groups, waiting, 0)
    _add(flow, first_shelter + shelters, sink, question.left, 0)
    for ride in rides:
        group, shelter = np.nonzero(question.may_go(ride, rank))
        cost = question.times[ride][group, shelter] + (FAR if ride is Ride.BUS else 0)
        tails, heads = first_group + group, first_shelter + shelter
        going.append((ride, group, shelter, _add(flow, tails, heads, waiting[group], cost)))
    # To leave somebody out costs more than the longest chain of changes that finds a place.
    price = 2 * FAR * (first_shelter + len(shelters))
    _add(flow, source, np.array([hub, sink]), np.array([people, people]), np.array([0, price]))
    flow.set_nodes_supplies(np.array([source, sink]), np.array([people, -people]))
    if (answer := flow.solve()) != flow.OPTIMAL:
        raise RuntimeError(f"the flow of evacuees was not solved: {answer}")
    return {
        (int(g), int(s), ride, rank): int(by)
        for ride, group, shelter, arcs in going
        for g, s, by in zip(group, shelter, flow.flows(arcs), strict=True)
        if by
    }


def _add(
    flow: SimpleMinCostFlow,
    tail: NDArray[np.intp] | int,
    head: NDArray[np.intp] | int,
    capacity: Ints,
    cost: Ints | int,
) -> NDArray[np.int32]:
    ends = [np.broadcast_to(one, capacity.shape) for one in (tail, head, capacity, cost)]
    added: NDArray[np.int32] = flow.add_arcs_with_capacity_and_unit_cost(*ends)
    return added


# --- those who belong together


def _keep_together(question: _Question) -> None:
    """Move each group a flow has split to the nearest one shelter that takes all of it, if any.

    The largest groups first: small ones find room more easily. Nobody who has a place loses it.
    """
    parts_of: dict[int, dict[Part, int]] = {}
    for part, people in question.placed.items():
        if people:
            parts_of.setdefault(part[0], {})[part] = people
    for group in sorted(parts_of, key=lambda one: (-question.groups[one].people, one)):
        parts = parts_of[group]
        if len({shelter for _, shelter, _, _ in parts}) == 1 or question.waiting[group].any():
            continue  # where some have no place at all, moving the others helps nobody
        for part, people in parts.items():
            question.move(part, -people)
        for part, people in (_in_one_shelter(question, group) or parts).items():
            question.move(part, people)


def _in_one_shelter(question: _Question, group: int) -> dict[Part, int] | None:
    """Return how all of a group that waits comes to one shelter the soonest, None if none can."""
    best: tuple[int, dict[Part, int]] | None = None
    people = question.waiting[group].tolist()
    for shelter in np.flatnonzero(question.left >= sum(people)).tolist():
        parts: dict[Part, int] = {}
        for rank in RANKS:
            ways = (ride for ride in Ride if question.may_go(ride, rank)[group, shelter])
            if people[rank] and (ride := next(ways, None)) is not None:
                parts[group, shelter, ride, rank] = people[rank]
        riding = sum(by for part, by in parts.items() if part[2] is Ride.BUS)
        if sum(parts.values()) < sum(people) or riding > question.seats:
            continue
        cost = sum(by * int(question.times[part[2]][part[:2]]) for part, by in parts.items())
        if best is None or cost < best[0]:
            best = cost, parts
    return None if best is None else best[1]


# --- what came of it


def _plan(question: _Question, roads: RoadView, mode: str) -> ShelterPlan:
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
        seats=sum(one.people for one in choices if one.by is Ride.BUS),
    )


def _why(question: _Question, roads: RoadView, row: int) -> NoShelter:
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
