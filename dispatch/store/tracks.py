"""Keep a sample of where each team was, for replay."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from dispatch.store.database import Database
from dispatch.store.tables import tracks

TEAMS_AT_A_TIME = 500
"""Well under the number of parameters either database takes in one statement."""


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

    def latest(
        self, area: str, team_ids: Sequence[str], start: float, end: float
    ) -> tuple[Track, ...]:
        """Return the last point of each of these teams from `start` to `end`, both included."""
        found: list[Track] = []
        with self._database.reading() as connection:
            for first in range(0, len(team_ids), TEAMS_AT_A_TIME):
                some = team_ids[first : first + TEAMS_AT_A_TIME]
                within = (
                    tracks.c.area == area,
                    tracks.c.team_id.in_(some),
                    tracks.c.at >= start,
                    tracks.c.at <= end,
                )
                newest = select(tracks.c.team_id, func.max(tracks.c.at)).where(*within)
                last = tuple_(tracks.c.team_id, tracks.c.at).in_(newest.group_by(tracks.c.team_id))
                query = select(tracks).where(*within, last).order_by(tracks.c.team_id)
                found += [Track(*row) for row in connection.execute(query)]
        return tuple(found)
