"""List all that is overdue or alarming as one list, the most harmful first 告警.

Everything is reckoned from the area as it is: an alarm is there while its reason is, and its id is
the same for as long. Rank depends on harm, on since when, and on the id, not on the moment it is
asked for: nothing changes places while nothing happens.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from dispatch.domain import alarm_rules as ar
from dispatch.domain.alarm_answers import AlarmAnswer
from dispatch.domain.answerable import answerable, incident_of
from dispatch.domain.area import Area
from dispatch.domain.duty import shifts_of
from dispatch.domain.duty_rooms import duty_room
from dispatch.domain.incidents import Incident
from dispatch.domain.instructions import Instruction
from dispatch.domain.profile import Profile
from dispatch.domain.sensors import SILENT
from dispatch.domain.shifts import THERE
from dispatch.domain.standing import standing_clocks
from dispatch.domain.warning_policy import Colour

Rank = tuple[float | int | str, ...]


class Alarm(msgspec.Struct, frozen=True):
    """Something overdue or alarming: whose it is, since when, how harmful, which places see to it.

    `answer` is what was said to it, where that still holds.
    """

    alarm_id: str
    group: str
    harm: int
    since_at: float
    lifecycle: str
    subject_id: str
    place_codes: tuple[str, ...]
    timer: str = ""
    incident_id: str | None = None
    words: str = ""
    answer: AlarmAnswer | None = None

    @property
    def rank(self) -> Rank:
        """What it is ranked by, the greater first: harm, then age, then its id."""
        return (self.harm, -self.since_at, self.alarm_id)


def alarms(
    area: Area, profile: Profile, at: float, outside: Iterable[Alarm] = ()
) -> tuple[Alarm, ...]:
    """Return everything overdue or alarming at a moment, the most harmful first.

    `outside` are those of the process, which the log does not know.
    """
    found = [
        *_clocks(area, profile),
        *_orders(area, profile),
        *_warnings(area, profile),
        *_seats(area, profile, at),
        *_sensors(area, profile),
        *outside,
    ]
    answered = (_with_answer(area, one, at) for one in found)
    return tuple(sorted(answered, key=lambda one: one.rank, reverse=True))


def shouting(profile: Profile, ranked: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Return those of ranked alarms that shout: the first without an answer, within the budget.

    Of a group that may not be so loud the further ones shout only where nothing else would.
    """
    rules, count = profile.alarms, Counter[str]()
    first: list[Alarm] = []
    further: list[Alarm] = []
    for one in ranked:
        if one.answer is not None:
            continue
        loud = rules.groups[one.group].loud
        count[one.group] += 1
        (first if loud is None or count[one.group] <= loud else further).append(one)
        if len(first) == rules.shouting:
            break
    chosen = (*first, *further)[: rules.shouting]
    return tuple(sorted(chosen, key=lambda one: one.rank, reverse=True))


def outside_alarm(
    area: Area, profile: Profile, group: str, name: str, since_at: float, words: str
) -> Alarm:
    """Return an alarm about the process itself: a part that is down, a state that is unsound."""
    return Alarm(
        alarm_id=f"{group}/{name}",
        group=group,
        harm=profile.alarms.groups[group].harm * profile.alarms.other_weight,
        since_at=since_at,
        lifecycle="",
        subject_id=name,
        place_codes=(area.root,),
        words=words,
    )


def _clocks(area: Area, profile: Profile) -> Iterator[Alarm]:
    for clock in standing_clocks(area, profile):
        if clock.lifecycle == "warning_call":
            continue  # one alarm for a place that does not answer, not one for each limit
        yield _alarm(
            area,
            profile,
            profile.alarms.group_of(clock.lifecycle, clock.timer),
            (clock.lifecycle, clock.subject_id, clock.timer),
            clock.due_at,
            answerable(area, profile, clock.lifecycle, clock.subject_id),
            _weight(area, profile, clock.lifecycle, clock.subject_id),
        )


def _orders(area: Area, profile: Profile) -> Iterator[Alarm]:
    for incident_id in area.open_incidents:
        incident = area.incidents[incident_id]
        for order_id in incident.instruction_ids:
            order = area.instructions[order_id]
            for group, since_at, places in _of_order(area, profile, order):
                weight = _of_priority(profile, incident)
                about = ("instruction", order_id, "")
                yield _alarm(area, profile, group, about, since_at, places, weight)


