"""Keep the event log in SQLite or PostgreSQL."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import delete, func, insert, select, tuple_

from dispatch.store.codec import written
from dispatch.store.database import Database
from dispatch.store.log import (
    SNAPSHOTS_KEPT,
    Appended,
    LogEntry,
    PositionTaken,
    Snapshot,
    check_numbering,
)
from dispatch.store.news import head_of, wait_on_postgresql, wait_on_sqlite
from dispatch.store.sql_append import append_to_postgresql, append_to_sqlite
from dispatch.store.tables import events, snapshots

READ_CHUNK = 500
"""Entries fetched at a time: a few hundred kB as a rule, and no connection is held in between."""

IDS_AT_A_TIME = 500
"""Well under the number of parameters either database takes in one statement."""


class SqlLog:
    """An `EventLog` in the `events` and `snapshots` tables of a database.

    Any number of processes may append to one area: whoever comes second is told `PositionTaken`.
    Closing the log closes the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._append = append_to_sqlite if database.is_sqlite else append_to_postgresql
        self._wait = wait_on_sqlite if database.is_sqlite else wait_on_postgresql

    def append(self, area: str, expected: int, entries: Sequence[Appended]) -> None:
        """Commit the entries to disk right after position `expected`, or raise and add none."""
        check_numbering(area, expected, entries)
        if entries:
            as_written = [written(entry) for entry in entries]
            self._append(self._database, area, expected, as_written)
        elif self.head(area) != expected:
            raise PositionTaken(area, expected)

    def read(self, area: str, after: int = 0, limit: int | None = None) -> Iterator[LogEntry]:
        """Yield the entries after a position, in order, at most `limit`, a chunk at a time."""
        left = limit
        while left is None or left > 0:
            size = READ_CHUNK if left is None else min(READ_CHUNK, left)
            chunk = self._chunk(area, after, size)
            yield from chunk
            if len(chunk) < size:
                return
            after = chunk[-1].position
            left = None if left is None else left - size

    def _chunk(self, area: str, after: int, size: int) -> list[LogEntry]:
        query = (
            select(events)
            .where(events.c.area == area, events.c.position > after)
            .order_by(events.c.position)
            .limit(size)
        )
        with self._database.reading() as connection:
            return [LogEntry(*row) for row in connection.execute(query)]

    def head(self, area: str) -> int:
        """Return the last position of the area, 0 when it has none."""
        with self._database.reading() as connection:
            return head_of(connection, area)

    def areas(self) -> tuple[str, ...]:
        """Return the areas that have entries, in order of name."""
        # From one area to the next along the primary key: there are few areas and many entries.
        first = select(func.min(events.c.area))
        found: list[str] = []
        with self._database.reading() as connection:
            area = connection.execute(first).scalar()
            while area is not None:
                found.append(area)
                area = connection.execute(first.where(events.c.area > area)).scalar()
        return tuple(sorted(found))

    def commands(self, area: str, command_ids: Sequence[str]) -> dict[str, tuple[LogEntry, ...]]:
        """Return, for those of the ids that are in the log, the entries each command made."""
        found: dict[str, list[LogEntry]] = defaultdict(list)
        ids = list(dict.fromkeys(command_ids))
        with self._database.reading() as connection:
            for start in range(0, len(ids), IDS_AT_A_TIME):
                some = ids[start : start + IDS_AT_A_TIME]
                query = (
                    select(events)
                    .where(events.c.area == area, events.c.command_id.in_(some))
                    .order_by(events.c.position)
                )
                for row in connection.execute(query):
                    found[row.command_id].append(LogEntry(*row))
        return {command_id: tuple(entries) for command_id, entries in found.items()}

    def wait_for_news(self, area: str, after: int, timeout_s: float) -> bool:
        """Wait until the head of the area is past `after`; False when the time is up before.

        On SQLite it looks every few milliseconds, on PostgreSQL the append of any process wakes it.
        """
        return self._wait(self._database, area, after, timeout_s)

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot, in place of one of the same position and schema."""
        key = tuple_(snapshots.c.position, snapshots.c.schema)
        of_area = snapshots.c.area == snapshot.area
        newest = (
            select(snapshots.c.position, snapshots.c.schema)
            .where(of_area)
            .order_by(snapshots.c.position.desc(), snapshots.c.schema.desc())
            .limit(SNAPSHOTS_KEPT)
        )
        with self._database.writing() as connection:
            connection.execute(
                delete(snapshots).where(of_area, key == (snapshot.position, snapshot.schema))
            )
            connection.execute(
                insert(snapshots).values(
                    area=snapshot.area,
                    position=snapshot.position,
                    schema=snapshot.schema,
                    body=snapshot.body,
                )
            )
            connection.execute(delete(snapshots).where(of_area, key.not_in(newest)))

    def newest_snapshot(
        self, area: str, schema: str, at_most: int | None = None
    ) -> Snapshot | None:
        """Return the newest snapshot of that schema, at or before `at_most` if given."""
        query = (
            select(snapshots)
            .where(snapshots.c.area == area, snapshots.c.schema == schema)
            .order_by(snapshots.c.position.desc())
            .limit(1)
        )
        if at_most is not None:
            query = query.where(snapshots.c.position <= at_most)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Snapshot(*row)

    def close(self) -> None:
        """Close the database."""
        self._database.close()
