"""Fold what is known of an incident in figures, and its grade."""

from dispatch.domain import grade_messages as gm
from dispatch.domain.area import Area
from dispatch.domain.folds.common import with_incident


def facts_recorded(area: Area, event: gm.FactsRecorded, _position: int, _at: float) -> Area:
    """Figures take the place of earlier ones."""
    known = area.incidents[event.incident_id].facts
    return with_incident(area, event.incident_id, facts={**known, **event.facts})


def proposed(area: Area, event: gm.GradeProposed, _position: int, _at: float) -> Area:
    """A person is to say whether it is so."""
    return with_incident(area, event.incident_id, grade_proposal=event.proposal)


def grade_set(area: Area, event: gm.GradeSet, _position: int, _at: float) -> Area:
    """It is graded."""
    return with_incident(area, event.incident_id, grade=event.grade)
