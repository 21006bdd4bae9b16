"""Keep the named users: who may sign in, in which role, for which place."""

import re
import time
import unicodedata
from collections.abc import Callable

import msgspec
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from api import passwords
from api.user_tables import make_tables, users
from dispatch.domain.actors import SYSTEM_ROLE, Actor
from dispatch.domain.area import Area
from dispatch.domain.profile import Profile
from dispatch.domain.refusals import Rejected
from dispatch.store.database import Database

NAME = re.compile(r"[\w][\w.\-]{0,63}")
RESERVED = frozenset({"system"})  # the engine acts under this name
ADMINISTRATOR_ROLE = "ADMIN"


class User(msgspec.Struct, frozen=True):
    """A person or device that may sign in; `jurisdiction` is the code of a place."""

    name: str
    role: str
    jurisdiction: str
    team_id: str | None = None
    active: bool = True
    must_change_password: bool = False
    created_at: float = 0.0

    @property
    def actor(self) -> Actor:
        """The user as the engine knows it."""
        return Actor(self.name, self.role, self.jurisdiction, self.team_id)


class UserBook:
    """The users of a database. Every method blocks: call them in a thread. Thread-safe."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self.database, self.now = database, now
        with database.writing() as connection:
            make_tables(connection)

    def add(self, user: User, password: str, area: Area, profile: Profile) -> User:
        """Enter a user; raises `Rejected` naming the field at fault."""
        name = tidy_name(user.name)
        check_name(name)
        check_post(user, area, profile)
        _check_password(password, name)
        entered = msgspec.structs.replace(user, name=name, created_at=self.now())
        row = msgspec.structs.asdict(entered) | {"password_hash": passwords.hashed(password)}
        try:
            with self.database.writing() as connection:
                connection.execute(insert(users).values(row))
        except IntegrityError:
            raise Rejected("already_there", f"there is a user {name!r}", "name") from None
        return entered

    def add_first_administrator(self, root: str) -> str | None:
        """Enter `admin` with a one-time password, and return it, if there is no user yet."""
        password = passwords.one_time_password()
        row = msgspec.structs.asdict(
            User(
                "admin", ADMINISTRATOR_ROLE, root, must_change_password=True, created_at=self.now()
            )
        )
        row["password_hash"] = passwords.hashed(password)
        with self.database.writing() as connection:
            if connection.execute(select(func.count()).select_from(users)).scalar_one():
                return None
            connection.execute(insert(users).values(row))
        return password

    def get(self, name: str) -> User | None:
        """Return a user, also one who is no longer active."""
        found = self._row(name)
        return _user(found) if found is not None else None

    def all(self) -> list[User]:
        """Return every user in order of name."""
        with self.database.reading() as connection:
            return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def check(self, name: str, password: str) -> User | None:
        """Return the active user of that name and password; takes as long for an unknown name."""
        found = self._row(name)
        right = passwords.agrees(found.password_hash if found is not None else None, password)
        return _user(found) if found is not None and right and found.active else None

    def set_password(self, name: str, password: str, *, must_change: bool = False) -> None:
        """Give a user another password; raises `Rejected` for an unfit one or an unknown name."""
        name = tidy_name(name)
        _check_password(password, name)
        changed = {
            "password_hash": passwords.hashed(password),
            "must_change_password": must_change,
        }
        self._change(name, changed)

    def set_active(self, name: str, active: bool) -> None:
        """Let a user in, or no longer; raises `Rejected` for an unknown name."""
        self._change(tidy_name(name), {"active": active})

    def _change(self, name: str, values: dict[str, object]) -> None:
        with self.database.writing() as connection:
            done = connection.execute(update(users).where(users.c.name == name).values(values))
        if done.rowcount == 0:
            raise Rejected("unknown_user", f"no user {name!r}", "name")

    def _row(self, name: str) -> Row[tuple[object, ...]] | None:
        with self.database.reading() as connection:
            return connection.execute(select(users).where(users.c.name == tidy_name(name))).first()


def tidy_name(name: str) -> str:
    """Return a name as it is kept: two spellings that look alike are one user."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_name(name: str) -> None:
    """Refuse a name that cannot be a user's."""
    if not NAME.fullmatch(name) or name in RESERVED:
        raise Rejected(
            "unfit_name", "1–64 letters, digits, '.', '-' or '_'; 'system' is taken", "name"
        )


def check_post(user: User, area: Area, profile: Profile) -> None:
    """Refuse a role, place or team that do not go together."""
    role = profile.roles.get(user.role)
    if role is None or user.role == SYSTEM_ROLE:
        known = ", ".join(key for key in profile.roles if key != SYSTEM_ROLE)
        raise Rejected("unknown_role", f"roles are {known}", "role")
    place = area.places.get(user.jurisdiction)
    if place is None:
        raise Rejected("unknown_place", f"no place {user.jurisdiction!r}", "jurisdiction")
    if place.admin_level not in role.admin_levels:
        allowed = ", ".join(one.value.lower() for one in role.admin_levels)
        raise Rejected(
            "unfit_post",
            f"{user.role} is bound to a {allowed}, not a {place.admin_level.value.lower()}",
            "jurisdiction",
        )
    if user.team_id is not None and user.team_id not in area.teams:
        raise Rejected("unknown_team_of_user", f"no team {user.team_id!r}", "team_id")


def _check_password(password: str, name: str) -> None:
    reason = passwords.why_unfit(password, name)
    if reason is not None:
        raise Rejected("unfit_password", reason, "password")


def _user(row: Row[tuple[object, ...]]) -> User:
    fields = {name: getattr(row, name) for name in User.__struct_fields__}
    return User(**fields)
