"""List what can have happened in an evacuation, in the past tense."""

from dispatch.domain.deadlines import Deadline
from dispatch.domain.evacuations import Assignment, Evacuation, EvacuationGroup
from dispatch.domain.messages import AnEvent


class EvacuationOrdered(AnEvent, frozen=True):
    """People were ordered out of a danger."""

    row: str
    evacuation: Evacuation
    groups: tuple[EvacuationGroup, ...]
    started: tuple[Deadline, ...] = ()


class EvacuationExtended(AnEvent, frozen=True):
    """Further groups were ordered out."""

    evacuation_id: str
    groups: tuple[EvacuationGroup, ...]
    started: tuple[Deadline, ...] = ()


class EvacuationTied(AnEvent, frozen=True):
    """An evacuation was said to belong to an incident."""

    evacuation_id: str
    incident_id: str


class EvacueesAssigned(AnEvent, frozen=True):
    """It was said who is to go to which shelter."""

    evacuation_id: str
    assignments: tuple[Assignment, ...]


class EvacueesCounted(AnEvent, frozen=True):
    """The counts of a group were stated; all of them as they are since."""

    group_id: str
    people: int
    vulnerable: int
    notified: int
    moved: int
    elsewhere: int
    went_back: int
    note: str = ""


class EvacueesWentBack(AnEvent, frozen=True):
    """People went back without leave, out of a shelter or on the way there."""

    group_id: str
    people: int
    shelter_id: str | None = None
    words: str = ""


class FetchingOrdered(AnEvent, frozen=True):
    """A team was sent after those who went back."""

    group_id: str
    instruction_id: str


class NobodyToFetch(AnEvent, frozen=True):
    """Nobody could be sent after those who went back, and why."""

    group_id: str
    reason: str


EvacuationEvent = (
    EvacuationOrdered
    | EvacuationExtended
    | EvacuationTied
    | EvacueesAssigned
    | EvacueesCounted
    | EvacueesWentBack
    | FetchingOrdered
    | NobodyToFetch
)
