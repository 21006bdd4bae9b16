"""Keep the browsers and devices that users have subscribed to web push."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Column, Double, MetaData, Table, Text, delete, insert, select
from sqlalchemy.engine import Row

from dispatch.domain.refusals import Rejected
from dispatch.store.database import Database

# The push services of the browsers. Whoever may name any address could have the engine knock at
# the doors of its own house; a service of one's own is added by `CHIYUAN_PUSH_HOSTS`.
HOSTS = (
    *("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"),
    *(".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com"),
)
MOST_OF_A_USER = 20  # browsers of one person; the oldest makes room

metadata = MetaData()
subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("endpoint", Text, primary_key=True),
    Column("user_name", Text, nullable=False, index=True),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("created_at", Double, nullable=False),
)


class Subscription(msgspec.Struct, frozen=True):
    """A browser or device of a user, and the keys only it can read with."""

    endpoint: str
    user_name: str
    p256dh: str
    auth: str
    created_at: float = 0.0


class Subscriptions:
    """The subscriptions of a database. Every method blocks: call them in a thread."""

    def __init__(
        self,
        database: Database,
        hosts: tuple[str, ...] = HOSTS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database, self._hosts, self._now = database, hosts, now
        with database.writing() as connection:
            metadata.create_all(connection, checkfirst=True)

    def add(self, made: Subscription) -> None:
        """Enter a subscription, or give a known one new keys; raises `Rejected`."""
        self._check(made.endpoint)
        row = msgspec.structs.asdict(made) | {"created_at": self._now()}
        own = subscriptions.c.user_name == made.user_name
        newest_first = subscriptions.c.created_at.desc()
        known = select(subscriptions.c.endpoint).where(own).order_by(newest_first)
        with self._database.writing() as connection:
            same = subscriptions.c.endpoint == made.endpoint
            connection.execute(delete(subscriptions).where(same))
            old = connection.execute(known).scalars().all()[MOST_OF_A_USER - 1 :]
            connection.execute(delete(subscriptions).where(subscriptions.c.endpoint.in_(old)))
            connection.execute(insert(subscriptions).values(row))

    def remove(self, endpoint: str, user_name: str | None = None) -> bool:
        """Forget a subscription, of that user where one is named; whether there was one."""
        which = subscriptions.c.endpoint == endpoint
        if user_name is not None:
            which &= subscriptions.c.user_name == user_name
        with self._database.writing() as connection:
            return bool(connection.execute(delete(subscriptions).where(which)).rowcount)

    def all(self, user_name: str | None = None) -> list[Subscription]:
        """Return every subscription, or a user's, the oldest first."""
        query = select(subscriptions).order_by(subscriptions.c.created_at)
        if user_name is not None:
            query = query.where(subscriptions.c.user_name == user_name)
        with self._database.reading() as connection:
            return [_subscription(row) for row in connection.execute(query)]

    def _check(self, endpoint: str) -> None:
        parts = urlsplit(endpoint)
        host = parts.hostname or ""
        known = any(host == one or (one[0] == "." and host.endswith(one)) for one in self._hosts)
        local = host == "127.0.0.1" and known  # a service of one's own on the same machine
        if not known or (parts.scheme != "https" and not local):
            raise Rejected(
                "unknown_push_service",
                f"{host or 'no host'} is no push service that is known here (https only)",
                "endpoint",
            )


def push_hosts(named: str | None) -> tuple[str, ...]:
    """Return the hosts of push services: those known, and those named, separated by blanks."""
    return (*HOSTS, *(named or "").split())


def _subscription(row: Row[tuple[object, ...]]) -> Subscription:
    return Subscription(**{name: getattr(row, name) for name in Subscription.__struct_fields__})
