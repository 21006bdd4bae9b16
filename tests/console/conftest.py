"""Drive the console in a real Chromium against a real server, one for all of these tests."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.site import STATIC
from tests.api.doors import PASSWORD
from tests.console.desk import Desk
from tests.e2e.a_server import Child

NAMES = ("root", "city", "north", "north.lead", "north.office", "north.group", "north.osc")
NAMES += ("county", "county.osc", "team.n1", "fr.1", "grid", "citizen", "director", "drill.duty")
# A desk that is not looked at draws nothing: a software renderer would take both cores for it.
NO_MAP = """
  const drawn = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return kind === 'webgl2' ? null : drawn.call(this, kind, ...rest)
  }
"""
SOFTWARE_GL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")

expect.set_options(
    timeout=30_000
)  # what must be soon says so; the rest may wait for a busy machine


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one file.

    While Playwright is up its event loop counts as running, and no asynchronous test could run in
    the same process: it is stopped with the file, and not with the run.
    """
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium and not os.environ.get("CI"):
        pytest.skip("no Chromium here: apt-get install chromium, or name it in CHROMIUM")
    args = ["--no-sandbox", "--disable-dev-shm-usage", *SOFTWARE_GL]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=args)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    assert (STATIC / "index.html").is_file(), "the console was not built: make setup"
    folder = tmp_path_factory.mktemp("console")
    child = Child(f"sqlite:///{folder}/log.db", folder, names=NAMES)
    child.start()
    yield child
    child.kill()


@pytest.fixture
def http(server: Child) -> Iterator[httpx.Client]:
    """The duty officer's town as another client of the same server: who reports, what is kept."""
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=30) as client:
        token = client.post("/login", json={"name": "north", "password": PASSWORD}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture
def desks(browser: Browser, server: Child) -> Iterator["Opener"]:
    opener = Opener(browser, server.url)
    yield opener
    faults = opener.close()
    assert faults == [], "no error, no word missing, nothing the policy forbids, no other host"


class Opener:
    """Opens browsers at the sign-in page, and remembers what went wrong in any of them."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self._url = browser, url
        self._contexts: list[Any] = []
        self.faults: list[str] = []

    def open(self, *, without_map: bool = False, **context: Any) -> Desk:
        """Return a page nobody has signed in on."""
        given = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "device_scale_factor": 0.5}
        given |= {"viewport": {"width": 1280, "height": 800}, **context}
        opened = self._browser.new_context(**given)
        self._contexts.append(opened)
        if without_map:
            opened.add_init_script(NO_MAP)
        page = opened.new_page()
        self._listen(page)
        return Desk(page, self._url)

    def as_user(self, name: str, *, without_map: bool = False, **context: Any) -> Desk:
        """Return a page on which somebody has signed in."""
        desk = self.open(without_map=without_map, **context)
        desk.sign_in(name)
        return desk

    def close(self) -> list[str]:
        for context in self._contexts:
            context.close()
        return self.faults

    def _listen(self, page: Page) -> None:
        def said(message: Any) -> None:
            # A server that was killed on purpose is no fault of the page.
            lost = "net::ERR_" in message.text or "WebSocket" in message.text
            # What is refused is shown; the browser writes it down as well.
            refused = "the server responded with a status of 4" in message.text
            if message.type == "error" and not lost and not refused:
                self.faults.append(message.text)

        page.on("console", said)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda asked: self._at_home(asked.url))

    def _at_home(self, url: str) -> None:
        if not url.startswith((self._url, self._url.replace("http", "ws"), "data:", "blob:")):
            self.faults.append(f"a request left the host: {url}")
