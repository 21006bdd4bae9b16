"""What is answered about sensors."""

from msgspec import Struct

from api.answers.shapes import RecordedEvent
from dispatch.domain.sensors import Reading, Sensor
from dispatch.domain.steps import AllowedAction


class SensorSeen(Sensor, frozen=True, kw_only=True):
    """A sensor with its latest reading, in its own unit."""

    latest: Reading | None


class SensorDetail(SensorSeen, frozen=True, kw_only=True):
    """A sensor, and what the caller may do with it now."""

    allowed_actions: list[AllowedAction]
    log_position: int


class ReadingRefused(Struct):
    """A reading that was not taken in: which of those sent, and why."""

    index: int
    code: str
    reason: str
    field: str | None


class ReadingsAnswer(Struct):
    """How many readings are kept and judged, which are not, and what followed that you may see."""

    taken: int
    refused: list[ReadingRefused]
    events: list[RecordedEvent]
