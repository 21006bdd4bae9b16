"""Keep what sensors measured, for the decisions that look back and for whoever draws curves."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from dispatch.domain.sensors import Reading
from dispatch.store.database import Database
from dispatch.store.tables import readings


class KeptReading(msgspec.Struct, frozen=True):
    """A value in the unit of its sensor, at a moment in epoch seconds UTC."""

    area: str
    sensor_id: str
    at: float
    value: float


class Readings:
    """The readings of a database. Every method may be called from any thread, and blocks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        dialect = sqlite if database.is_sqlite else postgresql
        self._insert = dialect.insert(readings).on_conflict_do_nothing()

    def save(self, kept: Sequence[KeptReading]) -> None:
        """Make readings durable, all or none; saving one again is harmless, the first stays."""
        if kept:
            with self._database.writing() as connection:
                connection.execute(self._insert, [msgspec.structs.asdict(one) for one in kept])

    def between(
        self, area: str, sensor_id: str, start: float, end: float, limit: int | None = None
    ) -> tuple[Reading, ...]:
        """Return the readings of a sensor from `start` to `end` in order, of many the newest."""
        query = (
            select(readings.c.at, readings.c.value)
            .where(readings.c.area == area, readings.c.sensor_id == sensor_id)
            .where(readings.c.at >= start, readings.c.at <= end)
            .order_by(readings.c.at.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(Reading(*row) for row in connection.execute(query))[::-1]

    def forget(self, area: str, before: float) -> int:
        """Delete the readings of an area older than a moment; return how many."""
        query = delete(readings).where(readings.c.area == area, readings.c.at < before)
        with self._database.writing() as connection:
            return connection.execute(query).rowcount
