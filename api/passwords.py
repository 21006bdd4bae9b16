"""Hash passwords with argon2, check them at a steady cost, and judge new ones."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 256  # argon2 takes any length; nobody types more, and a request is not a novel

_hasher = PasswordHasher()  # argon2id with the library's current parameters (RFC 9106)


def hashed(password: str) -> str:
    """Return the argon2id hash of a password; takes tens of milliseconds, so use a thread."""
    return _hasher.hash(password)


def agrees(password_hash: str | None, password: str) -> bool:
    """Whether a password fits a hash. Without a hash the work is done all the same.

    So the time of the answer does not tell whether a name is known.
    """
    try:
        _hasher.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def one_time_password() -> str:
    """Return a random password that is easy to read out and type once."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def why_unfit(password: str, user_name: str) -> str | None:
    """Return why a new password will not do, or nothing."""
    if len(password) < MIN_LENGTH:
        return f"at least {MIN_LENGTH} characters"
    if len(password) > MAX_LENGTH:
        return f"at most {MAX_LENGTH} characters"
    if user_name.casefold() in password.casefold():
        return "the password contains the user's name"
    if len(set(password)) < 5:
        return "at least five different characters"
    return None


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe())
