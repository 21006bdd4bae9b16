"""Fold evacuations: who is ordered out, and where each of them is by now."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import evacuation_events as xe
from dispatch.domain import events as e
from dispatch.domain import shelter_events as he
from dispatch.domain.area import Area
from dispatch.domain.evacuations import Assignment, EvacuationGroup
from dispatch.domain.folds.common import counted, with_incident
from dispatch.domain.shelter_commands import BACK, ELSEWHERE, HOME, SHELTER


def ordered(area: Area, event: xe.EvacuationOrdered, position: int, at: float) -> Area:
    """People are to leave."""
    made = event.evacuation
    area = replace(area, evacuations=area.evacuations.set(made.evacuation_id, made))
    area = _with_groups(area, event.groups, position, at)
    return counted(area, "evacuation")


def extended(area: Area, event: xe.EvacuationExtended, position: int, at: float) -> Area:
    """Others are to leave too."""
    before = area.evacuations[event.evacuation_id]
    group_ids = (*before.group_ids, *(one.group_id for one in event.groups))
    after = replace(before, group_ids=group_ids)
    area = replace(area, evacuations=area.evacuations.set(after.evacuation_id, after))
    return _with_groups(area, event.groups, position, at)


def tied(area: Area, event: xe.EvacuationTied, _position: int, _at: float) -> Area:
    """An evacuation belongs to an incident, and who is sheltered by it counts there."""
    evacuation = replace(area.evacuations[event.evacuation_id], incident_id=event.incident_id)
    area = replace(area, evacuations=area.evacuations.set(evacuation.evacuation_id, evacuation))
    groups = (area.evacuation_groups[one] for one in evacuation.group_ids)
    return _counted_for(area, event.incident_id, sum(one.in_shelters for one in groups))


def assigned(area: Area, event: xe.EvacueesAssigned, position: int, _at: float) -> Area:
    """Groups know where they are to go."""
    theirs: dict[str, list[Assignment]] = {}
    for one in event.assignments:
        theirs.setdefault(one.group_id, []).append(one)
    groups = area.evacuation_groups
    after = {
        key: replace(groups[key], assigned=tuple(ones), revision=position)
        for key, ones in theirs.items()
    }
    return replace(area, evacuation_groups=groups.update(after))


def stated(area: Area, event: xe.EvacueesCounted, position: int, _at: float) -> Area:
    """The counts of a group are those that were stated."""
    group = area.evacuation_groups[event.group_id]
    after = replace(
        group,
        people=event.people,
        vulnerable=event.vulnerable,
        notified=event.notified,
        moved=event.moved,
        elsewhere=event.elsewhere,
        went_back=event.went_back,
    )
    return _set(area, after, position)


def stepped(area: Area, event: e.StepTaken, position: int, at: float) -> Area:
    """A group moves on in its lifecycle; what was overdue before is over."""
    group = area.evacuation_groups[event.subject_id]
    after = replace(
        group,
        state=event.went_to,
        is_open=not event.over,
        reached={**group.reached, event.went_to: at},
        overdue=(),
    )
    return _set(area, after, position)


def went_back(area: Area, event: xe.EvacueesWentBack, position: int, _at: float) -> Area:
    """People are where they must not be."""
    group = area.evacuation_groups[event.group_id]
    after = replace(
        group, moved=group.moved - event.people, went_back=group.went_back + event.people
    )
    return _set(area, after, position)


def fetching(area: Area, event: xe.FetchingOrdered, position: int, _at: float) -> Area:
    """A team is sent after them."""
    group = area.evacuation_groups[event.group_id]
    fetched_by = (*group.fetched_by, event.instruction_id)
    return _set(area, replace(group, fetched_by=fetched_by, unfetched=""), position)


def unfetched(area: Area, event: xe.NobodyToFetch, position: int, _at: float) -> Area:
    """Nobody could be sent."""
    group = area.evacuation_groups[event.group_id]
    return _set(area, replace(group, unfetched=event.reason), position)


def admitted(area: Area, event: he.EvacueesAdmitted, position: int) -> Area:
    """People of a group are in a shelter: they have left home, and are counted."""
    if event.group_id is None:
        return area
    group = area.evacuation_groups[event.group_id]
    after = _in_shelter(group, event.shelter_id, event.people, event.vulnerable)
    moved = max(group.moved, after.in_shelters + group.elsewhere)
    at_home = group.people - moved - group.returned
    after = replace(
        after,
        moved=moved,
        notified=max(group.notified, moved + group.returned),
        went_back=min(group.went_back, at_home),
    )
    area = _set(area, after, position)
    incident_id = area.evacuations[group.evacuation_id].incident_id
    # The shelter's own fold has counted them for the incident.
    if incident_id is None:
        return area
    listed = area.incidents[incident_id].listed + event.people
    return with_incident(area, incident_id, listed=listed)


def departed(area: Area, event: he.EvacueesDeparted, position: int) -> Area:
    """People of a group have left a shelter for somewhere."""
    if event.group_id is None:
        return area
    group = area.evacuation_groups[event.group_id]
    after = _in_shelter(group, event.shelter_id, -event.people, -event.vulnerable)
    if event.to == HOME:
        moved, returned = group.moved - event.people, group.returned + event.people
        after = replace(after, moved=moved, returned=returned)
    elif event.to == ELSEWHERE:
        after = replace(after, elsewhere=group.elsewhere + event.people)
    area = _set(area, after, position)
    incident_id = area.evacuations[group.evacuation_id].incident_id
    if incident_id is not None and event.to in (SHELTER, BACK):
        return _counted_for(area, incident_id, -event.people)
    return area


def _counted_for(area: Area, incident_id: str, people: int) -> Area:
    incident = area.incidents[incident_id]
    return with_incident(
        area,
        incident_id,
        sheltered=incident.sheltered + people,
        listed=incident.listed + people,
    )


def _in_shelter(
    group: EvacuationGroup, shelter_id: str, people: int, vulnerable: int
) -> EvacuationGroup:
    return replace(
        group,
        sheltered=_with(group.sheltered, shelter_id, people),
        vulnerable_in=_with(group.vulnerable_in, shelter_id, vulnerable),
    )


def _with(counts: dict[str, int], key: str, by: int) -> dict[str, int]:
    after = {**counts, key: counts.get(key, 0) + by}
    return {one: count for one, count in after.items() if count}


def _with_groups(
    area: Area,
    groups: Iterable[EvacuationGroup],
    position: int,
    at: float,
) -> Area:
    listed = {
        one.group_id: replace(one, reached={one.state: at}, revision=position) for one in groups
    }
    return replace(area, evacuation_groups=area.evacuation_groups.update(listed))


def _set(area: Area, group: EvacuationGroup, position: int) -> Area:
    group = replace(group, revision=position)
    return replace(area, evacuation_groups=area.evacuation_groups.set(group.group_id, group))


FOLDS: dict[type[e.Event], Callable[[Area, Any, int, float], Area]] = {
    xe.EvacuationOrdered: ordered,
    xe.EvacuationExtended: extended,
    xe.EvacuationTied: tied,
    xe.EvacueesAssigned: assigned,
    xe.EvacueesCounted: stated,
    xe.EvacueesWentBack: went_back,
    xe.FetchingOrdered: fetching,
    xe.NobodyToFetch: unfetched,
}
