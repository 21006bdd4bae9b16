"""Measure durable commands per second: the engine beside one transaction per command.

A command is a report that becomes an incident: two events, four deadlines. `…_1` sends one at a
time and waits for each; `…_64` has 64 concurrent clients, each waiting for its own. The baseline
keeps the same promise in the plain way: 64 clients, each command its own transaction on a
connection of its own that takes the next position of the area's log and inserts the same two rows;
it decides nothing. `unordered_…_64` is told beside it for PostgreSQL: the same transactions without
any order to keep, which no event log can do. All are durable (SQLite: WAL, synchronous=FULL).
Medians of several rounds, interleaved.
"""

import asyncio
import sqlite3
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Protocol

import psycopg

from benchmarks.servers import postgresql
from dispatch.domain import commands as c
from dispatch.domain.actors import Actor, Order
from dispatch.domain.decide import decide
from dispatch.domain.places import AdminLevel, Place
from dispatch.domain.profile import Profile
from dispatch.engine.bootstrap import collect_rarely
from dispatch.engine.clock import SystemClock
from dispatch.engine.engine import Engine
from dispatch.engine.writer import Writer
from dispatch.profile.loader import load_profile
from dispatch.store.log import LogEntry
from dispatch.store.memory_log import MemoryLog
from dispatch.store.open import open_log
from routing.geo import Position

ROUNDS = 5
ONE_AT_A_TIME = 1_000  # commands in a round
CONCURRENT = 12_800  # commands in a round of the engine, 200 for each of the clients
BASELINE = 1_920  # commands in a round of the baseline, 30 for each of the clients
CLIENTS = 64

_ADMIN = Actor("admin", "ADMIN", "61")
_FEED = Actor("119", "FEED", "61")
_numbers = count(1)


def measure() -> dict[str, float]:
    """Return the flat JSON object the benchmark prints."""
    profile = load_profile("xian")
    collect_rarely()  # as every process of ours does
    with tempfile.TemporaryDirectory() as folder, postgresql(Path(folder) / "pg") as pg:
        urls = {"sqlite": f"sqlite:///{folder}/chiyuan.db", "postgresql": pg}
        plain: dict[str, Callable[[], _Plain]] = {
            "sqlite": lambda: _PlainSqlite(Path(folder) / "plain.db"),
            "postgresql": lambda: _PlainPostgresql(pg, ordered=True),
        }
        measured: dict[str, float] = {}
        for name, url in urls.items():
            rows = _two_rows(profile)
            one, many, baseline = [], [], []
            for _round in range(ROUNDS):
                one.append(_one_at_a_time(url, profile))
                many.append(asyncio.run(_concurrently(url, profile)))
                baseline.append(_one_transaction_each(plain[name], rows))
            measured[f"{name}_1"] = round(statistics.median(one))
            measured[f"{name}_64"] = round(statistics.median(many))
            measured[f"baseline_{name}_64"] = round(statistics.median(baseline))
            ratios = [ours / theirs for ours, theirs in zip(many, baseline, strict=True)]
            measured[f"ratio_{name}_64"] = round(statistics.median(ratios), 2)
        unordered = [
            _one_transaction_each(lambda: _PlainPostgresql(pg, ordered=False), rows)
            for _round in range(ROUNDS)
        ]
        measured["unordered_postgresql_64"] = round(statistics.median(unordered))
    measured["decide_us_p50"] = _decide_us(profile)
    return measured


def _one_at_a_time(url: str, profile: Profile) -> float:
    """Return commands per second of a caller who waits for each, on an area of its own."""
    with _writer(url, profile) as writer:
        began = perf_counter()
        for _ in range(ONE_AT_A_TIME):
            writer.handle_now(_a_report(), _FEED)
        return ONE_AT_A_TIME / (perf_counter() - began)


