"""Keep the messages nobody could make sense of, so that a person can look at them."""

import msgspec
from sqlalchemy import func, insert, select

from dispatch.store.database import Database
from dispatch.store.tables import dead_letters


class DeadLetter(msgspec.Struct, frozen=True):
    """A message as it came in, from which topic, when (epoch seconds UTC), what is wrong."""

    id: int
    area: str
    received_at: float
    source: str
    payload: bytes
    reason: str


class DeadLetters:
    """Messages that were refused at the door, in the order they were buried. None is ever dropped.

    Every method may be called from any thread.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def bury(self, area: str, received_at: float, source: str, payload: bytes, reason: str) -> int:
        """Make a message durable and return its id; then its sender may be told it has arrived."""
        letter = insert(dead_letters).values(
            area=area, received_at=received_at, source=source, payload=payload, reason=reason
        )
        with self._database.writing() as connection:
            buried: int = connection.execute(letter.returning(dead_letters.c.id)).scalar_one()
        return buried

    def list(self, area: str, after: int = 0, limit: int = 100) -> tuple[DeadLetter, ...]:
        """Return at most `limit` messages of the area with an id over `after`, in order of id."""
        query = (
            select(dead_letters)
            .where(dead_letters.c.area == area, dead_letters.c.id > after)
            .order_by(dead_letters.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(DeadLetter(*row) for row in connection.execute(query))

    def count(self, area: str) -> int:
        """Return how many messages of the area lie here."""
        query = select(func.count()).where(dead_letters.c.area == area)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()