def _of_order(
    area: Area, profile: Profile, order: Instruction
) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    counted, mayday, call = order.safety.headcount, order.safety.mayday, order.call
    if mayday is None and call is None and (counted is None or not order.is_open):
        return
    places = answerable(area, profile, "instruction", order.instruction_id)
    if mayday is not None:
        yield ar.MAYDAY, mayday.called_at, places
    if counted is not None and order.is_open and counted.differs_by:
        yield ar.HEADCOUNT, counted.at, places
    if call is not None and order.is_open:
        yield ar.CALL_OWED, call.asked_at, (call.place_code,)


def _warnings(area: Area, profile: Profile) -> Iterator[Alarm]:
    table = profile.lifecycles["warning_call"]
    for call in area.warning_calls.values():
        if call.is_open and call.missed and table.has("OWED", call.state):
            about = ("warning_call", call.call_id, "")
            rooms = (call.called_from, call.place_code, *call.told)
            places = (duty_room(area.places, profile, one) for one in rooms)
            yield _alarm(
                area,
                profile,
                ar.WARNING_UNANSWERED,
                about,
                call.called_at,
                tuple(dict.fromkeys(places)),
                _of_colour(profile, area.warnings[call.warning_id].notice.colour),
            )


def _seats(area: Area, profile: Profile, at: float) -> Iterator[Alarm]:
    """Yield the seats of manned shifts that somebody should be in and nobody is."""
    for place_code in area.shifts_at:
        for shift in shifts_of(area, place_code):
            if shift.state not in THERE or at >= shift.ends_at:
                continue
            since_at = shift.begins_at + profile.duty.late_s
            if at < since_at:
                continue
            taken = [one.seat for one in shift.people if one.is_there]
            for key, seat in profile.duty.seats.items():
                if taken.count(key) < seat.at_least:
                    about = ("shift", shift.shift_id, key)
                    weight = profile.alarms.other_weight
                    codes = (place_code,)
                    yield _alarm(area, profile, ar.SEAT_EMPTY, about, since_at, codes, weight)


def _sensors(area: Area, profile: Profile) -> Iterator[Alarm]:
    for sensor in area.sensors.values():
        if sensor.state == SILENT:
            about = ("sensor", sensor.sensor_id, "")
            places = answerable(area, profile, "sensor", sensor.sensor_id)
            weight = profile.alarms.other_weight
            yield _alarm(area, profile, ar.SENSOR_SILENT, about, sensor.since, places, weight)


def _alarm(
    area: Area,
    profile: Profile,
    group: str,
    about: tuple[str, str, str],
    since_at: float,
    place_codes: tuple[str, ...],
    weight: int,
) -> Alarm:
    lifecycle, subject_id, timer = about
    incident = incident_of(area, lifecycle, subject_id)
    return Alarm(
        alarm_id="/".join(part for part in (group, *about) if part),
        group=group,
        harm=profile.alarms.groups[group].harm * weight,
        since_at=since_at,
        lifecycle=lifecycle,
        subject_id=subject_id,
        place_codes=place_codes,
        timer=timer,
        incident_id=None if incident is None else incident.incident_id,
    )


def _weight(area: Area, profile: Profile, lifecycle: str, subject_id: str) -> int:
    if lifecycle == "warning":
        return _of_colour(profile, area.warnings[subject_id].notice.colour)
    incident = incident_of(area, lifecycle, subject_id)
    return profile.alarms.other_weight if incident is None else _of_priority(profile, incident)


def _of_priority(profile: Profile, incident: Incident) -> int:
    rules = profile.alarms
    return rules.priority_weights.get(incident.priority, rules.other_weight)


def _of_colour(profile: Profile, colour: Colour | None) -> int:
    rules = profile.alarms
    return rules.other_weight if colour is None else rules.colour_weights[colour]


def _with_answer(area: Area, alarm: Alarm, at: float) -> Alarm:
    """Return an alarm with what was said to it: not to an earlier one, nor to a lesser one."""
    said = area.alarm_answers.get(alarm.alarm_id)
    if said is None or at >= said.until_at or said.harm < alarm.harm:
        return alarm
    if said.since_at != alarm.since_at and alarm.group not in ar.OUTSIDE:
        return alarm
    return msgspec.structs.replace(alarm, answer=said)
