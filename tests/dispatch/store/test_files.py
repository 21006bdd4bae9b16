"""Files beside the database: attachments by digest, secrets made once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from dispatch.store.files import Files, files_beside
from dispatch.store.open import open_store

DIGEST = "ab" * 32


def test_an_attachment_reads_as_it_was_written_and_nobody_may_execute_it(tmp_path: Path) -> None:
    files = Files(tmp_path / "made")
    assert files.attachment(DIGEST) is None
    files.keep_attachment(DIGEST, b"picture")
    files.keep_attachment(DIGEST, b"picture")
    assert files.attachment(DIGEST) == b"picture"
    (path,) = (one for one in (tmp_path / "made").rglob("*") if one.is_file())
    assert path.stat().st_mode & 0o777 == 0o600
    files.forget_attachment(DIGEST)
    files.forget_attachment(DIGEST)
    assert files.attachment(DIGEST) is None


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    numbers = count(1)

    def make() -> bytes:
        return str(next(numbers)).encode()

    assert Files(tmp_path).secret("key", make) == b"1"
    assert Files(tmp_path).secret("key", make) == b"1"


@pytest.mark.parametrize(
    ("url", "environment", "folder"),
    [
        ("sqlite:////data/chiyuan.db", {}, "/data/chiyuan.files"),
        ("sqlite:///var/chiyuan.db", {}, "var/chiyuan.files"),
        ("postgresql+psycopg://u@h/d", {}, "var/files"),
        ("postgresql+psycopg://u@h/d", {"CHIYUAN_FILES": "/srv/files"}, "/srv/files"),
    ],
)
def test_files_lie_beside_the_database_unless_it_is_said_where(
    url: str, environment: dict[str, str], folder: str
) -> None:
    assert files_beside(url, environment).folder == Path(folder)


def test_a_secret_that_many_threads_ask_for_at_once_is_one() -> None:
    files, numbers = Files(None), count(1)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(files.secret, "key", lambda: bytes([next(numbers)])) for _ in range(8)]
        assert len({one.result() for one in asked}) == 1
    files.close()


def test_a_store_in_memory_takes_its_files_with_it() -> None:
    store = open_store("memory://")
    store.files.keep_attachment(DIGEST, b"picture")
    folder = store.files.folder
    assert folder.is_dir()
    store.close()
    assert not folder.exists()
