"""Find the real data the road tests measure themselves against."""

import os
from pathlib import Path

import pytest

from routing.network import RoadNetwork


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


@pytest.fixture
def small_town() -> RoadNetwork:
    """Five nodes on a line, with every oddity a real map has.

    0 <-> 1 -> 2 -> 0 is a ring (2 -> 0 has no length), 1 -> 2 is doubled by a slower arc, 2 has a
    self-loop, 2 -> 3 leads into a dead end, and nothing leads to 4. At 36 km/h a metre is 100 ms.
    """
    rows = [
        # tail, head, length_m
        (0, 1, 1000),
        (1, 0, 1000),
        (1, 2, 900),
        (1, 2, 500),
        (2, 0, 0),
        (2, 2, 10),
        (2, 3, 300),
        (4, 0, 700),
    ]
    tail, head, length_m = zip(*rows, strict=True)
    return RoadNetwork.from_arcs(
        [108.90, 108.91, 108.92, 108.93, 108.89], [34.2] * 5, tail, head, length_m, [36] * len(rows)
    )
