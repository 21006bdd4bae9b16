"""Fold what is known of sensors."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from dispatch.domain import events as e
from dispatch.domain import sensor_messages as sm
from dispatch.domain.area import Area
from dispatch.domain.sensors import Sensor

CROSSINGS_KEPT = 50  # a profile may count so many at most; what is older says nothing of now


def registered(area: Area, event: sm.SensorsRegistered, _position: int, at: float) -> Area:
    """Sensors are entered; one entered anew stays in the state it is in."""
    sensors = {one.sensor_id: _kept(area, one, event.state, at) for one in event.sensors}
    return replace(area, sensors=area.sensors.update(sensors))


def alarmed(area: Area, event: sm.SensorAlarmed, _position: int, _at: float) -> Area:
    """A rule stands raised."""
    sensor = _crossed(area, event.sensor_id, event.at)
    alarms = sensor.alarms | {event.rule: event.incident_id}
    return _set(area, replace(sensor, alarms=alarms))


def cleared(area: Area, event: sm.SensorCleared, _position: int, _at: float) -> Area:
    """A rule stands raised no longer."""
    sensor = _crossed(area, event.sensor_id, event.at)
    alarms = {key: one for key, one in sensor.alarms.items() if key != event.rule}
    return _set(area, replace(sensor, alarms=alarms))


def stepped(area: Area, event: e.StepTaken, at: float) -> Area:
    """A sensor is damped, silent, back …; it is judged afresh from then on."""
    sensor = area.sensors[event.subject_id]
    alarms = sensor.alarms if event.action == "fall_silent" else {}
    after = replace(sensor, state=event.went_to, since=at, alarms=alarms, crossings=())
    return _set(area, after)


def _kept(area: Area, entered: Sensor, state: str, at: float) -> Sensor:
    known = area.sensors.get(entered.sensor_id)
    if known is None:
        return replace(entered, state=state, since=at, alarms={}, crossings=())
    same = known.quantity == entered.quantity and known.limits == entered.limits
    return replace(
        entered,
        state=known.state,
        since=known.since,
        alarms=known.alarms if same else {},
        crossings=known.crossings if same else (),
    )


def _crossed(area: Area, sensor_id: str, at: float) -> Sensor:
    sensor = area.sensors[sensor_id]
    return replace(sensor, crossings=(*sensor.crossings, at)[-CROSSINGS_KEPT:])


def _set(area: Area, sensor: Sensor) -> Area:
    return replace(area, sensors=area.sensors.set(sensor.sensor_id, sensor))


FOLDS: dict[type[Any], Callable[[Area, Any, int, float], Area]] = {
    sm.SensorsRegistered: registered,
    sm.SensorAlarmed: alarmed,
    sm.SensorCleared: cleared,
}
