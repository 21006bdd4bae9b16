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
            kinds = kinds_of(area, profile, plan)
            if kinds is None or (kinds and kind not in kinds):
                continue
            if not plan.for_grades or grade in plan.for_grades:
                key = (not kinds, rank, not plan.for_grades, plan.plan_id)
                found.append((key, plan))
    return tuple(plan for _key, plan in sorted(found, key=lambda one: one[0]))


def planned_for(
    area: Area, profile: Profile, place_code: str, kind: str, grade: Grade | None = None
) -> tuple[PlannedDemands, str]:
    """Return what is wanted for an event at a place, and whose word that is.

    It is that of the best plan which states demands of its own; else what was said of the kind when
    the best plan for it was approved; else what the profile says of the kind.
    """
    plans = plans_for(area, profile, place_code, kind, grade)
    for plan in plans:
        if plan.demands is not None:
            return plan.demands, f"the plan {plan.plan_id}"
    contents = (area.plan_contents.get(one.content_id) for one in plans)
    fixed = (one.demands[kind] for one in contents if one is not None and kind in one.demands)
    known = profile.kinds.get(kind)
    said = PlannedDemands() if known is None else known.planned
    return next(fixed, said), f"the plan for {kind}"


def kinds_of(area: Area, profile: Profile, plan: Plan) -> tuple[str, ...] | None:
    """Return the kinds of event a plan is for, none where it is for all; None: nobody can say."""
    fixed = area.plan_contents.get(plan.content_id)
    if fixed is not None:
        return fixed.kinds
    template = profile.plans.templates.get(plan.template)
    return None if template is None else template.kinds


def in_force_at(area: Area, place_code: str) -> Iterator[Plan]:
    """Yield the plans in force of a place, as they were entered."""
    for plan in map(area.plan, area.plans_at.get(place_code, ())):
        if plan.state == IN_FORCE:
            yield plan
