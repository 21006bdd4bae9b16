"""Find the plans that hold for an event: by kind and grade, the lowest place's before those above.

Special plans come before the master; a town's plan before its county's, and that before the city's.
"""

from collections.abc import Iterator

from dispatch.domain.area import Area
from dispatch.domain.grades import Grade
from dispatch.domain.incidents import Incident
from dispatch.domain.places import lineage
from dispatch.domain.plans import IN_FORCE, Plan
from dispatch.domain.profile import Profile
from dispatch.domain.wanted import PlannedDemands


def matching(area: Area, profile: Profile, incident: Incident) -> tuple[Plan, ...]:
    """Return the plans in force for an incident, the best first: the lowest place's, special ones
    before the master (town plan before county plan)."""
    return plans_for(area, profile, incident.place_code, incident.kind, incident.grade)


def plans_for(
    area: Area, profile: Profile, place_code: str, kind: str, grade: Grade | None
) -> tuple[Plan, ...]:
    """Return the plans in force for an event at a place, the best first.

    A plan for some grades only holds for these, and goes before one that is for all.
    """
    found = []
    for rank, code in enumerate(lineage(area.places, place_code)):
        for plan in in_force_at(area, code):
            template = profile.plans.templates.get(plan.template)
            if template is None or (template.kinds and kind not in template.kinds):
                continue
            if not plan.for_grades or grade in plan.for_grades:
                key = (not template.kinds, rank, not plan.for_grades, plan.plan_id)
                found.append((key, plan))
    return tuple(plan for _key, plan in sorted(found, key=lambda one: one[0]))


def planned_for(
    area: Area, profile: Profile, place_code: str, kind: str, grade: Grade | None = None
) -> tuple[PlannedDemands, str]:
    """Return what is wanted for an event at a place, and whose word that is.

    It is that of the best plan which states anything, else what the profile says of the kind.
    """
    for plan in plans_for(area, profile, place_code, kind, grade):
        if plan.demands is not None:
            return plan.demands, f"the plan {plan.plan_id}"
    known = profile.kinds.get(kind)
    return (PlannedDemands() if known is None else known.planned), f"the plan for {kind}"


def in_force_at(area: Area, place_code: str) -> Iterator[Plan]:
    """Yield the plans in force of a place, as they were entered."""
    for plan in map(area.plan, area.plans_at.get(place_code, ())):
        if plan.state == IN_FORCE:
            yield plan
