"""Decide what follows from what sensors measure: an alarm, its end, a sensor damped or back.

An alarm is a report like any other and takes the same way. A sensor that crosses its limits over
and over is damped, said once, until it has been quiet; one that said nothing for long has a fault,
until it speaks.
"""

from collections.abc import Iterator
from math import isfinite

from msgspec.structs import replace

from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain import sensor_messages as sm
from dispatch.domain.actors import Actor, Order
from dispatch.domain.area import Area
from dispatch.domain.deadlines import Moments
from dispatch.domain.evolve import folded
from dispatch.domain.intake import send_report
from dispatch.domain.lifecycle import NEW
from dispatch.domain.measuring import crosses, measured
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.domain.rules import Situation
from dispatch.domain.sensors import (
    DAMPED,
    OUT_OF_USE,
    SENSOR_ROLE,
    SILENT,
    AlarmRule,
    Limit,
    Reading,
    Sensor,
)
from dispatch.domain.steps import authorise, choose_row, permit, step_taken
from dispatch.domain.told_moments import FUTURE_TOLERANCE_S

Readings = tuple[Reading, ...]


def register(
    area: Area, command: sm.RegisterSensors, order: Order, profile: Profile
) -> list[e.Event]:
    """Enter sensors; raises `Rejected` with the first of what is wrong."""
    row = choose_row(profile.sensor, NEW, "register", Situation(area, profile, order))
    seen: set[str] = set()
    for index, sensor in enumerate(command.sensors):
        for problem in problems_of(sensor, area, profile):
            field = f"sensors[{index}].{problem.field}"
            raise Rejected(problem.code, f"{sensor.sensor_id}: {problem.reason}", field)
        if sensor.sensor_id in seen:
            field = f"sensors[{index}].sensor_id"
            raise Rejected("stands_twice", f"{sensor.sensor_id} stands twice", field)
        seen.add(sensor.sensor_id)
        authorise(area, order.actor, sensor.place_code)
    state = row.moves[NEW]
    return [sm.SensorsRegistered(row=row.id, state=state, sensors=command.sensors)]


def problems_of(sensor: Sensor, area: Area, profile: Profile) -> Iterator[Rejected]:
    """Yield what is wrong with a sensor that is to be entered."""
    if not sensor.sensor_id.strip():
        yield Rejected("input_missing", "an id is expected", "sensor_id")
    if sensor.place_code not in area.places:
        yield Rejected("unknown_place", f"no place {sensor.place_code!r}", "place_code")
    quantity = profile.sensors.quantities.get(sensor.quantity)
    if quantity is None:
        yield Rejected("unknown_quantity", f"no quantity {sensor.quantity!r}", "quantity")
        return
    if sensor.unit != quantity.unit and sensor.unit not in quantity.also:
        known = ", ".join((quantity.unit, *quantity.also))
        yield Rejected("unknown_unit", f"{sensor.unit!r} is none of {known}", "unit")
    rules = profile.sensors.rules_of(sensor.quantity)
    for key, limit in sensor.limits.items():
        if key not in rules:
            reason = f"no rule {key!r} about {sensor.quantity}"
            yield Rejected("unknown_rule", reason, f"limits.{key}")
        elif not (isfinite(limit.raise_at) and isfinite(limit.clear_at)):
            yield Rejected("wrong_limit", "finite numbers are expected", f"limits.{key}")
        elif limit.raise_at == limit.clear_at:
            yield Rejected("wrong_limit", "raise_at and clear_at differ", f"limits.{key}")


def why_not(
    area: Area, profile: Profile, actor: Actor, sensor_id: str, reading: Reading, now: float
) -> Rejected | None:
    """Return why somebody's reading of a sensor cannot be taken in, None when it can."""
    sensor = area.sensors.get(sensor_id)
    if sensor is None:
        return Rejected("unknown_sensor", f"no sensor {sensor_id!r} here", "sensor_id")
    if actor.role == SENSOR_ROLE and actor.name not in (sensor_id, sensor.gateway):
        return Rejected("not_own_sensor", f"{actor.name} does not speak for it", "sensor_id")
    if sensor.state == OUT_OF_USE:
        return Rejected("out_of_use", f"{sensor_id} is out of use", "sensor_id")
    if reading.at > now + FUTURE_TOLERANCE_S:
        return Rejected("in_the_future", "at lies in the future", "at")
    quantity = profile.sensors.quantities.get(sensor.quantity)
    if quantity is None:
        return Rejected("unknown_quantity", f"no quantity {sensor.quantity!r}", "sensor_id")
    value = quantity.in_own_unit(reading.value, sensor.unit)
    if not quantity.least <= value <= quantity.most:
        within = f"{quantity.least:g} to {quantity.most:g} {quantity.unit}"
        return Rejected("wrong_value", f"{value:g} is not within {within}", "value")
    return None


def take(area: Area, command: sm.TakeReadings, order: Order, profile: Profile) -> list[e.Event]:
    """Judge readings in order of time; what was judged before may be said again."""
    permit(profile, order, "TakeReadings")
    sensor = area.sensor(command.sensor_id)
    if order.actor.role != SENSOR_ROLE:
        authorise(area, order.actor, sensor.place_code)
    for index, reading in enumerate(command.readings):
        problem = why_not(area, profile, order.actor, sensor.sensor_id, reading, order.at)
        if problem is not None:
            field = f"readings[{index}].{problem.field}"
            raise Rejected(problem.code, problem.reason, field)
    if not command.readings:
        return []  # all that came was older than what has been judged
    quantity = profile.sensors.quantities[sensor.quantity]
    known = sorted({one.at: one for one in (*command.before, *command.readings)}.items())
    own_unit = tuple(Reading(at, quantity.in_own_unit(one.value, sensor.unit)) for at, one in known)
    first = min(one.at for one in command.readings)
    events: list[e.Event] = []
    for index, reading in enumerate(own_unit):
        if reading.at < first:
            continue
        following = _judged(area, sensor.sensor_id, own_unit[: index + 1], order, profile)
        area = folded(area, following, order.at)
        events += following
    return events


