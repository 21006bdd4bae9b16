"""Append to the events table in the fastest way each database has."""

from collections.abc import Sequence
from operator import attrgetter
from time import sleep

import msgspec
from psycopg.errors import UniqueViolation
from sqlalchemy.exc import DBAPIError

from dispatch.store.database import Database
from dispatch.store.log import LogEntry, PositionTaken, StoreError

CHANNEL = "chiyuan_events"
"""Where PostgreSQL says which area has news."""

RECONNECT_AFTER_S = (0.0, 0.5, 2.0)
"""Pauses before trying an append again whose connection was lost."""

_FIELDS = LogEntry.__struct_fields__
_row = attrgetter(*_FIELDS)

_SQLITE_HEAD = "SELECT coalesce(max(position), 0) FROM events WHERE area = ?"
_SQLITE_INSERT = (
    f"INSERT INTO events ({', '.join(_FIELDS)}) VALUES ({', '.join('?' * len(_FIELDS))})"  # noqa: S608
)

# One statement, so one transaction and one trip to the server. It inserts nothing unless the head
# it sees is the expected one, so there is never a gap; of two that see the same head the primary
# key lets one through. msgspec writes bytes as base64.
_POSTGRESQL_APPEND = """
WITH entry AS (
  SELECT * FROM json_to_recordset(%(entries)s::json) AS entry(
    area text, position bigint, recorded_at float8, command_id text, fingerprint text, actor text,
    caused_by bigint, correlation text, event_type text, event_version int, body text)
), added AS (
  INSERT INTO events (area, position, recorded_at, command_id, fingerprint, actor,
    caused_by, correlation, event_type, event_version, body)
  SELECT area, position, recorded_at, command_id, fingerprint, decode(actor, 'base64'),
    caused_by, correlation, event_type, event_version, decode(body, 'base64')
  FROM entry
  WHERE %(expected)s = (SELECT coalesce(max(position), 0) FROM events WHERE area = %(area)s)
  RETURNING 1
)
SELECT pg_notify(%(channel)s, %(area)s) FROM (SELECT 1 FROM added LIMIT 1) AS news
"""


def append_to_sqlite(
    database: Database, area: str, expected: int, entries: Sequence[LogEntry]
) -> None:
    """Append as `EventLog.append` promises; the write lock is held from the look at the head on."""
    with database.appending() as connection:
        (head,) = connection.execute(_SQLITE_HEAD, (area,)).fetchone()
        if head != expected:
            raise PositionTaken(area, expected)
        connection.executemany(_SQLITE_INSERT, map(_row, entries))


def append_to_postgresql(
    database: Database, area: str, expected: int, entries: Sequence[LogEntry]
) -> None:
    """Append as `EventLog.append` promises, and wake those who wait for news of the area.

    When the connection is lost the entries may be there or not, so the append is tried again: it
    either goes through or finds its own entries in place.
    """
    parameters = {
        "area": area,
        "expected": expected,
        "entries": msgspec.json.encode(entries).decode(),
        "channel": CHANNEL,
    }
    lost: DBAPIError | None = None
    for pause_s in RECONNECT_AFTER_S:
        sleep(pause_s)
        try:
            added = _insert(database, parameters)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise StoreError(f"the database failed: {error.orig}") from error
            lost = error
            continue
        if not added and not (lost and _in_place(database, entries)):
            raise PositionTaken(area, expected)
        return
    raise StoreError(f"the connection to the database was lost: {lost}") from lost


def _insert(database: Database, parameters: dict[str, object]) -> bool:
    database.check_open()
    autocommit = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with autocommit.connect() as connection:
            return bool(connection.exec_driver_sql(_POSTGRESQL_APPEND, parameters).all())
    except DBAPIError as error:
        if isinstance(error.orig, UniqueViolation):
            return False
        raise


def _in_place(database: Database, entries: Sequence[LogEntry]) -> bool:
    with database.reading() as connection:
        found = connection.exec_driver_sql(
            f"SELECT {', '.join(_FIELDS)} FROM events"  # noqa: S608
            " WHERE area = %s AND position BETWEEN %s AND %s ORDER BY position",
            (entries[0].area, entries[0].position, entries[-1].position),
        )
        return [LogEntry(*row) for row in found] == list(entries)
