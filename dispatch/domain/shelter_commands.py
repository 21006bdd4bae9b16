"""List the orders about people in shelters, in the imperative; its steps are `TakeStep`."""

from dispatch.domain.messages import ACommand

HOME, ELSEWHERE, SHELTER, BACK = "HOME", "ELSEWHERE", "SHELTER", "BACK"
"""Where people of an evacuation go who leave a shelter: home with leave, to relatives or hospital,
to another shelter, back without leave."""


class AdmitEvacuees(ACommand, frozen=True):
    """Take people into an open shelter, for a stay of a mode of the profile.

    `vulnerable` is how many of them are; `incident_id` and `place_code` say what they flee and
    where they are from, where that is known. `group_id` is their group of an evacuation.
    """

    shelter_id: str
    mode: str
    people: int
    vulnerable: int = 0
    incident_id: str | None = None
    place_code: str | None = None
    group_id: str | None = None


class SeeEvacueesOff(ACommand, frozen=True):
    """Record that people left a shelter, of those who stayed in a mode.

    Of a group of an evacuation it is said where they go `to`; home they go once they are cleared.
    """

    shelter_id: str
    mode: str
    people: int
    vulnerable: int = 0
    reason: str = ""
    group_id: str | None = None
    to: str = ""
