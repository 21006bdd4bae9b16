"""Show domain values to the outside: plain JSON, with moments as RFC 3339 in UTC.

Inside, a moment is a float of epoch seconds; outside it is `2025-07-01T08:30:00.250Z`. Every field
whose name is `at` or ends in `_at`, and every value of `reached` and `told`, is a moment.
"""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
from immutables import Map


def rfc3339(moment: float) -> str:
    """Return a moment in epoch seconds as RFC 3339 in UTC, to the millisecond."""
    shown_at = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return shown_at.replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """Return a domain value as dicts, lists, text and numbers, its moments as RFC 3339."""
    return _with_moments(msgspec.to_builtins(value, str_keys=True, enc_hook=_plain_map))


def as_json(value: Any) -> str:
    """Return what `plain` gave as compact JSON text, with Chinese left readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def is_moment(name: str) -> bool:
    """Whether a number under such a name is a moment, in epoch seconds UTC."""
    return name in ("at", "answer_by") or name.endswith("_at")


def _with_moments(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _field(key, one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_with_moments(one) for one in value]
    return value


def _field(name: str, value: Any) -> Any:
    if isinstance(value, float) and is_moment(name):
        return rfc3339(value)
    if name in ("reached", "told") and isinstance(value, dict):
        return {state: rfc3339(moment) for state, moment in value.items()}
    return _with_moments(value)


def _plain_map(value: Any) -> Any:
    if isinstance(value, Map):
        return dict(value)
    raise NotImplementedError(f"no way to show a {type(value).__name__}")
