"""Choose shelters for those whom open incidents drive out, all of them together.

Who is on the list of an evacuation belongs to the group it lists, a village mostly; all others of
an incident are one group. Groups stay together where that can be, whoever else wants the same
shelters, and where places run short those of the more urgent incident have them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from dispatch.assignment.roads import RoadView
from dispatch.assignment.shelter_plan import EvacueeGroup, waiting_of
from dispatch.assignment.shelters import allocate_shelters
from dispatch.domain.area import Area
from dispatch.domain.evacuations import EvacuationGroup
from dispatch.domain.incidents import Incident
from dispatch.domain.needs import missing_shelter_places
from dispatch.domain.profile import Profile
from dispatch.domain.recommendations import ShelterProposal, Shortfall

PLACES = "shelter_places"
"""What a shortfall of places in shelters is called."""

Sheltered = dict[str, tuple[list[ShelterProposal], list[Shortfall]]]


def choose_shelters(
    area: Area, profile: Profile, roads: RoadView, incidents: Sequence[Incident]
) -> Sheltered:
    """Return by incident which shelters are to take its people, and for whom there is no place.

    Those that want no places are absent. People leave from where their group is, or else the
    incident, for the stay the profile names; shelters that must be opened first count, with the
    time that takes.
    """
    wanting = [one for one in incidents if missing_shelter_places(one)]
    if not wanting:
        return {}
    listed = groups_listed(area, [one.incident_id for one in wanting])
    whose: dict[str, str] = {}
    groups: list[EvacueeGroup] = []
    for incident in wanting:
        weight = profile.dispatch.priority_weights.get(incident.priority, 1)
        for group in _groups_of(incident, listed[incident.incident_id], profile):
            whose[group.group_id] = incident.incident_id
            groups.append(replace(group, weight=weight))
    rules = profile.shelters
    shelters = area.shelters.values()
    plan = allocate_shelters(
        profile, roads, shelters, groups, rules.proposed_mode, rules.bus_seats, also_closed=True
    )
    proposals: dict[str, list[ShelterProposal]] = {one.incident_id: [] for one in wanting}
    missing: Counter[tuple[str, str]] = Counter()
    for one in plan.choices:
        incident_id = whose[one.group_id]
        group_id = "" if one.group_id == incident_id else one.group_id
        told = one.shelter_id, one.people, one.by, one.travel_s, one.opening_s, group_id
        proposals[incident_id].append(ShelterProposal(*told))
    for left in plan.unsheltered:
        missing[whose[left.group_id], left.reason] += left.people
    chosen: Sheltered = {one.incident_id: (proposals[one.incident_id], []) for one in wanting}
    for (incident_id, reason), people in missing.items():
        chosen[incident_id][1].append(Shortfall(PLACES, people, reason))
    return chosen


def groups_listed(area: Area, incident_ids: Collection[str]) -> dict[str, list[EvacuationGroup]]:
    """Return the groups of the evacuations of some incidents, by the incident, in order.

    Each stays together in a shelter.
    """
    listed: dict[str, list[EvacuationGroup]] = {one: [] for one in incident_ids}
    for _, one in sorted(area.evacuations.items()):
        if one.incident_id in listed:
            listed[one.incident_id] += [area.evacuation_groups[key] for key in one.group_ids]
    return listed


def _groups_of(
    incident: Incident, listed: Iterable[EvacuationGroup], profile: Profile
) -> Iterator[EvacueeGroup]:
    """Yield those for whom an incident still wants places, as groups that belong together."""
    left = missing_shelter_places(incident)
    for one in listed:
        if left and (group := waiting_of(one, profile)) is not None:
            people = min(left, group.people)
            left -= people
            yield replace(group, people=people, vulnerable=min(group.vulnerable, people))
    if left:
        yield EvacueeGroup(incident.incident_id, incident.position, left)
