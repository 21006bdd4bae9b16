"""Say whom the events of duty and alarms concern: the places, those above, who is told."""

from collections.abc import Callable
from typing import Any

from api.visibility import Concern, concern_of, seen_from
from dispatch.domain import alarm_messages as lm
from dispatch.domain import duty_events as de
from dispatch.domain.area import Area


def _planned(area: Area, event: de.ShiftPlanned) -> Concern:
    return concern_of(area, event.shift)


def _shift(area: Area, event: Any) -> Concern:
    return concern_of(area, area.shifts[event.shift_id])


def _unmanned(area: Area, event: de.ShiftUnmanned) -> Concern:
    return Concern(_shift(area, event).seen_from | seen_from(area, (event.told,)))


def _answered(area: Area, event: lm.AlarmAnswered) -> Concern:
    return Concern(seen_from(area, event.place_codes))


def _annotated(area: Area, event: de.LogAnnotated) -> Concern:
    return Concern(seen_from(area, (event.place_code,)))


CONCERNS: dict[type[Any], Callable[[Area, Any], Concern]] = {
    lm.AlarmAnswered: _answered,
    de.LogAnnotated: _annotated,
    de.ShiftPlanned: _planned,
    de.CheckedIn: _shift,
    de.AbsenceRecorded: _shift,
    de.ShiftUnmanned: _unmanned,
    de.ShiftHandoverListed: _shift,
    de.ShiftHandoverSigned: _shift,
    de.ShiftHandoverDropped: _shift,
}
