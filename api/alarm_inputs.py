"""Describe what callers say to alarms."""

from typing import Annotated

from pydantic import Field

from api.inputs import Input, Text

AlarmId = Annotated[str, Field(min_length=1, max_length=500)]


class AcknowledgedIn(Input):
    """Which alarm is seen to, and how."""

    alarm_id: AlarmId
    reason: Text


class AllAcknowledgedIn(Input):
    """Which alarms are seen to, and how."""

    alarm_ids: Annotated[list[AlarmId], Field(min_length=1, max_length=1000)]
    reason: Text


class SnoozedIn(Input):
    """Which alarm is put off, for how long, and why."""

    alarm_id: AlarmId
    reason: Text
    for_s: float = Field(gt=0)
