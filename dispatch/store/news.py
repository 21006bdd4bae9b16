"""Wait until somebody, in this process or another, has appended to an area."""

from time import monotonic, sleep

import psycopg
from sqlalchemy import Connection, func, select

from dispatch.store.database import Database
from dispatch.store.log import StoreError
from dispatch.store.sql_append import CHANNEL
from dispatch.store.tables import events

POLL_S = 0.02
"""Pause between two looks at SQLite, which cannot wake anybody; one look costs a tenth of a ms."""

LOOK_AGAIN_S = 1.0
"""A waiting follower looks by itself this often, and so notices that the store was closed."""


def head_of(connection: Connection, area: str) -> int:
    """Return the last position of an area, 0 when it has none."""
    newest = select(func.coalesce(func.max(events.c.position), 0)).where(events.c.area == area)
    head: int = connection.execute(newest).scalar_one()
    return head


def wait_on_sqlite(database: Database, area: str, after: int, timeout_s: float) -> bool:
    """Return True as soon as the head of the area is past `after`, False when the time is up."""
    until = monotonic() + timeout_s
    while not database.closed:
        with database.reading() as connection:
            if head_of(connection, area) > after:
                return True
        left_s = until - monotonic()
        if left_s <= 0:
            break
        sleep(min(POLL_S, left_s))
    return False


def wait_on_postgresql(database: Database, area: str, after: int, timeout_s: float) -> bool:
    """Return True as soon as the head of the area is past `after`, False when the time is up.

    It keeps a connection of the pool to itself meanwhile.
    """
    until = monotonic() + timeout_s
    with database.reading() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        # First listen, then look: what comes between the two is seen by the look.
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        try:
            while head_of(connection, area) <= after:
                left_s = until - monotonic()
                if left_s <= 0 or database.closed:
                    return False
                _listen(connection, min(left_s, LOOK_AGAIN_S))
            return True
        finally:
            if not connection.invalidated:
                connection.exec_driver_sql("UNLISTEN *")


def _listen(connection: Connection, timeout_s: float) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy; no other is configured
    try:
        for _ in driver.notifies(timeout=timeout_s, stop_after=1):
            pass
    except psycopg.Error as error:
        connection.invalidate()
        raise StoreError(f"the connection to the database was lost: {error}") from error
