"""State what must hold of evacuations after every event: nobody is lost or counted twice."""

from collections import Counter
from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.evacuations import EvacuationGroup


def violations_of_evacuations(area: Area) -> Iterator[str]:
    """Yield what does not hold, one sentence each."""
    staying, vulnerable = Counter[tuple[str, str]](), Counter[str]()
    for group in area.evacuation_groups.values():
        yield from _counts(group)
        evacuation = area.evacuations.get(group.evacuation_id)
        if evacuation is None or group.group_id not in evacuation.group_ids:
            yield f"{group.group_id} is lost: no evacuation lists it"
            continue
        for shelter_id, people in group.sheltered.items():
            staying[shelter_id, evacuation.mode] += people
            vulnerable[shelter_id] += group.vulnerable_in.get(shelter_id, 0)
        for instruction_id in group.fetched_by:
            if instruction_id not in area.instructions:
                yield f"{group.group_id}: no order {instruction_id} to fetch anybody"
    for (shelter_id, mode), people in staying.items():
        there = area.shelters[shelter_id].occupants.get(mode, 0)
        if people > there:
            yield f"{shelter_id}: {people} of evacuations stay for {mode}, of {there} there"
    for shelter_id, people in vulnerable.items():
        if people > area.shelters[shelter_id].vulnerable:
            yield f"{shelter_id}: {people} vulnerable people of evacuations are more than are there"
    for incident in area.incidents.values():
        if not 0 <= incident.listed <= incident.sheltered:
            yield f"{incident.incident_id}: {incident.listed} of {incident.sheltered} on lists"


def _counts(group: EvacuationGroup) -> Iterator[str]:
    name = group.group_id
    counted = group.in_shelters + group.elsewhere
    if group.missing < 0 or min(group.elsewhere, group.returned, group.went_back) < 0:
        yield f"{name}: more are counted than it has"
    if not counted <= group.moved <= group.people - group.returned:
        yield f"{name}: {group.moved} moved, {counted} counted away, {group.returned} home"
    if not group.moved + group.returned <= group.notified <= group.people:
        yield f"{name}: {group.notified} notified of {group.people}, {group.moved} moved"
    if group.went_back > group.people - group.moved - group.returned:
        yield f"{name}: {group.went_back} went back, who are away or home with leave"
    if not 0 <= group.vulnerable <= group.people:
        yield f"{name}: {group.vulnerable} of {group.people} are vulnerable"
    for shelter_id, people in group.sheltered.items():
        if not 0 <= group.vulnerable_in.get(shelter_id, 0) <= people:
            yield f"{name}: more vulnerable people in {shelter_id} than people"
