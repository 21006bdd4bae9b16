"""Decide what is known of an incident in figures, and how grave it is 定级.

Facts propose a grade, a person sets it. Neither touches the response level or the colour of a
warning: these are three things (突发事件应对法 art. 3, 63, 71).
"""

import math

from dispatch.domain import events as e
from dispatch.domain import grade_messages as gm
from dispatch.domain.actors import Order
from dispatch.domain.area import Area
from dispatch.domain.demanding import open_incident, risen_to_grade, say_why
from dispatch.domain.grades import graded
from dispatch.domain.incidents import Incident
from dispatch.domain.places import lineage
from dispatch.domain.profile import EventClass, Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.steps import authorise, permit


def record_facts(
    area: Area, command: gm.RecordFacts, order: Order, profile: Profile
) -> list[e.Event]:
    """Record figures, and propose the grade they come to; nothing where all are known already."""
    permit(profile, order, "RecordFacts")
    incident = area.incident(command.incident_id)
    authorise(area, order.actor, incident.place_code)
    _check(command, profile)
    news = {
        fact: figure for fact, figure in command.facts.items() if incident.facts.get(fact) != figure
    }
    if not news:
        return []
    recorded = gm.FactsRecorded(
        incident_id=incident.incident_id, facts=news, source=command.source.strip()
    )
    return [recorded, *proposed(area, profile, incident, incident.facts | news, incident.kind)]


def proposed(
    area: Area, profile: Profile, incident: Incident, facts: dict[str, float], kind: str
) -> list[e.Event]:
    """Return the proposal that figures come to for a kind of event, where it is another one."""
    above = lineage(area.places, incident.place_code)
    found = graded(kind, facts, above, profile.grading)
    if found == incident.grade_proposal:
        return []
    return [gm.GradeProposed(incident_id=incident.incident_id, proposal=found)]


def set_grade(area: Area, command: gm.SetGrade, order: Order, profile: Profile) -> list[e.Event]:
    """Grade an incident; its demands rise to those of its plan at the grade."""
    permit(profile, order, "SetGrade")
    incident = open_incident(area, command.incident_id, order, profile)
    say_why(command.reason)
    if command.grade is not None and incident.event_class is EventClass.SECURITY:
        reason = "the law grades no security event (突发事件应对法 art. 3)"
        raise Rejected("not_graded_by_law", reason, "grade")
    if command.grade == incident.grade:
        return []
    graded_so = gm.GradeSet(
        incident_id=incident.incident_id, grade=command.grade, reason=command.reason
    )
    return [graded_so, *risen_to_grade(area, profile, incident, incident.kind, command.grade)]


def _check(command: gm.RecordFacts, profile: Profile) -> None:
    if not command.facts:
        raise Rejected("input_missing", "state at least one figure", "facts")
    if not command.source.strip():
        raise Rejected("input_missing", "say who counted", "source")
    for key, figure in command.facts.items():
        fact, field = profile.facts.get(key), f"facts.{key}"
        if fact is None:
            raise Rejected("unknown_fact", f"facts are {', '.join(sorted(profile.facts))}", field)
        if not math.isfinite(figure) or figure < 0:
            raise Rejected("wrong_number", "a figure is nothing or more", field)
        if fact.whole and figure != int(figure):
            raise Rejected("wrong_number", f"{fact.unit} are counted in whole numbers", field)
