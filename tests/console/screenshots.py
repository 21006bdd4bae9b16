"""Take the pictures of the console in docs/screens: `make screenshots`.

Runs the demonstration, lets its drill come to something, and takes every page the router knows. A
picture is WebP, small enough for a readme; look at each before it is committed.
"""

import io
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.commands.opening import read_area
from api.commands.output import say
from api.users import User, UserBook
from dispatch.profile.loader import load_profile
from dispatch.store.open import existing_store
from tests.console.conftest import SOFTWARE_GL
from tests.console.phone import SMALL_PHONE
from tests.console.test_pages import paths_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
DATABASE = f"sqlite:///{ROOT}/var/demo/chiyuan.db"
PORT, SPEED = 8137, 20
DRILL_S = 120.0  # of this machine's time, before anything is taken
SETTLE_MS = 15_000  # a map by a software renderer
PATIENCE_MS = 120_000
MAX_BYTES = 150_000
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 860}}
AS = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def main() -> None:
    """Take them all; those named as arguments alone, where there are any."""
    wanted = set(sys.argv[1:])
    FOLDER.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "api.cli", "demo", "--port", str(PORT), "--speed", str(SPEED)]
    demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        password = _password(demo)
        time.sleep(DRILL_S)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=_chromium(), args=["--no-sandbox", *SOFTWARE_GL]
            )
            _take_all(chromium, f"http://127.0.0.1:{PORT}", password, wanted)
    finally:
        demo.terminate()
        demo.wait()


def _take_all(chromium: Browser, url: str, password: str, wanted: set[str]) -> None:
    with httpx.Client(base_url=f"{url}/api/v1", timeout=60) as http:
        token = http.post("/login", json={"name": "operator", "password": password}).json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        incident, going = _worth_seeing(http)
        ordered_out = http.get("/evacuations", params={"open": True}).json()["items"]
        evacuation = ordered_out[0]["evacuation_id"] if ordered_out else ""
    door = chromium.new_context(**AS, **DESK)
    page = _opened(door, f"{url}/#/login")
    page.locator("#name").wait_for()
    _take(page, "login", wanted)
    page = _signed_in(chromium.new_context(**AS, **DESK), url, "operator", password)
    paths = paths_of(page, {"id": incident, "evacuation": evacuation})
    by_others = {"login", "phone", "drills", "drill"} | (set() if evacuation else {"evacuation"})
    for name in sorted(paths.keys() - by_others):
        if not wanted or name in wanted:
            page.goto(f"{url}/#{paths[name]}")
            page.wait_for_timeout(SETTLE_MS)
            expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)
            _take(page, name, wanted)
    _take_drills(chromium, url, password, wanted)
    leader_password = _enter_leader(going)
    phone = chromium.new_context(**AS, **SMALL_PHONE, device_scale_factor=2)
    _take(_signed_in(phone, f"{url}/#/phone", "leader", leader_password), "phone", wanted)


def _take_drills(chromium: Browser, url: str, password: str, wanted: set[str]) -> None:
    """Take the organiser's desk: a drill of the library, and the same one as it runs."""
    if wanted and not wanted & {"drills", "drill"}:
        return
    context = chromium.new_context(**AS, **DESK)
    page = _signed_in(context, f"{url}/#/drills", "director", password)
    page.locator('[data-drill="gas-blast"]').click()
    page.wait_for_timeout(SETTLE_MS)
    _take(page, "drills", wanted)
    page.get_by_text("×30", exact=True).click()
    page.get_by_test_id("start").click()
    expect(page.get_by_test_id("drill-state")).to_have_text("进行中", timeout=PATIENCE_MS)
    page.wait_for_timeout(2 * SETTLE_MS)
    _take(page, "drill", wanted)
    page.get_by_test_id("pause").click()


def _worth_seeing(http: httpx.Client) -> tuple[str, list[str]]:
    """An incident with something to decide, and the teams that are on their way to one."""
    found = http.get("/incidents", params={"open": True, "limit": 500}).json()["items"]
    found.sort(key=lambda one: (one["recommendation_id"] is None, one["priority"]))
    orders = http.get("/instructions", params={"limit": 500}).json()["items"]
    going = [one["team_id"] for one in orders if one["state"] in ("SIGNED", "EN_ROUTE")]
    return found[0]["incident_id"], going


def _enter_leader(going: list[str]) -> str:
    """Enter somebody who speaks for the first of these teams; return the password."""
    password = secrets.token_urlsafe(9)
    profile = load_profile("xian")
    with existing_store(DATABASE) as store:
        area = read_area(store, "xian", profile)
        team_id = next(one for one in going if one in area.teams)  # no part of one
        place = area.teams[team_id].place_code
        UserBook(store.database).add(
            User("leader", "TEAM", place, team_id=team_id), password, area, profile
        )
    return password


def _signed_in(context: BrowserContext, url: str, name: str, password: str) -> Page:
    page = _opened(context, url)
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("link")).to_have_text("实时", timeout=PATIENCE_MS)
    page.wait_for_timeout(SETTLE_MS)
    return page


def _opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    return page


def _take(page: Page, name: str, wanted: set[str]) -> None:
    if wanted and name not in wanted:
        return
    picture = Image.open(io.BytesIO(page.screenshot(timeout=PATIENCE_MS)))
    for quality in (85, 70, 55, 40):
        kept = io.BytesIO()
        picture.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= MAX_BYTES:
            break
    file = FOLDER / f"{name.replace(' ', '-')}.webp"
    file.write_bytes(kept.getvalue())
    say(f"{file.relative_to(ROOT)}  {kept.tell() / 1000:.0f} kB")


def _password(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        found = re.search(r"operator / (\S+)", line)
        if found:
            return found.group(1)
    raise RuntimeError("the demonstration ended before it said how to sign in")


def _chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


if __name__ == "__main__":
    main()
