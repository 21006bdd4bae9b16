"""Keep a sample of where each team was, for replay."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from dispatch.store.database import Database
from dispatch.store.tables import tracks


class Track(msgspec.Struct, frozen=True):
    """Where a team was, in degrees WGS-84, at a moment in epoch seconds UTC, and who said so."""

    area: str
    team_id: str
    at: float
    lon: float
    lat: float
    source: str


class Tracks:
    """Positions of teams over time. Every method may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        dialect = sqlite if database.is_sqlite else postgresql
        self._insert = dialect.insert(tracks).on_conflict_do_nothing()

    def save(self, points: Sequence[Track]) -> None:
        """Make the points durable, all or none.

        A team is in one place at a time: of two points at the same moment the first saved stays,
        so saving a batch again is harmless.
        """
        if points:
            with self._database.writing() as connection:
                connection.execute(
                    self._insert, [msgspec.structs.asdict(point) for point in points]
                )

    def between(self, area: str, team_id: str, start: float, end: float) -> tuple[Track, ...]:
        """Return the points of a team from `start` to `end`, both included, in order of time."""
        query = (
            select(tracks)
            .where(tracks.c.area == area, tracks.c.team_id == team_id)
            .where(tracks.c.at >= start, tracks.c.at <= end)
            .order_by(tracks.c.at)
        )
        with self._database.reading() as connection:
            return tuple(Track(*row) for row in connection.execute(query))
