"""Open stores: again, by several at once, and where they cannot be opened."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text, update

from dispatch.domain.sensors import Reading
from dispatch.store.database import open_database
from dispatch.store.log import Snapshot, StoreError
from dispatch.store.memory_log import MemoryLog
from dispatch.store.open import Store, open_log, open_store
from dispatch.store.readings import KeptReading
from dispatch.store.tables import readings, schema_version
from dispatch.store.tracks import Track
from tests.dispatch.store.samples import entries


def test_everything_is_there_after_closing_and_opening_again(sql_url: str) -> None:
    store = open_store(sql_url)
    store.log.append("西安", 0, entries(0, 3))
    store.log.save_snapshot(Snapshot("西安", 3, "v1", b"state"))
    store.dead_letters.bury("西安", 1.0, "teams/7/status", b"\xff", "not JSON")
    store.tracks.save([Track("西安", "T1", 1.0, 108.9, 34.2, "gps")])
    store.close()

    again = open_store(sql_url)
    assert list(again.log.read("西安")) == entries(0, 3)
    assert again.log.newest_snapshot("西安", "v1") == Snapshot("西安", 3, "v1", b"state")
    assert again.dead_letters.count("西安") == 1
    assert len(again.tracks.between("西安", "T1", 0, 2)) == 1
    again.close()


def test_a_memory_store_ends_with_its_object() -> None:
    first, second = open_store("memory://"), open_store("memory://")
    first.dead_letters.bury("西安", 1.0, "topic", b"", "")
    assert second.dead_letters.count("西安") == 0
    assert isinstance(open_log("memory://"), MemoryLog)
    first.close()
    second.close()


def test_several_may_open_a_new_database_at_once(sql_url: str) -> None:
    start, stores, failures = threading.Barrier(6), [], []

    def open_one() -> None:
        start.wait()
        try:
            stores.append(open_store(sql_url))
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=open_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert failures == []


@pytest.mark.parametrize("url", ["mysql://u:secret@host/db", "sqlite://", "nonsense", "redis://x"])
def test_a_url_that_is_no_store_is_refused(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    with pytest.raises(
        StoreError, match=r"cannot open postgresql\+psycopg://u:\*\*\*@127"
    ) as error:
        open_store("postgresql+psycopg://u:secret@127.0.0.1:1/db")
    assert "secret" not in str(error.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir, " * 1_000)
    with pytest.raises(StoreError, match=r"cannot open .*letter\.txt: file is not a database"):
        open_store(f"sqlite:///{tmp_path}/letter.txt")


def test_tables_of_another_version_are_refused(sql_url: str) -> None:
    database = open_database(sql_url)
    with database.writing() as connection:
        connection.execute(update(schema_version).values(version=99))
    database.close()
    with pytest.raises(StoreError, match=r"tables of version 99.*needs version 1"):
        open_log(sql_url)


def test_a_commit_waits_for_the_disk(sql_url: str) -> None:
    database = open_database(sql_url)
    with database.writing() as connection:
        if database.is_sqlite:
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        else:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
    database.close()


def test_a_closed_store_says_so(sql_url: str) -> None:
    store = open_store(sql_url)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.log.append("西安", 0, entries(0, 1))
    with pytest.raises(StoreError, match="closed"):
        store.log.head("西安")


def test_others_keep_their_tables_in_the_same_database(store: Store) -> None:
    tallies = Table("tallies", MetaData(), Column("n", Integer, primary_key=True))
    tallies.create(store.engine)

    def tally(numbers: range) -> None:
        for n in numbers:
            with store.database.writing() as connection:
                connection.execute(insert(tallies).values(n=n))

    threads = [threading.Thread(target=tally, args=(range(k, k + 20),)) for k in (0, 20, 40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tallies)).scalar() == 60


def test_what_fails_half_way_through_is_not_written(store: Store) -> None:
    numbers = Table("numbers", MetaData(), Column("n", Integer, primary_key=True))
    numbers.create(store.engine)

    def write_and_fail() -> None:
        with store.database.writing() as connection:
            connection.execute(insert(numbers).values(n=1))
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        write_and_fail()
    with store.database.reading() as connection:
        assert connection.execute(select(numbers)).all() == []


def test_a_file_locked_by_another_program_is_a_store_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dispatch.store.database.BUSY_TIMEOUT_S", 0.1)
    store = open_store(f"sqlite:///{tmp_path}/chiyuan.db")
    other = sqlite3.connect(tmp_path / "chiyuan.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        store.log.append("西安", 0, entries(0, 1))
    other.execute("COMMIT")
    other.close()
    store.log.append("西安", 0, entries(0, 1))
    assert store.log.head("西安") == 1
    store.close()


def test_a_database_from_before_readings_gains_a_table_for_them(sql_url: str) -> None:
    with closing(open_store(sql_url)) as store, store.database.writing() as connection:
        readings.drop(connection)
    with closing(open_store(sql_url)) as store:
        store.readings.save([KeptReading("xian", "gas-1", 1.0, 3.0)])
        assert store.readings.between("xian", "gas-1", 0, 2) == (Reading(1.0, 3.0),)
