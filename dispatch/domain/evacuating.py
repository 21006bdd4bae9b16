"""Decide who is ordered out of a danger 转移避险, and to which shelters they are to go."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from dispatch.domain import evacuation_commands as xc
from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain import sheltering
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Deadline, Moments, started
from dispatch.domain.demanding import open_incident, say_why
from dispatch.domain.evacuations import Assignment, Evacuation, EvacuationGroup
from dispatch.domain.evacuee_counting import TABLE
from dispatch.domain.lifecycle import NEW
from dispatch.domain.places import is_within
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.shelters import CLOSED, Shelter, capacity_of, places_left
from dispatch.domain.steps import authorise, choose_row, permit

MAX_GROUPS = 5_000


def order_out(
    area: Area, command: xc.OrderEvacuation, order: Order, profile: Profile
) -> list[e.Event]:
    """Order people out, by groups."""
    if command.place_code not in area.places:
        raise Rejected("unknown_place", f"no place {command.place_code!r}", "place_code")
    authorise(area, order.actor, command.place_code)
    say_why(command.reason)
    if command.hazard not in profile.kinds:
        raise Rejected("unknown_kind", f"no kind {command.hazard!r}", "hazard")
    if command.mode not in profile.shelters.modes:
        raise Rejected("unknown_mode", f"no mode {command.mode!r}", "mode")
    if command.warning_id is not None:
        area.warning(command.warning_id)
    if command.incident_id is not None:
        open_incident(area, command.incident_id, order, profile)
    draft = Evacuation(
        evacuation_id=area.next_id("evacuation", "E"),
        place_code=command.place_code,
        hazard=command.hazard,
        reason=command.reason,
        mode=command.mode,
        ordered_by=order.actor.name,
        ordered_at=order.at,
        forced=command.forced,
        incident_id=command.incident_id,
        warning_id=command.warning_id,
        polygons=command.polygons,
    )
    row, groups, clocks = _listed(area, draft, command.groups, order, profile)
    made = replace(draft, group_ids=tuple(one.group_id for one in groups))
    return [xe.EvacuationOrdered(row=row, evacuation=made, groups=groups, started=clocks)]


def extend(
    area: Area, command: xc.ExtendEvacuation, order: Order, profile: Profile
) -> list[e.Event]:
    """Order further groups out."""
    evacuation = area.evacuation(command.evacuation_id)
    authorise(area, order.actor, evacuation.place_code)
    _row, groups, clocks = _listed(area, evacuation, command.groups, order, profile)
    return [xe.EvacuationExtended(evacuation.evacuation_id, groups, clocks)]


def tie(area: Area, command: xc.TieEvacuation, order: Order, profile: Profile) -> list[e.Event]:
    """Say which incident an evacuation belongs to; nothing where that is known."""
    permit(profile, order, "TieEvacuation")
    evacuation = area.evacuation(command.evacuation_id)
    authorise(area, order.actor, evacuation.place_code)
    incident = open_incident(area, command.incident_id, order, profile)
    if evacuation.incident_id == incident.incident_id:
        return []
    if evacuation.incident_id is not None:
        reason = f"it belongs to {evacuation.incident_id}"
        raise Rejected("tied_already", reason, "incident_id")
    return [xe.EvacuationTied(evacuation.evacuation_id, incident.incident_id)]


def assign(area: Area, command: xc.AssignEvacuees, order: Order, profile: Profile) -> list[e.Event]:
    """Say who is to go to which shelter; those that are closed are had opened."""
    permit(profile, order, "AssignEvacuees")
    evacuation = area.evacuation(command.evacuation_id)
    authorise(area, order.actor, evacuation.place_code)
    if not command.assignments:
        raise Rejected("input_missing", "say who goes where", "assignments")
    wanted = Counter[str]()
    of_group = Counter[str]()
    for number, one in enumerate(command.assignments):
        where = f"assignments[{number}]"
        _check_group(area, evacuation, one, profile, where)
        shelter = area.shelter(one.shelter_id)
        authorise(area, order.actor, shelter.place_code)
        if not capacity_of(shelter, evacuation.mode, profile.shelters):
            reason = f"{shelter.shelter_id} is not fit for a stay of {evacuation.mode}"
            raise Rejected("unfit_shelter", reason, f"{where}.shelter_id")
        wanted[one.shelter_id] += one.people
        of_group[one.group_id] += one.people
        if of_group[one.group_id] > area.evacuation_groups[one.group_id].people:
            reason = f"{one.group_id} has fewer people"
            raise Rejected("wrong_number", reason, f"{where}.people")
    shelters = (area.shelter(one) for one in wanted)
    for shelter in as_full_as_promised(area, shelters, evacuation.mode, of_group):
        there = _there_already(area, shelter.shelter_id, of_group)
        free = places_left(shelter, evacuation.mode, profile.shelters) + there
        if wanted[shelter.shelter_id] > free:
            reason = f"{shelter.shelter_id} has {free} places left for them"
            raise Rejected("no_places_left", reason, "assignments")
    return [
        xe.EvacueesAssigned(evacuation.evacuation_id, command.assignments),
        *_openings(area, wanted, order, profile),
    ]


def as_full_as_promised(
    area: Area, shelters: Iterable[Shelter], mode: str, without: Collection[str]
) -> Iterator[Shelter]:
    """Yield shelters as full as they will be once all who are assigned to them are there.

    What is assigned to the groups `without` does not count.
    """
    coming = Counter[str]()
    for group in area.evacuation_groups.values():
        if group.is_open and group.group_id not in without:
            to_come = Counter[str]()
            for one in group.assigned:
                to_come[one.shelter_id] += one.people
            for shelter_id, people in to_come.items():
                coming[shelter_id] += max(0, people - group.sheltered.get(shelter_id, 0))
    for shelter in shelters:
        people = coming[shelter.shelter_id]
        yield sheltering.with_people(shelter, mode, people) if people else shelter


def _there_already(area: Area, shelter_id: str, group_ids: Iterable[str]) -> int:
    return sum(area.evacuation_groups[one].sheltered.get(shelter_id, 0) for one in group_ids)


def _openings(
    area: Area, shelter_ids: Iterable[str], order: Order, profile: Profile
) -> list[e.Event]:
    closed = (area.shelter(one) for one in sorted(shelter_ids))
    return [
        sheltering.step(area, one, "open", order, profile) for one in closed if one.state == CLOSED
    ]


def _check_group(
    area: Area, evacuation: Evacuation, one: Assignment, profile: Profile, where: str
) -> None:
    group = area.evacuation_groups.get(one.group_id)
    if group is None or group.evacuation_id != evacuation.evacuation_id:
        reason = f"{evacuation.evacuation_id} has no group {one.group_id!r}"
        raise Rejected("unknown_evacuation_group", reason, f"{where}.group_id")
    if not profile.evacuation_table.has("AWAY", group.state):
        raise Rejected("wrong_state", f"{group.group_id} is {group.state}", f"{where}.group_id")
    if one.people < 1 or not 0 <= one.vulnerable <= one.people:
        raise Rejected("wrong_number", "one at least, some of them vulnerable", f"{where}.people")


def _listed(
    area: Area,
    evacuation: Evacuation,
    listed: tuple[xc.GroupToMove, ...],
    order: Order,
    profile: Profile,
) -> tuple[str, tuple[EvacuationGroup, ...], tuple[Deadline, ...]]:
    """Return the row by which groups are listed, the groups, and their clocks."""
    if not 0 < len(listed) <= MAX_GROUPS:
        raise Rejected("input_missing", f"list 1 to {MAX_GROUPS} groups", "groups")
    known = {
        (one.place_code, one.name)
        for one in area.evacuation_groups.values()
        if profile.evacuation_table.has("AWAY", one.state)
    }
    groups: list[EvacuationGroup] = []
    for index, one in enumerate(listed):
        where, place = f"groups[{index}]", area.places.get(one.place_code)
        if place is None:
            raise Rejected("unknown_place", f"no place {one.place_code!r}", f"{where}.place_code")
        if not is_within(area.places, one.place_code, evacuation.place_code):
            reason = f"{one.place_code} lies outside {evacuation.place_code}"
            raise Rejected("wrong_place", reason, f"{where}.place_code")
        if one.people < 1 or not 0 <= one.vulnerable <= one.people:
            reason = "one at least, none to all of them vulnerable"
            raise Rejected("wrong_number", reason, f"{where}.people")
        name = one.name.strip() or place.name
        if (one.place_code, name) in known:
            reason = f"{name} of {one.place_code} is ordered out already"
            raise Rejected("listed_already", reason, where)
        known.add((one.place_code, name))
        number = len(evacuation.group_ids) + index + 1
        groups.append(
            EvacuationGroup(
                group_id=f"{evacuation.evacuation_id}-{number}",
                evacuation_id=evacuation.evacuation_id,
                name=name,
                place_code=one.place_code,
                people=one.people,
                vulnerable=one.vulnerable,
                households=one.households,
                position=one.position or place.position,
            )
        )
    return _identified(area, evacuation, groups, order, profile)


def _identified(
    area: Area,
    evacuation: Evacuation,
    groups: list[EvacuationGroup],
    order: Order,
    profile: Profile,
) -> tuple[str, tuple[EvacuationGroup, ...], tuple[Deadline, ...]]:
    s = Situation(area=area, profile=profile, order=order, evacuation=evacuation, group=groups[0])
    row = choose_row(profile.evacuation_table, NEW, "identify", s)
    moments = Moments(step_at=order.at, kind=evacuation.hazard)
    clocks = [
        clock
        for one in groups
        for clock in started(profile, row.starts, TABLE, one.group_id, moments)
    ]
    listed = tuple(replace(one, state=row.moves[NEW]) for one in groups)
    return row.id, listed, tuple(clocks)
