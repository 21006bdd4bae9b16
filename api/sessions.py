"""Keep who is signed in: opaque tokens, an end after twelve hours, revocable at any moment."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

import msgspec
from sqlalchemy import delete, insert, select

from api.user_tables import sessions, users
from api.users import User, UserBook, tidy_name

LIFETIME_S = 12 * 3600.0  # a shift; it does not slide
TRUST_S = 5.0  # how long another process's revocation may go unseen here
MAX_KNOWN = 50_000


class Session(msgspec.Struct, frozen=True):
    """A signed-in user; `session_id` is the digest of the token, which is kept nowhere."""

    session_id: str
    user: User
    expires_at: float


RevokedListener = Callable[[frozenset[str]], None]


class Sessions:
    """The sessions of a database. Methods block, except `known`. Thread-safe."""

    def __init__(self, book: UserBook, now: Callable[[], float] = time.time) -> None:
        self._book, self._database, self.now = book, book.database, now
        self._known: dict[str, tuple[float, Session]] = {}
        self._lock = threading.Lock()
        self._listeners: list[RevokedListener] = []

    def open(self, user: User) -> tuple[str, Session]:
        """Sign a user in; return the token, to be told once, and the session."""
        token = secrets.token_urlsafe(32)
        at = self.now()
        session = Session(digest(token), user, at + LIFETIME_S)
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= at))
            connection.execute(
                insert(sessions).values(
                    token_hash=session.session_id,
                    user_name=user.name,
                    created_at=at,
                    expires_at=session.expires_at,
                )
            )
        return token, session

    def known(self, session_id: str) -> Session | None:
        """Return a session that was seen to stand a moment ago, without asking the database."""
        with self._lock:
            seen_at, session = self._known.get(session_id, (0.0, None))
        at = self.now()
        if session is None or at - seen_at > TRUST_S or session.expires_at <= at:
            return None
        return session

    def get(self, session_id: str) -> Session | None:
        """Return a session that stands: not over, not revoked, its user active."""
        query = (
            select(sessions.c.expires_at, sessions.c.user_name)
            .join(users, users.c.name == sessions.c.user_name)
            .where(sessions.c.token_hash == session_id, users.c.active)
        )
        at = self.now()
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        user = self._book.get(row.user_name) if row is not None else None
        with self._lock:
            self._known.pop(session_id, None)
            if row is None or user is None or row.expires_at <= at:
                return None
            session = Session(session_id, user, row.expires_at)
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            self._known[session_id] = (at, session)
        return session

    def close(self, session_id: str) -> None:
        """Sign one session out."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == session_id))
        self._forget(frozenset({session_id}))

    def close_all_of(self, user_name: str) -> None:
        """Sign a user out everywhere."""
        of_user = sessions.c.user_name == tidy_name(user_name)
        with self._database.writing() as connection:
            found = connection.execute(select(sessions.c.token_hash).where(of_user))
            revoked = frozenset(found.scalars())
            connection.execute(delete(sessions).where(of_user))
        self._forget(revoked)

    def on_revoked(self, listener: RevokedListener) -> Callable[[], None]:
        """Call `listener` with the ids of sessions closed here; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _forget(self, session_ids: frozenset[str]) -> None:
        with self._lock:
            for session_id in session_ids:
                self._known.pop(session_id, None)
        for listener in tuple(self._listeners):
            listener(session_ids)


def digest(token: str) -> str:
    """Return the digest under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
