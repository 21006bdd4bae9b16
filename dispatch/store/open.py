"""Open everything the engine keeps, from one URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from dispatch.store.database import Database, open_database
from dispatch.store.dead_letters import DeadLetters
from dispatch.store.files import Files, files_beside
from dispatch.store.log import EventLog
from dispatch.store.memory_log import MemoryLog
from dispatch.store.readings import Readings
from dispatch.store.sql_log import SqlLog
from dispatch.store.tracks import Tracks


@dataclass(frozen=True)
class Store:
    """All that is kept, in one database.

    Others may keep tables of their own there: through `database.writing()` and
    `database.reading()`, or by the engine itself.
    """

    log: EventLog
    dead_letters: DeadLetters
    tracks: Tracks
    readings: Readings
    database: Database
    files: Files

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine of the database."""
        return self.database.engine

    def close(self) -> None:
        """Let go of connections; nothing here may be used afterwards."""
        self.log.close()
        self.files.close()
        self.database.close()


def open_store(url: str) -> Store:
    """Open the store at `memory://`, `sqlite:///path` or `postgresql+psycopg://…`.

    `memory://` keeps everything until it is closed. A new SQLite file, its folder and missing
    tables are made. Raises `StoreError` for any other URL and when the database cannot be used.
    """
    database = open_database(url)
    log: EventLog = MemoryLog() if url == "memory://" else SqlLog(database)
    return Store(
        log=log,
        dead_letters=DeadLetters(database),
        tracks=Tracks(database),
        readings=Readings(database),
        database=database,
        files=files_beside(url),
    )


def open_log(url: str) -> EventLog:
    """Open the event log alone; the URL is as for `open_store`."""
    return MemoryLog() if url == "memory://" else SqlLog(open_database(url))


@contextmanager
def existing_store(database: str) -> Iterator[Store]:
    """Open a store to look into it; raises ValueError where an SQLite file is not there."""
    path = database.removeprefix("sqlite:///")
    if path != database and not Path(path).is_file():
        raise ValueError(f"no database at {path}: say --database, or `chiyuan serve` first")
    store = open_store(database)
    try:
        yield store
    finally:
        store.close()
