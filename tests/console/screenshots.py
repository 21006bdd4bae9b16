"""Take the pictures of the console in docs/screens: `make screenshots`.

Runs the demonstration and beside it a drill of the library, which stands still whenever it has come
to something. Every page the router knows is taken. A picture is WebP, small enough for a readme;
look at each before it is committed.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.commands.output import say
from tests.console.conftest import SOFTWARE_GL
from tests.console.phone import SMALL_PHONE
from tests.console.staging import (
    COUNTY,
    DIRECTOR,
    LEAD,
    LEADER,
    OFFICER,
    STATION,
    Staged,
    enter,
    signed_in,
    warn,
)
from tests.console.test_pages import paths_of

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
PORT = 8137
DEMO_SPEED, DRILL_SPEED = 15, 60
MOVED_OUT_MIN, LED_BY_THE_CITY_MIN = 98, 165  # of the drill: people on their way; who leads
SETTLE_MS = 5_000  # a map by a software renderer
PATIENCE_MS = 120_000
MAX_BYTES = 150_000
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 860}}
PAPER: dict[str, Any] = {"viewport": {"width": 860, "height": 1180}}
AS = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
WITH_MAP = {"desk", "incident", "evacuation", "drills", "drill", "replay"}
# All has come: the tiles, and the names of all places.
DRAWN = """(withMap) => {
  const { map } = document.querySelector('[data-testid=map]') ?? {}
  if (withMap) return Boolean(map?.loaded() && map.querySourceFeatures('places').length)
  return !/\\b61\\d{7,10}\\b/.test(document.body.innerText)
}"""
BY_DAY = "localStorage.setItem('theme', 'light')"


def main() -> None:
    """Take them all; those named as arguments alone, where there are any."""
    FOLDER.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "api.cli", "demo"]
    command += ["--port", str(PORT), "--speed", str(DEMO_SPEED)]
    demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        password = _password(demo)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
                args=["--no-sandbox", "--lang=zh-CN", *SOFTWARE_GL],
                env={**os.environ, "LANGUAGE": "zh_CN"},  # what the browser itself says
            )
            album = Album(chromium, f"http://127.0.0.1:{PORT}", password, set(sys.argv[1:]))
            album.take_all()
    finally:
        demo.terminate()
        demo.wait()


@dataclass
class Album:
    """All pictures; `wanted` names those to take, all of them where it is empty."""

    chromium: Browser
    url: str
    password: str
    wanted: set[str]
    seen_to: set[str] = field(default_factory=set)

    def take_all(self) -> None:
        """Take each as soon as there is something to see on it."""
        enter(self.password, STATION, LEAD, OFFICER, DIRECTOR)
        staged = Staged(signed_in(self.url, DIRECTOR, self.password))
        warn(*(signed_in(self.url, one, self.password) for one in (STATION, OFFICER)))
        self._take_login()
        self._take_library()
        staged.begin(DRILL_SPEED)
        officer = signed_in(self.url, OFFICER, self.password, staged.area)
        staged.run_to(MOVED_OUT_MIN)
        evacuation = f"/evacuations/{staged.evacuation(officer)}"
        self._take("evacuation", evacuation, staged.area, then=_first_village)
        staged.run_to(LED_BY_THE_CITY_MIN)
        self._take("desk", "/")
        staged.keep_a_roster(signed_in(self.url, LEAD, self.password, staged.area), officer)
        landslide, post = staged.landslide(officer)
        self._take("command", f"/command/{post}", staged.area)
        self._take("runsheet", f"/print/incidents/{landslide}", staged.area, **PAPER)
        self._take_duty(staged.area)
        self._take("replay", "/replay", staged.area, then=_into_the_middle)
        self._take("drill", "/drills/run", staged.area, name_as=DIRECTOR)
        self._take("incident", f"/incidents/{landslide}", staged.area, by_day=True)
        team_id = staged.team_called(officer, landslide)
        self._take_phone(staged.area, enter(self.password, LEADER, team_id=team_id))
        self._see_that_none_is_missing(landslide, staged.evacuation(officer))

    # --- pages that want more than to be gone to

    def _take_login(self) -> None:
        page = self._opened("/login")
        page.locator("#name").wait_for()
        self._keep(page, "login")

    def _take_library(self) -> None:
        def chosen(page: Page) -> None:
            page.locator('[data-drill="qinling-rainstorm"]').click()

        self._take("drills", "/drills", name_as=DIRECTOR, then=chosen)

    def _take_duty(self, area: str) -> None:
        def of_the_county(page: Page) -> None:
            page.locator(".place input").click()
            page.get_by_role("option", name=COUNTY, exact=True).click()

        def received(page: Page) -> None:
            page.get_by_role("button", name="收件").click()
            page.locator("[data-report]").first.click()

        def first_shift(page: Page) -> None:
            page.locator("[data-shift]").first.click()

        self._take("duty log", "/duty/log", area, by_day=True, then=of_the_county)
        self._take("duty roster", "/duty/roster", area, then=first_shift)
        self._take("duty alarms", "/duty/alarms")
        self._take("duty reports", "/duty/reports", area, then=received)

    def _take_phone(self, area: str, name: str) -> None:
        """Take a leader's phone: the order as it stands, and a mayday half called."""
        if not self._wants("phone"):
            return
        page = self._signed_in("/phone", area, name, **SMALL_PHONE, device_scale_factor=2)
        shots = [page.screenshot()]
        page.get_by_role("button", name="紧急求救", exact=True).tap()
        page.get_by_test_id("say").wait_for()
        page.wait_for_timeout(SETTLE_MS)
        shots.append(page.screenshot())
        _save(_beside_each_other([Image.open(io.BytesIO(one)) for one in shots]), "phone")
        page.context.close()

    def _see_that_none_is_missing(self, incident: str, evacuation: str) -> None:
        if self.wanted:
            return
        page = self._opened("/login")
        page.locator("#name").wait_for()
        known = paths_of(page, {"id": incident, "evacuation": evacuation}).keys()
        missing = sorted(known - self.seen_to)
        if missing:
            raise RuntimeError(f"no picture of {', '.join(missing)}: say here what is on it")

    # --- how one is taken

    def _wants(self, name: str) -> bool:
        self.seen_to.add(name)
        return not self.wanted or name.replace(" ", "-") in self.wanted or name in self.wanted

    def _take(
        self,
        name: str,
        path: str,
        area: str = "",
        *,
        name_as: str = OFFICER,
        by_day: bool = False,
        then: Any = None,
        **look: Any,
    ) -> None:
        if not self._wants(name):
            return
        page = self._signed_in(path, area, name_as, by_day=by_day, **(look or DESK))
        if then is not None:
            then(page)
            page.wait_for_timeout(SETTLE_MS)
        self._keep(page, name)

    def _signed_in(
        self, path: str, area: str, name: str, *, by_day: bool = False, **look: Any
    ) -> Page:
        page = self._opened(path, area, by_day=by_day, **look)
        page.locator("#name").fill(name)
        page.locator("#password").fill(self.password)
        page.keyboard.press("Enter")
        page.locator("#name").wait_for(state="detached")
        page.wait_for_timeout(SETTLE_MS)
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)
        return page

    def _opened(self, path: str, area: str = "", *, by_day: bool = False, **look: Any) -> Page:
        context = self.chromium.new_context(**AS, **(look or DESK))
        if by_day:
            context.add_init_script(BY_DAY)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.url}/{f'?area={area}' if area else ''}#{path}")
        return page

    def _keep(self, page: Page, name: str) -> None:
        if self._wants(name):
            page.mouse.move(0, 0)
            page.wait_for_function(DRAWN, arg=name in WITH_MAP, timeout=PATIENCE_MS, polling=300)
            page.wait_for_timeout(SETTLE_MS)
            picture = Image.open(io.BytesIO(page.screenshot(timeout=PATIENCE_MS)))
            _save(picture, name.replace(" ", "-"))
        page.context.close()


