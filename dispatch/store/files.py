"""Keep files beside the database: attachments by the digest of their content, and secrets.

The folder is `chiyuan.files` beside an SQLite database `chiyuan.db`; `CHIYUAN_FILES` names another,
which several processes of one area on PostgreSQL must share. Nothing in it is ever executed: files
are written without the right to be, and are served with the type their content was found to have.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

FOLDER_VARIABLE = "CHIYUAN_FILES"
DEFAULT = Path("var/files")  # where a database has no folder of its own


class Files:
    """A folder of files, made when the first is written. Every method may be called anywhere."""

    def __init__(self, folder: Path | None) -> None:
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._folder = folder
        self._lock = Lock()

    @property
    def folder(self) -> Path:
        """The folder; without one of its own a temporary one, which goes with the store."""
        with self._lock:
            if self._folder is None:
                self._temporary = tempfile.TemporaryDirectory(prefix="chiyuan-files-")
                self._folder = Path(self._temporary.name)
            return self._folder

    def keep_attachment(self, attachment_id: str, content: bytes) -> None:
        """Make the content of an attachment durable; one that is there already is left alone."""
        path = self._path(attachment_id)
        if not path.exists():
            _write(path, content)

    def attachment(self, attachment_id: str) -> bytes | None:
        """Return the content of an attachment, None where there is none."""
        path = self._path(attachment_id)
        return path.read_bytes() if path.is_file() else None

    def forget_attachment(self, attachment_id: str) -> None:
        """Remove the content of an attachment that nobody holds."""
        self._path(attachment_id).unlink(missing_ok=True)

    def secret(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return a secret, made once and then kept; whoever makes it first wins."""
        path = self.folder / name
        if not path.exists():
            _write(path, make(), overwrite=False)
        return path.read_bytes()

    def close(self) -> None:
        """Remove a temporary folder."""
        if self._temporary is not None:
            self._temporary.cleanup()

    def _path(self, attachment_id: str) -> Path:
        # Two letters make a folder: no folder then holds a hundred thousand files.
        return self.folder / "attachments" / attachment_id[:2] / attachment_id


def files_beside(url: str, environment: Mapping[str, str] = os.environ) -> Files:
    """Return the files that belong to the database of a URL."""
    named = environment.get(FOLDER_VARIABLE)
    if url == "memory://":
        return Files(None)
    if named:
        return Files(Path(named))
    path = url.removeprefix("sqlite:///")
    return Files(DEFAULT if path == url else Path(path.partition("?")[0]).with_suffix(".files"))


def _write(path: Path, content: bytes, *, overwrite: bool = True) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            draft.replace(path)
        else:
            with contextlib.suppress(FileExistsError):  # another was faster: its content counts
                os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
