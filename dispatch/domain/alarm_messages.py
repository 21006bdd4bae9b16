"""List the orders and the facts about alarms: acknowledged, put off."""

from dispatch.domain.alarm_answers import AlarmAnswer
from dispatch.domain.messages import ACommand, AnEvent


class AcknowledgeAlarm(ACommand, frozen=True):
    """Say that an alarm is seen to, and how: it is quiet for a while, and stays listed."""

    alarm_id: str
    reason: str


class AcknowledgeAlarms(ACommand, frozen=True):
    """Say of several alarms that they are seen to, and how: of all of them or of none."""

    alarm_ids: tuple[str, ...]
    reason: str


class SnoozeAlarm(ACommand, frozen=True):
    """Put an alarm off for so many seconds, with the reason."""

    alarm_id: str
    reason: str
    for_s: float


class AlarmAnswered(AnEvent, frozen=True):
    """An alarm was acknowledged, or put off; `place_codes` are those who are to see to it."""

    alarm_id: str
    group: str
    place_codes: tuple[str, ...]
    answer: AlarmAnswer
    incident_id: str | None = None
    lifecycle: str = ""
    subject_id: str = ""
    timer: str = ""


AlarmCommand = AcknowledgeAlarm | AcknowledgeAlarms | SnoozeAlarm
AlarmEvent = AlarmAnswered