def _first_village(page: Page) -> None:
    page.locator("[data-group] button").first.click()


def _into_the_middle(page: Page) -> None:
    """Draw the slider of a replay to where the shift was fullest."""
    page.get_by_test_id("slider").evaluate(
        """(slider) => {
             slider.value = String(Math.round(slider.max * 0.62))
             slider.dispatchEvent(new Event('input', { bubbles: true }))
           }"""
    )


def _beside_each_other(pictures: list[Image.Image], gap_px: int = 24) -> Image.Image:
    wide = sum(one.width for one in pictures) + gap_px * (len(pictures) - 1)
    whole = Image.new("RGB", (wide, pictures[0].height), "white")
    left = 0
    for one in pictures:
        whole.paste(one, (left, 0))
        left += one.width + gap_px
    return whole


def _save(picture: Image.Image, name: str) -> None:
    for quality in (85, 70, 55, 40):
        kept = io.BytesIO()
        picture.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= MAX_BYTES:
            break
    file = FOLDER / f"{name}.webp"
    file.write_bytes(kept.getvalue())
    say(f"{file.name}  {kept.tell() / 1000:.0f} kB")


def _password(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        found = re.search(r"operator / (\S+)", line)
        if found:
            return found.group(1)
    raise RuntimeError("the demonstration ended before it said how to sign in")


if __name__ == "__main__":
    main()
