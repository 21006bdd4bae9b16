"""What an operator meets first: the door, the queue, the map, and whether all of it is live."""

import httpx
from playwright.sync_api import expect

from tests.console.axe import in_every_look
from tests.console.conftest import Opener
from tests.console.desk import SOON_MS, reported
from tests.e2e.a_server import Child


def test_who_signs_in_sees_the_queue_and_the_map_and_what_comes_in(
    desks: Opener, http: httpx.Client
) -> None:
    first = reported(http)
    desk = desks.as_user("north")
    expect(desk.row(first)).to_be_visible()
    assert {one["id"] for one in desk.on_map("incidents")} == {first}
    assert in_every_look(desk.page, "the map and what lies on it") == {}
    second = reported(http, position={"lon": 108.93, "lat": 34.28})
    expect(desk.row(second)).to_be_visible(timeout=SOON_MS)


def test_a_wrong_password_is_told_and_lets_nobody_in(desks: Opener) -> None:
    desk = desks.open()
    desk.page.goto(desk.url)
    desk.page.locator("#name").fill("north")
    desk.page.locator("#password").fill("guessed")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("用户名或密码不对")


def test_a_server_that_was_killed_is_found_again_without_a_reload_and_nothing_is_missed(
    desks: Opener, http: httpx.Client, server: Child
) -> None:
    desk = desks.as_user("north", without_map=True)
    before = reported(http, position={"lon": 108.91, "lat": 34.29})
    desk.row(before).click()
    state = desk.page.get_by_test_id("state")
    expect(state).to_have_text("已接报")
    desk.page.evaluate("window.neverReloaded = true")
    server.kill()
    expect(desk.link).to_contain_text("已断开")
    server.start()
    verify = {"action": "start_verify"}
    http.post(f"/incidents/{before}/actions", json=verify).raise_for_status()
    missed = reported(http, position={"lon": 108.92, "lat": 34.27})
    expect(desk.link).to_have_text("实时", timeout=15_000)
    expect(desk.row(missed)).to_be_visible()
    expect(state).to_have_text("核实中")
    there = {one["incident_id"] for one in http.get("/incidents?open=true").json()["items"]}
    shown = desk.page.locator("[data-incident]")
    expect(shown).to_have_count(len(there))
    assert {one.get_attribute("data-incident") for one in shown.all()} == there
    assert desk.page.evaluate("window.neverReloaded")
