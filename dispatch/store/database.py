"""Open a database, SQLite or PostgreSQL, and lend connections for reading and for writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

from psycopg import Connection as PsycopgConnection
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from dispatch.store.log import StoreError
from dispatch.store.tables import prepare

BUSY_TIMEOUT_S = 10
"""How long a writer on SQLite waits for another process; a commit takes milliseconds."""

POSTGRESQL_DEFAULTS = {
    # A server that is gone must be noticed while a dispatcher waits, not after two hours.
    "connect_timeout": "10",
    "tcp_user_timeout": "15000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
}
_PREPARE_LOCK = 7_290_119  # any number, the same in every version of this program


class Database:
    """A database with the tables of the store in it; made by `open_database`.

    What is written in one `writing()` block is committed when the block ends, or not at all.
    Other parts of the program may keep tables of their own in it, through these two blocks.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.closed = False
        self._writer: Connection | None = None
        self._writer_lock = Lock()
        event.listen(engine, "checkin", self._returned)
        if self.is_sqlite:
            self._writer = engine.connect().execution_options(chiyuan_writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection to read with; database errors come out as `StoreError`."""
        self.check_open()
        with _as_store_error(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a connection in a transaction, which is committed at the end of the block.

        A broken constraint comes out as SQLAlchemy's `IntegrityError`, anything else that fails in
        the database as `StoreError`. On SQLite there is one writer at a time; keep the block short.
        """
        self.check_open()
        if self._writer is None:
            with _as_store_error(), self.engine.begin() as connection:
                yield connection
        else:
            with _as_store_error(), self._writer_lock, self._writer.begin():
                yield self._writer

    @contextmanager
    def appending(self) -> Iterator[sqlite3.Connection]:
        """Lend the writing connection of SQLite itself, in a transaction as `writing` does.

        For the append of every command: SQLAlchemy in between takes as long again as the append.
        """
        self.check_open()
        assert self._writer is not None  # noqa: S101 - only SQLite has one
        with self._writer_lock:
            connection: Any = self._writer.connection.driver_connection
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise StoreError(f"the database failed: {error}") from error
            finally:
                if connection.in_transaction:  # whatever went wrong, nothing of it stays
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection; one that is still lent is closed when it comes back."""
        self.closed = True
        with self._writer_lock:
            if self._writer is not None:
                self._writer.close()
        self.engine.dispose()

    def check_open(self) -> None:
        """Raise `StoreError` when the database was closed."""
        if self.closed:
            raise StoreError("the database is closed")

    def _returned(self, connection: Any, _: Any) -> None:
        if self.closed and connection is not None:
            connection.close()


def open_database(url: str) -> Database:
    """Open the database at a URL and make its tables if it has none.

    `sqlite:///path` makes the folder too, `postgresql+psycopg://…` needs a database that is there,
    `memory://` is an SQLite database that ends with this object. Raises `StoreError` for any other
    URL, when the database cannot be opened, and when its tables are of another version.
    """
    parsed = _understood(url)
    shown = parsed.render_as_string(hide_password=True)
    engine = _sqlite(parsed) if parsed.drivername == "sqlite" else _postgresql(parsed)
    try:
        database = Database(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise StoreError(f"cannot open {shown}: {_cause(error)}") from error
    try:
        with database.writing() as connection:
            if not database.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_PREPARE_LOCK})"))
            prepare(connection)
    except (StoreError, SQLAlchemyError) as error:
        database.close()
        raise StoreError(f"cannot open {shown}: {_cause(error)}") from error
    return database


def _understood(url: str) -> URL:
    if url == "memory://":
        # The one kind of SQLite database in memory that several connections can share and lock.
        return make_url(f"sqlite:///file:/chiyuan-{uuid4().hex}?vfs=memdb&uri=true")
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"{url!r} is not a database URL") from error
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(
            f"no store for {parsed.render_as_string(hide_password=True)}: "
            "say memory://, sqlite:///path or postgresql+psycopg://…"
        )
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError(
            "an SQLite URL names a file: sqlite:///path; say memory:// to keep nothing"
        )
    return parsed


def _sqlite(url: URL) -> Engine:
    in_memory = "vfs" in url.query
    if not in_memory:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so, below
        mode = "memory" if in_memory else "wal"
        if connection.execute(f"PRAGMA journal_mode={mode}").fetchone() != (mode,):
            raise StoreError(f"SQLite cannot keep a write-ahead log in {url.database}")
        # FULL: a commit is on the disk when it returns. NORMAL loses the last ones to a power cut.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once: what it has read stays true until it commits.
        writes = connection.get_execution_options().get("chiyuan_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    missing = {name: value for name, value in POSTGRESQL_DEFAULTS.items() if name not in url.query}
    # Each follower of an area holds a connection while it waits for news.
    engine = create_engine(
        url.update_query_dict(missing), pool_size=10, max_overflow=30, pool_pre_ping=True
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: PsycopgConnection[Any], _: Any) -> None:
        connection.autocommit = True
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        connection.autocommit = False

    return engine


@contextmanager
def _as_store_error() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        raise StoreError(f"the database failed: {_cause(error)}") from error


def _cause(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip()