def take_step(area: Area, command: c.TakeStep, order: Order, profile: Profile) -> list[e.Event]:
    """Take a sensor out of use or back, or say that it fell silent."""
    sensor = area.sensor(command.subject_id)
    authorise(area, order.actor, sensor.place_code)
    return [_step(area, sensor, command.action, command.particulars, order, profile)]


def _judged(
    area: Area, sensor_id: str, readings: Readings, order: Order, profile: Profile
) -> list[e.Event]:
    """Return what follows from the last of a sensor's readings."""
    sensor, events = area.sensors[sensor_id], list[e.Event]()
    if sensor.state == SILENT:
        events.append(_by_itself(area, sensor, "speak_again", "", order, profile))
    elif sensor.state == DAMPED:
        if not _is_quiet(sensor, readings, profile):
            return []
        quiet_s = profile.sensors.damping.quiet_s
        events.append(
            _by_itself(area, sensor, "restore", f"quiet for {quiet_s:g} s", order, profile)
        )
    for key, rule in profile.sensors.rules_of(sensor.quantity).items():
        area_now = folded(area, events, order.at)
        sensor = area_now.sensors[sensor_id]
        limit = rule.limit_for(sensor, key)
        if limit is None or sensor.state == DAMPED:
            continue
        measure = measured(rule, limit, readings)
        if limit.is_raised(measure, key in sensor.alarms) == (key in sensor.alarms):
            continue
        events += _crossed(area_now, sensor, key, measure, readings[-1], order, profile)
    return events


def _is_quiet(sensor: Sensor, readings: Readings, profile: Profile) -> bool:
    """Whether a damped sensor crossed no limit for as long as the profile asks."""
    since = readings[-1].at - profile.sensors.damping.quiet_s
    if sensor.since > since:
        return False
    lately = [one for one in readings if one.at >= since]
    for key, rule in profile.sensors.rules_of(sensor.quantity).items():
        limit = rule.limit_for(sensor, key)
        if limit is None:
            continue
        if crosses(rule, limit, lately):
            return False
    return True


def _crossed(
    area: Area,
    sensor: Sensor,
    key: str,
    measure: float,
    reading: Reading,
    order: Order,
    profile: Profile,
) -> list[e.Event]:
    """Return an alarm with its report, its end, or, at the last of too many, the damping."""
    damping = profile.sensors.damping
    lately = [at for at in sensor.crossings if at > reading.at - damping.window_s]
    if len(lately) + 1 >= damping.crossings:
        reason = f"{len(lately) + 1} crossings in {damping.window_s:g} s"
        return [_by_itself(area, sensor, "damp", reason, order, profile)]
    if key in sensor.alarms:
        cleared = sm.SensorCleared(
            sensor_id=sensor.sensor_id,
            rule=key,
            value=reading.value,
            measure=measure,
            at=reading.at,
            incident_id=sensor.alarms[key],
        )
        return [cleared]
    rule = profile.sensors.rules[key]
    report = _report_of(sensor, key, rule, measure, reading, profile)
    device = Actor(sensor.sensor_id, SENSOR_ROLE, sensor.place_code)
    reported = send_report(area, report, replace(order, actor=device), profile)
    after = folded(area, reported, order.at)
    alarmed = sm.SensorAlarmed(
        sensor_id=sensor.sensor_id,
        rule=key,
        value=reading.value,
        measure=measure,
        at=reading.at,
        report_id=report.report_id,
        incident_id=after.reports[report.report_id].incident_id,
    )
    return [*reported, alarmed]


def _report_of(
    sensor: Sensor, key: str, rule: AlarmRule, measure: float, reading: Reading, profile: Profile
) -> c.SendReport:
    unit = profile.sensors.quantities[rule.quantity].unit
    limit = rule.limit_for(sensor, key)
    assert limit is not None  # noqa: S101 - it has just been crossed
    return c.SendReport(
        report_id=f"{sensor.sensor_id}/{key}/{reading.at:.3f}",
        kind=rule.kind,
        source="sensor",
        position=sensor.position,
        place_code=sensor.place_code,
        discovered_at=reading.at,
        text=_told(sensor, rule, limit, measure, unit),
        priority=rule.priority,
        trust=rule.trust,
    )


def _told(sensor: Sensor, rule: AlarmRule, limit: Limit, measure: float, unit: str) -> str:
    span = "" if rule.over_s is None else f"{rule.over_s:g} 秒内"
    return f"{sensor.name}：{rule.zh}，{span}{measure:.4g} {unit}（告警限 {limit.raise_at:g}）"


def _by_itself(
    area: Area, sensor: Sensor, action: str, reason: str, order: Order, profile: Profile
) -> e.StepTaken:
    by_system = order.by_engine(area.root)
    return _step(area, sensor, action, c.Particulars(reason=reason), by_system, profile)


def _step(
    area: Area,
    sensor: Sensor,
    action: str,
    particulars: c.Particulars,
    order: Order,
    profile: Profile,
) -> e.StepTaken:
    s = Situation(area=area, profile=profile, order=order, particulars=particulars)
    row = choose_row(profile.sensor, sensor.state, action, s)
    moments = Moments(step_at=order.at)
    return step_taken(s, profile.sensor, row, sensor.sensor_id, sensor.state, moments)
