"""Describe what callers send about sensors and what these measured."""

from typing import Annotated

from pydantic import Field

from api.inputs import Id, Input, Moment, PositionIn, epoch
from dispatch.domain.sensors import Limit, Reading, Sensor

Value = Annotated[float, Field(allow_inf_nan=False)]


class LimitIn(Input):
    """Where a rule's alarm is raised and cleared at one site, in the unit of the quantity."""

    raise_at: Value
    clear_at: Value


class SensorIn(Input):
    """A sensor to enter; `gateway` is the device that speaks for it, where it is not itself."""

    sensor_id: Id
    name: Id
    place_code: Id
    position: PositionIn
    quantity: Id
    unit: Id
    gateway: Annotated[str, Field(max_length=100)] = ""
    limits: Annotated[dict[Id, LimitIn], Field(default_factory=dict, max_length=20)]

    def value(self) -> Sensor:
        """Return it as the domain has it."""
        limits = {key: Limit(one.raise_at, one.clear_at) for key, one in self.limits.items()}
        return Sensor(
            sensor_id=self.sensor_id,
            name=self.name,
            place_code=self.place_code,
            position=self.position.value(),
            quantity=self.quantity,
            unit=self.unit,
            gateway=self.gateway,
            limits=limits,
        )


class SensorsIn(Input):
    """Sensors, all of which are entered or none."""

    sensors: Annotated[list[SensorIn], Field(min_length=1, max_length=5_000)]


class ReadingIn(Input):
    """A reading of a sensor in its own unit; without `at`, now."""

    sensor_id: Id
    value: Value
    at: Moment | None = None

    def reading(self, now: float) -> Reading:
        """Return it as the domain has it."""
        at = epoch(self.at)
        return Reading(now if at is None else at, self.value)


class ReadingsIn(Input):
    """Readings of one sensor or many."""

    readings: Annotated[list[ReadingIn], Field(min_length=1, max_length=5_000)]
