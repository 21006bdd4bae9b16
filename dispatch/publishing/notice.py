"""Hold something people are to be told: whom it concerns, and the words."""

import msgspec


class Notice(msgspec.Struct, frozen=True):
    """Something people are to be told: whom it concerns, and the words.

    A newer notice of the same `key` takes the place of one that still waits. `position` is that of
    the event it tells of. Where `roles` are named, it is for these alone of those its kind is for,
    and where `people` are, for these users.
    """

    kind: str
    key: str
    position: int
    at: float
    zh: str
    en: str
    place_codes: tuple[str, ...] = ()
    team_ids: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    incident_id: str | None = None
    instruction_id: str | None = None
    plan_id: str | None = None
    urgent: bool = False
    exercise: bool = False
