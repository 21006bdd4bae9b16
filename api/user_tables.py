"""Describe the tables of users and their sessions, beside the log in the same database."""

from sqlalchemy import Boolean, Column, Connection, Double, Index, MetaData, Table, Text

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("team_id", Text),
    Column("active", Boolean, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("created_at", Double, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    # Only a digest of the token is kept: whoever reads the table cannot sign in with it.
    Column("token_hash", Text, primary_key=True),
    Column("user_name", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index("sessions_by_user", "user_name"),
)


def make_tables(connection: Connection) -> None:
    """Make the tables where they are missing."""
    metadata.create_all(connection, checkfirst=True)
