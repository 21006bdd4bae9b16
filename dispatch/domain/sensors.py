"""Know the sensors 监测设备: where each stands, what it measures, and what is known of it now."""

import msgspec

from routing.geo import Position

WORKING, DAMPED, SILENT, OUT_OF_USE = "WORKING", "DAMPED", "SILENT", "OUT_OF_USE"
"""The states of a sensor that the code knows by name."""

SENSOR_ROLE = "SENSOR"
"""Devices speak in this role, each for itself and for those whose gateway it is."""


class Reading(msgspec.Struct, frozen=True):
    """What a sensor measured at a moment (epoch seconds UTC), in the unit of the sensor."""

    at: float
    value: float


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an alarm is raised and where it is cleared, in the unit of the quantity.

    Between the two it stays as it is (hysteresis). It is about too much where `raise_at` is the
    greater of the two, about too little where it is the lesser.
    """

    raise_at: float
    clear_at: float

    @property
    def upward(self) -> bool:
        """Whether it is about too much."""
        return self.raise_at > self.clear_at

    def is_raised(self, measure: float, was_raised: bool) -> bool:
        """Whether an alarm stands at a measure, given whether it stood before."""
        limit = self.clear_at if was_raised else self.raise_at
        if measure == limit:
            return not was_raised
        return (measure > limit) == self.upward


class Sensor(msgspec.Struct, frozen=True):
    """A sensor, and what is known of it.

    `quantity` is a key of the profile and `unit` one of its units. `gateway` names the device that
    speaks for it, where it is not itself. `limits` are those of its own site by rule: a river's
    stage means nothing without its gauge. `state` is one of the table of sensors, `since` that
    moment. `alarms` are the rules that stand raised, with the incident each was reported to;
    `crossings` the moments at which a limit was crossed lately.
    """

    sensor_id: str
    name: str
    place_code: str
    position: Position
    quantity: str
    unit: str
    gateway: str = ""
    limits: dict[str, Limit] = {}
    state: str = WORKING
    since: float = 0.0
    alarms: dict[str, str] = {}
    crossings: tuple[float, ...] = ()


class Quantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is measured, in `unit`; `also` are other units, each in so much of that one.

    What lies below `least` or above `most` is no measurement. A sensor of it that says nothing for
    `silent_after_s` has a fault.
    """

    zh: str
    en: str
    unit: str
    least: float
    most: float
    silent_after_s: float
    also: dict[str, float] = {}

    def in_own_unit(self, value: float, unit: str) -> float:
        """Return a value that is given in one of its units."""
        return value if unit == self.unit else value * self.also[unit]


class AlarmRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the readings of a quantity are an alarm, and what is then reported.

    With `over_s` it is about the rise (or fall) within so many seconds, else about the value.
    Without `raise_at` and `clear_at` it holds only for sensors that have limits of their own.
    `trust` is how far such an alarm is to be believed, 0 to 1.
    """

    zh: str
    en: str
    quantity: str
    kind: str
    priority: int
    trust: float
    raise_at: float | None = None
    clear_at: float | None = None
    over_s: float | None = None
    basis: str = ""

    def limit_for(self, sensor: Sensor, key: str) -> Limit | None:
        """Return the limit that holds for a sensor under the rule of that key, None without one."""
        if key in sensor.limits:
            return sensor.limits[key]
        if self.raise_at is None or self.clear_at is None:
            return None
        return Limit(self.raise_at, self.clear_at)


class Damping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a sensor flaps: so many `crossings` of its limits within `window_s`.

    It is heard again once none was crossed for `quiet_s`.
    """

    crossings: int = 6
    window_s: float = 600.0
    quiet_s: float = 1800.0


class SensorRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a profile says of sensors; readings are kept for `kept_s` seconds."""

    quantities: dict[str, Quantity] = {}
    rules: dict[str, AlarmRule] = {}
    damping: Damping = Damping()
    kept_s: float = 172_800.0

    def rules_of(self, quantity: str) -> dict[str, AlarmRule]:
        """Return the rules about a quantity by their keys."""
        return {key: rule for key, rule in self.rules.items() if rule.quantity == quantity}

    def looks_back_s(self, sensor: Sensor) -> float:
        """Return how far back a decision about a sensor looks at its readings, in seconds."""
        if sensor.state == DAMPED:
            return self.damping.quiet_s
        spans = (rule.over_s or 0.0 for rule in self.rules_of(sensor.quantity).values())
        return max(spans, default=0.0)
