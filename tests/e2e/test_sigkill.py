"""Show 3: a server killed in the middle of intake has every report it had acknowledged, once."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx
import pytest

from dispatch.domain.events import ReportReceived
from dispatch.store.codec import recorded_of
from dispatch.store.open import open_log
from tests.api.doors import PASSWORD, report
from tests.e2e.a_server import AREA, DUTY, Child, verified

REPORTERS = 16
REPORTS = 600
KILL_AFTER = 150


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.db"
    url: str = request.getfixturevalue("fresh_postgresql_url")
    return url


async def test_a_server_that_is_killed_has_every_acknowledged_report_once(
    database_url: str, tmp_path: Path
) -> None:
    child = Child(database_url, tmp_path)
    try:
        child.start()
        acknowledged = await send_until_killed(child)
        assert KILL_AFTER <= len(acknowledged) < REPORTS

        after_kill = await asyncio.to_thread(verified, database_url)
        received = reports_in(database_url)
        assert max(received.values()) == 1
        assert acknowledged <= set(received)
        # What it was killed over may be there without having been acknowledged: at most that.
        assert len(received) - len(acknowledged) <= REPORTERS

        child.start()
        running = await asyncio.to_thread(verified, database_url)
        assert running["state_hash"] == after_kill["state_hash"]
        await send_the_rest(child)
        ended_with = child.stop()
        at_the_end = await asyncio.to_thread(verified, database_url)
        assert at_the_end["state_hash"] == ended_with
        assert at_the_end["reports"] == REPORTS
        assert set(reports_in(database_url).values()) == {1}
    finally:
        child.kill()


async def send_until_killed(child: Child) -> set[str]:
    """Have reporters send their reports, kill the server in the midst; return what it answered."""
    acknowledged: set[str] = set()
    waiting = [f"r{n}" for n in reversed(range(REPORTS))]
    async with httpx.AsyncClient(base_url=child.url, headers=await sign_in(child)) as http:

        async def reporter() -> None:
            while waiting:
                report_id = waiting.pop()
                try:
                    answer = await http.post("/api/v1/reports", json=report(report_id))
                except httpx.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                acknowledged.add(report_id)

        async def killer() -> None:
            while len(acknowledged) < KILL_AFTER:
                await asyncio.sleep(0.001)
            await asyncio.to_thread(child.kill)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(killer())
            for _ in range(REPORTERS):
                tasks.create_task(reporter())
    return acknowledged


async def send_the_rest(child: Child) -> None:
    """Send all reports, those that were answered too: a reporter cannot know what was lost."""
    headers = await sign_in(child)
    async with httpx.AsyncClient(base_url=child.url, headers=headers) as http:
        for begin in range(0, REPORTS, REPORTERS):
            ids = [f"r{n}" for n in range(begin, min(begin + REPORTERS, REPORTS))]
            sent = [http.post("/api/v1/reports", json=report(report_id)) for report_id in ids]
            for answer in await asyncio.gather(*sent):
                assert answer.status_code in (200, 201), answer.text


async def sign_in(child: Child) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=child.url) as http:
        answer = await http.post("/api/v1/login", json={"name": DUTY, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['token']}"}


def reports_in(database_url: str) -> Counter[str]:
    """Count how often the log received each report."""
    log = open_log(database_url)
    try:
        events = [recorded_of(entry).event for entry in log.read(AREA)]
    finally:
        log.close()
    return Counter(one.report.report_id for one in events if isinstance(one, ReportReceived))
