"""A warning is passed on, and each place confirms it 叫应: at the desk, on the phone."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
from playwright.sync_api import Locator, Route, expect

from tests.api.doors import PASSWORD
from tests.console.axe import findings, settle
from tests.console.conftest import Opener
from tests.console.desk import Desk
from tests.console.phone import SMALL_PHONE, Phone


def warned(http: httpx.Client) -> tuple[str, dict[str, str]]:
    """Have the county warn its town; yellow, so that nobody is called to a post for it."""
    county = {"name": "county", "password": PASSWORD}
    token = http.post("/login", json=county).raise_for_status().json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    now = datetime.now(UTC)
    notice = {
        "kind": "flash_flood",
        "colour": "YELLOW",
        "begins_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=6)).isoformat(),
        "place_codes": ["TN"],
        "matters": "三小时内有强降雨",
        "advice": "沟沿人员做好转移准备",
        "issued_by": "区应急管理局",
    }
    answer = http.post("/warnings", json=notice, headers=headers).raise_for_status()
    return answer.json()["warning_id"], headers


def lifted(http: httpx.Client, warning_id: str, as_county: dict[str, str]) -> None:
    lift = {"action": "lift", "reason": "雨停"}
    answer = http.post(f"/warnings/{warning_id}/actions", json=lift, headers=as_county)
    answer.raise_for_status()


def card_of(desk: Desk, warning_id: str) -> Locator:
    """Choose a warning in the list; its card is shown."""
    desk.page.get_by_role("tab", name="预警").click()
    desk.page.locator(f'[data-listed="{warning_id}"]').click()
    return desk.page.get_by_test_id("map-card")


def test_a_town_passes_a_warning_on_and_its_villages_confirm_it_by_phone_and_by_telephone(
    desks: Opener, http: httpx.Client
) -> None:
    warning_id, as_county = warned(http)
    desk = desks.as_user("north", without_map=True)
    card = card_of(desk, warning_id)
    town, told, silent = (card.locator(f'[data-call="{one}"]') for one in ("TN", "TN-V1", "TN-V2"))
    town.get_by_role("button").click()
    town.locator('[data-action="relay"]').click()
    town.get_by_role("textbox").fill("已逐村通知")
    desk.page.keyboard.press("Control+Enter")
    expect(town).to_have_count(0)
    expect(told).to_be_visible()

    opened = desks.open(**SMALL_PHONE)
    phone = Phone(opened.page, opened.url)
    phone.sign_in("grid")
    call = phone.page.locator('[data-call="TN-V1"]')
    expect(call).to_contain_text("沟沿人员做好转移准备")
    assert findings(phone.page) == []
    phone.set_offline(True)
    call.locator('[data-action="answer"]').tap()
    expect(phone.waiting).to_have_text("1 项待发送")
    expect(call.get_by_test_id("call-state")).to_have_text("已应")
    phone.set_offline(False)
    expect(phone.waiting).to_have_count(0, timeout=20_000)
    expect(phone.page.get_by_test_id("no-call")).to_be_visible()
    expect(told).to_have_count(0)

    silent.get_by_role("button").click()
    assert findings(desk.page) == []
    silent.locator('[data-action="answer"]').click()
    silent.get_by_role("textbox").fill("电话：村支书已通知到户")
    desk.page.keyboard.press("Control+Enter")
    expect(card).to_contain_text("没有未应的地方")
    expect(card).to_contain_text("叫应 3/3")
    said = http.get(f"/warnings/{warning_id}/calls/TN-V2").json()
    assert said["words"] == "电话：村支书已通知到户"
    lifted(http, warning_id, as_county)
    expect(desk.page.locator(f'[data-listed="{warning_id}"]')).to_have_count(0)


def test_the_measures_of_the_law_are_ticked_with_who_and_when_and_taken_back(
    desks: Opener, http: httpx.Client
) -> None:
    warning_id, as_county = warned(http)
    desk = desks.as_user("north", without_map=True)
    measures = card_of(desk, warning_id).get_by_test_id("warning-measures")
    expect(measures).to_contain_text("本地已落实 0/5")  # of a yellow one: art. 66 alone
    measures.locator("summary").click()
    assess, plan = (
        measures.locator(f'[data-measure="{one}"]') for one in ("assess", "activate_plan")
    )
    assess.locator("[data-note]").click()
    assess.get_by_role("textbox").fill("专家到场会商")
    settle(desk.page)
    assert findings(desk.page) == []
    desk.page.keyboard.press("Enter")
    expect(assess).to_contain_text("专家到场会商")
    expect(assess).to_contain_text("north")
    plan.locator("[data-tick]").click()
    expect(measures).to_contain_text("本地已落实 2/5")
    ticks = http.get(f"/warnings/{warning_id}").json()["ticks"]["TN"]
    assert {key: one["note"] for key, one in ticks.items()} == {
        "assess": "专家到场会商",
        "activate_plan": "",
    }

    city = desks.as_user("city", without_map=True)
    seen = card_of(city, warning_id).get_by_test_id("warning-measures")
    seen.locator("summary").click()
    expect(seen.locator('[data-measure="assess"]')).to_contain_text("TN place north")
    plan.get_by_role("button", name="撤销").click()
    expect(measures).to_contain_text("本地已落实 1/5")
    expect(seen.locator('[data-measure="activate_plan"]')).not_to_contain_text("TN place")
    lifted(http, warning_id, as_county)


def test_two_hundred_and_fifty_calls_are_brought_a_hundred_at_a_time(
    desks: Opener, http: httpx.Client
) -> None:
    warning_id, as_county = warned(http)
    desk = desks.as_user("north", without_map=True)

    real = http.get("/warnings/calls", params={"warning_id": warning_id}).json()

    def many(route: Route) -> None:
        (call, *_) = real["items"]
        asked = parse_qs(urlsplit(route.request.url).query)
        begin, limit = int(asked.get("cursor", ["0"])[0]), int(asked["limit"][0])
        numbers = range(begin, min(begin + limit, 250))
        items = [
            call | {"call_id": f"{warning_id}/{one}", "place_code": f"V{one}"} for one in numbers
        ]
        more = str(numbers.stop) if numbers.stop < 250 else None
        route.fulfill(json=real | {"items": items, "next": more})

    desk.page.route("**/warnings/calls?*", many)
    listed = card_of(desk, warning_id).get_by_test_id("warning-calls")
    more = listed.get_by_role("button", name="显示更多")
    for shown in (100, 200):
        expect(listed.locator("[data-call]")).to_have_count(shown)
        more.click()
    expect(listed.locator("[data-call]")).to_have_count(250)
    expect(more).to_have_count(0)
    lifted(http, warning_id, as_county)
