"""State what every event log promises, whatever it is made of.

One area has one ordered log. Its key is `(area, position)`, positions run 1, 2, 3 … without a
gap, and an append names the position it expects: that is what keeps two processes honest. When
`append` returns, the entries are durable; when it raises `PositionTaken` or `ValueError`, none of
them is there. `StoreError` means that the store itself is in trouble.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from dispatch.domain.envelope import Recorded


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


Appended = LogEntry | Recorded
"""What is appended: an entry, or what becomes one when it goes to disk or somebody reads it."""


class Snapshot(msgspec.Struct, frozen=True):
    """A folded area at a position; `schema` names the shape of the body, an older one is unused."""

    area: str
    position: int
    schema: str
    body: bytes


SNAPSHOTS_KEPT = 3
"""Snapshots kept of one area: the newest, and two to fall back on should it prove unreadable."""


class PositionTaken(Exception):  # noqa: N818 - losing a race is an answer, not a malfunction
    """Somebody else has appended since: read on from the expected position and decide again."""

    def __init__(self, area: str, expected: int) -> None:
        super().__init__(f"area {area!r} has moved on from position {expected}")
        self.area = area
        self.expected = expected


class StoreError(Exception):
    """The store cannot be opened, is not ours, or failed; the message says which.

    After an `append` that raised this it is not known whether the entries are there (the line may
    have gone down between the commit and its answer): read the log again before going on.
    """


class EventLog(Protocol):
    """The promises; memory, SQLite and PostgreSQL keep them under one contract test.

    Every method may be called from any thread; `StoreError` means trouble in the store.
    """

    def append(self, area: str, expected: int, entries: Sequence[Appended]) -> None:
        """Make the entries durable, in one transaction, right after position `expected`.

        Raises `PositionTaken` when the head of the area is not `expected`, even for no entries;
        `ValueError` when they are not numbered `expected + 1, expected + 2, …` for this area.
        """

    def read(self, area: str, after: int = 0, limit: int | None = None) -> Iterator[LogEntry]:
        """Yield the entries after a position, in order, at most `limit`; never all at once.

        Appends go on meanwhile; whether entries appended after the call are yielded is left open.
        """

    def head(self, area: str) -> int:
        """Return the last position of the area, 0 when it has none."""

    def areas(self) -> tuple[str, ...]:
        """Return the areas that have entries, in order of name."""

    def commands(self, area: str, command_ids: Sequence[str]) -> dict[str, tuple[LogEntry, ...]]:
        """Return the entries each command made, in order, for those of the ids that are there."""

    def wait_for_news(self, area: str, after: int, timeout_s: float) -> bool:
        """Wait until the head of the area is past `after`; False when the time is up before that.

        The news may come from any process that shares the log. Wait in a thread of its own.
        """

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot, in place of one of the same position and schema.

        Of an area only the newest `SNAPSHOTS_KEPT` are kept.
        """

    def newest_snapshot(
        self, area: str, schema: str, at_most: int | None = None
    ) -> Snapshot | None:
        """Return the newest snapshot of that schema, at or before `at_most` if given."""

    def close(self) -> None:
        """Let go of connections; the log may not be used afterwards."""


def check_numbering(area: str, expected: int, entries: Sequence[Appended]) -> None:
    """Raise `ValueError` unless the entries are those of this area right after `expected`."""
    for position, entry in enumerate(entries, expected + 1):
        if entry.position != position or entry.area != area:
            raise ValueError(
                f"entry {position} of area {area!r} is numbered {entry.position} of {entry.area!r}"
            )
