"""Give long lists out page by page, newest first, by a cursor that new entries do not disturb."""

import base64
import binascii
import heapq
import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from fastapi import Query

from api.problems import Problem
from api.shown import plain

MAX_LIMIT = 500
DEFAULT_LIMIT = 100

Key = tuple[float | int | str, ...]
Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="entries on a page")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]


def page(
    items: Iterable[Item],
    key: Callable[[Item], Key],
    limit: int,
    cursor: str | None,
    show: Callable[[Item], Any] = plain,
) -> dict[str, Any]:
    """Return the entries with the largest keys below the cursor's, and the cursor that goes on.

    Keys are unique and never change, so that pages neither repeat nor skip what was there when the
    first was asked for.
    """
    if cursor is not None:
        below = decoded(cursor)
        try:
            items = [one for one in items if key(one) < below]
        except TypeError:
            raise _bad_cursor() from None
    found = heapq.nlargest(limit + 1, items, key=key)
    more = len(found) > limit
    return {
        "items": [show(one) for one in found[:limit]],
        "next": encoded(key(found[limit - 1])) if more else None,
    }


def encoded(key: Key) -> str:
    """Return a key as an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decoded(cursor: str) -> Key:
    """Return the key of a cursor; raises `Problem`."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key = json.loads(raw)
    except (binascii.Error, ValueError):
        raise _bad_cursor() from None
    if not isinstance(key, list) or not all(isinstance(one, int | float | str) for one in key):
        raise _bad_cursor()
    return tuple(key)


def by_number(speakable_id: str) -> Key:
    """Return the key of an id such as `I12`: they are numbered in the order of their birth."""
    digits = speakable_id[1:]
    return (int(digits) if digits.isascii() and digits.isdigit() else -1, speakable_id)


def _bad_cursor() -> Problem:
    errors = [{"field": "cursor", "reason": "not a cursor of this list"}]
    return Problem(422, "invalid_input", "not understood: cursor", field="cursor", errors=errors)
