"""List the orders and facts about sensors: entered, read, alarmed and cleared.

Readings are no facts of the log, as positions are none; only what follows from them is.
"""

from dispatch.domain.messages import ACommand, AnEvent
from dispatch.domain.sensors import Reading, Sensor


class RegisterSensors(ACommand, frozen=True):
    """Enter sensors, or replace the record of known ones; all of them or none."""

    sensors: tuple[Sensor, ...]


class TakeReadings(ACommand, frozen=True):
    """Judge what a sensor measured, in its own unit; nothing is recorded where nothing follows.

    `before` are the readings just before these, as far back as its rules look.
    """

    sensor_id: str
    readings: tuple[Reading, ...]
    before: tuple[Reading, ...] = ()


class SensorsRegistered(AnEvent, frozen=True):
    """Sensors were entered."""

    row: str
    state: str
    sensors: tuple[Sensor, ...]


class SensorAlarmed(AnEvent, frozen=True):
    """A sensor crossed the limit of a rule; a report was made of it.

    `value` and `measure` (what the rule judges) are in the unit of the quantity, as measured `at`.
    """

    sensor_id: str
    rule: str
    value: float
    measure: float
    at: float
    report_id: str
    incident_id: str


class SensorCleared(AnEvent, frozen=True):
    """What a sensor had alarmed of is over, by its readings; the incident goes on by itself."""

    sensor_id: str
    rule: str
    value: float
    measure: float
    at: float
    incident_id: str


SensorCommand = RegisterSensors | TakeReadings
SensorEvent = SensorsRegistered | SensorAlarmed | SensorCleared
