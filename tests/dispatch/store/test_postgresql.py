"""Cut the line to PostgreSQL at the worst moments."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from dispatch.store import sql_append
from dispatch.store.database import open_database
from dispatch.store.log import PositionTaken, StoreError
from dispatch.store.sql_log import SqlLog
from tests.dispatch.store.samples import entries, entry


@pytest.fixture
def log(fresh_postgresql_url: str) -> Iterator[SqlLog]:
    log = SqlLog(open_database(fresh_postgresql_url))
    yield log
    log.close()


@pytest.fixture
def other(fresh_postgresql_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(fresh_postgresql_url.replace("+psycopg", ""), autocommit=True) as other:
        yield other


def cut_all_lines_but(other: psycopg.Connection, waiting_for: str = "%") -> int:
    cut = other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND application_name = ''"
        " AND coalesce(wait_event_type, '') LIKE %s",
        [waiting_for],
    )
    return len(cut.fetchall())


def test_lines_cut_while_idle_are_not_noticed(log: SqlLog, other: psycopg.Connection) -> None:
    log.append("西安", 0, entries(0, 1))
    log.head("西安")
    assert cut_all_lines_but(other) >= 1
    assert log.head("西安") == 1
    cut_all_lines_but(other)
    log.append("西安", 1, entries(1, 1))
    assert log.head("西安") == 2


def test_an_append_whose_line_is_cut_half_way_is_tried_again(
    log: SqlLog, other: psycopg.Connection
) -> None:
    with other.transaction(force_rollback=True):
        # An append that has not committed yet makes ours wait for it.
        other.execute(
            "INSERT INTO events VALUES ('西安', 1, 0, 'x', 'x', '', NULL, 'x', 'x', 1, '')"
        )
        appending = threading.Thread(target=log.append, args=("西安", 0, entries(0, 2)))
        appending.start()
        until = time.monotonic() + 20
        while not cut_all_lines_but(other, waiting_for="Lock"):
            assert time.monotonic() < until
            time.sleep(0.01)
    appending.join()
    assert list(log.read("西安")) == entries(0, 2)


@pytest.fixture
def answer_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next append commit, and lose the line before its answer."""
    insert, lost = sql_append._insert, []

    def insert_and_lose_the_first_answer(*arguments: object) -> bool:
        added = insert(*arguments)  # type: ignore[arg-type]
        if not lost:
            lost.append(True)
            raise OperationalError("", {}, OSError("cut"), connection_invalidated=True)
        return added

    monkeypatch.setattr(sql_append, "_insert", insert_and_lose_the_first_answer)


@pytest.mark.usefixtures("answer_is_lost")
def test_an_append_whose_answer_was_lost_finds_its_own_entries(log: SqlLog) -> None:
    log.append("西安", 0, entries(0, 2))
    assert list(log.read("西安")) == entries(0, 2)


def test_an_append_that_lost_both_line_and_race_says_so(log: SqlLog, answer_is_lost: None) -> None:
    with pytest.raises(PositionTaken):
        log.append("西安", 7, [entry(8)])


def test_a_line_that_stays_cut_is_a_store_error(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> bool:
        raise OperationalError("", {}, OSError("cut"), connection_invalidated=True)

    monkeypatch.setattr(sql_append, "_insert", cut)
    monkeypatch.setattr(sql_append, "RECONNECT_AFTER_S", (0, 0))
    with pytest.raises(StoreError, match="connection to the database was lost"):
        log.append("西安", 0, entries(0, 1))


def test_who_waits_for_news_is_told_when_its_line_is_cut(
    log: SqlLog, other: psycopg.Connection
) -> None:
    answers: list[object] = []

    def wait() -> None:
        try:
            answers.append(log.wait_for_news("西安", 0, 30))
        except StoreError as error:
            answers.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    cut_all_lines_but(other)
    waiting.join()
    assert isinstance(answers[0], StoreError)
    log.append("西安", 0, entries(0, 1))
    assert log.wait_for_news("西安", 0, 30) is True


def test_text_postgresql_cannot_keep_is_a_store_error_and_leaves_nothing(log: SqlLog) -> None:
    with pytest.raises(StoreError):
        log.append("西安", 0, [entry(1), entry(2, command_id="\0")])
    assert log.head("西安") == 0
