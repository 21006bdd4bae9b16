"""What is answered about alarms: what shouts, the counts by group, and every one by rank."""

from msgspec import Struct

from dispatch.domain.alarms import Alarm


class AlarmShown(Alarm, frozen=True, kw_only=True):
    """An alarm, with words for people."""

    zh: str
    en: str


class AlarmGroupCount(Struct):
    """How many alarms of a group there are, of which so many shout, so many are answered."""

    group: str
    zh: str
    en: str
    count: int
    shouting: int
    answered: int
    oldest_at: float


class AlarmPage(Struct):
    """What shouts now, at most `budget` of it, the counts by group, and a page of all by rank."""

    budget: int
    shouting: list[AlarmShown]
    groups: list[AlarmGroupCount]
    items: list[AlarmShown]
    next: str | None
    log_position: int
