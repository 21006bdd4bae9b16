"""Give every kind of store to the tests of what they all promise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.store.log import EventLog
from dispatch.store.open import Store, open_log, open_store


@pytest.fixture(params=["sqlite", "postgresql"])
def sql_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/folder/that is not there/chiyuan.db"
    return str(request.getfixturevalue("fresh_postgresql_url"))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "memory":
        return "memory://"
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/chiyuan.db"
    return str(request.getfixturevalue("fresh_postgresql_url"))


@pytest.fixture
def log(any_url: str) -> Iterator[EventLog]:
    log = open_log(any_url)
    yield log
    log.close()


@pytest.fixture
def two_logs(any_url: str) -> Iterator[tuple[EventLog, EventLog]]:
    """Two handles of one log, as two processes have them; in memory there can be but one."""
    first = open_log(any_url)
    second = first if any_url == "memory://" else open_log(any_url)
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def store(any_url: str) -> Iterator[Store]:
    store = open_store(any_url)
    yield store
    store.close()
