"""Kill a process in the middle of its appends: what it was told is durable must be there."""

import subprocess
import sys
from pathlib import Path

from dispatch.store.open import open_log
from tests.dispatch.store.samples import entries

ROOT = Path(__file__).parents[3]


def test_every_acknowledged_entry_survives_a_killed_process(sql_url: str) -> None:
    acknowledged = 0
    for _killed in range(3):
        acknowledged = append_until_killed(sql_url, acknowledged + 90)
        log = open_log(sql_url)
        found = list(log.read("西安"))
        log.close()
        assert len(found) >= acknowledged
        assert len(found) % 3 == 0, "an append came through in part"
        assert found == entries(0, len(found))


def append_until_killed(url: str, enough: int) -> int:
    """Return the last position a child said it had appended before it was killed."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.dispatch.store.appender", url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout
        for line in child.stdout:
            if int(line) >= enough:
                break
        else:
            raise AssertionError("the child stopped by itself")
        child.kill()
        rest = child.stdout.read().splitlines(keepends=True)
    told = [line, *(said for said in rest if said.endswith("\n"))]
    return int(told[-1])
