"""List what can have happened to people in shelters, in the past tense."""

from dispatch.domain.messages import AnEvent


class EvacueesAdmitted(AnEvent, frozen=True):
    """People were taken into a shelter."""

    shelter_id: str
    mode: str
    people: int
    vulnerable: int = 0
    incident_id: str | None = None
    place_code: str | None = None
    group_id: str | None = None


class EvacueesDeparted(AnEvent, frozen=True):
    """People left a shelter; of a group of an evacuation, `to` says where they went."""

    shelter_id: str
    mode: str
    people: int
    vulnerable: int = 0
    reason: str = ""
    group_id: str | None = None
    to: str = ""
