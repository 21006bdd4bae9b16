"""The console comes from this host alone, under a policy that holds even if a script slipped in."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.limits import CONTENT_SECURITY_POLICY, Limits
from api.site import add_console
from tests.api.doors import Door


@pytest.fixture
def static(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>驰援</title>")
    (tmp_path / "assets/index-1a2b.js").write_text("1;" * 1000)
    return tmp_path


async def get(static: Path, path: str) -> httpx.Response:
    app = FastAPI()
    add_console(app, static)
    app.add_middleware(Limits)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
        return await http.get(path)


def test_no_script_in_a_page_and_nothing_of_another_host_is_allowed() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split(";"))
    assert rules["script-src"] == rules["default-src"] == rules["connect-src"] == "'self'"
    assert "http" not in CONTENT_SECURITY_POLICY


async def test_the_page_is_asked_for_anew_and_what_bears_a_digest_is_kept(static: Path) -> None:
    page, script = await get(static, "/"), await get(static, "/assets/index-1a2b.js")
    assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in script.headers["cache-control"]
    assert script.headers["content-encoding"] == "gzip"


async def test_no_other_file_is_served(static: Path) -> None:
    for path in ("/assets/none.js", "/..%2Fsite.py", "/api/site.py"):
        assert (await get(static, path)).status_code == 404


async def test_without_a_console_the_page_says_how_to_build_it(tmp_path: Path) -> None:
    answer = await get(tmp_path, "/")
    assert answer.status_code == 200
    assert "make setup" in answer.text


async def test_what_is_not_there_is_a_problem_also_beside_the_console(door: Door) -> None:
    answer = await door.http.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
