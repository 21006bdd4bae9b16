"""Measure appends to each event log beside a bare SQLite file, in one run on one disk.

Entries per second by the number of entries in an append, and the ratio to bare SQLite, which
writes the same rows to the same kind of table with nothing around them. Medians, by turns.
"""

import json
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from benchmarks.servers import postgresql
from dispatch.store.log import LogEntry
from dispatch.store.open import open_log

BATCHES = {1: 1_500, 10: 500, 100: 100, 1_000: 20}
"""Appends measured, by entries in each."""

ROUNDS = 5
"""By turns, because the speed of a shared disk changes from one second to the next."""

Append = Callable[[str, int, Sequence[LogEntry]], None]


def batches_of(area: str, size: int, count: int) -> list[list[LogEntry]]:
    """Make entries of the usual size: a body of 230 bytes."""
    body = json.dumps({"note": "x" * 219}).encode()
    actor = b'{"name":"dispatcher","role":"DISPATCHER","jurisdiction":"610100"}'
    return [
        [
            LogEntry(area, n, 1.7e9 + n, f"{n:032d}", "f" * 32, actor, None, "c", "Moved", 1, body)
            for n in range(start + 1, start + size + 1)
        ]
        for start in range(0, size * count, size)
    ]


def entries_per_s(append: Append) -> dict[str, int]:
    """Append at every batch size, each to an area of its own."""
    found = {}
    for size, count in BATCHES.items():
        area = f"{uuid4().hex}-{size}"
        batches = batches_of(area, size, count)
        started = perf_counter()
        for batch in batches:
            append(area, batch[0].position - 1, batch)
        found[str(size)] = round(size * count / (perf_counter() - started))
    return found


def bare_sqlite(path: Path) -> dict[str, int]:
    """Measure the yardstick."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=FULL")
    fields = LogEntry.__struct_fields__
    row = attrgetter(*fields)
    connection.execute(f"CREATE TABLE events ({', '.join(fields)}, PRIMARY KEY (area, position))")
    connection.execute("CREATE INDEX events_by_command ON events (area, command_id)")
    insert = f"INSERT INTO events VALUES ({', '.join('?' * len(fields))})"

    def append(_area: str, _expected: int, entries: Sequence[LogEntry]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, map(row, entries))
        connection.execute("COMMIT")

    found = entries_per_s(append)
    connection.close()
    return found


def _log_at(url: str) -> dict[str, int]:
    """Measure the log at a URL."""
    log = open_log(url)
    found = entries_per_s(log.append)
    log.close()
    return found


def measure() -> dict[str, float]:
    """Measure bare SQLite and every log by turns; return the medians and their ratios, flat."""
    rounds: dict[str, list[dict[str, int]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as server, postgresql(Path(server)) as url:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                rounds["bare_sqlite"].append(bare_sqlite(Path(folder) / "bare.db"))
                rounds["sqlite"].append(_log_at(f"sqlite:///{folder}/log.db"))
                rounds["memory"].append(_log_at("memory://"))
                rounds["postgresql"].append(_log_at(url))
    measured: dict[str, float] = {}
    for name, runs in rounds.items():
        for size in runs[0]:
            measured[f"{name}_{size}"] = round(median(one[size] for one in runs))
    for name in ("sqlite", "postgresql", "memory"):
        for size in rounds[name][0]:
            ratio = measured[f"{name}_{size}"] / measured[f"bare_sqlite_{size}"]
            measured[f"ratio_{name}_{size}"] = round(ratio, 2)
    return measured
