"""List the orders and facts about what is known of an incident, and how grave it is."""

from dispatch.domain.grades import Grade, GradeProposal
from dispatch.domain.messages import ACommand, AnEvent


class RecordFacts(ACommand, frozen=True):
    """State figures of an incident as they are known now; a later figure takes the earlier's place.

    `facts` maps keys of the profile's facts to figures, `source` says who counted.
    """

    incident_id: str
    facts: dict[str, float]
    source: str


class SetGrade(ACommand, frozen=True):
    """Grade an incident, as proposed or otherwise; None takes its grade away."""

    incident_id: str
    grade: Grade | None
    reason: str


class FactsRecorded(AnEvent, frozen=True):
    """Figures of an incident were stated."""

    incident_id: str
    facts: dict[str, float]
    source: str


class GradeProposed(AnEvent, frozen=True):
    """The figures come to a grade by a rule set; None: they no longer come to any."""

    incident_id: str
    proposal: GradeProposal | None


class GradeSet(AnEvent, frozen=True):
    """A person graded the incident."""

    incident_id: str
    grade: Grade | None
    reason: str


GradeEvent = FactsRecorded | GradeProposed | GradeSet
