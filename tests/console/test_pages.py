"""Every page there is, in both themes and languages: readable by all, with no word missing.

The pages are those the router knows, so a new one is looked at without being named here. `desks`
sees to it that no request leaves the host, that the policy forbids nothing that is done, and that
nothing goes wrong.
"""

import re

import httpx
from playwright.sync_api import Page, expect

from tests.console.axe import in_every_look
from tests.console.conftest import Opener
from tests.console.desk import reported

ON_THE_PHONE = {"phone"}  # looked at with an order on it, beside its other tests
ROUTER = "document.querySelector('#app').__vue_app__.config.globalProperties.$router"
ROUTES = f"() => {ROUTER}.getRoutes().filter((one) => one.name).map((one) => [one.name, one.path])"
GO = f"(path) => {ROUTER}.push(path)"


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


def test_every_page_is_readable_by_all_and_lacks_no_word(desks: Opener, http: httpx.Client) -> None:
    incident_id = reported(http, kind="road_traffic", position={"lon": 108.97, "lat": 34.23})
    order = {"hazard": "geological", "reason": "坡体开裂", "groups": [{"place_code": "TN-V2"}]}
    evacuation = http.post("/evacuations", json=order).raise_for_status().json()["evacuation_id"]
    desk = desks.open(without_map=True)
    desk.page.goto(desk.url)
    expect(desk.page.locator("#name")).to_be_visible()
    found = in_every_look(desk.page, "login")
    desk.sign_in("north.lead")
    paths = paths_of(desk.page, {"id": incident_id, "evacuation": evacuation})
    for name in sorted(paths.keys() - {"login"} - ON_THE_PHONE):
        opened(desk.page, paths[name])
        found |= in_every_look(desk.page, name)
    opened(desk.page, "/")
    desk.page.keyboard.press("Control+k")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    found |= in_every_look(desk.page, "command bar")
    director = desks.as_user("director", without_map=True).page
    opened(director, "/drills")
    director.locator('[data-drill="gas-blast"]').click()
    expect(director.get_by_test_id("start")).to_be_enabled()
    found |= in_every_look(director, "a drill's script")
    assert found == {}
