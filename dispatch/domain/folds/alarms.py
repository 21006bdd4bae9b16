"""Fold what people say to alarms."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import alarm_messages as lm
from dispatch.domain.area import Area


def answered(area: Area, event: lm.AlarmAnswered, _position: int, at: float) -> Area:
    """An alarm is quiet for a while; what was said to others and holds no longer is let go."""
    answers = area.alarm_answers
    for alarm_id, said in area.alarm_answers.items():
        if said.until_at <= at:
            answers = answers.delete(alarm_id)
    return replace(area, alarm_answers=answers.set(event.alarm_id, event.answer))


FOLDS: dict[type[Any], Callable[[Area, Any, int, float], Area]] = {lm.AlarmAnswered: answered}
