"""Read what a device says its sensors measured: what can be taken, and why the rest cannot."""

import msgspec

from dispatch.domain.actors import Actor
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.sensing import why_not
from dispatch.domain.sensors import SENSOR_ROLE, Reading
from dispatch.intake.payloads import ReadingsPayload


class Measured(msgspec.Struct, frozen=True):
    """Readings by sensor as a device told them, and why others are `refused`, a line each."""

    actor: Actor
    told: tuple[tuple[str, Reading], ...]
    refused: tuple[str, ...] = ()
    said_id: str | None = None

    def by_sensor(self) -> dict[str, list[Reading]]:
        """Return what each sensor measured."""
        found: dict[str, list[Reading]] = {}
        for sensor_id, reading in self.told:
            found.setdefault(sensor_id, []).append(reading)
        return found


def measured(
    speaker: str, said: ReadingsPayload, area: Area, now: float, profile: Profile
) -> Measured:
    """Return what a device said, each reading looked at by itself."""
    actor = Actor(speaker, SENSOR_ROLE, area.root)
    told, refused = list[tuple[str, Reading]](), list[str]()
    for index, one in enumerate(said.readings):
        sensor_id = one.sensor_id or speaker
        reading = Reading(now if one.at is None else one.at, one.value)
        problem = why_not(area, profile, actor, sensor_id, reading, now)
        if problem is None:
            told.append((sensor_id, reading))
        else:
            where = f"readings[{index}].{problem.field}"
            refused.append(f"{where}: {problem.reason} ({problem.code})")
    return Measured(actor, tuple(told), tuple(refused), said.id)
