"""Keep an event log in memory, for drills that run a day in seconds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from threading import Condition, Lock

from dispatch.store.codec import written
from dispatch.store.log import (
    SNAPSHOTS_KEPT,
    Appended,
    LogEntry,
    PositionTaken,
    Snapshot,
    check_numbering,
)


class MemoryLog:
    """An `EventLog` that lives as long as the process; "durable" means so much here, no more.

    What nobody reads is never written as JSON.
    """

    def __init__(self) -> None:
        self._areas: dict[str, list[Appended]] = {}
        self._commands: dict[str, _CommandIndex] = defaultdict(_CommandIndex)
        self._snapshots: dict[str, list[Snapshot]] = {}
        self._lock = Lock()
        self._changed, self._waiting = Condition(self._lock), 0
        self._closed = False

    def append(self, area: str, expected: int, entries: Sequence[Appended]) -> None:
        """Add the entries right after position `expected`, or raise and add none."""
        check_numbering(area, expected, entries)
        with self._lock:
            log = self._areas.get(area)
            if expected != (len(log) if log else 0):
                raise PositionTaken(area, expected)
            if not entries:
                return
            if log is None:
                log = self._areas[area] = []
            log.extend(entries)
            if self._waiting:
                self._changed.notify_all()

    def read(self, area: str, after: int = 0, limit: int | None = None) -> Iterator[LogEntry]:
        """Return the entries there are after a position, in order, at most `limit`."""
        start = max(after, 0)
        end = None if limit is None else start + limit
        with self._changed:
            found = self._areas.get(area, [])[start:end]
        return map(written, found)

    def head(self, area: str) -> int:
        """Return the last position of the area, 0 when it has none."""
        return len(self._areas.get(area, ()))

    def areas(self) -> tuple[str, ...]:
        """Return the areas that have entries, in order of name."""
        with self._changed:
            return tuple(sorted(self._areas))

    def commands(self, area: str, command_ids: Sequence[str]) -> dict[str, tuple[LogEntry, ...]]:
        """Return, for those of the ids that are in the log, the entries each command made."""
        with self._changed:
            log = self._areas.get(area)
            return self._commands[area].find(log, command_ids) if log else {}

    def wait_for_news(self, area: str, after: int, timeout_s: float) -> bool:
        """Wait until the head of the area is past `after`; False when the time is up before."""
        with self._changed:
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: self._closed or self.head(area) > after, timeout_s)
            finally:
                self._waiting -= 1
            return self.head(area) > after

    def save_snapshot(self, snapshot: Snapshot) -> None:
        """Keep a snapshot, in place of one of the same position and schema."""
        same = (snapshot.position, snapshot.schema)
        with self._changed:
            kept = [
                s for s in self._snapshots.get(snapshot.area, ()) if (s.position, s.schema) != same
            ]
            kept.append(snapshot)
            kept.sort(key=lambda s: (s.position, s.schema))
            self._snapshots[snapshot.area] = kept[-SNAPSHOTS_KEPT:]

    def newest_snapshot(
        self, area: str, schema: str, at_most: int | None = None
    ) -> Snapshot | None:
        """Return the newest snapshot of that schema, at or before `at_most` if given."""
        with self._changed:
            for snapshot in reversed(self._snapshots.get(area, ())):
                if snapshot.schema == schema and (at_most is None or snapshot.position <= at_most):
                    return snapshot
        return None

    def close(self) -> None:
        """Forget everything, and send home those who wait for news."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            self._areas.clear()
            self._commands.clear()
            self._snapshots.clear()


class _CommandIndex:
    """Positions by command id, indexed when somebody asks, so that appends stay cheap."""

    def __init__(self) -> None:
        self._indexed = 0
        self._positions: dict[str, list[int]] = defaultdict(list)

    def find(
        self, log: Sequence[Appended], command_ids: Sequence[str]
    ) -> dict[str, tuple[LogEntry, ...]]:
        for entry in log[self._indexed :]:
            self._positions[entry.command_id].append(entry.position)
        self._indexed = len(log)
        return {
            command_id: tuple(
                written(log[position - 1]) for position in self._positions[command_id]
            )
            for command_id in command_ids
            if command_id in self._positions
        }
