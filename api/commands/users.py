"""Enter, list and shut out users at the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from api.commands.opening import read_area
from api.commands.output import password_for, say, say_json
from api.sessions import Sessions
from api.users import User, UserBook
from dispatch.domain.refusals import Rejected
from dispatch.profile.loader import load_profile
from dispatch.store.open import existing_store


def add(
    database: str,
    area_id: str | None,
    profile_name: str,
    name: str,
    role: str,
    jurisdiction: str,
    team_id: str | None,
) -> None:
    """Enter a user, who chooses another password at the first sign-in."""
    profile = load_profile(profile_name)
    with existing_store(database) as store:
        area = read_area(store, area_id, profile)
        user = User(name, role, jurisdiction, team_id, must_change_password=True)
        with _named():
            added = UserBook(store.database).add(user, password_for(name), area, profile)
    say(f"{added.name}: {role} at {area.places[jurisdiction].name} ({jurisdiction})")


def show(database: str, *, as_json: bool) -> None:
    """List the users."""
    with existing_store(database) as store:
        for user in UserBook(store.database).all():
            if as_json:
                say_json(msgspec.to_builtins(user))
            else:
                team = f" team {user.team_id}" if user.team_id else ""
                state = "" if user.active else "  (disabled)"
                say(f"{user.name:<24} {user.role:<10} {user.jurisdiction}{team}{state}")


def give_password(database: str, name: str) -> None:
    """Give a user a password that must be changed at the next sign-in."""
    with existing_store(database) as store:
        book = UserBook(store.database)
        with _named():
            book.set_password(name, password_for(name), must_change=True)
        Sessions(book).close_all_of(name)
    say(f"{name}: the password is changed, to be changed again at the next sign-in")


def disable(database: str, name: str) -> None:
    """Let a user in no longer."""
    with existing_store(database) as store:
        book = UserBook(store.database)
        with _named():
            book.set_active(name, False)
        Sessions(book).close_all_of(name)
    say(f"{name}: disabled")


@contextmanager
def _named() -> Iterator[None]:
    """Have a refusal say which of the inputs it is about."""
    try:
        yield
    except Rejected as refusal:
        raise ValueError(f"{refusal.field}: {refusal.reason}") from None
