"""Describe the tables of the store, and make them in a database that has none."""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    select,
)

from dispatch.store.log import StoreError

SCHEMA_VERSION = 1
"""Goes up with every change of the tables below."""

metadata = MetaData()

events = Table(
    "events",
    metadata,
    Column("area", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("recorded_at", Double, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("actor", LargeBinary, nullable=False),
    Column("caused_by", BigInteger),
    Column("correlation", Text, nullable=False),
    Column("event_type", Text, nullable=False),
    Column("event_version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("events_by_command", "area", "command_id"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("area", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("schema", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    # SQLite numbers rows by itself in a column of exactly this type only.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("area", Text, nullable=False),
    Column("received_at", Double, nullable=False),
    Column("source", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Index("dead_letters_by_area", "area", "id"),
)

tracks = Table(
    "tracks",
    metadata,
    Column("area", Text, primary_key=True),
    Column("team_id", Text, primary_key=True),
    Column("at", Double, primary_key=True),
    Column("lon", Double, nullable=False),
    Column("lat", Double, nullable=False),
    Column("source", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("area", Text, primary_key=True),
    Column("sensor_id", Text, primary_key=True),
    Column("at", Double, primary_key=True),
    Column("value", Double, nullable=False),
    Index("readings_by_moment", "area", "at"),
)

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))


def prepare(connection: Connection) -> None:
    """Make the tables where they are missing; raise `StoreError` when they are of another version.

    The caller sees to it that no two processes do this to one database at the same moment.
    """
    schema_version.create(connection, checkfirst=True)
    found = connection.execute(select(schema_version.c.version)).scalars().all()
    if not found:
        metadata.create_all(connection)
        connection.execute(insert(schema_version).values(version=SCHEMA_VERSION))
    elif list(found) != [SCHEMA_VERSION]:
        raise StoreError(
            f"the database has tables of version {', '.join(map(str, found))}, "
            f"this program needs version {SCHEMA_VERSION}"
        )
    else:
        readings.create(connection, checkfirst=True)  # came later; nothing else changed with it
