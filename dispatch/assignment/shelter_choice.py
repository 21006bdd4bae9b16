"""Choose shelters for those whom open incidents drive out, all of them together.

The people of one incident are one group: they stay together where that can be, whoever else wants
the same shelters, and where places run short those of the more urgent incident have them.
"""

from collections.abc import Sequence

from dispatch.assignment.roads import RoadView
from dispatch.assignment.shelter_plan import EvacueeGroup
from dispatch.assignment.shelters import allocate_shelters
from dispatch.domain.area import Area
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

    Those that want no places are absent. People leave from where the incident is, for the stay the
    profile names; shelters that must be opened first count, with the time that takes.
    """
    weights = profile.dispatch.priority_weights
    groups = [
        EvacueeGroup(one.incident_id, one.position, places, weight=weights.get(one.priority, 1))
        for one in incidents
        if (places := missing_shelter_places(one))
    ]
    if not groups:
        return {}
    rules = profile.shelters
    shelters = area.shelters.values()
    plan = allocate_shelters(
        profile, roads, shelters, groups, rules.proposed_mode, rules.bus_seats, also_closed=True
    )
    chosen: Sheltered = {group.group_id: ([], []) for group in groups}
    for one in plan.choices:
        proposal = ShelterProposal(one.shelter_id, one.people, one.by, one.travel_s, one.opening_s)
        chosen[one.group_id][0].append(proposal)
    for left in plan.unsheltered:
        chosen[left.group_id][1].append(Shortfall(PLACES, left.people, left.reason))
    return chosen