async def _concurrently(url: str, profile: Profile) -> float:
    """Return commands per second of 64 callers, each of whom waits for its own."""
    with _writer(url, profile) as writer:

        async def call() -> None:
            for _ in range(CONCURRENT // CLIENTS):
                await writer.handle(_a_report(), _FEED)

        began = perf_counter()
        await asyncio.gather(*(call() for _ in range(CLIENTS)))
        return CONCURRENT / (perf_counter() - began)


def _one_transaction_each(connect: "Callable[[], _Plain]", rows: list[LogEntry]) -> float:
    """Return commands per second of 64 threads that each commit their own."""
    barrier = threading.Barrier(CLIENTS + 1)

    def call() -> None:
        plain = connect()
        barrier.wait()
        for _ in range(BASELINE // CLIENTS):
            plain.insert(rows)
        plain.close()

    threads = [threading.Thread(target=call) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return BASELINE / (perf_counter() - began)


def _decide_us(profile: Profile) -> float:
    """Return the median microseconds of deciding one report, alone."""
    engine = _founded(Engine("bench", MemoryLog(), profile, SystemClock()))
    order, taken = Order("x", _FEED, 1.7e9), []
    for _ in range(5_000):
        report = _a_report()
        began = perf_counter()
        decide(engine.area, report, order, profile)
        taken.append(perf_counter() - began)
    return round(statistics.median(taken) * 1e6, 1)


@contextmanager
def _writer(url: str, profile: Profile) -> Iterator[Writer]:
    log = open_log(url)
    writer = Writer(_founded(Engine(f"bench-{next(_numbers)}", log, profile, SystemClock())))
    try:
        yield writer
    finally:
        writer.close()
        log.close()


def found(handle: Callable[[c.Command, Actor], object]) -> None:
    """Found a small area with one town, through whatever handles commands."""
    handle(c.FoundArea("bench", "61", "xian"), _ADMIN)
    town = Place("610111001", "T", AdminLevel.TOWN, "61", Position(lon=109.0, lat=34.2))
    handle(c.RegisterPlaces((Place("61", "P", AdminLevel.PROVINCE), town)), _ADMIN)


def _founded(engine: Engine) -> Engine:
    found(engine.handle)
    return engine


def _a_report() -> c.SendReport:
    number = next(_numbers)
    place = Position(lon=109.0 + number % 997 * 1e-3, lat=34.2 + number % 499 * 1e-3)
    return c.SendReport(f"r{number}", "fire", "feed_119", place, external_no=str(number))


def _two_rows(profile: Profile) -> list[LogEntry]:
    """Return the entries one report makes, for the baseline to insert."""
    log = MemoryLog()
    engine = _founded(Engine("bench", log, profile, SystemClock()))
    engine.handle(_a_report(), _FEED)
    return list(log.read("bench"))[-2:]


class _Plain(Protocol):
    """A connection of its own that commits each command by itself."""

    def insert(self, rows: list[LogEntry]) -> None:
        """Insert the rows of one command in one transaction."""

    def close(self) -> None:
        """Let go of the connection."""


_COLUMNS = "position, area, recorded_at, command_id, actor, correlation, event_type, body"
_HEAD = "SELECT coalesce(max(position), 0) FROM plain"


def _values(position: int, row: LogEntry) -> tuple[object, ...]:
    return (position, row.area, row.recorded_at, row.command_id, row.actor, row.correlation,
            row.event_type, row.body)  # fmt: skip


class _PlainSqlite:
    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        self._connection.execute("PRAGMA journal_mode=wal")
        self._connection.execute("PRAGMA synchronous=FULL")
        columns = _COLUMNS.replace("position", "position INTEGER PRIMARY KEY")
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS plain ({columns})")

    def insert(self, rows: list[LogEntry]) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        head = run(_HEAD).fetchone()[0]
        for position, row in enumerate(rows, head + 1):
            run(f"INSERT INTO plain ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", _values(position, row))
        run("COMMIT")

    def close(self) -> None:
        self._connection.close()


class _PlainPostgresql:
    def __init__(self, url: str, *, ordered: bool) -> None:
        self._ordered = ordered
        self._connection = psycopg.connect(url.replace("+psycopg", ""))
        with _MAKING, self._connection.transaction():
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS plain (position bigint, area text,"
                " recorded_at double precision, command_id text, actor bytea, correlation text,"
                " event_type text, body bytea);"
                "CREATE INDEX IF NOT EXISTS plain_order ON plain (position)"
            )

    def insert(self, rows: list[LogEntry]) -> None:
        run = self._connection.execute
        with self._connection.transaction():
            head = 0
            if self._ordered:
                run("SELECT pg_advisory_xact_lock(1)")
                head = run(_HEAD).fetchone()[0]  # type: ignore[index]
            for position, row in enumerate(rows, head + 1):
                run(
                    f"INSERT INTO plain ({_COLUMNS}) VALUES (%s,%s,%s,%s,%s,%s,%s,%s)",
                    _values(position, row),
                )

    def close(self) -> None:
        self._connection.close()


_MAKING = threading.Lock()
