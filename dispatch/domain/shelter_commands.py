"""List the orders about people in shelters, in the imperative; its steps are `TakeStep`."""

from dispatch.domain.messages import ACommand


class AdmitEvacuees(ACommand, frozen=True):
    """Take people into an open shelter, for a stay of a mode of the profile.

    `vulnerable` is how many of them are; `incident_id` and `place_code` say what they flee and
    where they are from, where that is known.
    """

    shelter_id: str
    mode: str
    people: int
    vulnerable: int = 0
    incident_id: str | None = None
    place_code: str | None = None


class SeeEvacueesOff(ACommand, frozen=True):
    """Record that people left a shelter, of those who stayed in a mode."""

    shelter_id: str
    mode: str
    people: int
    vulnerable: int = 0
    reason: str = ""
