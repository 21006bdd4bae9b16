"""Every page there is, in both themes and languages: readable by all, with no word missing.

The pages are those the router knows, so a new one is looked at without being named here. `desks`
sees to it that no request leaves the host, that the policy forbids nothing that is done, and that
nothing goes wrong.
"""

import json
import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.console.axe import findings
from tests.console.conftest import Opener
from tests.console.desk import reported

ON_THE_PHONE = {"phone"}  # looked at with an order on it, beside its other tests
# Contrast hangs on the theme and names on the language: two looks show each of both.
LOOKS = (("zh", "dark"), ("en", "light"))
ROUTER = "document.querySelector('#app').__vue_app__.config.globalProperties.$router"
ROUTES = f"() => {ROUTER}.getRoutes().filter((one) => one.name).map((one) => [one.name, one.path])"
GO = f"(path) => {ROUTER}.push(path)"
LOOK = "[localStorage.language, localStorage.theme] = {look}"


def opened(page: Page, path: str) -> None:
    """Go to a page, and wait until it has what it asked for."""
    page.evaluate(GO, path)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def paths_of(page: Page, filled: dict[str, str]) -> dict[str, str]:
    """The address of every page by its name in the router, and of each of its parts."""
    paths: dict[str, str] = {}
    for name, path in page.evaluate(ROUTES):
        for parameter, value in filled.items():
            path = re.sub(rf":{parameter}\b", value, path)
        parts = re.search(r":\w+\((\w+(?:\|\w+)+)\)", path)
        for part in parts.group(1).split("|") if parts else ("",):
            address = re.sub(r":\w+\([^)]*\)\??", part, path)
            address = re.sub(r"/:\w+\?", "", address)
            assert ":" not in address, f"say what {path} is to be filled with, for {name}"
            paths[f"{name} {part}".strip()] = address
    return paths


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_every_page_is_readable_by_all_and_lacks_no_word(
    desks: Opener, http: httpx.Client, look: tuple[str, str]
) -> None:
    incident_id = reported(http, kind="road_traffic", position={"lon": 108.97, "lat": 34.23})
    desk = desks.open(without_map=True)
    desk.page.add_init_script(LOOK.format(look=json.dumps(look)))
    desk.page.goto(desk.url)
    expect(desk.page.locator("html")).to_have_attribute("lang", re.compile(look[0]))
    expect(desk.page.locator("html")).to_have_class("dark" if look[1] == "dark" else "")
    expect(desk.page.locator("#name")).to_be_visible()
    found = {"login": findings(desk.page)}
    desk.sign_in("north.lead", live="实时" if look[0] == "zh" else "Live")
    paths = paths_of(desk.page, {"id": incident_id})
    for name in sorted(paths.keys() - {"login"} - ON_THE_PHONE):
        opened(desk.page, paths[name])
        found[name] = findings(desk.page)
    opened(desk.page, "/")
    desk.page.keyboard.press("Control+k")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    found["command bar"] = findings(desk.page)
    assert {name: what for name, what in found.items() if what} == {}
