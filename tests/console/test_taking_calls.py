"""One incident at the desk: taken by keyboard, decided with a key, by two who see each other."""

import httpx
from playwright.sync_api import expect

from tests.console.conftest import Opener
from tests.console.desk import SOON_MS, reported


def test_a_call_is_taken_without_the_mouse_and_its_proposal_accepted_with_one_key(
    desks: Opener, http: httpx.Client
) -> None:
    desk = desks.as_user("north", without_map=True)
    keys = desk.page.keyboard
    keys.press("n")
    expect(desk.page.locator("#call-kind")).to_be_focused()
    for what in ("fire", "TN-V2"):
        keys.type(what)
        keys.press("Enter")
    keys.type("三楼冒烟")
    keys.press("Control+Enter")
    incident = desk.page.get_by_test_id("incident")
    expect(incident).to_contain_text("火灾")
    expect(incident.get_by_test_id("accept")).to_be_visible(timeout=20_000)
    keys.press("Shift+A")
    expect(incident.locator("[data-order]").first).to_be_visible(timeout=10_000)
    taken = http.get("/incidents", params={"kind": "fire"}).json()["items"][0]
    assert taken["place_code"] == "TN-V2"
    assert taken["instruction_ids"]


def test_two_at_one_incident_see_what_the_other_did_and_only_what_each_may_do(
    desks: Opener, http: httpx.Client
) -> None:
    incident_id = reported(http, kind="medical", position={"lon": 108.95, "lat": 34.31})
    officer, leader = (desks.as_user(one, without_map=True) for one in ("north", "north.lead"))
    for desk in (officer, leader):
        desk.row(incident_id).click()
        expect(desk.page.get_by_test_id("state")).to_have_text("已接报")
    expect(leader.page.locator('[data-action="start_verify"]')).to_have_count(0)
    officer.page.locator('[data-action="start_verify"]').click()
    expect(officer.page.get_by_test_id("state")).to_have_text("核实中")
    expect(leader.page.get_by_test_id("state")).to_have_text("核实中", timeout=SOON_MS)
    expect(leader.page.get_by_test_id("incident")).to_contain_text("north 刚刚：开始核实")


def test_who_may_not_take_a_step_is_not_offered_it_and_is_refused_all_the_same(
    desks: Opener, http: httpx.Client
) -> None:
    incident_id = reported(http, position={"lon": 108.93, "lat": 34.31})
    desk = desks.as_user("city", without_map=True)
    desk.row(incident_id).click()
    expect(desk.page.get_by_test_id("state")).to_have_text("已接报")
    expect(desk.page.locator('[data-action="start_verify"]')).to_have_count(0)
    status = desk.page.evaluate(
        """(id) => fetch(`/api/v1/incidents/${id}/actions`, {
             method: 'POST', headers: { 'Content-Type': 'application/json' },
             body: JSON.stringify({ action: 'start_verify' }),
           }).then((answer) => answer.status)""",
        incident_id,
    )
    assert status == 403
    expect(desk.page.get_by_test_id("state")).to_have_text("已接报")
