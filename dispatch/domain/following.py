"""Decide which plan an organ follows with its response, and what it wants from then on."""

from dispatch.domain import events as e
from dispatch.domain.demanding import risen_to_grade
from dispatch.domain.evolve import folded
from dispatch.domain.places import is_within
from dispatch.domain.plan_activating import activated
from dispatch.domain.plan_matching import matching
from dispatch.domain.planning import plan_to_follow
from dispatch.domain.plans import Plan
from dispatch.domain.rules import Situation


def plan_of(s: Situation, place_code: str) -> Plan | None:
    """Return the plan that was named; else the best of the organ's own place, or of one below it.

    Raises `Rejected` where the plan named does not hold.
    """
    if s.incident is None:
        return None
    if s.particulars.plan_id:
        return plan_to_follow(s.area, s.profile, s.incident, s.particulars.plan_id)
    within = [
        one
        for one in matching(s.area, s.profile, s.incident)
        if is_within(s.area.places, one.place_code, place_code)
    ]
    own = (one for one in within if one.place_code == place_code)
    return next(own, within[0] if within else None)


def followed(s: Situation, plan: Plan) -> list[e.Event]:
    """Return what following a plan brings: it is activated, with those below it, and the demands
    rise to what all of them want at the grade."""
    assert s.incident is not None  # noqa: S101 - a plan is found for an incident only
    grade = s.particulars.grade or s.incident.grade
    events: list[e.Event] = list(activated(s.area, plan, s.incident, s.order, s.profile, grade))
    area = folded(s.area, events, s.order.at)
    incident = area.incidents[s.incident.incident_id]
    return events + risen_to_grade(area, s.profile, incident, incident.kind, grade)
