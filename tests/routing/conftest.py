"""Find the real data the road tests measure themselves against."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; the test is skipped where it is missing, and fails so in CI."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("CHIYUAN_DATA", beside))
    if folder.is_dir():
        return folder
    missing = f"needs the shared data, which is not in {folder} (set CHIYUAN_DATA)"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
