"""State what every event log promises, whatever it is made of.

One area has one ordered log. Its key is `(area, position)`, positions run 1, 2, 3 … without a
gap, and an append names the position it expects: that is what keeps two processes honest. When
`append` returns, the entries are durable; when it raises, none of them is there.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec


class LogEntry(msgspec.Struct, frozen=True):
    """One event as it lies in the log; `body` and `actor` are JSON the codec understands.

    `recorded_at` is in epoch seconds UTC. `caused_by` is the position of the event that led to
    this one. `fingerprint` tells whether a repeated `command_id` is the same command again.
    """

    area: str
    position: int
    recorded_at: float
    command_id: str
    fingerprint: str
    actor: bytes
    caused_by: int | None
    correlation: str
    event_type: str
    event_version: int
    body: bytes


class Snapshot(msgspec.Struct, frozen=True):
    """A folded area at a position; `schema` names the shape of the body, an older one is unused."""

    area: str
    position: int
    schema: str
    body: bytes


class PositionTaken(Exception):  # noqa: N818 - losing a race is an answer, not a malfunction
    """Somebody else has appended since: read on from the expected position and decide again."""

    def __init__(self, area: str, expected: int) -> None:
        super().__init__(f"area {area!r} has moved on from position {expected}")
        self.area = area
        self.expected = expected


class EventLog(Protocol):
    """The promises; memory, SQLite and PostgreSQL keep them under one contract test.

    Every method may be called from any thread.
    """

    def append(self, area: str, expected: int, entries: Sequence[LogEntry]) -> None:
        """Make the entries durable, in one transaction, right after position `expected`.

        Raises `PositionTaken` when the head of the area is not `expected`; `ValueError` when the
        entries are not numbered `expected + 1, expected + 2, …` for this area.
        """

    def read(self, area: str, after: int = 0, limit: int | None = None) -> Iterator[LogEntry]:
        """Yield the entries after a position, in order, at most `limit`; streams, never all at once."""

    def head(self, area: str) -> int:
        """Return the last position of the area, 0 when it has none."""

    def areas(self) -> tuple[str, ...]:
        """Return the areas that have entries, in order of name."""

    def commands(self, area: str, command_ids: Sequence[str]) -> dict[str, tuple[LogEntry, ...]]:
        """Return, for those of the ids that are in the log, the entries each command made, in order."""

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot; of an area only the newest few are kept."""

    def newest_snapshot(self, area: str, schema: str, at_most: int | None = None) -> Snapshot | None:
        """Return the newest snapshot of that schema, at or before `at_most` if given."""

    def close(self) -> None:
        """Let go of connections; the log may not be used afterwards."""
