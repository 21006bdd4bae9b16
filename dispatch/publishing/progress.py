"""Remember how far the log of an area has been published, so that a restart loses no notice."""

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, delete, insert, select

from dispatch.store.database import Database

metadata = MetaData()
published = Table(
    "published",
    metadata,
    Column("area", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)


class Published:
    """Positions up to which everything was sent or given up. Every method blocks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.writing() as connection:
            metadata.create_all(connection, checkfirst=True)

    def up_to(self, area: str) -> int | None:
        """Return the position of an area, None where nothing was ever published."""
        query = select(published.c.position).where(published.c.area == area)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def keep(self, area: str, position: int) -> None:
        """Remember a position."""
        with self._database.writing() as connection:
            connection.execute(delete(published).where(published.c.area == area))
            connection.execute(insert(published).values(area=area, position=position))
